"""Tables of the domain, a file a topic."""

from exercises.models.activity import Event, Receipt
from exercises.models.board import Card, CardMove
from exercises.models.exercise import Axis, Criterion, Exercise, Numbering, Phase, Stream, Template
from exercises.models.narratives import Membership, Narrative, NarrativeVersion
from exercises.models.options import Option, OptionVersion
from exercises.models.people import Invitation, Participation
from exercises.models.ratings import Placement, Rating, Sheet
from exercises.models.reports import Report, ReportFile

__all__ = [
    "Axis",
    "Card",
    "CardMove",
    "Criterion",
    "Event",
    "Exercise",
    "Invitation",
    "Membership",
    "Narrative",
    "NarrativeVersion",
    "Numbering",
    "Option",
    "OptionVersion",
    "Participation",
    "Phase",
    "Placement",
    "Rating",
    "Receipt",
    "Report",
    "ReportFile",
    "Sheet",
    "Stream",
    "Template",
]
