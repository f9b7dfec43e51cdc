"""Tables of the domain, a file a topic."""

from exercises.models.activity import Event, Receipt
from exercises.models.board import BoardAct, BoardChange, BoardFreeze, Card, CardMove, WildCard
from exercises.models.challenges import Challenge
from exercises.models.citations import Citation
from exercises.models.comments import Comment, CommentVersion, Objection
from exercises.models.drafts import Draft
from exercises.models.exercise import Axis, Criterion, Exercise, Numbering, Phase, Stream, Template
from exercises.models.moderation import Decision, Purge
from exercises.models.narratives import Membership, Narrative, NarrativeVersion
from exercises.models.options import Option, OptionVersion
from exercises.models.people import Invitation, Participation, Visit
from exercises.models.protocol import PracticeSheet, Protocol, Sample
from exercises.models.ratings import Placement, QueueEntry, Rating, Sheet
from exercises.models.report_texts import Publication, ReportDraft, ReportText, ReportTextVersion, Signature
from exercises.models.reports import Report, ReportFile
from exercises.models.takeaways import Takeaway, TakeawayVersion

__all__ = [
    "Axis",
    "BoardAct",
    "BoardChange",
    "BoardFreeze",
    "Card",
    "CardMove",
    "Challenge",
    "Citation",
    "Comment",
    "CommentVersion",
    "Criterion",
    "Decision",
    "Draft",
    "Event",
    "Exercise",
    "Invitation",
    "Membership",
    "Narrative",
    "NarrativeVersion",
    "Numbering",
    "Objection",
    "Option",
    "OptionVersion",
    "Participation",
    "Phase",
    "Placement",
    "PracticeSheet",
    "Protocol",
    "Publication",
    "Purge",
    "QueueEntry",
    "Rating",
    "Receipt",
    "Report",
    "ReportDraft",
    "ReportFile",
    "ReportText",
    "ReportTextVersion",
    "Sample",
    "Sheet",
    "Signature",
    "Stream",
    "Takeaway",
    "TakeawayVersion",
    "Template",
    "Visit",
    "WildCard",
]
