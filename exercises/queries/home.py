"""What the home of an exercise shows: activity over time, the latest, who takes part."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, Func, Max, QuerySet, Value
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.agreement import FEWEST
from exercises.analysis.spread import shown_groups
from exercises.formats import Capability
from exercises.models import Event, Exercise, Narrative, Option, Participation, Phase
from quadrant.accounts.models import User

BIN = dt.timedelta(hours=2)
LATEST = 6
_LOOKED_AT = 120  # events that the latest are made from; one person's moves are one line


def seats_of(user: User) -> QuerySet[Participation]:
    """The person's exercises, the newest first, with their phases."""
    rows = Participation.objects.filter(user=user, removed_at=None).select_related("exercise")
    return rows.prefetch_related("exercise__phases").order_by("-exercise__created_at", "-exercise__pk")


# The week


def days_of(exercise: Exercise) -> tuple[dt.datetime, dt.datetime] | None:
    """From midnight before the first working phase to the end of the last, in the exercise's zone."""
    phases = working_phases(exercise)
    if not phases:
        return None
    zone = ZoneInfo(exercise.zone)
    first = phases[0].opens_at.astimezone(zone)
    return first.replace(hour=0, minute=0, second=0, microsecond=0), phases[-1].closes_at.astimezone(zone)


def working_phases(exercise: Exercise) -> list[Phase]:
    return [phase for phase in exercise.phases.all() if phase.kind not in {"prepare", "closed"}]


def activity(exercise: Exercise, start: dt.datetime, end: dt.datetime) -> dict[dt.datetime, int]:
    """How many events the log holds for every two hours from *start*, by the beginning of the two hours.

    Of all audiences together and of no narrative or person: the number of lines is no secret, what they say is.
    """
    binned = Func(Value(BIN), "at", Value(start), function="date_bin", output_field=DateTimeField())
    rows = Event.objects.filter(exercise=exercise, at__gte=start, at__lt=end).annotate(bin=binned)
    return dict(rows.order_by("bin").values_list("bin").annotate(n=Count("id")))


# The latest


@dataclass
class Happening:
    """A line of the log within reach of words: who, what, which objects.

    *times* counts one person's alike events; the newest of them is told.
    """

    kind: str
    at: dt.datetime
    who: str
    data: dict[str, Any]
    times: int = 1
    option: Option | None = None
    narrative: Narrative | None = None

    @property
    def phase(self) -> str:
        return _(formats.PHASES[self.data["phase"]]) if self.kind == "phase.opened" else ""


# Kind of event → what one must be allowed to see. A sheet is told to nobody, and whoever joins is nobody's alias:
# the moment of joining beside an alias would say who it is.
_TOLD: dict[str, Capability | None] = {
    "phase.opened": None,
    "person.joined": None,
    "option.submitted": None,
    "options.accepted": None,
    "comment.posted": None,
    "card.moved": "see_results",
    "narrative.created": "see_narratives",
    "narrative.revised": "see_narratives",
    "membership.set": "see_narratives",
    "takeaway.created": "see_narratives",
    "report_text.written": "read_report",
    "report.published": "read_report",
}
_NAMELESS = frozenset({"person.joined", "phase.opened", "options.accepted"})
_GATHERED = frozenset(
    {
        "person.joined",
        "card.moved",
        "membership.set",
        "narrative.revised",
        "comment.posted",
        "takeaway.created",
        "report_text.written",
    }
)


def latest(exercise: Exercise, may: frozenset[Capability], now: dt.datetime) -> list[Happening]:
    """The last few things that happened until *now*, newest first, as far as the reader may know of them."""
    kinds = [kind for kind, needed in _TOLD.items() if needed is None or needed in may]
    rows = Event.objects.filter(exercise=exercise, kind__in=kinds, at__lte=now).select_related("actor").order_by("-seq")
    found: list[Happening] = []
    for event in rows[:_LOOKED_AT]:
        who = event.actor.alias if event.actor and event.kind not in _NAMELESS else ""
        alike = next((h for h in found if _tells_the_same(h, event, who)), None)
        if alike and event.kind in _GATHERED:
            alike.times += 1
        elif len(found) == LATEST:
            break
        else:
            found.append(Happening(event.kind, event.at, who, event.data))
    return _with_objects(exercise, found)


def _tells_the_same(happening: Happening, event: Event, who: str) -> bool:
    """One person's alike events are one line; comments are, where they are on one option: nobody counts them."""
    same = (happening.kind, happening.who) == (event.kind, who)
    return same and (event.kind != "comment.posted" or happening.data["option"] == event.data["option"])


def _with_objects(exercise: Exercise, found: list[Happening]) -> list[Happening]:
    options = _by_number(Option.objects, exercise, (h.data.get("option") for h in found))
    narratives = _by_number(Narrative.objects, exercise, (h.data.get("narrative") for h in found))
    for happening in found:
        happening.option = options.get(happening.data.get("option"))
        happening.narrative = narratives.get(happening.data.get("narrative"))
    return found


def _by_number(objects: Any, exercise: Exercise, numbers: Iterable[int | None]) -> dict[int | None, Any]:
    wanted = {number for number in numbers if number is not None}
    rows = objects.filter(exercise=exercise, number__in=wanted).select_related("current") if wanted else []
    return {row.number: row for row in rows}


# Who takes part


@dataclass(frozen=True)
class TakingPart:
    """The analysts, and how many of them did something; the three counts are empty where fewer than five."""

    people: int
    today: int
    earlier: int
    expertise: list[tuple[str, int]]

    @property
    def not_yet(self) -> int:
        return self.people - self.today - self.earlier

    @property
    def shown(self) -> bool:
        return self.people >= FEWEST

    @property
    def dots(self) -> list[str]:
        """A dot a person, sorted by activity, so that no dot is anybody's."""
        return ["today"] * self.today + ["earlier"] * self.earlier + [""] * self.not_yet

    @property
    def most(self) -> int:
        return max((n for _name, n in self.expertise), default=1)


def taking_part(exercise: Exercise, now: dt.datetime) -> TakingPart:
    """The analysts at *now*; "today" is the day of the exercise's zone. Joining is no activity."""
    people = dict(
        Participation.objects.filter(exercise=exercise, role="analyst", removed_at=None).values_list("pk", "expertise")
    )
    if len(people) < FEWEST:
        return TakingPart(len(people), 0, 0, [])
    events = Event.objects.filter(exercise=exercise, actor__in=list(people), at__lte=now).exclude(kind="person.joined")
    zone = ZoneInfo(exercise.zone)
    last = [at.astimezone(zone).date() for at in _last_times(events)]
    today = sum(day == now.astimezone(zone).date() for day in last)
    return TakingPart(len(people), today, len(last) - today, shown_groups(Counter(people.values()), _("other")))


def _last_times(events: QuerySet[Event]) -> list[dt.datetime]:
    return list(events.order_by().values("actor").annotate(last=Max("at")).values_list("last", flat=True))
