"""Who has frozen the board, and what a moderator can take back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, Q

from exercises.models import BoardAct, BoardFreeze, Exercise, Participation, Phase


@dataclass(frozen=True)
class Reach:
    """Whether there is an act to undo, and one to do again."""

    undo: bool
    redo: bool


def standing_freeze(exercise: Exercise, phase: Phase | None) -> BoardFreeze | None:
    """The freeze that holds in *phase*; one of an earlier phase is over by itself."""
    if phase is None:
        return None
    rows = BoardFreeze.objects.filter(exercise=exercise, phase=phase, released_at=None)
    return rows.select_related("frozen_by", "phase").first()


def newest_act(moderator: Participation) -> BoardAct | None:
    """What undo takes back."""
    return moderator.board_acts.filter(undone_at=None, closed=False).order_by("-pk").first()


def newest_undone(moderator: Participation) -> BoardAct | None:
    """What redo does again: what was undone last, unless something else was done since."""
    done = moderator.board_acts.filter(undone_at=None).aggregate(last=Max("pk"))["last"] or 0
    return moderator.board_acts.filter(undone_at__isnull=False, pk__gt=done, closed=False).order_by("pk").first()


def reach_of(moderator: Participation) -> Reach:
    last = moderator.board_acts.aggregate(
        act=Max("pk", filter=Q(undone_at=None, closed=False)),
        done=Max("pk", filter=Q(undone_at=None)),
        undone=Max("pk", filter=Q(undone_at__isnull=False, closed=False)),
    )
    return Reach(undo=last["act"] is not None, redo=(last["undone"] or 0) > (last["done"] or 0))
