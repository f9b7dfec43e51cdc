"""Tables of the domain, a file a topic."""

from exercises.models.activity import Event, Receipt
from exercises.models.board import Card, CardMove
from exercises.models.comments import Comment, CommentVersion, Objection
from exercises.models.drafts import Draft
from exercises.models.exercise import Axis, Criterion, Exercise, Numbering, Phase, Stream, Template
from exercises.models.moderation import Decision
from exercises.models.narratives import Membership, Narrative, NarrativeVersion
from exercises.models.options import Option, OptionVersion
from exercises.models.people import Invitation, Participation, Visit
from exercises.models.protocol import PracticeSheet, Protocol, Sample
from exercises.models.ratings import Placement, QueueEntry, Rating, Sheet
from exercises.models.reports import Report, ReportFile

__all__ = [
    "Axis",
    "Card",
    "CardMove",
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
    "QueueEntry",
    "Rating",
    "Receipt",
    "Report",
    "ReportFile",
    "Sample",
    "Sheet",
    "Stream",
    "Template",
    "Visit",
]
