"""What the synthesis rests on, as facts: takeaways, citations, minority notes, objections, and decisions on options."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Q

from exercises import formats
from exercises.models import Challenge, Citation, Decision, Exercise, Objection, Takeaway

_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class CitationFacts:
    """A place that rests on (“supports”), or is contradicted by, a version of an option or of a narrative.

    *kind* is “option” or “narrative”; *field* the text in which it stands, “whole” for what is named as evidence.
    """

    field: str
    stance: str
    kind: str
    number: int
    version: int


@dataclass(frozen=True)
class TakeawayFacts:
    """A takeaway that stands. *number* is its for ever, its place in the tuple its turn."""

    number: int
    version: int
    title: str
    text: str
    confidence: str
    disagreement: str
    citations: tuple[CitationFacts, ...]

    def cited(self, stance: str, kind: str) -> tuple[CitationFacts, ...]:
        """What it names for (“supports”) or against it, each once, by number."""
        found = {c.number: c for c in self.citations if (c.stance, c.kind) == (stance, kind)}
        return tuple(found[number] for number in sorted(found))


@dataclass(frozen=True)
class MinorityFacts:
    """A note of dissent on a narrative, and what the lead author answered."""

    number: int
    author: str
    text: str
    answer: str
    answer_text: str


@dataclass(frozen=True)
class ObjectionFacts:
    """The challenge that moderators have put before the discussion of an option."""

    author: str
    text: str
    version: int


@dataclass(frozen=True)
class DecisionFacts:
    """The last word on an option that no longer stands: verdict, reason code and note."""

    verdict: str
    reason: str
    note: str
    decided_at: dt.datetime


def citations_of(
    exercise: Exercise,
) -> tuple[dict[int, tuple[CitationFacts, ...]], dict[int, tuple[CitationFacts, ...]]]:
    """By the key of a current narrative's version, and of a current takeaway's: what each cites. One query."""
    current = Q(narrative_version__narrative__exercise=exercise) & Q(
        narrative_version=F("narrative_version__narrative__current")
    ) | Q(takeaway_version__takeaway__exercise=exercise) & Q(takeaway_version=F("takeaway_version__takeaway__current"))
    rows = Citation.objects.filter(current).values_list(
        "narrative_version_id", "takeaway_version_id", "field", "stance",
        "option_version__option__number", "option_version__number",
        "cited_narrative__narrative__number", "cited_narrative__number",
    )  # fmt: skip
    narratives: dict[int, list[CitationFacts]] = defaultdict(list)
    takeaways: dict[int, list[CitationFacts]] = defaultdict(list)
    row: Any  # each pair of columns is null where the other is not, which the stubs do not know
    for row in rows.order_by("pk"):
        in_narrative, in_takeaway, field, stance, *named = row
        option, text, narrative, its_text = named
        cited = (
            CitationFacts(field, stance, "option", option, text)
            if option is not None
            else CitationFacts(field, stance, "narrative", narrative, its_text)
        )
        if in_narrative is not None:
            narratives[in_narrative].append(cited)
        else:
            takeaways[in_takeaway].append(cited)
    return _tuples(narratives), _tuples(takeaways)


def _tuples(found: dict[int, list[_Kind]]) -> dict[int, tuple[_Kind, ...]]:
    return {key: tuple(items) for key, items in found.items()}


def takeaways_of(exercise: Exercise, cited: dict[int, tuple[CitationFacts, ...]]) -> tuple[TakeawayFacts, ...]:
    """Those that stand, in their turn. One query."""
    rows = Takeaway.objects.filter(exercise=exercise, ended_at=None, current__isnull=False).select_related("current")
    return tuple(
        TakeawayFacts(
            number=row.number,
            version=row.current.number,
            title=row.current.title,
            text=row.current.text,
            confidence=row.current.confidence,
            disagreement=row.current.disagreement,
            citations=cited.get(row.current.pk, ()),
        )
        for row in rows.order_by("turn", "number")
        if row.current is not None
    )


def minority_of(exercise: Exercise) -> dict[int, tuple[MinorityFacts, ...]]:
    """By the key of a narrative: the notes that stand. One query."""
    rows = Challenge.objects.filter(exercise=exercise, kind="minority", current=True).order_by("number")
    found: dict[int, list[MinorityFacts]] = defaultdict(list)
    wanted = ("narrative_id", "number", "author__alias", "text", "answer", "answer_text")
    for narrative, *note in rows.values_list(*wanted):
        found[narrative].append(MinorityFacts(*note))
    return _tuples(found)


def objections_of(exercise: Exercise) -> dict[int, ObjectionFacts]:
    """By the key of an option: what was chosen as its strongest objection and still stands. One query."""
    rows = Objection.objects.filter(option__exercise=exercise, ended_at=None, comment__state="standing")
    wanted = ("option_id", "comment__author__alias", "comment__current__text", "comment__version__number")
    return {
        option: ObjectionFacts(author, text or "", version)
        for option, author, text, version in rows.values_list(*wanted)
    }


def decisions_of(exercise: Exercise) -> dict[int, DecisionFacts]:
    """By the key of an option that no longer stands: the decision that ended it. One query."""
    rows = (
        Decision.objects.filter(option__exercise=exercise, verdict__in=["returned", "rejected", "withdrawn"])
        .exclude(option__state__in=formats.STANDING_STATES)
        .order_by("decided_at", "pk")
    )
    wanted = rows.values_list("option_id", "verdict", "reason", "note", "decided_at")
    return {option: DecisionFacts(verdict, reason, note, at) for option, verdict, reason, note, at in wanted}
