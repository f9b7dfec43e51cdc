"""The browsers' state, read from the tables: what analysis/replica.py must arrive at from the log."""

from __future__ import annotations

from django.db.models import Count, Q

from exercises.analysis.replica import State
from exercises.models import (
    BoardFreeze,
    Card,
    Exercise,
    Membership,
    Narrative,
    Option,
    Participation,
    Phase,
    Publication,
    ReportText,
    Sheet,
    Signature,
    WildCard,
)


def state_of(exercise: Exercise, *, staff: bool) -> State:
    """State of *exercise* as its tables have it; sheets are counted for *staff* only."""
    options = Option.objects.filter(exercise=exercise).select_related("current")
    moved = Card.objects.filter(option__exercise=exercise, version__gt=0).select_related("option")
    cards = list(moved.order_by("option__number"))
    wild = WildCard.objects.filter(option__exercise=exercise, ended_at=None).order_by("option__number")
    narratives = Narrative.objects.filter(exercise=exercise, ended_at=None).select_related("current")
    held = Membership.objects.filter(narrative__exercise=exercise, ended_at=None)
    memberships = held.order_by("narrative__number", "option__number")
    texts = ReportText.objects.filter(exercise=exercise, ended_at=None).select_related("current")
    signed = Signature.objects.filter(exercise=exercise, ended_at=None)
    return {
        "phase": _phase(exercise),
        "people": Participation.objects.filter(exercise=exercise, removed_at=None).count(),
        "options": {str(o.number): {"state": o.state, "version": o.current.number} for o in options if o.current},
        "cards": {
            str(c.option.number): {"x": c.x, "y": c.y, "version": c.version, "noted": c.noted}
            for c in cards
            if c.x is not None
        },
        "released": {str(c.option.number): c.version for c in cards if c.x is None},
        "frozen": _frozen(exercise),
        "narratives": {
            str(n.number): {"x": n.anchor_x, "y": n.anchor_y, "version": n.current.number}
            for n in narratives
            if n.current
        },
        "memberships": {
            f"{narrative}:{option}": kind
            for narrative, option, kind in memberships.values_list("narrative__number", "option__number", "kind")
        },
        "wild_cards": {str(number): True for number in wild.values_list("option__number", flat=True)},
        "sheets": _sheets(exercise) if staff else {},
        "report_texts": {row.slot: row.current.number for row in texts if row.current},
        "signatures": {str(number): role for number, role in signed.values_list("number", "role")},
        "published": Publication.objects.filter(exercise=exercise).count(),
    }


def _phase(exercise: Exercise) -> str | None:
    logged = Phase.objects.filter(exercise=exercise).exclude(logged_at=None)
    return logged.order_by("-opens_at").values_list("kind", flat=True).first()


def _frozen(exercise: Exercise) -> str | None:
    """As the log knows it: a freeze stands until the log has learned of a phase after its own."""
    freezes = BoardFreeze.objects.filter(exercise=exercise, released_at=None).select_related("phase")
    newest = freezes.order_by("-phase__opens_at").first()
    over = newest and Phase.objects.filter(exercise=exercise, opens_at__gt=newest.phase.opens_at).exclude(
        logged_at=None
    )
    return newest.phase.kind if newest and not over else None


def _sheets(exercise: Exercise) -> dict[str, int]:
    rows = Sheet.objects.filter(option__exercise=exercise, current=True).values("option__number")
    return {str(row["option__number"]): row["n"] for row in rows.annotate(n=Count("id", filter=Q(round=1)))}
