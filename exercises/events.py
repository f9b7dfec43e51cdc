"""Every kind of event: a frozen dataclass with a closed payload and the audience that may read it.

Events carry numbers and small facts that their whole audience may see, never free text. The field names are
the wire's. "everyone" is every member who may read the exercise's pages; "synthesis" are those who may see the
narratives in the present phase; "staff" are manager, lead author and moderators. The browser's types in
frontend/feed/events.ts are generated from this file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

Audience = Literal["everyone", "synthesis", "staff"]


@dataclass(frozen=True, kw_only=True)
class ExerciseCreated:
    wire: ClassVar[str] = "exercise.created"
    audience: ClassVar[Audience] = "everyone"


@dataclass(frozen=True, kw_only=True)
class FrameChanged:
    """Title, question, standfirst, brief or marking have new words."""

    wire: ClassVar[str] = "frame.changed"
    audience: ClassVar[Audience] = "everyone"


@dataclass(frozen=True, kw_only=True)
class PhaseOpened:
    """*late* is true when the clock was down at the planned time and this was logged afterwards."""

    wire: ClassVar[str] = "phase.opened"
    audience: ClassVar[Audience] = "everyone"
    phase: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class PersonJoined:
    wire: ClassVar[str] = "person.joined"
    audience: ClassVar[Audience] = "everyone"
    role: str


@dataclass(frozen=True, kw_only=True)
class PersonRemoved:
    wire: ClassVar[str] = "person.removed"
    audience: ClassVar[Audience] = "everyone"
    role: str


@dataclass(frozen=True, kw_only=True)
class OptionSubmitted:
    wire: ClassVar[str] = "option.submitted"
    audience: ClassVar[Audience] = "everyone"
    option: int
    version: int


@dataclass(frozen=True, kw_only=True)
class OptionsAccepted:
    """What still waited for review when rating opened was accepted by default."""

    wire: ClassVar[str] = "options.accepted"
    audience: ClassVar[Audience] = "everyone"
    options: list[int]


@dataclass(frozen=True, kw_only=True)
class SheetJudged:
    """A sheet was handed in; staff see coverage, nobody sees what it says."""

    wire: ClassVar[str] = "sheet.judged"
    audience: ClassVar[Audience] = "staff"
    option: int
    round: int
    first: bool


@dataclass(frozen=True, kw_only=True)
class CardMoved:
    wire: ClassVar[str] = "card.moved"
    audience: ClassVar[Audience] = "everyone"
    option: int
    x: float
    y: float
    version: int


@dataclass(frozen=True, kw_only=True)
class NarrativeCreated:
    wire: ClassVar[str] = "narrative.created"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    x: float
    y: float
    version: int


@dataclass(frozen=True, kw_only=True)
class NarrativeRevised:
    wire: ClassVar[str] = "narrative.revised"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    version: int


@dataclass(frozen=True, kw_only=True)
class NarrativeAnchored:
    wire: ClassVar[str] = "narrative.anchored"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class MembershipSet:
    """An option's place in a narrative; *kind* is core, supporting or dissent."""

    wire: ClassVar[str] = "membership.set"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    option: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MembershipEnded:
    wire: ClassVar[str] = "membership.ended"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    option: int


@dataclass(frozen=True, kw_only=True)
class ReportRequested:
    wire: ClassVar[str] = "report.requested"
    audience: ClassVar[Audience] = "staff"


@dataclass(frozen=True, kw_only=True)
class ReportFinished:
    wire: ClassVar[str] = "report.finished"
    audience: ClassVar[Audience] = "staff"
    state: str


Event = (
    ExerciseCreated
    | FrameChanged
    | PhaseOpened
    | PersonJoined
    | PersonRemoved
    | OptionSubmitted
    | OptionsAccepted
    | SheetJudged
    | CardMoved
    | NarrativeCreated
    | NarrativeRevised
    | NarrativeAnchored
    | MembershipSet
    | MembershipEnded
    | ReportRequested
    | ReportFinished
)
KINDS: tuple[type[Event], ...] = Event.__args__
# A report's own lines do not change what a report says.
REPORTS_OWN: tuple[str, ...] = (ReportRequested.wire, ReportFinished.wire)


def payload(event: Event) -> dict[str, Any]:
    """What goes into the log and onto the wire."""
    return asdict(event)
