"""The board: where moderators put an option's card, move by move, what they did together, and when it is frozen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises import formats
from exercises.models.exercise import Exercise, Phase
from exercises.models.options import Option
from exercises.models.people import Participation


def _on_the_board_or_nowhere() -> Q:
    somewhere = Q(x__isnull=False, y__isnull=False, x__gte=-1, x__lte=1, y__gte=-1, y__lte=1)
    return somewhere | Q(x__isnull=True, y__isnull=True)


class Card(models.Model):
    """The moderators' position of an option; without x and y it lies at the crowd's point.

    *version* counts its moves, giving it back to the crowd's point among them. *noted*: a note says why it lies here.
    """

    option = models.OneToOneField(Option, on_delete=models.CASCADE, primary_key=True, related_name="card")
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    noted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_on_the_board_or_nowhere(), name="card_on_the_board"),
        ]


class CardMove(models.Model):
    """One move of a card, for undo, replay and the question who moved it; without x and y, back to the crowd's point.

    A note that was added afterwards names who added it.
    """

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="moves")
    version = models.PositiveIntegerField()
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    noted_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moved_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "version"], name="card_move_once"),
            models.CheckConstraint(condition=_on_the_board_or_nowhere(), name="card_move_on_the_board"),
        ]


class BoardAct(models.Model):
    """What a moderator did in one go: moved cards, or changed where options belong. Undo takes the newest back.

    *undone_at* is set while it is undone. *closed*: somebody else has changed the same since, so that undo passes it.
    """

    moderator = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="board_acts")
    kind = models.CharField(max_length=5, choices=formats.BOARD_ACTS)
    acted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    closed = models.BooleanField(default=False)


class BoardChange(models.Model):
    """What an act changed of one option, before and after.

    Of a move [x, y] or null for the crowd's point; of a placing {"places": {narrative: kind}, "wild_card": bool}.
    """

    act = models.ForeignKey(BoardAct, on_delete=models.CASCADE, related_name="changes")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["act", "option"], name="board_change_once")]


class WildCard(models.Model):
    """An option that was set apart: it stands alone, in no narrative; ended, never deleted."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="wild_cards")
    reason = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option"], condition=Q(ended_at__isnull=True), name="one_wild_card"),
        ]


class BoardFreeze(models.Model):
    """While it stands nobody changes where cards lie and belong; it ends with its phase, or when it is released."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="freezes")
    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    frozen_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    released_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["phase"], condition=Q(released_at__isnull=True), name="one_freeze_a_phase"),
        ]
