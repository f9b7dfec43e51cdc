"""The board as one person may see it now: one reading for the page, for its list and for the browser."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from exercises import access, formats
from exercises.activity import Head
from exercises.analysis.placing import CrowdPoint, crowd_point
from exercises.models import Axis, BoardFreeze, Exercise, Membership, Narrative, Option, Participation, Placement
from exercises.queries.board_acts import standing_freeze
from exercises.queries.crowd import Crowd, Marks, crowd_of

_Memberships = dict[int, dict[int, tuple[str, int | None]]]  # option → narrative → kind and turn
HUES = 4  # narratives with a colour of their own; the others go by their numeral alone
# Rows and not objects: of ten thousand options, making objects was most of the time.
READ_OPTION = ("number", "state", "wild_card", "current__number", "current__title", "current__summary")
READ = (*READ_OPTION, "card__x", "card__y", "card__version", "card__noted")


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
    """An option that stands. *moved* is the moderators' position, None while they left it at the crowd's point.

    *crowd* and *marks* are None while results are sealed; the crowd's point also where fewer than five placed it.
    """

    number: int
    title: str
    summary: str
    state: str
    version: int
    wild_card: bool
    crowd: CrowdPoint | None
    mine: Point | None
    moved: Point | None
    moves: int
    marks: Marks | None = None
    noted: bool = False
    memberships: dict[int, str] = field(default_factory=dict)
    turns: dict[int, int | None] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"PO-{self.number}"

    @property
    def position(self) -> Point | None:
        """Where the card lies: the moderators' position, else the crowd's point, else nowhere yet."""
        return self.moved or (Point(self.crowd.x, self.crowd.y) if self.crowd else None)

    @property
    def note_wanted(self) -> bool:
        """Moderators put it far from the crowd's point, and no note says why."""
        if self.noted or not self.moved or not self.crowd:
            return False
        return math.hypot(self.moved.x - self.crowd.x, self.moved.y - self.crowd.y) > formats.NOTE_FROM

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
    frozen: BoardFreeze | None = None

    @property
    def sealed(self) -> bool:
        return "see_results" not in self.can

    @property
    def sees_narratives(self) -> bool:
        return "see_narratives" in self.can

    def members(self, narrative: int) -> list[tuple[BoardOption, str]]:
        """The options of a narrative, core first, then supporting, then dissent, each in its turn."""
        found = [(o, o.memberships[narrative]) for o in self.options if narrative in o.memberships]
        return sorted(found, key=lambda m: formats.reading_order(m[1], m[0].turns.get(narrative), m[0].number))

    def homeless(self) -> list[BoardOption]:
        """The options in no narrative; PO-0 never is in one."""
        return [option for option in self.options if not option.memberships]

    def orphans(self) -> list[BoardOption]:
        """The accepted options that nobody has found a place for: in no narrative and no wild card."""
        return [o for o in self.homeless() if o.number and o.state == "accepted" and not o.wild_card]


def board_for(seat: Participation, now: dt.datetime) -> Board:
    """The board for *seat* at the exercise's time *now*, in at most seven queries however much lies on it.

    (After the reveal a few more where something was said since anybody asked: crowd_of.)

    The log's number came with the seat, before all of this: an event that is committed meanwhile is sent after it.
    """
    can = access.capabilities(seat, now)
    exercise, stream = seat.exercise, seat.exercise.stream
    rows = Option.objects.filter(exercise=exercise, state__in=formats.STANDING_STATES)
    standing = list(rows.values_list(*READ, named=True))
    crowd = crowd_of(exercise) if "see_results" in can else None
    mine = _mine(seat)
    memberships = _memberships(exercise) if "see_narratives" in can else None
    options = [_option(row, crowd, mine.get(row.number), memberships) for row in standing]
    return Board(
        head=Head(stream.epoch, stream.last_seq),
        axes={axis.key: axis for axis in Axis.objects.filter(exercise=exercise)},
        options=options,
        narratives=_narratives(exercise) if "see_narratives" in can else [],
        can=can,
        frozen=standing_freeze(exercise, access.phase_at(exercise, now)) if "see_results" in can else None,
    )


def as_data(board: Board) -> dict[str, Any]:
    """The board as the browser's element reads it; "state" has the shape of analysis/replica.py."""
    return {
        "epoch": board.head.epoch,
        "seq": board.head.seq,
        "sees": {"results": not board.sealed, "narratives": board.sees_narratives},
        "axes": {key: [axis.negative, axis.positive] for key, axis in board.axes.items()},
        "note_from": formats.NOTE_FROM,
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
        "cards": {str(o.number): {**asdict(o.moved), "version": o.moves, "noted": o.noted} for o in moved if o.moved},
        "released": {str(o.number): o.moves for o in board.options if o.moves and not o.moved},
        "frozen": board.frozen.phase.kind if board.frozen else None,
        "narratives": {str(n.number): {**asdict(n.anchor), "version": n.version} for n in board.narratives},
        "memberships": {f"{n}:{o.number}": kind for o in board.options for n, kind in o.memberships.items()},
        "wild_cards": {str(o.number): True for o in board.options if o.wild_card},
    }


def _option_data(option: BoardOption) -> dict[str, Any]:
    crowd, marks, mine = option.crowd, option.marks, option.mine  # asdict() copies deeply, and took half of the time
    return {
        "number": option.number,
        "title": option.title,
        "version": option.version,
        "crowd": {"x": crowd.x, "y": crowd.y, "n": crowd.n, "spread": crowd.spread} if crowd else None,
        "n": marks.n if marks else 0,
        "divided": bool(marks and marks.divided),
        "unclear": bool(marks and marks.unclear),
        "mine": {"x": mine.x, "y": mine.y} if mine else None,
    }


def _option(row: Any, crowd: Crowd | None, mine: Point | None, memberships: _Memberships | None) -> BoardOption:
    """*row* has the columns of READ; every option that stands has a version and a card."""
    placed = crowd.placed.get(row.number) if crowd else None
    moved = crowd is not None and row.card__x is not None and row.card__y is not None
    places = (memberships or {}).get(row.number, {})
    return BoardOption(
        number=row.number,
        title=row.current__title,
        summary=row.current__summary,
        state=row.state,
        version=row.current__number,
        wild_card=row.wild_card and memberships is not None,
        crowd=crowd_point(placed) if placed else None,
        marks=crowd.marks(row.number) if crowd else None,
        mine=mine,
        moved=Point(row.card__x, row.card__y) if moved else None,
        moves=row.card__version if crowd else 0,
        noted=row.card__noted if crowd else False,
        memberships={narrative: kind for narrative, (kind, _turn) in places.items()},
        turns={narrative: turn for narrative, (_kind, turn) in places.items()},
    )


def _mine(seat: Participation) -> dict[int, Point]:
    rows = Placement.objects.filter(participation=seat, current=True).order_by("round")
    latest = {number: (x, y) for number, x, y in rows.values_list("option__number", "x", "y")}
    return {number: Point(x, y) for number, (x, y) in latest.items() if x is not None and y is not None}


def _narratives(exercise: Exercise) -> list[BoardNarrative]:
    rows = Narrative.objects.filter(exercise=exercise, ended_at=None).select_related("current")
    return [narrative_on(row) for row in rows]


def narrative_on(row: Narrative) -> BoardNarrative:
    """A narrative with its current text, as the board and its own page name it."""
    text = row.current
    assert text is not None  # a narrative is born with version 1
    return BoardNarrative(
        number=row.number,
        numeral=row.numeral,
        nickname=text.nickname,
        abstract=text.abstract,
        anchor=Point(row.anchor_x, row.anchor_y),
        version=text.number,
    )


def _memberships(exercise: Exercise) -> _Memberships:
    rows = Membership.objects.filter(narrative__exercise=exercise, ended_at=None).order_by("narrative__number")
    found: _Memberships = defaultdict(dict)
    for option, narrative, kind, turn in rows.values_list("option__number", "narrative__number", "kind", "turn"):
        found[option][narrative] = kind, turn
    return found
