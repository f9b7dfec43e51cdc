"""Where options and narratives end up: buttons, and a place in an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_HIGHEST = 2**31 - 1
_LONGEST = 500  # numbers in one order


class ApartForm(forms.Form):
    """Whether an option stands alone."""

    apart = forms.TypedChoiceField(
        choices=[("1", "1"), ("0", "0")],
        coerce=lambda value: value == "1",
        error_messages={
            "required": gettext_lazy("Say whether it stands alone."),
            "invalid_choice": gettext_lazy("Say whether it stands alone."),
        },
    )


class Numbers(forms.CharField):
    """Numbers between commas."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) > _LONGEST or not all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts):
            raise ValidationError(_("An order is a list of numbers between commas."), code="invalid")
        return [int(part) for part in parts]


class TurnForm(forms.Form):
    """One thing up or down (*which*, *to*), or all *numbers* in their order."""

    which = forms.IntegerField(min_value=0, max_value=_HIGHEST, required=False)
    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")], required=False)
    numbers = Numbers(required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        one = data.get("which") is not None and bool(data.get("to"))
        if not self.errors and not one and not data.get("numbers"):
            raise ValidationError(_("Say what goes where."))
        return data

    def ordered(self, present: Sequence[int]) -> list[int]:
        """The order that is asked for; *present* is the one that stands."""
        data = self.cleaned_data
        if data["numbers"]:
            return list(data["numbers"])
        order, which = list(present), data["which"]
        if which not in order:
            return order
        place = order.index(which)
        other = place + (-1 if data["to"] == "up" else 1)
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
        return order
