"""Everything a report says, collected once: the facts of one moment of the log, and their hash.

All is read in one repeatable-read transaction, so that no write in between can make two numbers of one report
disagree. The snapshot is the last event that is no report's own: a second report on the same event has the same
facts, and the hash proves it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from exercises import events
from exercises.analysis.agreement import Spread, spread_of
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
    Placement,
    Rating,
    Sheet,
    Stream,
)
from exercises.queries import ratings
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
    marking: str
    zone: str
    synthetic: bool


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
    """The funnel: analysts who were invited, joined, wrote an option, handed in a sheet, did either."""

    invited: int
    joined: int
    authors: int
    raters: int
    contributed: int
    sheets: int


@dataclass(frozen=True)
class VersionFacts:
    number: int
    change: str
    created_at: dt.datetime


@dataclass(frozen=True)
class RatingFacts:
    """Answers to one criterion; *steps* counts 1 to 5, all 0 where fewer than five answered."""

    criterion: str
    spread: Spread
    steps: tuple[int, ...]
    abstained: int


@dataclass(frozen=True)
class PlacementFacts:
    """Where the crowd sees an option, −1…+1 on each axis; *worded* answered in words instead, on either axis."""

    x: Spread
    y: Spread
    worded: int


@dataclass(frozen=True)
class OptionFacts:
    """*moved* is the moderators' position of the card, None while it lies where the crowd put it.

    Sheets, ratings and placement are those after revision, one a person; *older* of the sheets judged an older
    text, *revised* were handed in again after the reveal.
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
    sheets: int
    older: int
    revised: int
    ratings: tuple[RatingFacts, ...]
    placement: PlacementFacts
    moved: tuple[float, float] | None

    @property
    def label(self) -> str:
        return f"PO-{self.number}"

    def rating(self, criterion: str) -> RatingFacts | None:
        return next((r for r in self.ratings if r.criterion == criterion), None)


@dataclass(frozen=True)
class MemberFacts:
    option: int
    kind: str


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
    objection: str
    members: tuple[MemberFacts, ...]


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
    options: tuple[OptionFacts, ...]
    narratives: tuple[NarrativeFacts, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the facts as canonical JSON: sorted keys, no spaces, times in ISO 8601."""
        canonical = json.dumps(
            asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso, allow_nan=False
        )
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def collect(exercise_id: int) -> Facts:
    """The facts of the exercise as of now, in a constant number of queries."""
    with _one_moment():
        exercise = Exercise.objects.get(pk=exercise_id)
        snapshot = _snapshot(exercise)
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
            options=_options(exercise),
            narratives=_narratives(exercise),
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
    return PeopleFacts(invited=invited.count() if snapshot.at else 0, **funnel)


# --- options -----------------------------------------------------------------------------------------------


def _options(exercise: Exercise) -> tuple[OptionFacts, ...]:
    rows = (
        Option.objects.filter(exercise=exercise, current__isnull=False)
        .select_related("current__template", "author")
        .order_by("number")
    )
    versions = _versions(exercise)
    sheets = _sheets(exercise)
    rated = _ratings(exercise)
    placements = _placements(exercise)
    moved = _moved(exercise)
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


def _sheets(exercise: Exercise) -> dict[int, tuple[int, int, int]]:
    """By option: how many sheets, how many of them on an older text, how many revisions."""
    rows = Sheet.objects.filter(ratings.counting(after_revision=True), option__exercise=exercise).order_by()
    older, revised = Count("pk", filter=ratings.ON_OLDER_TEXT), Count("pk", filter=Q(round=2))
    counted = rows.values_list("option_id").annotate(n=Count("pk"), older=older, revised=revised)
    return {option: (n, older, revised) for option, n, older, revised in counted}


def _ratings(exercise: Exercise) -> dict[int, tuple[RatingFacts, ...]]:
    """Statistics from counts per step: their number does not grow with the crowd."""
    criteria = list(Criterion.objects.filter(exercise=exercise).order_by("position").values_list("pk", "key"))
    rows = Rating.objects.filter(ratings.counting(after_revision=True), option__exercise=exercise)
    counts: dict[tuple[int, int], Counter[int | None]] = defaultdict(Counter)
    for option, criterion, step, n in (
        rows.values_list("option_id", "criterion_id", "step").annotate(n=Count("pk")).order_by()
    ):
        counts[option, criterion][step] = n
    found: dict[int, tuple[RatingFacts, ...]] = defaultdict(tuple)
    for option in {option for option, _criterion in counts}:
        found[option] = tuple(_rating(key, counts[option, pk]) for pk, key in criteria)
    return found


def _rating(criterion: str, counts: Counter[int | None]) -> RatingFacts:
    steps = tuple(counts[step] for step in range(1, 6))
    spread = spread_of([step for step, n in enumerate(steps, 1) for _each in range(n)])
    return RatingFacts(criterion, spread, steps if spread.shown else (0,) * 5, counts[None])


def _placements(exercise: Exercise) -> dict[int, PlacementFacts]:
    rows = Placement.objects.filter(ratings.counting(after_revision=True), option__exercise=exercise)
    answers: dict[int, list[tuple[float | None, float | None]]] = defaultdict(list)
    for option, x, y in rows.order_by("pk").values_list("option_id", "x", "y"):
        answers[option].append((x, y))
    nobody = Spread(0)
    found: dict[int, PlacementFacts] = defaultdict(lambda: PlacementFacts(nobody, nobody, 0))
    for option, given in answers.items():
        found[option] = PlacementFacts(
            x=spread_of([x for x, _y in given if x is not None]),
            y=spread_of([y for _x, y in given if y is not None]),
            worded=sum(1 for x, y in given if x is None or y is None),
        )
    return found


def _moved(exercise: Exercise) -> dict[int, tuple[float, float]]:
    rows = Card.objects.filter(option__exercise=exercise, version__gt=0).values_list("option_id", "x", "y")
    return {option: (x, y) for option, x, y in rows if x is not None and y is not None}


# --- narratives --------------------------------------------------------------------------------------------

_TEXTS = ("nickname", "abstract", "diagnosis", "must_be_true", "steps", "adversaries", "risks", "objection")
_ORDER = {"core": 0, "supporting": 1, "dissent": 2}


def _narratives(exercise: Exercise) -> tuple[NarrativeFacts, ...]:
    rows = Narrative.objects.filter(exercise=exercise, current__isnull=False).select_related("current")
    members: dict[int, list[MemberFacts]] = defaultdict(list)
    places = Membership.objects.filter(narrative__exercise=exercise, ended_at=None).order_by("option__number")
    for narrative, option, kind in places.values_list("narrative_id", "option__number", "kind"):
        members[narrative].append(MemberFacts(option, kind))
    return tuple(
        NarrativeFacts(
            number=narrative.number,
            numeral=narrative.numeral,
            x=narrative.anchor_x,
            y=narrative.anchor_y,
            version=narrative.current.number,
            members=tuple(sorted(members[narrative.pk], key=lambda m: (_ORDER[m.kind], m.option))),
            **{name: getattr(narrative.current, name) for name in _TEXTS},
        )
        for narrative in rows.order_by("number")
        if narrative.current is not None
    )


def _iso(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
