"""The board: where moderators put an option's card, move by move."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises.models.options import Option
from exercises.models.people import Participation


def _on_the_board() -> Q:
    return Q(x__gte=-1, x__lte=1, y__gte=-1, y__lte=1)


class Card(models.Model):
    """The moderators' position of an option. *version* counts its moves; 0 is the crowd's point, untouched."""

    option = models.OneToOneField(Option, on_delete=models.CASCADE, primary_key=True, related_name="card")
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_on_the_board() | Q(x__isnull=True, y__isnull=True, version=0), name="card_on_the_board"
            ),
        ]


class CardMove(models.Model):
    """One move of a card, for undo, replay and the question who moved it."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="moves")
    version = models.PositiveIntegerField()
    x = models.FloatField()
    y = models.FloatField()
    note = models.CharField(max_length=500, blank=True)
    moved_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "version"], name="card_move_once"),
            models.CheckConstraint(condition=_on_the_board(), name="card_move_on_the_board"),
        ]
