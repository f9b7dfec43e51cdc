"""How far the judging is: what staff see while it is open. How many, never what anybody said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.spread import shown_groups
from exercises.models import Exercise, Option, Participation, QueueEntry, Rating, Sheet


@dataclass(frozen=True)
class Covered:
    """An option and how many handed in a sheet on it, in round 1.

    *shown* is how many had it on their screen, *skipped* how many have put it aside, *abstained* how many of the
    sheets leave out at least one criterion; *missing* to the *floor* of sheets that every option should have.
    """

    option: Option
    floor: int
    sheets: int = 0
    shown: int = 0
    skipped: int = 0
    abstained: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.floor - self.sheets)


def coverage(exercise: Exercise) -> list[Covered]:
    """Every standing option, fewest sheets first, in four queries."""
    rows = Option.objects.filter(exercise=exercise, state__in=formats.STANDING_STATES)
    options = rows.select_related("current").only("number", "current__title")
    first = {"option__exercise": exercise, "round": 1, "current": True}
    sheets = dict(Sheet.objects.filter(**first).order_by().values_list("option").annotate(n=Count("pk")))
    left_out = Rating.objects.filter(**first, step=None).order_by().values_list("option")
    abstained = dict(left_out.annotate(n=Count("participation", distinct=True)))
    looked_at = _looked_at(exercise)
    found = [
        Covered(
            option=option,
            floor=exercise.rating_floor,
            sheets=sheets.get(option.pk, 0),
            # A sheet from outside the queue has no entry, and was seen all the same.
            shown=sheets.get(option.pk, 0) + opened,
            skipped=skipped,
            abstained=abstained.get(option.pk, 0),
        )
        for option in options
        for opened, skipped in [looked_at.get(option.pk, (0, 0))]
    ]
    return sorted(found, key=lambda row: (row.sheets, row.option.number))


def _looked_at(exercise: Exercise) -> dict[int, tuple[int, int]]:
    """By option: how many opened it without handing in a sheet, and how many of all have put it aside."""
    own = Sheet.objects.filter(participation=OuterRef("participation"), option=OuterRef("option"), round=1)
    entries = QueueEntry.objects.filter(~Exists(own), option__exercise=exercise).order_by().values_list("option")
    opened, skipped = Count("pk", filter=Q(opened_at__isnull=False)), Count("pk", filter=~Q(skipped=""))
    return {option: (o, s) for option, o, s in entries.annotate(opened=opened, put_aside=skipped)}


@dataclass(frozen=True)
class GroupCovered:
    """A group of at least five analysts, how many of them have handed in a sheet, and how many sheets in all."""

    name: str
    people: int
    began: int
    sheets: int
    parts: tuple[GroupCovered, ...] = ()


@dataclass(frozen=True)
class _Analyst:
    expertise: str
    region: str
    sheets: int


def coverage_by_group(exercise: Exercise) -> list[GroupCovered]:
    """Analysts by expertise, and within it by region, in one query; see analysis/spread.shown_groups.

    A field's regions add up to the field and the fields to everybody, so that no group under five follows from a
    difference, here or beside the fields on the exercise's home.
    """
    handed_in = Count("sheets", filter=Q(sheets__round=1, sheets__current=True))
    rows = Participation.objects.filter(exercise=exercise, role="analyst", removed_at=None).order_by()
    people = [_Analyst(*row) for row in rows.annotate(n=handed_in).values_list("expertise", "region", "n")]
    groups = _broken_out(people, lambda person: person.expertise, _("other fields"))
    found = []
    for name, members, mixed in groups:
        parts = [] if mixed else _broken_out(members, lambda person: person.region, _("other regions"))
        found.append(_covered(name, members, [_covered(n, m) for n, m, _mixed in parts] if len(parts) > 1 else []))
    return found


def _broken_out(
    people: Iterable[_Analyst], of: Callable[[_Analyst], str], rest: str
) -> list[tuple[str, list[_Analyst], bool]]:
    """The shown groups of *people* by *of*: name, members, and whether it is the rest."""
    by_name: dict[str, list[_Analyst]] = defaultdict(list)
    for person in people:
        by_name[of(person)].append(person)
    shown = shown_groups(Counter({name: len(members) for name, members in by_name.items()}), rest)
    apart = {name for name, n in shown if len(by_name.get(name, ())) == n and name}
    others = [person for name, members in by_name.items() if name not in apart for person in members]
    return [(_(name), by_name[name], False) if name in apart else (name, others, True) for name, _n in shown]


def _covered(name: str, people: list[_Analyst], parts: Iterable[GroupCovered] = ()) -> GroupCovered:
    began = sum(person.sheets > 0 for person in people)
    return GroupCovered(name, len(people), began, sum(person.sheets for person in people), tuple(parts))
