"""Everything a report says, collected once: the facts of one moment of the log, and their hash.

All is read in one repeatable-read transaction, so that no write in between can make two numbers of one report
disagree. The snapshot is the last event that is no report's own: a second report on the same event has the same
facts, and the hash proves it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from exercises import events
from exercises.analysis.agreement import ENOUGH, told
from exercises.models import (
    Axis,
    Card,
    Criterion,
    Event,
    Exercise,
    Invitation,
    Membership,
    Narrative,
    Option,
    OptionVersion,
    Participation,
    Phase,
    Stream,
)
from exercises.queries.report_prose import Prose, ReleaseFacts, prose_of, release_of
from exercises.reports.answers import (
    CheckFacts,
    PlacementFacts,
    RatingFacts,
    placements_of,
    ratings_of,
    sheets_of,
)
from exercises.reports.grounds import (
    CitationFacts,
    DecisionFacts,
    MinorityFacts,
    ObjectionFacts,
    TakeawayFacts,
    citations_of,
    decisions_of,
    minority_of,
    objections_of,
    takeaways_of,
)
from exercises.reports.participation import TakingPartFacts, taking_part
from exercises.reports.rules import ProtocolFacts, protocols_of


@dataclass(frozen=True)
class Snapshot:
    """Number of the last event that the facts hold, its time, and the log's epoch; 0 when nothing has happened."""

    epoch: str
    seq: int
    at: dt.datetime | None


@dataclass(frozen=True)
class ExerciseFacts:
    slug: str
    title: str
    question: str
    deck: str
    brief: str
    context: str
    marking: str
    zone: str
    synthetic: bool
    rating_floor: int
    portion: int


@dataclass(frozen=True)
class AxisFacts:
    key: str
    question: str
    negative: str
    positive: str


@dataclass(frozen=True)
class CriterionFacts:
    key: str
    name: str
    question: str
    steps: tuple[str, ...]
    good: str


@dataclass(frozen=True)
class PhaseFacts:
    kind: str
    opens_at: dt.datetime
    closes_at: dt.datetime


@dataclass(frozen=True)
class PeopleFacts:
    """The funnel: analysts who were invited, joined, wrote an option, handed in a sheet, did either.

    Each is None where it is one to four, *sheets* too: so few are of as few people.
    """

    invited: int | None
    joined: int | None
    authors: int | None
    raters: int | None
    contributed: int | None
    sheets: int | None


@dataclass(frozen=True)
class VersionFacts:
    number: int
    change: str
    created_at: dt.datetime


@dataclass(frozen=True)
class OptionFacts:
    """*moved* is the moderators' position of the card, None while it lies where the crowd put it.

    Sheets, ratings and placement are those after revision, one a person; *older* of the sheets judged an older
    text, *revised* were handed in again after the reveal. None where they are one to four.
    """

    number: int
    state: str
    title: str
    summary: str
    aspects: tuple[tuple[str, str], ...]
    author: str
    origin: str
    wild_card: bool
    version: int
    versions: tuple[VersionFacts, ...]
    sheets: int | None
    older: int | None
    revised: int | None
    ratings: tuple[RatingFacts, ...]
    placement: PlacementFacts
    moved: tuple[float, float] | None
    objection: ObjectionFacts | None = None
    decision: DecisionFacts | None = None

    @property
    def label(self) -> str:
        return f"PO-{self.number}"

    @property
    def is_thin(self) -> bool:
        """Whether fewer than fifteen judged it, too few to speak of camps."""
        return (self.sheets or 0) < ENOUGH

    @property
    def divided(self) -> tuple[RatingFacts, ...]:
        """The criteria on which there are two camps."""
        return tuple(rating for rating in self.ratings if rating.divided)

    def rating(self, criterion: str) -> RatingFacts | None:
        return next((r for r in self.ratings if r.criterion == criterion), None)


@dataclass(frozen=True)
class MemberFacts:
    option: int
    kind: str
    reason: str = ""


@dataclass(frozen=True)
class NarrativeFacts:
    number: int
    numeral: str
    x: float
    y: float
    version: int
    nickname: str
    abstract: str
    diagnosis: str
    must_be_true: str
    steps: str
    adversaries: str
    risks: str
    risks_abroad: str
    objection: str
    members: tuple[MemberFacts, ...]
    citations: tuple[CitationFacts, ...] = ()
    minority: tuple[MinorityFacts, ...] = ()


@dataclass(frozen=True)
class Facts:
    """All that a report may say; what a release level withholds is left out when the document is composed."""

    snapshot: Snapshot
    exercise: ExerciseFacts
    axes: tuple[AxisFacts, ...]
    criteria: tuple[CriterionFacts, ...]
    protocols: tuple[ProtocolFacts, ...]
    phases: tuple[PhaseFacts, ...]
    people: PeopleFacts
    checks: tuple[CheckFacts, ...]
    options: tuple[OptionFacts, ...]
    narratives: tuple[NarrativeFacts, ...]
    prose: Prose
    release: ReleaseFacts
    takeaways: tuple[TakeawayFacts, ...]
    part: TakingPartFacts

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the facts as canonical JSON: sorted keys, no spaces, times in ISO 8601."""
        canonical = json.dumps(
            self, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain, allow_nan=False
        )
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def collect(exercise_id: int, also: Callable[[Exercise], object] | None = None) -> Facts:
    """The facts of the exercise as of now, in a constant number of queries; *also* is done at the same moment."""
    with _one_moment():
        exercise = Exercise.objects.get(pk=exercise_id)
        if also is not None:
            also(exercise)
        snapshot = _snapshot(exercise)
        rated, checks = ratings_of(exercise)
        in_narratives, in_takeaways = citations_of(exercise)
        return Facts(
            snapshot=snapshot,
            exercise=ExerciseFacts(**{name: getattr(exercise, name) for name in ExerciseFacts.__dataclass_fields__}),
            axes=tuple(
                AxisFacts(*row)
                for row in Axis.objects.filter(exercise=exercise).values_list("key", "question", "negative", "positive")
            ),
            criteria=_criteria(exercise),
            protocols=protocols_of(exercise),
            phases=tuple(
                PhaseFacts(*row)
                for row in Phase.objects.filter(exercise=exercise).values_list("kind", "opens_at", "closes_at")
            ),
            people=_people(exercise, snapshot),
            checks=checks,
            options=_options(exercise, rated),
            prose=prose_of(exercise),
            release=release_of(exercise),
            narratives=_narratives(exercise, in_narratives),
            takeaways=takeaways_of(exercise, in_takeaways),
            part=taking_part(exercise),
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees the database as it was at its first query.

    Inside a transaction of the caller its isolation holds: PostgreSQL sets a level only before the first query.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _snapshot(exercise: Exercise) -> Snapshot:
    epoch = Stream.objects.values_list("epoch", flat=True).get(exercise=exercise)
    last = Event.objects.filter(exercise=exercise).exclude(kind__in=events.REPORTS_OWN).order_by("seq").last()
    return Snapshot(epoch, last.seq, last.at) if last else Snapshot(epoch, 0, None)


def _criteria(exercise: Exercise) -> tuple[CriterionFacts, ...]:
    rows = Criterion.objects.filter(exercise=exercise).order_by("position")
    return tuple(CriterionFacts(c.key, c.name, c.question, tuple(c.steps), c.good) for c in rows)


def _people(exercise: Exercise, snapshot: Snapshot) -> PeopleFacts:
    # An invitation is no event, so it counts from the time of the snapshot's event only: the same snapshot,
    # the same number.
    invited = Invitation.objects.filter(exercise=exercise, role="analyst", created_at__lte=snapshot.at)
    wrote = Q(options__isnull=False)
    rated = Q(sheets__isnull=False)
    funnel = Participation.objects.filter(exercise=exercise).aggregate(
        joined=Count("pk", filter=Q(role="analyst"), distinct=True),
        authors=Count("pk", filter=wrote, distinct=True),
        raters=Count("pk", filter=rated, distinct=True),
        contributed=Count("pk", filter=wrote | rated, distinct=True),
        sheets=Count("sheets", filter=Q(sheets__current=True, sheets__round=1), distinct=True),
    )
    return PeopleFacts(
        invited=told(invited.count()) if snapshot.at else 0, **{name: told(n) for name, n in funnel.items()}
    )


# --- options -----------------------------------------------------------------------------------------------


def _options(exercise: Exercise, rated: Mapping[int, tuple[RatingFacts, ...]]) -> tuple[OptionFacts, ...]:
    rows = (
        Option.objects.filter(exercise=exercise, current__isnull=False)
        .select_related("current__template", "author")
        .order_by("number")
    )
    versions = _versions(exercise)
    sheets = sheets_of(exercise)
    placements = placements_of(exercise)
    moved = _moved(exercise)
    objections, decisions = objections_of(exercise), decisions_of(exercise)
    return tuple(
        OptionFacts(
            number=option.number,
            state=option.state,
            title=option.current.title,
            summary=option.current.summary,
            aspects=_aspects(option.current),
            author=option.author.alias if option.author else "",
            origin=option.origin,
            wild_card=option.wild_card,
            version=option.current.number,
            versions=versions[option.pk],
            sheets=n,
            older=older,
            revised=revised,
            ratings=rated[option.pk],
            placement=placements[option.pk],
            moved=moved.get(option.pk),
            objection=objections.get(option.pk),
            decision=decisions.get(option.pk),
        )
        for option in rows
        if option.current is not None
        for n, older, revised in [sheets.get(option.pk, (0, 0, 0))]
    )


def _aspects(version: OptionVersion) -> tuple[tuple[str, str], ...]:
    """Label and text of each aspect, in the order of the template that the text was written on."""
    return tuple((field["label"], version.aspects.get(field["key"], "")) for field in version.template.fields)


def _versions(exercise: Exercise) -> dict[int, tuple[VersionFacts, ...]]:
    found: dict[int, tuple[VersionFacts, ...]] = defaultdict(tuple)
    rows = OptionVersion.objects.filter(option__exercise=exercise).order_by("option_id", "number")
    for pk, number, change, created_at in rows.values_list("option_id", "number", "change", "created_at"):
        found[pk] += (VersionFacts(number, change, created_at),)
    return found


def _moved(exercise: Exercise) -> dict[int, tuple[float, float]]:
    rows = Card.objects.filter(option__exercise=exercise, version__gt=0).values_list("option_id", "x", "y")
    return {option: (x, y) for option, x, y in rows if x is not None and y is not None}


# --- narratives --------------------------------------------------------------------------------------------

_TEXTS = (
    "nickname",
    "abstract",
    "diagnosis",
    "must_be_true",
    "steps",
    "adversaries",
    "risks",
    "risks_abroad",
    "objection",
)
_ORDER = {"core": 0, "supporting": 1, "dissent": 2}


def _narratives(exercise: Exercise, cited: Mapping[int, tuple[CitationFacts, ...]]) -> tuple[NarrativeFacts, ...]:
    rows = Narrative.objects.filter(exercise=exercise, current__isnull=False, ended_at=None).select_related("current")
    members: dict[int, list[MemberFacts]] = defaultdict(list)
    places = Membership.objects.filter(narrative__exercise=exercise, ended_at=None).order_by("option__number")
    for narrative, option, kind, reason in places.values_list("narrative_id", "option__number", "kind", "reason"):
        members[narrative].append(MemberFacts(option, kind, reason))
    minority = minority_of(exercise)
    return tuple(
        NarrativeFacts(
            number=narrative.number,
            numeral=narrative.numeral,
            x=narrative.anchor_x,
            y=narrative.anchor_y,
            version=narrative.current.number,
            members=tuple(sorted(members[narrative.pk], key=lambda m: (_ORDER[m.kind], m.option))),
            citations=cited.get(narrative.current.pk, ()),
            minority=minority.get(narrative.pk, ()),
            **{name: getattr(narrative.current, name) for name in _TEXTS},
        )
        for narrative in rows.order_by("number")
        if narrative.current is not None
    )


def plain(value: Any) -> Any:
    """What JSON makes of a part of the facts that it does not know: one level, so that nothing is copied whole."""
    if is_dataclass(value):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
