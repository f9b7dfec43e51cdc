"""The tables of the data package: names, columns with their meaning, and rows from the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from exercises.reports.facts import Facts


@dataclass(frozen=True)
class Column:
    """*kind* is a type of Frictionless Table Schema: string, integer, number, boolean, datetime."""

    name: str
    kind: str
    means: str


@dataclass(frozen=True)
class Sheet:
    """A table: *key* are the columns that name a row."""

    name: str
    means: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Facts], Iterable[tuple[Any, ...]]]


def _columns(*given: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*each) for each in given)


def _options(facts: Facts) -> Iterator[tuple[Any, ...]]:
    for o in facts.options:
        x, y = o.placement.x, o.placement.y
        why = o.decision
        yield (
            o.number, o.state, o.title, o.summary, o.author, o.origin, o.wild_card, o.version, o.sheets, o.older,
            o.revised, x.median, x.low, x.high, x.n or None, y.median, y.low, y.high, y.n or None, o.placement.unclear,
            *(o.moved or (None, None)), why.verdict if why else "", why.reason if why else "", why.note if why else "",
        )  # fmt: skip


def _aspects(facts: Facts) -> Iterator[tuple[Any, ...]]:
    return ((o.number, place, label, words) for o in facts.options for place, (label, words) in enumerate(o.aspects, 1))


def _versions(facts: Facts) -> Iterator[tuple[Any, ...]]:
    return ((o.number, v.number, v.change, v.created_at) for o in facts.options for v in o.versions)


def _judgments(facts: Facts) -> Iterator[tuple[Any, ...]]:
    for o in facts.options:
        for r in o.ratings:
            s = r.spread
            shown = (*r.steps, r.abstained) if s.shown else (None,) * 6
            n = s.n if s.shown else None
            yield (o.number, r.criterion, n, s.median, s.low, s.high, *shown, r.divided)


def _narratives(facts: Facts) -> Iterator[tuple[Any, ...]]:
    for n in facts.narratives:
        yield (
            n.number, n.numeral, n.nickname, n.version, n.x, n.y, n.abstract, n.diagnosis, n.must_be_true, n.steps,
            n.adversaries, n.risks, n.risks_abroad, n.objection,
        )  # fmt: skip


def _memberships(facts: Facts) -> Iterator[tuple[Any, ...]]:
    return ((n.number, m.option, m.kind, m.reason) for n in facts.narratives for m in n.members)


def _takeaways(facts: Facts) -> Iterator[tuple[Any, ...]]:
    for turn, t in enumerate(facts.takeaways, 1):
        yield (t.number, turn, t.version, t.title, t.text, t.confidence, t.disagreement)


def _citations(facts: Facts) -> Iterator[tuple[Any, ...]]:
    texts = [("narrative", n.number, n.version, n.citations) for n in facts.narratives]
    texts += [("takeaway", t.number, t.version, t.citations) for t in facts.takeaways]
    for kind, number, version, citations in texts:
        for c in citations:
            yield (kind, number, version, c.field, c.stance, c.kind, c.number, c.version)


def _criteria(facts: Facts) -> Iterator[tuple[Any, ...]]:
    return ((c.key, c.name, c.question, *c.steps, c.good) for c in facts.criteria)


def _activity(facts: Facts) -> Iterator[tuple[Any, ...]]:
    return ((h.at, h.options, h.comments, h.sheets) for h in facts.part.hours)


OPTION = ("option", "integer", "number of the option, PO-17 is 17; 0 is the present policy")
STEPS = tuple((f"step_{n}", "integer", f"how many answered step {n}; empty below five answers") for n in range(1, 6))

SHEETS: tuple[Sheet, ...] = (
    Sheet("options", "Every option, merged and rejected ones too.", ("option",), _columns(
        OPTION, ("state", "string", "accepted, returned, rejected, merged, withdrawn …"),
        ("title", "string", "title"), ("summary", "string", "summary"),
        ("author", "string", "alias, where the release level holds it"),
        ("origin", "string", "where an option of a reconstruction comes from"),
        ("wild_card", "boolean", "whether it stands alone"), ("version", "integer", "number of its present text"),
        ("sheets", "integer", "analysts who judged it; empty where they are one to four, as all that follow"),
        ("older", "integer", "of them on an older text"),
        ("revised", "integer", "of them who judged again after the reveal"),
        ("x", "number", "median place on the first axis, -1 to 1"), ("x_low", "number", "lower quartile"),
        ("x_high", "number", "upper quartile"), ("x_n", "integer", "places given; empty below five"),
        ("y", "number", "median place on the second axis, -1 to 1"), ("y_low", "number", "lower quartile"),
        ("y_high", "number", "upper quartile"), ("y_n", "integer", "places given; empty below five"),
        ("unclear", "boolean", "whether its place is unclear"),
        ("moved_x", "number", "where moderators put its card"), ("moved_y", "number", "where moderators put its card"),
        ("verdict", "string", "why it no longer stands: what was decided"),
        ("reason", "string", "why it no longer stands: reason code"),
        ("note", "string", "the moderator's note, where the release level holds it"),
    ), _options),
    Sheet("aspects", "The texts of each option.", ("option", "place"), _columns(
        OPTION, ("place", "integer", "order in the template"), ("label", "string", "name of the aspect"),
        ("text", "string", "as it was written, in Markdown"),
    ), _aspects),
    Sheet("versions", "Which texts an option has had.", ("option", "version"), _columns(
        OPTION, ("version", "integer", "number of the text"),
        ("change", "string", "first, typo, clarification, material"),
        ("created_at", "datetime", "when, UTC"),
    ), _versions),
    Sheet("judgments", "What the crowd said of each option on each criterion.", ("option", "criterion"), _columns(
        OPTION, ("criterion", "string", "key of the criterion"),
        ("n", "integer", "answers; empty below five"), ("median", "number", "of steps 1 to 5"),
        ("low", "number", "lower quartile"), ("high", "number", "upper quartile"), *STEPS,
        ("abstained", "integer", "how many abstained; empty below five"), ("divided", "boolean", "two camps"),
    ), _judgments),
    Sheet("criteria", "What was asked.", ("criterion",), _columns(
        ("criterion", "string", "key"), ("name", "string", "name"), ("question", "string", "question"),
        *((f"label_{n}", "string", f"words of step {n}") for n in range(1, 6)),
        ("good", "string", "which end speaks for an option"),
    ), _criteria),
    Sheet("narratives", "The master narratives.", ("narrative",), _columns(
        ("narrative", "integer", "number"), ("numeral", "string", "roman numeral"), ("nickname", "string", "nickname"),
        ("version", "integer", "number of its text"), ("x", "number", "anchor"), ("y", "number", "anchor"),
        *((name, "string", "text in Markdown") for name in (
            "abstract", "diagnosis", "must_be_true", "steps", "adversaries", "risks", "risks_abroad", "objection")),
    ), _narratives),
    Sheet("memberships", "Which options a narrative holds.", ("narrative", "option"), _columns(
        ("narrative", "integer", "number of the narrative"), OPTION, ("kind", "string", "core, supporting, dissent"),
        ("reason", "string", "why, where the release level holds it"),
    ), _memberships),
    Sheet("takeaways", "Strategic takeaways.", ("takeaway",), _columns(
        ("takeaway", "integer", "number"), ("turn", "integer", "order"), ("version", "integer", "number of its text"),
        ("title", "string", "title"), ("text", "string", "text in Markdown"),
        ("confidence", "string", "analytic confidence"), ("disagreement", "string", "remaining disagreement"),
    ), _takeaways),
    Sheet("citations", "What texts rest on.", (), _columns(
        ("in", "string", "narrative or takeaway"), ("number", "integer", "its number"),
        ("version", "integer", "its text"), ("field", "string", "where in it; whole is named evidence"),
        ("stance", "string", "supports or contradicts"), ("cites", "string", "option or narrative"),
        ("cited", "integer", "number of what is cited"), ("cited_version", "integer", "which text of it was read"),
    ), _citations),
    Sheet("activity", "What was handed in, by the hour.", ("hour",), _columns(
        ("hour", "datetime", "beginning of the hour, UTC"), ("options", "integer", "options and new texts"),
        ("comments", "integer", "comments"), ("sheets", "integer", "sheets; empty where they are one to four"),
    ), _activity),
)  # fmt: skip
