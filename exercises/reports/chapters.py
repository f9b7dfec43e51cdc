"""A chapter per narrative, and the options that stand alone."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports import charts, words
from exercises.reports.certainty import marks
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Emphasis,
    Field,
    Inline,
    Note,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition, hue_of, listed, to_option
from exercises.reports.facts import NarrativeFacts, OptionFacts
from exercises.reports.markdown import blocks, plain_words
from exercises.reports.prose import evidence_line
from exercises.reports.takeaways import evidence


def narrative(edition: Edition, facts: NarrativeFacts) -> Section:
    """Nickname, where it lies, its theory of change field by field, and its options with what the crowd said."""
    written = _texts(facts)
    parts: list[Block] = [*blocks(facts.abstract), *(Field(label, found) for label, found in written if found)]
    missing = [label for label, found in written if not found]
    if missing:
        parts.append(Note((paragraph(_("Not written yet: %(fields)s.") % {"fields": ", ".join(missing)}),)))
    parts.append(_options(edition, facts))
    parts += filter(None, [charts.profile(edition, facts)])
    parts += [_dissent(edition, facts), *_cited(edition, facts)]
    return Section(
        title=f"{facts.numeral} {facts.nickname}",
        anchor=f"narrative-{facts.number}",
        blocks=tuple(parts),
        eyebrow=_("Master narrative"),
        lead=words.quadrant_line(facts, edition.facts.axes),
        hue=hue_of(facts),
    )


def _texts(facts: NarrativeFacts) -> list[tuple[str, tuple[Block, ...]]]:
    return [
        (_("Diagnosis"), blocks(facts.diagnosis)),
        (_("What must be true"), blocks(facts.must_be_true)),
        (_("Order of steps"), blocks(facts.steps)),
        (_("Adversaries’ response"), blocks(facts.adversaries)),
        (_("Risks at home"), blocks(facts.risks)),
        (_("Risks abroad"), blocks(facts.risks_abroad)),
        (_("Strongest objection"), blocks(facts.objection)),
    ]


def _dissent(edition: Edition, facts: NarrativeFacts) -> Field:
    """Minority notes with their answers, options that speak against it, and where its raters are divided."""
    said: list[Block] = []
    against = [option for option, kind in edition.members(facts) if kind == "dissent"]
    split = [option for option, kind in edition.members(facts) if kind != "dissent" and option.divided]
    if against:
        said.append(Paragraph((Text(_("Options placed here as dissent:")), Text(" "), *listed(against), Text("."))))
    if split:
        said.append(Paragraph((Text(_("Raters are divided on:")), Text(" "), *listed(split), Text("."))))
    for note in facts.minority:
        by = _("Minority note by %(alias)s") % {"alias": note.author} if note.author else _("Minority note")
        said += [Paragraph((Strong(text(by)),)), *blocks(note.text)]
        answer = _(dict(formats.ANSWERS)[note.answer]) if note.answer else _("not answered yet")
        said.append(Paragraph((Strong(text(_("Answer"))), Text(f": {answer}. "), Text(plain_words(note.answer_text)))))
    return Field(_("Dissent"), tuple(said) or (paragraph(_("None was noted.")),))


def _cited(edition: Edition, facts: NarrativeFacts) -> tuple[Block, ...]:
    """What its texts name, for and against."""
    sides = (("supports", _("Its texts rest on")), ("contradicts", _("Against it they name")))
    return evidence_line((label, evidence(edition, facts.citations, stance)) for stance, label in sides)


def _options(edition: Edition, facts: NarrativeFacts) -> Block:
    members = edition.members(facts)
    if not members:
        return paragraph(_("No option has been put into this narrative yet."))
    kinds = dict(formats.MEMBERSHIP_KINDS)
    rows = [(option, _(kinds[kind])) for option, kind in members]
    return judged(edition, _("The options of “%(name)s”") % {"name": facts.nickname}, rows)


def judged(edition: Edition, title: str, rows: list[tuple[OptionFacts, str]]) -> Table:
    """Options with what each proposes and the medians of all criteria; every number leads to its option."""
    criteria = edition.facts.criteria
    return Table(
        title=title,
        columns=(
            Column(_("Option"), share=1),
            *(Column(_(criterion.name), numeric=True) for criterion in criteria),
        ),
        rows=tuple(
            (
                Cell(_named(option, ", ".join(filter(None, (place, marks(option)))), with_summary=not edition.is_long)),
                *(Cell((to_option(option, _median(option, criterion.key)),)) for criterion in criteria),
            )
            for option, place in rows
        ),
        source=_("Median of steps 1 to 5; in brackets how many answered. Fewer than five are not broken out."),
    )


def _named(option: OptionFacts, place: str, *, with_summary: bool) -> tuple[Inline, ...]:
    """“PO-17 **Title.** What it proposes *Core, divided.*”: a chapter can be read without turning to the record."""
    title = option.title.rstrip()
    stands = Emphasis(text(f"{place[:1].upper()}{place[1:]}."))
    if not with_summary or not option.summary:
        return (to_option(option), Text(f" {title} "), stands)
    end = "" if title.endswith((".", "?", "!", "…")) else "."
    return (to_option(option), Text(" "), Strong(text(f"{title}{end}")), Text(f" {option.summary} "), stands)


def _median(option: OptionFacts, criterion: str) -> str:
    rating = option.rating(criterion)
    return words.median_and_n(rating.spread) if rating else "–"


def wild_cards(edition: Edition) -> Section:
    """What belongs to no narrative: options that moderators let stand alone, and those that nobody placed yet."""
    parts: list[Block] = []
    if edition.wild_cards:
        rows = [(option, _("alone")) for option in edition.wild_cards]
        parts.append(judged(edition, _("Options that stand alone"), rows))
    else:
        parts.append(paragraph(_("No option stands alone.")))
    if edition.orphans:
        parts.append(_orphans(edition))
    return Section(_("Wild cards"), "wild-cards", tuple(parts))


def _orphans(edition: Edition) -> Field:
    """Named, because a final report is refused while there are any."""
    said = Paragraph(
        (*listed(edition.orphans), Text(". "), Text(_("Each needs a narrative, or to be let stand alone.")))
    )
    return Field(_("Without a place yet"), (said,))
