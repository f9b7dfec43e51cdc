"""The reveal: what its page leads through, for one reader and one criterion at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from exercises.analysis.agreement import ENOUGH
from exercises.analysis.consensus import Lean, agreed, lean
from exercises.analysis.judged import Judged
from exercises.analysis.placed import AxisPlaced, Placed
from exercises.analysis.reliability import Reliability
from exercises.analysis.sensitivity import Check
from exercises.analysis.spread import Axis as AxisAnswer
from exercises.models import Criterion, Exercise, Option, Participation
from exercises.queries.crowd import Between, Crowd, between, check_of, own_steps, revised_by
from exercises.queries.ratings import placements_of

Place = tuple[int, str]  # an option's number and a criterion's key

FEW = 8  # lines of a part that are shown at once; the rest is asked for
FAR = 1.5  # steps between one's own answer and the crowd's median, from which on it is worth another look


@dataclass(frozen=True)
class Said:
    """What was said about one option on one criterion, with the reader's own step beside it."""

    option: Option
    criterion: Criterion
    result: Judged
    own: int | None = None
    before: Judged | None = None  # round 1, where somebody has revised
    between: list[Between] = field(default_factory=list)
    revised: bool = False  # by the reader

    @property
    def apart(self) -> float:
        """Steps between one's own answer and the median, above or below."""
        return abs(self.own - self.result.median) if self.own and self.result.median is not None else 0.0

    @property
    def moved(self) -> bool:
        return self.before is not None and self.before.median != self.result.median

    @property
    def changed(self) -> bool:
        """Whether second thoughts changed anything in the distribution."""
        return self.before is not None and self.before.counts != self.result.counts

    @property
    def opposed(self) -> list[Between]:
        """Kinds of groups of which some stand on one side and some on the other."""
        return [entry for entry in self.between if entry.opposed]


@dataclass(frozen=True)
class Unplaced:
    """An option that people place in too many ways; *dots* are the numbers given on each axis."""

    option: Option
    placed: Placed
    dots: dict[str, list[float]]

    @property
    def axes(self) -> dict[str, AxisPlaced]:
        return {"x": self.placed.x, "y": self.placed.y}


@dataclass(frozen=True)
class Part:
    """One list of the page: its first lines, and how many there are."""

    lines: list[Said]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Reveal:
    """The page: what the crowd agrees on by what it says, where it is divided, what is unclear, one's own beside."""

    criterion: Criterion
    agreed: dict[Lean, Part]
    divided: Part
    unclear: list[Unplaced]
    unclear_more: int
    apart: Part  # one's own answers, the farthest from the crowd first
    moved: Part  # medians that second thoughts have moved
    too_few: list[Option]
    few_more: int
    results: list[Judged]
    reliability: Reliability | None
    check: Check | None
    own: int

    @property
    def options(self) -> int:
        return len(self.results)

    @property
    def unclear_total(self) -> int:
        return len(self.unclear) + self.unclear_more

    @property
    def agreements(self) -> int:
        return sum(part.total for part in self.agreed.values())


def reveal_of(
    exercise: Exercise, crowd: Crowd, reader: Participation, criterion: Criterion, *, all_of: str = ""
) -> Reveal:
    """The reveal on *criterion*; the part that *all_of* names (for, divided, apart …) is shown whole."""
    on, own = crowd.on(criterion.key), own_steps(reader)
    mine = [number for number in on if (number, criterion.key) in own and on[number].shown]
    places = _places(crowd, criterion, own)
    shown = {name: found if name == all_of else found[:FEW] for name, found in places.items()}
    too_few = [number for number, result in on.items() if result.n < ENOUGH]
    wanted = {number for found in shown.values() for number, _key in found}
    options = _options(exercise, wanted | set(crowd.unclear[:FEW]) | set(too_few[:FEW]))
    lines = _lines(exercise, crowd, reader, options, own)
    parts = {name: Part(lines(found, sides=name == "divided"), len(places[name])) for name, found in shown.items()}
    return Reveal(
        criterion=criterion,
        agreed={"for": parts["for"], "middle": parts["middle"], "against": parts["against"]},
        divided=parts["divided"],
        unclear=_unplaced(crowd, [options[number] for number in crowd.unclear[:FEW]]),
        unclear_more=len(crowd.unclear[FEW:]),
        apart=parts["apart"],
        moved=parts["moved"],
        too_few=[options[number] for number in too_few[:FEW]],
        few_more=len(too_few[FEW:]),
        results=list(on.values()),
        reliability=crowd.reliabilities[criterion.key],
        check=check_of(exercise, crowd, criterion.key),
        own=len(mine),
    )


def said_of(
    exercise: Exercise, crowd: Crowd, option: Option, criteria: Iterable[Criterion], own: dict[str, int]
) -> dict[str, Said]:
    """What was said about one option, by criterion; where it is divided, between whom. At most one query."""
    judged, first = crowd.judged_of([option.number]), crowd.first_of([option.number])
    named = {c.key: c for c in criteria if (option.number, c.key) in judged}
    split = [(option.number, key) for key in named if judged[option.number, key].divided]
    groups = between(exercise, crowd, split) if split else {}
    return {
        key: Said(
            option=option,
            criterion=criterion,
            result=judged[option.number, key],
            own=own.get(key),
            before=first[option.number, key],
            between=groups.get((option.number, key), []),
        )
        for key, criterion in named.items()
    }


def _places(crowd: Crowd, criterion: Criterion, own: dict[Place, int]) -> dict[str, list[Place]]:
    """What belongs to each part of the page, in its order: options' numbers with the criterion's key."""
    key, on = criterion.key, crowd.on(criterion.key)
    mine = {number: _apart(own[number, key], on[number]) for number in on if (number, key) in own}
    far = sorted((number for number in mine if mine[number] >= FAR), key=lambda number: (-mine[number], number))
    moved = [number for number in on if crowd.first_round[number, key].counts != on[number].counts]
    numbers = {**_leaning(on, criterion), "apart": far, "moved": moved}
    # The chosen criterion's divisions come first; the clearest first among them.
    divided = sorted(crowd.divided, key=lambda place: place[1] != key)
    return {"divided": divided, **{name: [(number, key) for number in found] for name, found in numbers.items()}}


def _lines(
    exercise: Exercise, crowd: Crowd, reader: Participation, options: dict[int, Option], own: dict[Place, int]
) -> Callable[..., list[Said]]:
    """How places become lines; with *sides* each tells between whom it is divided."""
    criteria = {criterion.key: criterion for criterion in exercise.criteria.all()}
    revised = revised_by(reader)

    def lines(places: list[Place], *, sides: bool) -> list[Said]:
        groups = between(exercise, crowd, places) if sides and places else {}
        return [
            Said(
                option=options[number],
                criterion=criteria[key],
                result=crowd.judged[number, key],
                own=own.get((number, key)),
                before=crowd.first_round[number, key],
                between=groups.get((number, key), []),
                revised=number in revised,
            )
            for number, key in places
        ]

    return lines


def _leaning(on: dict[int, Judged], criterion: Criterion) -> dict[str, list[int]]:
    """What the crowd agrees on, by what it says; the strongest first, then the narrowest, then by number."""
    found: dict[str, list[int]] = {"for": [], "middle": [], "against": []}
    for number, result in on.items():
        if result.median is not None and agreed(result):
            found[lean(result.median, criterion.good)].append(number)

    def strength(number: int) -> tuple[float, float, int]:
        result = on[number]
        assert result.median is not None  # chosen above
        assert result.low is not None
        assert result.high is not None
        return -abs(result.median - 3), result.high - result.low, number

    return {name: sorted(numbers, key=strength) for name, numbers in found.items()}


def _apart(own: int, result: Judged) -> float:
    return abs(own - result.median) if result.median is not None else 0.0


def _options(exercise: Exercise, numbers: Iterable[int]) -> dict[int, Option]:
    rows = Option.objects.filter(exercise=exercise, number__in=numbers).select_related("current")
    return {option.number: option for option in rows}


def _unplaced(crowd: Crowd, options: list[Option]) -> list[Unplaced]:
    places = placements_of([option.pk for option in options])
    return [
        Unplaced(
            option,
            crowd.placed[option.number],
            {axis: _numbers(answer[which] for answer in places.get(option.pk, [])) for which, axis in enumerate("xy")},
        )
        for option in options
    ]


def _numbers(answers: Iterable[AxisAnswer]) -> list[float]:
    return sorted(answer for answer in answers if not isinstance(answer, str))
