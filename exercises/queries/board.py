"""The board as one person may see it now: one reading for the page, for its list and for the browser."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from exercises import access, formats
from exercises.activity import Head
from exercises.analysis.placing import CrowdPoint, crowd_point
from exercises.analysis.spread import cloud
from exercises.models import Axis, Exercise, Membership, Narrative, Option, Participation, Placement
from exercises.queries.ratings import placements_of

HUES = 4  # narratives with a colour of their own; the others go by their numeral alone


@dataclass(frozen=True)
class Point:
    """A place on the board, each in −1…+1: left to right, bottom to top."""

    x: float
    y: float


@dataclass(frozen=True)
class BoardNarrative:
    number: int
    numeral: str
    nickname: str
    abstract: str
    anchor: Point
    version: int

    @property
    def hue(self) -> int:
        return hue(self.number)


@dataclass(frozen=True)
class BoardOption:
    """An option that stands. *moved* is the moderators' position, None while they left it at the crowd's point."""

    number: int
    label: str
    title: str
    summary: str
    state: str
    version: int
    wild_card: bool
    crowd: CrowdPoint | None
    mine: Point | None
    moved: Point | None
    moves: int
    memberships: dict[int, str] = field(default_factory=dict)

    @property
    def position(self) -> Point | None:
        """Where the card lies: the moderators' position, else the crowd's point, else nowhere yet."""
        return self.moved or (Point(self.crowd.x, self.crowd.y) if self.crowd else None)

    @property
    def core(self) -> int | None:
        """The narrative that it belongs to at heart; it gives the card its colour."""
        return next((number for number, kind in self.memberships.items() if kind == "core"), None)

    @property
    def hue(self) -> int:
        return hue(self.core or 0)


@dataclass(frozen=True)
class Board:
    """*head* is the log's number of this reading; what the reader may not see yet is empty."""

    head: Head
    axes: dict[str, Axis]
    options: list[BoardOption]
    narratives: list[BoardNarrative]
    can: frozenset[formats.Capability]

    @property
    def sealed(self) -> bool:
        return "see_results" not in self.can

    @property
    def sees_narratives(self) -> bool:
        return "see_narratives" in self.can

    def members(self, narrative: int) -> list[tuple[BoardOption, str]]:
        """The options of a narrative, core first, then supporting, then dissent."""
        order = [kind for kind, _ in formats.MEMBERSHIP_KINDS]
        found = [(o, o.memberships[narrative]) for o in self.options if narrative in o.memberships]
        return sorted(found, key=lambda member: (order.index(member[1]), member[0].number))

    def homeless(self) -> list[BoardOption]:
        """The options in no narrative; PO-0 never is in one."""
        return [option for option in self.options if not option.memberships]

    def orphans(self) -> list[BoardOption]:
        """The accepted options that nobody has found a place for: in no narrative and no wild card."""
        return [o for o in self.homeless() if o.number and o.state == "accepted" and not o.wild_card]


def board_for(seat: Participation, now: dt.datetime) -> Board:
    """The board for *seat* at the exercise's time *now*, in at most six queries however much lies on it.

    The log's number came with the seat, before all of this: an event that is committed meanwhile is sent after it.
    """
    can = access.capabilities(seat, now)
    exercise, stream = seat.exercise, seat.exercise.stream
    rows = Option.objects.filter(exercise=exercise, state__in=formats.STANDING_STATES)
    standing = list(rows.select_related("current", "card"))
    crowd = placements_of((row.pk for row in standing), after_revision=True) if "see_results" in can else {}
    mine = _mine(seat)
    memberships = _memberships(exercise) if "see_narratives" in can else {}
    options = [
        _option(row, crowd_point(cloud(crowd.get(row.pk, []))), mine.get(row.number), memberships, "see_results" in can)
        for row in standing
    ]
    return Board(
        head=Head(stream.epoch, stream.last_seq),
        axes={axis.key: axis for axis in Axis.objects.filter(exercise=exercise)},
        options=options,
        narratives=_narratives(exercise) if "see_narratives" in can else [],
        can=can,
    )


def as_data(board: Board) -> dict[str, Any]:
    """The board as the browser's element reads it; "state" has the shape of analysis/replica.py."""
    return {
        "epoch": board.head.epoch,
        "seq": board.head.seq,
        "sees": {"results": not board.sealed, "narratives": board.sees_narratives},
        "axes": {key: [axis.negative, axis.positive] for key, axis in board.axes.items()},
        "can": {"move": "cluster" in board.can, "write": "write_narratives" in board.can},
        "state": _state(board),
        "options": [_option_data(option) for option in board.options],
        "narratives": [{"number": n.number, "numeral": n.numeral, "nickname": n.nickname} for n in board.narratives],
    }


def hue(narrative: int) -> int:
    """The colour of a narrative's number, 1 to 4; 0 for none."""
    return narrative if 1 <= narrative <= HUES else 0


def _state(board: Board) -> dict[str, Any]:
    moved = [option for option in board.options if option.moved]
    return {
        "options": {str(o.number): {"state": o.state, "version": o.version} for o in board.options},
        "cards": {str(o.number): {**asdict(o.moved), "version": o.moves} for o in moved if o.moved},
        "narratives": {str(n.number): {**asdict(n.anchor), "version": n.version} for n in board.narratives},
        "memberships": {f"{n}:{o.number}": kind for o in board.options for n, kind in o.memberships.items()},
    }


def _option_data(option: BoardOption) -> dict[str, Any]:
    return {
        "number": option.number,
        "title": option.title,
        "version": option.version,
        "crowd": asdict(option.crowd) if option.crowd else None,
        "mine": asdict(option.mine) if option.mine else None,
    }


def _option(
    row: Option, crowd: CrowdPoint | None, mine: Point | None, memberships: dict[int, dict[int, str]], sees_cards: bool
) -> BoardOption:
    text = row.current
    assert text is not None  # an option is born with version 1
    card = row.card if sees_cards else None
    return BoardOption(
        number=row.number,
        label=row.label,
        title=text.title,
        summary=text.summary,
        state=row.state,
        version=text.number,
        wild_card=row.wild_card,
        crowd=crowd,
        mine=mine,
        moved=Point(card.x, card.y) if card and card.x is not None and card.y is not None else None,
        moves=card.version if card else 0,
        memberships=memberships.get(row.number, {}),
    )


def _mine(seat: Participation) -> dict[int, Point]:
    rows = Placement.objects.filter(participation=seat, current=True).order_by("round")
    latest = {number: (x, y) for number, x, y in rows.values_list("option__number", "x", "y")}
    return {number: Point(x, y) for number, (x, y) in latest.items() if x is not None and y is not None}


def _narratives(exercise: Exercise) -> list[BoardNarrative]:
    rows: Iterable[Narrative] = Narrative.objects.filter(exercise=exercise).select_related("current")
    return [
        BoardNarrative(
            number=row.number,
            numeral=row.numeral,
            nickname=row.current.nickname,
            abstract=row.current.abstract,
            anchor=Point(row.anchor_x, row.anchor_y),
            version=row.current.number,
        )
        for row in rows
        if row.current
    ]


def _memberships(exercise: Exercise) -> dict[int, dict[int, str]]:
    rows = Membership.objects.filter(narrative__exercise=exercise, ended_at=None).order_by("narrative__number")
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for option, narrative, kind in rows.values_list("option__number", "narrative__number", "kind"):
        found[option][narrative] = kind
    return found
