"""What the crowd says about all options at once: on what it is divided and between whom, and what is unclear.

Nothing here asks who reads: it is for those who may see_results, and the views ask first (access.py).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.agreement import ENOUGH
from exercises.analysis.camps import Measure, Yardstick, measure
from exercises.analysis.groups import GroupAnswer, by_group, opposed
from exercises.analysis.judged import Judged, Tally, judged, tally
from exercises.analysis.placed import Placed, placed
from exercises.analysis.reliability import Reliability, reliability
from exercises.analysis.sensitivity import Check, check
from exercises.models import Criterion, Event, Exercise, Option, Participation, Rating
from exercises.queries.ratings import counting, placements_of

# Kinds of event after which the crowd may say something else, and those after which other options may stand.
ANSWERS = ("sheet.judged", "sheet.revised")
STANDING = (
    "option.submitted", "option.resubmitted", "option.reviewed", "option.withdrawn", "options.withdrawn",
    "option.restored", "option.purged", "options.accepted",
)  # fmt: skip
EXERCISES = 8  # whose crowds a process keeps

Answers = Tally[int, str]
Results = dict[tuple[int, str], Judged]


@dataclass(frozen=True)
class Marks:
    """What to know of an option before one number of it is believed; *n* people judged it.

    *divided* are the keys of the criteria on which there are two camps.
    """

    n: int
    divided: tuple[str, ...]
    unclear: bool

    @property
    def few(self) -> bool:
        """Too few for a word about camps or placement."""
        return self.n < ENOUGH


@dataclass(frozen=True, eq=False)
class Crowd:
    """All answers that stand, by option number and criterion key; *first* is round 1 as it was.

    What is said of all options is worked out when somebody asks for all; *known* is what one crowd had from the one
    before. Of a few options judged_of and first_of tell by themselves.
    """

    tallied: Answers
    placed: dict[int, Placed]
    first: Answers
    measures: dict[str, Measure]
    known: Results | None = None
    known_first: Results | None = None
    few: Results = field(default_factory=dict)
    checks: dict[str, Check | None] = field(default_factory=dict)  # of the criteria that somebody has asked for

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.tallied.options

    @cached_property
    def measured(self) -> dict[str, Yardstick | None]:
        """What the options of each criterion are measured with."""
        return {key: made.yardstick for key, made in self.measures.items()}

    @cached_property
    def judged(self) -> Results:
        """What was said of every option on every criterion."""
        return judged(self.tallied, self.measured) if self.known is None else self.known

    @cached_property
    def first_round(self) -> Results:
        """The same in round 1; nothing is said of its camps."""
        return judged(self.first, {}) if self.known_first is None else self.known_first

    def judged_of(self, numbers: Collection[int]) -> Results:
        """What was said of a few options at least; of those that do not stand, nothing."""
        if self.known is not None or "judged" in self.__dict__:
            return self.judged
        key = self.tallied.criteria[0]
        new = [number for number in numbers if (number, key) not in self.few and number in self._standing]
        if new:
            self.few.update(judged(self.tallied.only(new), self.measured))
        return self.few

    def first_of(self, numbers: Collection[int]) -> Results:
        """The same of round 1."""
        if self.known_first is not None or "first_round" in self.__dict__:
            return self.first_round
        return judged(self.first.only([number for number in numbers if number in self._standing]), {})

    @cached_property
    def _standing(self) -> frozenset[int]:
        return frozenset(self.numbers)

    def on(self, criterion: str) -> dict[int, Judged]:
        """What was said on one criterion, by option number."""
        return {number: self.judged[number, criterion] for number in self.numbers}

    def marks(self, number: int) -> Marks | None:
        """The marks of an option that stands; None of another."""
        judged = self.judged_of([number])
        if (number, self.tallied.criteria[0]) not in judged:
            return None
        placed = self.placed.get(number)
        divided = tuple(key for key in self.tallied.criteria if judged[number, key].divided)
        return Marks(placed.answers if placed else 0, divided, placed is not None and placed.unclear)

    def marked(self, mark: str) -> list[int]:
        """Numbers of the options that are "divided", "unclear", or have "few" answers."""
        self.judged_of(self.numbers)  # all at once, not one by one
        return [number for number in self.numbers if (marks := self.marks(number)) and getattr(marks, mark)]

    @property
    def divided(self) -> list[tuple[int, str]]:
        """Options and criteria on which there are two camps, the clearest first."""
        found = [(place, result.division.p) for place, result in self.judged.items() if result.division]
        return [place for place, _p in sorted(found, key=lambda entry: entry[1]) if self.judged[place].divided]

    @property
    def unclear(self) -> list[int]:
        """Numbers of options that people place in too many ways for a point to say it."""
        return sorted(number for number, result in self.placed.items() if result.unclear)

    @cached_property
    def reliabilities(self) -> dict[str, Reliability | None]:
        """How much raters agree over all options, by criterion."""
        return {key: reliability(self.tallied.on(key)) for key in self.tallied.criteria}


# Read once for each last answer, however many look; after one sheet only its option is read again.


@dataclass
class _Kept:
    """What a process knows of an exercise's crowd, as the log's number *seq* has it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seq: int = 0
    crowd: Crowd | None = None


_kept: OrderedDict[tuple[int, str], _Kept] = OrderedDict()


def crowd_of(exercise: Exercise) -> Crowd:
    """What the crowd says now: one query where nothing was said since somebody asked, and four after a sheet.

    It is kept in the process, by the log's epoch and number: no table has it, so none can give it away before the
    reveal, and what every process says is computed from the same counts.
    """
    kept = _kept.setdefault((exercise.pk, exercise.stream.epoch), _Kept())
    _kept.move_to_end((exercise.pk, exercise.stream.epoch))
    while len(_kept) > EXERCISES:
        _kept.popitem(last=False)
    with kept.lock:  # when the results open, everybody comes at once, and one of them reads
        return _brought_up(kept, exercise)


def forget() -> None:
    """Let go of what is kept: for those who change answers without the log."""
    _kept.clear()


def _brought_up(kept: _Kept, exercise: Exercise) -> Crowd:
    """The answers may be newer than the number that was read before them: then they are read once more."""
    if kept.crowd is None:
        kept.seq = exercise.stream.last_seq
        kept.crowd = _read(exercise.pk)
        return kept.crowd
    rows = Event.objects.filter(exercise=exercise, seq__gt=kept.seq, kind__in=ANSWERS + STANDING).order_by("seq")
    since = list(rows.values_list("seq", "kind", "data"))
    if since:
        changed = {data["option"] for _seq, kind, data in since if kind in ANSWERS}
        others = any(kind in STANDING for _seq, kind, _data in since)
        kept.crowd = _followed(exercise.pk, kept.crowd, changed, None if others else kept.crowd.numbers)
    # What was read with the door lies behind this query, so nothing up to it is missed.
    kept.seq = max(kept.seq, exercise.stream.last_seq, *(seq for seq, _kind, _data in since))
    return kept.crowd


def _read(exercise_id: int) -> Crowd:
    """The crowd from the database."""
    options, criteria = _standing(exercise_id), _criteria(exercise_id)
    tallied = _tally(options, criteria, after_revision=True)
    return Crowd(
        tallied=tallied,
        placed=_placed(options),
        first=_tally(options, criteria, after_revision=False),
        measures={key: measure(tallied.on(key)) for key in criteria},
    )


def _followed(exercise_id: int, before: Crowd, changed: set[int], numbers: tuple[int, ...] | None) -> Crowd:
    """The crowd after *before*: only what *changed* is read, and what did not stand then.

    *numbers* are the options that stand; None where others may than before.
    """
    options = _standing(exercise_id, None if numbers is None else changed)
    if numbers is None:
        numbers, known = tuple(options.values()), frozenset(before.numbers) - changed
        options = {pk: number for pk, number in options.items() if number not in known}
    fresh = [_tally(options, before.tallied.criteria, after_revision=after) for after in (True, False)]
    tallied, first = (
        part.joined(old, numbers) for part, old in zip(fresh, (before.tallied, before.first), strict=True)
    )
    same = numbers == before.numbers
    rows = [numbers.index(number) for number in options.values()]
    measures = {key: measure(tallied.on(key), before.measures[key] if same else None, rows) for key in tallied.criteria}
    placed = {**before.placed, **_placed(options)}
    return Crowd(
        tallied=tallied,
        placed=placed if same else {number: placed[number] for number in numbers if number in placed},
        first=first,
        measures=measures,
        known=_still_known(before, tallied, measures, list(options.values())) if same else None,
        known_first={**before.first_round, **judged(fresh[1], {})}
        if same and _worked_out(before, "first_round")
        else None,
    )


def _still_known(before: Crowd, tallied: Answers, measures: dict[str, Measure], new: list[int]) -> Results | None:
    """All results, of which only those are made anew that new answers changed, or what all are measured with."""
    if not _worked_out(before, "judged"):
        return None
    moved = [made.between(before.measures[key]) for key, made in measures.items()]
    if None in moved:
        return None
    again = {*new, *(tallied.options[row] for rows in moved if rows for row in rows)}
    yardsticks = {key: made.yardstick for key, made in measures.items()}
    return {**before.judged, **judged(tallied.only(sorted(again)), yardsticks)}


def _worked_out(crowd: Crowd, what: str) -> bool:
    return what in crowd.__dict__ or getattr(crowd, {"judged": "known", "first_round": "known_first"}[what]) is not None


def _standing(exercise_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """Numbers of the standing options by their keys, in the order of the numbers."""
    rows = Option.objects.filter(exercise=exercise_id, state__in=formats.STANDING_STATES).order_by("number")
    if among is not None:
        rows = rows.filter(number__in=among)
    return dict(rows.values_list("pk", "number"))


def _criteria(exercise_id: int) -> tuple[str, ...]:
    return tuple(Criterion.objects.filter(exercise=exercise_id).values_list("key", flat=True))


def _tally(options: dict[int, int], criteria: Sequence[str], *, after_revision: bool) -> Answers:
    """Counted by the database: one row for each option, criterion and step."""
    rows = Rating.objects.filter(counting(after_revision=after_revision), option__in=list(options))
    counted = rows.order_by().values_list("option", "criterion__key", "step").annotate(n=Count("pk"))
    return tally(((options[pk], key, step, n) for pk, key, step, n in counted), list(options.values()), criteria)


def _placed(options: dict[int, int]) -> dict[int, Placed]:
    places = placements_of(options)
    return placed((options[pk], x, y) for pk, answers in places.items() for x, y in answers)


def check_of(exercise: Exercise, crowd: Crowd, criterion: str) -> Check | None:
    """What the order of options hangs on, computed once for each crowd: it needs every answer, in one query."""
    if criterion not in crowd.checks:
        crowd.checks[criterion] = check(answers_on(exercise.pk, criterion))
    return crowd.checks[criterion]


def answers_on(exercise_id: int, criterion: str) -> list[tuple[int, int, int]]:
    """Number, rater and step of all answers on standing options, in an order that stays the same."""
    rows = Rating.objects.filter(
        counting(after_revision=True), option__exercise=exercise_id, option__state__in=formats.STANDING_STATES,
        criterion__key=criterion, step__isnull=False,
    )  # fmt: skip
    given = rows.order_by("option__number", "participation_id")
    return [(n, who, step) for n, who, step in given.values_list("option__number", "participation_id", "step") if step]


# Between whom


@dataclass(frozen=True)
class Between:
    """The groups of one kind (*by* expertise or region) on a divided question; *opposed*: some on either side."""

    by: str
    groups: list[GroupAnswer]

    @property
    def opposed(self) -> bool:
        return opposed(self.groups)

    def on(self, side: str) -> list[str]:
        """Names of the groups that mostly sit in the "low" or the "high" camp."""
        return [group.group for group in self.groups if group.side == side]


def between(
    exercise: Exercise, crowd: Crowd, places: Collection[tuple[int, str]]
) -> dict[tuple[int, str], list[Between]]:
    """For each of *places*, an option's number and a criterion's key, how expertise and region stand. One query."""
    rows = Rating.objects.filter(
        counting(after_revision=True),
        option__exercise=exercise,
        option__number__in={number for number, _key in places},
        step__isnull=False,
    )
    wanted = ("option__number", "criterion__key", "step", "participation__expertise", "participation__region")
    by_place: dict[tuple[int, str], list[tuple[int, str, str]]] = {place: [] for place in places}
    for number, key, step, expertise, region in rows.values_list(*wanted):
        if (number, key) in by_place and step is not None:
            by_place[number, key].append((step, expertise, region))
    judged = crowd.judged_of({number for number, _key in places})
    return {place: _between(answers, judged[place]) for place, answers in by_place.items()}


def _between(answers: list[tuple[int, str, str]], result: Judged) -> list[Between]:
    return [
        Between(
            by,
            by_group(
                ((_(group) if group else "", step) for group, step in named),
                rest=_("all others"),
                division=result.division,
            ),
        )
        for by, named in (
            (_("expertise"), [(expertise, step) for step, expertise, _region in answers]),
            (_("region"), [(region, step) for step, _expertise, region in answers]),
        )
    ]


# One's own answers


def own_steps(person: Participation) -> dict[tuple[int, str], int]:
    """The person's own steps that stand, by option number and criterion key; abstentions are left out."""
    rows = Rating.objects.filter(counting(after_revision=True), participation=person)
    given = rows.values_list("option__number", "criterion__key", "step")
    return {(number, key): step for number, key, step in given if step is not None}


def revised_by(person: Participation) -> frozenset[int]:
    """Numbers of the options whose sheet the person has revised: once each, and no more."""
    rows = person.sheets.filter(round=2, current=True)
    return frozenset(rows.values_list("option__number", flat=True))


def people_who_judged(exercise: Exercise) -> tuple[int, int]:
    """How many people handed in how many sheets in round 1."""
    rows = Participation.objects.filter(exercise=exercise, sheets__round=1, sheets__current=True)
    counted = rows.aggregate(people=Count("pk", distinct=True), sheets=Count("sheets"))
    return counted["people"], counted["sheets"]
