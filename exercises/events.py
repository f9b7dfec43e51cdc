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
class OptionRevised:
    """An option has a new text; *change* is typo, clarification or material."""

    wire: ClassVar[str] = "option.revised"
    audience: ClassVar[Audience] = "everyone"
    option: int
    version: int
    change: str


@dataclass(frozen=True, kw_only=True)
class OptionReviewed:
    """A moderator took an option up, accepted, returned or rejected it; the reason is the option page’s to tell."""

    wire: ClassVar[str] = "option.reviewed"
    audience: ClassVar[Audience] = "everyone"
    option: int
    state: str


@dataclass(frozen=True, kw_only=True)
class OptionResubmitted:
    """A returned option has come back and waits for review again."""

    wire: ClassVar[str] = "option.resubmitted"
    audience: ClassVar[Audience] = "everyone"
    option: int
    version: int


@dataclass(frozen=True, kw_only=True)
class OptionWithdrawn:
    wire: ClassVar[str] = "option.withdrawn"
    audience: ClassVar[Audience] = "everyone"
    option: int


@dataclass(frozen=True, kw_only=True)
class OptionsWithdrawn:
    """Returned options whose time ran out were withdrawn by the clock."""

    wire: ClassVar[str] = "options.withdrawn"
    audience: ClassVar[Audience] = "everyone"
    options: list[int]


@dataclass(frozen=True, kw_only=True)
class OptionRestored:
    wire: ClassVar[str] = "option.restored"
    audience: ClassVar[Audience] = "everyone"
    option: int
    state: str


@dataclass(frozen=True, kw_only=True)
class OptionReopened:
    """The manager let a material change of a frozen text."""

    wire: ClassVar[str] = "option.reopened"
    audience: ClassVar[Audience] = "everyone"
    option: int


@dataclass(frozen=True, kw_only=True)
class OptionAppealed:
    """An author disagrees with a moderator’s decision."""

    wire: ClassVar[str] = "option.appealed"
    audience: ClassVar[Audience] = "staff"
    option: int


@dataclass(frozen=True, kw_only=True)
class CommentPosted:
    wire: ClassVar[str] = "comment.posted"
    audience: ClassVar[Audience] = "everyone"
    option: int
    comment: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CommentRevised:
    wire: ClassVar[str] = "comment.revised"
    audience: ClassVar[Audience] = "everyone"
    option: int
    comment: int
    version: int


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn:
    wire: ClassVar[str] = "comment.withdrawn"
    audience: ClassVar[Audience] = "everyone"
    option: int
    comment: int


@dataclass(frozen=True, kw_only=True)
class CommentHidden:
    """A moderator took a comment out of sight, or showed it again; the reason is told to its author."""

    wire: ClassVar[str] = "comment.hidden"
    audience: ClassVar[Audience] = "everyone"
    option: int
    comment: int
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ObjectionChosen:
    """The comment that stands as the strongest objection; 0 when none does any more."""

    wire: ClassVar[str] = "objection.chosen"
    audience: ClassVar[Audience] = "everyone"
    option: int
    comment: int


@dataclass(frozen=True, kw_only=True)
class ProtocolChanged:
    """Criteria, axes or thresholds have other words; rating has not begun."""

    wire: ClassVar[str] = "protocol.changed"
    audience: ClassVar[Audience] = "everyone"


@dataclass(frozen=True, kw_only=True)
class ProtocolFrozen:
    """Rating opened, and what was fixed for it can no longer change unseen."""

    wire: ClassVar[str] = "protocol.frozen"
    audience: ClassVar[Audience] = "everyone"
    number: int


@dataclass(frozen=True, kw_only=True)
class ProtocolDeviated:
    """The protocol was changed after its freeze; the reason is printed with it."""

    wire: ClassVar[str] = "protocol.deviated"
    audience: ClassVar[Audience] = "everyone"
    number: int


@dataclass(frozen=True, kw_only=True)
class SampleWritten:
    """A sample to practise on has a first or a new text."""

    wire: ClassVar[str] = "sample.written"
    audience: ClassVar[Audience] = "everyone"
    sample: int


@dataclass(frozen=True, kw_only=True)
class SampleJudged:
    wire: ClassVar[str] = "sample.judged"
    audience: ClassVar[Audience] = "staff"
    sample: int


@dataclass(frozen=True, kw_only=True)
class PortionDrawn:
    """Somebody was given these options to judge; not who."""

    wire: ClassVar[str] = "portion.drawn"
    audience: ClassVar[Audience] = "staff"
    options: list[int]


@dataclass(frozen=True, kw_only=True)
class OptionSkipped:
    """Somebody put an option aside instead of judging it; not who."""

    wire: ClassVar[str] = "option.skipped"
    audience: ClassVar[Audience] = "staff"
    option: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class OptionResumed:
    """Somebody took back what they had put aside; not who."""

    wire: ClassVar[str] = "option.resumed"
    audience: ClassVar[Audience] = "staff"
    option: int


@dataclass(frozen=True, kw_only=True)
class SheetJudged:
    """A sheet was handed in; staff see coverage, nobody sees what it says."""

    wire: ClassVar[str] = "sheet.judged"
    audience: ClassVar[Audience] = "staff"
    option: int
    round: int
    first: bool


@dataclass(frozen=True, kw_only=True)
class SheetRevised:
    """After the reveal somebody judged an option once more, with a reason; not who, and not how."""

    wire: ClassVar[str] = "sheet.revised"
    audience: ClassVar[Audience] = "everyone"
    option: int


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
    | OptionRevised
    | OptionReviewed
    | OptionResubmitted
    | OptionWithdrawn
    | OptionsWithdrawn
    | OptionRestored
    | OptionReopened
    | OptionAppealed
    | CommentPosted
    | CommentRevised
    | CommentWithdrawn
    | CommentHidden
    | ObjectionChosen
    | ProtocolChanged
    | ProtocolFrozen
    | ProtocolDeviated
    | SampleWritten
    | SampleJudged
    | PortionDrawn
    | OptionSkipped
    | OptionResumed
    | SheetJudged
    | SheetRevised
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
