"""Every kind of event: a frozen dataclass with a closed payload and the audience that may read it.

Events carry numbers and small facts that their whole audience may see, never free text. The field names are
the wire's. "everyone" is every member who may read the exercise's pages; "synthesis" are those who may see the
narratives in the present phase; "staff" are manager, lead author and moderators; "clustering" those who may
change the board in the present phase, whom only hints are for. The browser's types in
frontend/feed/events.ts are generated from this file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

Audience = Literal["everyone", "synthesis", "staff", "clustering"]


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
    """Many were accepted at once: by a moderator, or by default what still waited when rating opened."""

    wire: ClassVar[str] = "options.accepted"
    audience: ClassVar[Audience] = "everyone"
    options: list[int]


@dataclass(frozen=True, kw_only=True)
class AcceptanceUndone:
    """A moderator took back that many were accepted at once; *submitted* and *in_review* are what they are again."""

    wire: ClassVar[str] = "acceptance.undone"
    audience: ClassVar[Audience] = "everyone"
    submitted: list[int]
    in_review: list[int]


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
class PurgeAsked:
    """One of the staff wants the texts of an option removed for ever; a second has to look."""

    wire: ClassVar[str] = "purge.asked"
    audience: ClassVar[Audience] = "staff"
    option: int


@dataclass(frozen=True, kw_only=True)
class PurgeDropped:
    """Its texts stay: whoever asked, or the second, has thought better of it."""

    wire: ClassVar[str] = "purge.dropped"
    audience: ClassVar[Audience] = "staff"
    option: int


@dataclass(frozen=True, kw_only=True)
class OptionPurged:
    """Its texts exist no more; its number stays, with who removed them and why."""

    wire: ClassVar[str] = "option.purged"
    audience: ClassVar[Audience] = "everyone"
    option: int


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
    """*noted* is true when a note says why the card lies where it lies now; what it says is the board's to tell."""

    wire: ClassVar[str] = "card.moved"
    audience: ClassVar[Audience] = "everyone"
    option: int
    x: float
    y: float
    version: int
    noted: bool = False


@dataclass(frozen=True, kw_only=True)
class CardReleased:
    """A card was given back to the crowd's point, or to the tray where there is none."""

    wire: ClassVar[str] = "card.released"
    audience: ClassVar[Audience] = "everyone"
    option: int
    version: int


@dataclass(frozen=True, kw_only=True)
class CardNoted:
    """A note was added to a card's last move; not what it says."""

    wire: ClassVar[str] = "card.noted"
    audience: ClassVar[Audience] = "everyone"
    option: int
    version: int


@dataclass(frozen=True, kw_only=True)
class BoardFrozen:
    """Nobody changes the board until it is released, or its phase is over."""

    wire: ClassVar[str] = "board.frozen"
    audience: ClassVar[Audience] = "everyone"
    phase: str


@dataclass(frozen=True, kw_only=True)
class BoardReleased:
    wire: ClassVar[str] = "board.released"
    audience: ClassVar[Audience] = "everyone"


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
class WildCardSet:
    """An option stands alone, in no narrative."""

    wire: ClassVar[str] = "wild_card.set"
    audience: ClassVar[Audience] = "synthesis"
    option: int


@dataclass(frozen=True, kw_only=True)
class WildCardEnded:
    wire: ClassVar[str] = "wild_card.ended"
    audience: ClassVar[Audience] = "synthesis"
    option: int


@dataclass(frozen=True, kw_only=True)
class NarrativeEnded:
    """It was a mistake; its memberships have ended with it, and its number stays used."""

    wire: ClassVar[str] = "narrative.ended"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int


@dataclass(frozen=True, kw_only=True)
class NarrativeRestored:
    """An ended narrative stands again; the options that come back into it follow, each with its place."""

    wire: ClassVar[str] = "narrative.restored"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    x: float
    y: float
    version: int


@dataclass(frozen=True, kw_only=True)
class MembersOrdered:
    """The options of a narrative in the order in which they are read; what is not named comes after."""

    wire: ClassVar[str] = "members.ordered"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    options: list[int]


@dataclass(frozen=True, kw_only=True)
class NarrativeChallenged:
    """Somebody doubts a place in it, dissents or offers another name; what kind of word it is stays sealed."""

    wire: ClassVar[str] = "narrative.challenged"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    challenge: int


@dataclass(frozen=True, kw_only=True)
class NarrativeSupported:
    """Somebody said how far they support it; not who, and not how far."""

    wire: ClassVar[str] = "narrative.supported"
    audience: ClassVar[Audience] = "staff"
    narrative: int


@dataclass(frozen=True, kw_only=True)
class ChallengeAnswered:
    wire: ClassVar[str] = "challenge.answered"
    audience: ClassVar[Audience] = "synthesis"
    narrative: int
    challenge: int


@dataclass(frozen=True, kw_only=True)
class TakeawayCreated:
    wire: ClassVar[str] = "takeaway.created"
    audience: ClassVar[Audience] = "synthesis"
    takeaway: int
    version: int


@dataclass(frozen=True, kw_only=True)
class TakeawayRevised:
    wire: ClassVar[str] = "takeaway.revised"
    audience: ClassVar[Audience] = "synthesis"
    takeaway: int
    version: int


@dataclass(frozen=True, kw_only=True)
class TakeawayEnded:
    wire: ClassVar[str] = "takeaway.ended"
    audience: ClassVar[Audience] = "synthesis"
    takeaway: int


@dataclass(frozen=True, kw_only=True)
class TakeawayRestored:
    wire: ClassVar[str] = "takeaway.restored"
    audience: ClassVar[Audience] = "synthesis"
    takeaway: int


@dataclass(frozen=True, kw_only=True)
class TakeawaysOrdered:
    wire: ClassVar[str] = "takeaways.ordered"
    audience: ClassVar[Audience] = "synthesis"
    takeaways: list[int]


@dataclass(frozen=True, kw_only=True)
class ReportTextWritten:
    """A text of the report has a first or a new version; *text* is its name, "judgment.3"."""

    wire: ClassVar[str] = "report_text.written"
    audience: ClassVar[Audience] = "synthesis"
    text: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ReportTextEnded:
    wire: ClassVar[str] = "report_text.ended"
    audience: ClassVar[Audience] = "synthesis"
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportTextRestored:
    wire: ClassVar[str] = "report_text.restored"
    audience: ClassVar[Audience] = "synthesis"
    text: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ReportTextsOrdered:
    """The judgments, or the implications by actor, in the order in which they are read."""

    wire: ClassVar[str] = "report_texts.ordered"
    audience: ClassVar[Audience] = "synthesis"
    kind: str
    numbers: list[int]


@dataclass(frozen=True, kw_only=True)
class ReportSigned:
    """Somebody stands for the report as it is; *role* is author or reader."""

    wire: ClassVar[str] = "report.signed"
    audience: ClassVar[Audience] = "synthesis"
    signature: int
    role: str


@dataclass(frozen=True, kw_only=True)
class SignatureEnded:
    """A signature was taken back: by its signer, or because the text was changed."""

    wire: ClassVar[str] = "signature.ended"
    audience: ClassVar[Audience] = "synthesis"
    signature: int


@dataclass(frozen=True, kw_only=True)
class ReportPublished:
    """The report is final; *gaps* is how much in it rested on nothing."""

    wire: ClassVar[str] = "report.published"
    audience: ClassVar[Audience] = "everyone"
    publication: int
    gaps: int


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
    | AcceptanceUndone
    | OptionRevised
    | OptionReviewed
    | OptionResubmitted
    | OptionWithdrawn
    | PurgeAsked
    | PurgeDropped
    | OptionPurged
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
    | CardReleased
    | CardNoted
    | BoardFrozen
    | BoardReleased
    | NarrativeCreated
    | NarrativeRevised
    | NarrativeAnchored
    | MembershipSet
    | MembershipEnded
    | WildCardSet
    | WildCardEnded
    | NarrativeEnded
    | NarrativeRestored
    | MembersOrdered
    | NarrativeChallenged
    | NarrativeSupported
    | ChallengeAnswered
    | TakeawayCreated
    | TakeawayRevised
    | TakeawayEnded
    | TakeawayRestored
    | TakeawaysOrdered
    | ReportTextWritten
    | ReportTextEnded
    | ReportTextRestored
    | ReportTextsOrdered
    | ReportSigned
    | SignatureEnded
    | ReportPublished
    | ReportRequested
    | ReportFinished
)
KINDS: tuple[type[Event], ...] = Event.__args__
# A report's own lines do not change what a report says; that it was published does: it prints as final.
REPORTS_OWN: tuple[str, ...] = (ReportRequested.wire, ReportFinished.wire, ReportSigned.wire, SignatureEnded.wire)


def payload(event: Event) -> dict[str, Any]:
    """What goes into the log and onto the wire."""
    return asdict(event)
