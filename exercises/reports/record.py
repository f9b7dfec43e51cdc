"""Part B around the options: the exercise in a table, the trace of every sentence, who took part, what is not held."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import formats
from exercises.reports import charts, signed, words
from exercises.reports.annex import places, sheets
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Field,
    Inline,
    Note,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition, listed, to_option
from exercises.reports.grounds import CitationFacts
from exercises.reports.limits import concentration, groups
from exercises.reports.overview import to_narrative
from exercises.reports.words import percent


def overview(edition: Edition) -> Section:
    """The exercise at a glance: its frame and its phases."""
    facts = edition.facts
    zone = facts.exercise.zone
    frame = [
        (_("Question"), facts.exercise.question),
        (_("Task"), facts.exercise.deck),
        *(
            (_("Axis %(key)s") % {"key": axis.key.upper()}, f"{axis.question} {axis.negative} – {axis.positive}")
            for axis in facts.axes
        ),
        (_("Criteria"), ", ".join(_(criterion.name) for criterion in facts.criteria)),
    ]
    phases = Table(
        title=_("Phases"),
        columns=(Column(_("Phase"), share=2), Column(_("Dates"), share=3)),
        rows=tuple(
            (
                Cell(text(_(formats.PHASES[phase.kind]))),  # type: ignore[index]
                Cell(text(words.days(phase.opens_at, phase.closes_at, zone))),
            )
            for phase in facts.phases
            if phase.kind not in {"prepare", "closed"}
        ),
        source=_("Dates in the zone %(zone)s.") % {"zone": zone},
    )
    frame.append((_("Not kept"), _("Indicators to watch for the narratives, grades for the sources.")))
    fields = tuple(Field(label, (paragraph(said),)) for label, said in frame if said)
    return Section(_("Exercise overview"), "record", (*fields, phases))


# --- D: the trace ------------------------------------------------------------------------------------------


def trace(edition: Edition) -> Section:
    """From takeaway to narrative to option to version: nobody is lost on the way, and orphans are named."""
    parts: list[Block] = [Paragraph(_coverage(edition)), *_takeaways(edition), _options(edition)]
    return Section(_("Trace"), "trace", tuple(parts), new_page=True)


def _coverage(edition: Edition) -> tuple[Inline, ...]:
    total = len(edition.standing)
    placed = sum(1 for option in edition.standing if option.number in edition.places)
    cited = sum(1 for option in edition.standing if edition.cited_by(option))
    said: list[Inline] = [
        Text(
            ngettext(
                "%(placed)s of %(total)s standing option is in a narrative.",
                "%(placed)s of %(total)s standing options are in a narrative.",
                total,
            )
            % {"placed": placed, "total": total}
        )
    ]
    if edition.facts.takeaways:
        said.append(Text(" " + _("%(n)s are named by a takeaway.") % {"n": cited}))
    said += [Text(" "), Text(_("Standing alone:")), Text(" "), *listed(edition.wild_cards, _("none")), Text(".")]
    said += [Text(" "), Text(_("Without a place yet:")), Text(" "), *listed(edition.orphans, _("none")), Text(".")]
    return tuple(said)


def _takeaways(edition: Edition) -> list[Block]:
    """One row for each thing that a takeaway names."""
    rows = [
        row
        for turn, takeaway in enumerate(edition.facts.takeaways, 1)
        for row in _named(edition, turn, takeaway.number, takeaway.citations)
    ]
    if not rows:
        return [paragraph(_("No takeaway has been written yet."))] if not edition.facts.takeaways else []
    table = Table(
        title=_("From takeaway to evidence"),
        columns=(
            Column(_("Takeaway"), share=2, numeric=True),
            Column(_("Names"), share=8),
            Column(_("Version"), share=3),
            Column(_("Speaks"), share=3),
        ),
        rows=tuple(rows),
        source=_("Which version was read when the takeaway was written, and whether it speaks for or against it."),
    )
    return [table]


def _named(edition: Edition, turn: int, number: int, citations: tuple[CitationFacts, ...]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for kind, of, stance in sorted({(c.kind, c.number, c.stance) for c in citations}):
        cited = next(c for c in citations if (c.kind, c.number, c.stance) == (kind, of, stance))
        named, now = _thing(edition, kind, of)
        version = str(cited.version) if now in {0, cited.version} else _("%(read)s, now %(now)s") % {
            "read": cited.version, "now": now
        }  # fmt: skip
        speaks = _("for it") if stance == "supports" else _("against it")
        link = Reference("section", f"takeaway-{number}", str(turn))
        rows.append((Cell((link,)), Cell(named), Cell(text(version)), Cell(text(speaks))))
    return rows


def _thing(edition: Edition, kind: str, number: int) -> tuple[tuple[Inline, ...], int]:
    """What is cited, and its present version; 0 where it is no longer there."""
    if kind == "option":
        option = edition.option.get(number)
        return ((to_option(option), Text(f" {option.title}")), option.version) if option else (text(f"PO-{number}"), 0)
    narrative = next((n for n in edition.facts.narratives if n.number == number), None)
    numeral = formats.numeral(number)
    if narrative is None:
        return text(_("%(numeral)s, which has ended") % {"numeral": numeral}), 0
    return (Text(f"{numeral} "), to_narrative(narrative)), narrative.version


def _options(edition: Edition) -> Block:
    options = edition.facts.options
    if not options:
        return Note((paragraph(_("There is nothing to trace yet.")),))
    return Table(
        title=_("From option to narrative and takeaway"),
        columns=(
            Column(_("Option"), share=15),
            Column(_("State"), share=4),
            Column(_("Version"), share=3, numeric=True),
            Column(_("Narrative and kind of place"), share=11),
            Column(_("Takeaways"), share=4),
            Column(_("Sheets"), share=3, numeric=True),
        ),
        rows=tuple(
            (
                Cell((to_option(option), Text(f" {option.title}"))),
                Cell(text(_(dict(formats.OPTION_STATES)[option.state]) if option.number else _("present policy"))),
                Cell(text(str(option.version))),
                Cell(places(edition, option)),
                Cell(_by_takeaway(edition.cited_by(option))),
                Cell(text(sheets(option))),
            )
            for option in options
        ),
        source=_("A sheet is one analyst’s judgment of one option, bound to its version. −: named against a takeaway."),
    )


def _by_takeaway(cited: list[tuple[int, int, str]]) -> tuple[Inline, ...]:
    said: list[Inline] = []
    for turn, number, stance in cited:
        said += [Text(", ")] if said else []
        said.append(Reference("section", f"takeaway-{number}", f"{'−' if stance == 'contradicts' else ''}{turn}"))
    return tuple(said) or text("–")


# --- F: participation and data quality ---------------------------------------------------------------------


def participation(edition: Edition) -> Section:
    part = edition.facts.part
    by = ((_("Regions"), part.regions), (_("Fields"), part.expertise))
    parts: list[Block] = [
        Field(label, (paragraph(groups(found) if found else _("Fewer than five joined.")),)) for label, found in by
    ]
    parts += filter(None, [charts.funnel(edition), charts.participation(edition)])
    parts += concentration(edition)
    parts.append(_quality(edition))
    older = [option.older for option in edition.facts.options]
    revised = [option.revised for option in edition.facts.options]
    said = _("%(older)s sheets stand on an older text than the present one; %(revised)s were given anew.") % {
        "older": _together(older), "revised": _together(revised)
    }  # fmt: skip
    parts.append(Field(_("Sheets"), (paragraph(said),)))
    return Section(_("Participation and data quality"), "participation", tuple(parts))


def _together(counts: Sequence[int | None]) -> str:
    """The sum of *counts*; “at least” where some are too few to be told."""
    known = sum(n for n in counts if n is not None)
    if None not in counts:
        return words.whole(known)
    return _("at least %(n)s") % {"n": words.whole(known)} if known else words.whole(None)


def _quality(edition: Edition) -> Block:
    found = edition.facts.part.abstentions
    if not found:
        return paragraph(_("Nobody has judged an option yet."))
    named = {criterion.key: criterion for criterion in edition.facts.criteria}
    return Table(
        title=_("Answers and abstentions"),
        columns=(
            Column(_("Criterion"), share=3),
            Column(_("Answers"), share=2, numeric=True),
            Column(_("Abstained"), share=2, numeric=True),
            *(Column(_(name), share=3, numeric=True) for _key, name in formats.ABSTENTIONS),
        ),
        rows=tuple(
            tuple(
                Cell(text(each))
                for each in (
                    _(named[row.criterion].name),
                    words.whole(row.answers),
                    percent(row.abstained / row.answers if row.answers and row.abstained is not None else None),
                    *(words.count(dict(row.reasons).get(key, 0)) for key, _name in formats.ABSTENTIONS),
                )
            )
            for row in found
            if row.criterion in named
        ),
        source=_("First round, all options that were judged."),
    )


# --- what is not here --------------------------------------------------------------------------------------


def objectives() -> Section:
    return _not_held(_("Objectives"), "objectives", _("Optional, and none are kept."))


def injects() -> Section:
    said = _("The exercise received none, so no option has a resilience against them.")
    return _not_held(_("Injects"), "injects", said)


def lessons() -> Section:
    return _not_held(_("Hotwash and lessons"), "lessons", _("Not written."))


def improvement() -> Section:
    return _not_held(_("Improvement plan"), "improvement", _("Optional, and none is kept."))


def moderation() -> Section:
    said = _(
        "It is in the exercise, for those who may read it. Why an option no longer stands is told with the option."
    )
    return _not_held(_("Moderation log"), "moderation", said)


def closing(edition: Edition) -> Section:
    """Of what closes a record this edition has the self-check alone."""
    said = _(
        "Glossary, acknowledgements and change log are not in this edition: nobody was asked for consent to be named."
    )
    title = _("Glossary, acknowledgements, self-check")
    return Section(title, "closing", (paragraph(said),), sections=(signed.self_check(edition),))


def _not_held(title: str, anchor: str, why: str) -> Section:
    """A part that an edition of this report may have and this one has not: its letter stays its own."""
    return Section(_("%(title)s: not in this edition") % {"title": title}, anchor, (paragraph(why),))
