"""What the lead author wrote, as parts of the document: each number in it is a field that leads to its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils import formats as localised
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis import fields
from exercises.analysis.fields import Field as Number
from exercises.queries.report_prose import Prose, TextFacts
from exercises.reports import words
from exercises.reports.document import (
    Block,
    Break,
    Cell,
    Code,
    Column,
    Emphasis,
    Field,
    Footnote,
    Heading,
    Inline,
    Link,
    List,
    Note,
    Paragraph,
    Quote,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    paragraph,
    plain,
    text,
)
from exercises.reports.edition import Edition
from exercises.reports.facts import NarrativeFacts, OptionFacts
from exercises.reports.markdown import blocks

ICD = "Office of the Director of National Intelligence, Intelligence Community Directive 203, Analytic Standards, 2015"
BOTTOM_LINE, BACKGROUND, DIAGNOSIS, ACTORS, LIMITS = (
    "bottom-line",
    "background",
    "diagnosis",
    "actors",
    "limits-written",
)


def blocks_of(edition: Edition, markdown: str) -> tuple[Block, ...]:
    """*markdown* as blocks, its fields as what they say in this edition, each a way to its evidence."""
    return tuple(_block(edition, block) for block in blocks(markdown))


def inlines_of(edition: Edition, line: str) -> tuple[Inline, ...]:
    """One line, such as a title, with its fields resolved; no Markdown."""
    return tuple(_resolved(edition, line))


def words_of(edition: Edition, line: str) -> str:
    return plain(inlines_of(edition, line))


def finding(edition: Edition, prose: Prose, figure: str, neutral: str) -> str:
    """A figure's title: what the lead author states, else the *neutral* one. A finding is never inferred."""
    return words_of(edition, prose.finding(figure)) or neutral


def bottom_line(edition: Edition, prose: Prose) -> Section:
    """For somebody who reads nothing else: the question, the bottom line, the key judgments and a table of them."""
    written = prose.bottom_line
    parts: list[Block] = [Field(_("The question"), (paragraph(edition.facts.exercise.question),))]
    parts += blocks_of(edition, written.text) if written else [_unwritten()]
    if prose.judgments:
        parts.append(_table(edition, prose.judgments))
    forecast = next((each for each in prose.judgments if each.form == "forecast" and each.due), None)
    confident = next((each for each in prose.judgments if each.confidence), None)
    judged = tuple(
        judgment(edition, each, nth, explained=(each is forecast, each is confident))
        for nth, each in enumerate(prose.judgments, 1)
    )
    title = words_of(edition, written.title) if written and written.title else _("Bottom line")
    eyebrow = _("Bottom line") if written else ""
    return Section(title, BOTTOM_LINE, tuple(parts), sections=judged, eyebrow=eyebrow, new_page=True)


def background(edition: Edition, prose: Prose) -> Section:
    return _single(edition, _("Question and background"), BACKGROUND, prose.background)


def diagnosis(edition: Edition, prose: Prose) -> Section:
    return _single(edition, _("Diagnosis"), DIAGNOSIS, prose.diagnosis)


def implications(edition: Edition, prose: Prose) -> Section:
    """What follows for each actor that the lead author names."""
    actors = tuple(
        Section(
            words_of(edition, actor.title),
            f"actor-{actor.number}",
            (*_text(edition, actor), *_evidence(edition, actor)),
        )
        for actor in prose.actors
    )
    return Section(_("Implications by actor"), ACTORS, () if actors else (_unwritten(),), sections=actors)


def limits(edition: Edition, prose: Prose) -> tuple[Block, ...]:
    """What the lead author says on the limits; it stands before what is counted."""
    return blocks_of(edition, prose.limits.text) if prose.limits else ()


def judgment(edition: Edition, facts: TextFacts, nth: int, *, explained: tuple[bool, bool] = (False, False)) -> Section:
    """A recommendation is called one; only a forecast has a likelihood; confidence stands in a sentence of its own.

    *explained*: whether a note at the foot says what a likelihood is, and what confidence.
    """
    kind = _("recommendation") if facts.form == "recommendation" else _("conditional forecast")
    parts = [*_text(edition, facts), *_forecast(edition, facts, explained=explained[0])]
    if facts.confidence:
        parts.append(Field(_("Confidence"), _confidence(edition, facts, explained=explained[1])))
    if facts.change_mind:
        parts.append(Field(_("What would change our mind"), blocks_of(edition, facts.change_mind)))
    return Section(
        title=words_of(edition, facts.title),
        anchor=f"judgment-{facts.number}",
        blocks=(*parts, *_evidence(edition, facts)),
        eyebrow=_("Key judgment %(n)s, %(kind)s") % {"n": nth, "kind": kind},
    )


def _single(edition: Edition, title: str, anchor: str, written: TextFacts | None) -> Section:
    return Section(title, anchor, _text(edition, written) if written else (_unwritten(),))


def _text(edition: Edition, facts: TextFacts) -> tuple[Block, ...]:
    return blocks_of(edition, facts.text)


def _unwritten() -> Note:
    return Note((paragraph(_("Not written yet.")),))


def _confidence(edition: Edition, facts: TextFacts, *, explained: bool) -> tuple[Block, ...]:
    """The sentence that says how high it is, and behind it why."""
    level = _(dict(formats.CONFIDENCES)[facts.confidence])
    said: list[Inline] = [Text(_("Analytic confidence is %(level)s.") % {"level": level})]
    if explained:
        what = _("How far the evidence and the reasoning carry; it is no probability.")
        said.append(Footnote("confidence", text(f"{what} {ICD}.")))
    match blocks_of(edition, facts.confidence_why):
        case (Paragraph(content), *rest):
            return (Paragraph((*said, Text(" "), *content)), *rest)
        case why:
            return (Paragraph(tuple(said)), *why)


def _forecast(edition: Edition, facts: TextFacts, *, explained: bool) -> list[Block]:
    """How likely and by when, on which condition, and about whom."""
    if facts.form != "forecast" or facts.due is None:
        return []
    step = likelihood(facts.likelihood)
    likely = _("%(words)s (%(low)s–%(high)s %%)") % {"words": _(step.words), "low": step.low, "high": step.high}
    said: list[Inline] = [
        Strong(text(likely[:1].upper() + likely[1:])),
        *((Footnote("likelihood", text(f"{ICD}.")),) if explained else ()),
        Text(" " + _("by %(date)s, on condition that") % {"date": localised.date_format(facts.due, "j F Y")} + " "),
        *inlines_of(edition, facts.condition.rstrip(".")),
        Text(". " + _("About: %(actor)s.") % {"actor": facts.actor.rstrip(".")}),
    ]
    return [Field(_("Forecast"), (Paragraph(tuple(said)),))]


def likelihood(key: str) -> formats.Likelihood:
    return next(step for step in formats.LIKELIHOODS if step.key == key)


def _evidence(edition: Edition, facts: TextFacts) -> tuple[Block, ...]:
    sides = (("supports", _("Rests on")), ("contradicts", _("Against it stands")))
    return evidence_line((label, _cited(edition, facts, stance)) for stance, label in sides)


def evidence_line(sides: Iterable[tuple[str, tuple[Inline, ...]]]) -> tuple[Block, ...]:
    """“**Rests on** PO-1, PO-5. **Against it stands** PO-20.”: what is named for and against, in one paragraph."""
    said: list[Inline] = []
    for label, named in sides:
        if named:
            said += [Text(" ")] if said else []
            said += [Strong(text(label)), Text(" "), *named, Text(".")]
    return (Paragraph(tuple(said)),) if said else ()


def _cited(edition: Edition, facts: TextFacts, stance: str) -> tuple[Inline, ...]:
    ways = [
        *(Reference("option", str(n), f"PO-{n}") for n in facts.numbers("option", stance)),
        *(_to_narrative(edition, n) for n in facts.numbers("narrative", stance)),
    ]
    return _between(ways)


def _between(ways: Iterable[Inline]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for way in ways:
        found += [Text(", ")] if found else []
        found.append(way)
    return tuple(found)


def _to_narrative(edition: Edition, number: int) -> Inline:
    narrative = _narrative(edition, number)
    name = f"{formats.numeral(number)} {narrative.nickname}" if narrative else formats.numeral(number)
    return Reference("narrative", str(number), name) if narrative else Text(name)


def _table(edition: Edition, judgments: tuple[TextFacts, ...]) -> Table:
    kinds, confidences = dict(formats.JUDGMENT_FORMS), dict(formats.CONFIDENCES)
    rows = tuple(
        (
            Cell((Reference("section", f"judgment-{each.number}", f"{nth}. {words_of(edition, each.title)}"),)),
            Cell(text(_(kinds.get(each.form, "")) if each.form else "–")),
            Cell(text(_(confidences[each.confidence]) if each.confidence else "–")),
            Cell(_between(_numeral(edition, n) for n in each.numbers("narrative")) or text("–")),
            Cell(_between(Reference("option", str(n), f"PO-{n}") for n in each.numbers("option")) or text("–")),
        )
        for nth, each in enumerate(judgments, 1)
    )
    return Table(
        title=_("The key judgments at a glance"),
        columns=(
            Column(_("Judgment"), share=1),
            Column(_("Kind")),
            Column(_("Confidence")),
            Column(_("Narratives")),
            Column(_("Options")),
        ),
        rows=rows,
        source=_("Narratives and options are those that a judgment names as its evidence or in its text."),
    )


def _numeral(edition: Edition, number: int) -> Inline:
    numeral = formats.numeral(number)
    return Reference("narrative", str(number), numeral) if _narrative(edition, number) else Text(numeral)


# --- fields ------------------------------------------------------------------------------------------------


def _block(edition: Edition, block: Block) -> Block:
    match block:
        case Paragraph(content) | Heading(content):
            return replace(block, content=_inside(edition, content))
        case List(items):
            return replace(block, items=tuple(tuple(_block(edition, each) for each in item) for item in items))
        case Quote(inner):
            return Quote(tuple(_block(edition, each) for each in inner))
        case Table(rows=rows):
            filled = tuple(tuple(Cell(_inside(edition, cell.content)) for cell in row) for row in rows)
            return replace(block, rows=filled)
        case _:
            return block


def _inside(edition: Edition, content: Iterable[Inline]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for inline in content:
        match inline:
            case Text(line):
                found += _resolved(edition, line)
            case Emphasis(inner) | Strong(inner) | Link(content=inner):
                found.append(replace(inline, content=_inside(edition, inner)))
            case Code() | Break() | _:
                found.append(inline)
    return tuple(found)


def _resolved(edition: Edition, line: str) -> Iterable[Inline]:
    for part in fields.parts(line):
        match part:
            case str():
                yield Text(part)
            case Number():
                yield value_of(edition, part)
            case fields.Fault():  # no form lets one through; what came otherwise is shown as it was typed
                yield Text(part.raw)


_OPTIONS = {
    "submitted": "",
    "accepted": "accepted",
    "merged": "merged",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}


def value_of(edition: Edition, field: Number) -> Inline:
    """What a field says, as the way to where it comes from; a dash where its subject is no longer there."""
    about, _dot, what = field.name.partition(".")
    if about == "options":
        return Reference("section", "trace", words.whole(_options(edition, what)))
    if about == "analysts":
        return Reference("section", "how", words.whole(getattr(edition.facts.people, what)))
    simple: dict[str, tuple[str, Callable[[], int | None]]] = {
        "sheets": ("how", lambda: edition.facts.people.sheets),
        "narratives": ("overview", lambda: len(edition.facts.narratives)),
        "wild_cards": ("wild-cards", lambda: len(edition.wild_cards)),
        "orphans": ("wild-cards", lambda: len(edition.orphans)),
    }
    if field.name in simple:
        anchor, count = simple[field.name]
        return Reference("section", anchor, words.whole(count()))
    return _of_narrative(edition, field) if field.narrative is not None else _of_option(edition, field)


def _options(edition: Edition, what: str) -> int:
    if what == "divided":
        return sum(1 for option in edition.standing if option.divided)
    if what == "unclear":
        return sum(1 for option in edition.standing if option.placement.unclear)
    numbered = [option for option in edition.facts.options if option.number]
    state = _OPTIONS[what]
    return sum(1 for option in numbered if not state or option.state == state)


def _of_option(edition: Edition, field: Number) -> Inline:
    option = edition.option.get(field.option or 0)
    if option is None:
        return Text("–")
    return Reference("option", str(option.number), _said_of(option, field))


def _said_of(option: OptionFacts, field: Number) -> str:
    if field.name == "option.title":
        return option.title
    if field.name == "option.sheets":
        return words.whole(option.sheets)
    rating = option.rating(field.criterion)
    if rating is None:
        return "–"
    if field.name == "median":
        return words.step(rating.spread.median) if rating.spread.shown else "–"
    return words.middle_half(rating.spread) if field.name == "middle_half" else words.answers(rating.spread)


def _of_narrative(edition: Edition, field: Number) -> Inline:
    narrative = _narrative(edition, field.narrative or 0)
    if narrative is None:
        return Text("–")
    return Reference("narrative", str(narrative.number), _said_of_narrative(edition, narrative, field))


def _said_of_narrative(edition: Edition, narrative: NarrativeFacts, field: Number) -> str:
    if field.name == "narrative.nickname":
        return narrative.nickname
    held = [option for option, kind in edition.members(narrative) if kind != "dissent"]
    if field.name == "narrative.options":
        return words.whole(len(held))
    criterion = next((each for each in edition.facts.criteria if each.key == field.criterion), None)
    if criterion is None:
        return "–"
    spread = edition.pooled(held, criterion)
    if field.name == "narrative.answers":
        return words.answers(spread)
    return words.step(spread.median) if spread.shown else "–"


def _narrative(edition: Edition, number: int) -> NarrativeFacts | None:
    return next((narrative for narrative in edition.facts.narratives if narrative.number == number), None)
