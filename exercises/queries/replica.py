"""The browsers' state, read from the tables: what analysis/replica.py must arrive at from the log."""

from __future__ import annotations

from django.db.models import Count, Q

from exercises.analysis.replica import State
from exercises.models import Card, Exercise, Membership, Narrative, Option, Participation, Phase, Sheet


def state_of(exercise: Exercise, *, staff: bool) -> State:
    """State of *exercise* as its tables have it; sheets are counted for *staff* only."""
    options = Option.objects.filter(exercise=exercise).select_related("current")
    cards = Card.objects.filter(option__exercise=exercise, version__gt=0).select_related("option")
    narratives = Narrative.objects.filter(exercise=exercise).select_related("current")
    memberships = Membership.objects.filter(narrative__exercise=exercise, ended_at=None)
    return {
        "phase": _phase(exercise),
        "people": Participation.objects.filter(exercise=exercise, removed_at=None).count(),
        "options": {str(o.number): {"state": o.state, "version": o.current.number} for o in options if o.current},
        "cards": {str(c.option.number): {"x": c.x, "y": c.y, "version": c.version} for c in cards},
        "narratives": {
            str(n.number): {"x": n.anchor_x, "y": n.anchor_y, "version": n.current.number}
            for n in narratives
            if n.current
        },
        "memberships": {
            f"{narrative}:{option}": kind
            for narrative, option, kind in memberships.values_list("narrative__number", "option__number", "kind")
        },
        "sheets": _sheets(exercise) if staff else {},
    }


def _phase(exercise: Exercise) -> str | None:
    logged = Phase.objects.filter(exercise=exercise).exclude(logged_at=None)
    return logged.order_by("-opens_at").values_list("kind", flat=True).first()


def _sheets(exercise: Exercise) -> dict[str, int]:
    rows = Sheet.objects.filter(option__exercise=exercise, current=True).values("option__number")
    return {str(row["option__number"]): row["n"] for row in rows.annotate(n=Count("id", filter=Q(round=1)))}
