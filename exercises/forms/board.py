"""What is sent to the board: where a card goes, which narrative holds an option."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.forms.keys import KeyedForm
from quadrant.text import Text

NOTE_LIMIT = 500


class AxisField(forms.FloatField):
    """A number in −1…+1, moved by a slider."""

    def __init__(self, **kwargs: Any) -> None:
        slider = forms.NumberInput({"type": "range", "step": "0.02"})
        super().__init__(min_value=-1, max_value=1, **{"widget": slider, **kwargs})


class MoveForm(KeyedForm):
    """Where a card goes. *seen_version* is the card's version that the mover saw, *key* names this one move."""

    x = AxisField()
    y = AxisField()
    note = Text(label=_("Why it goes there"), limit=NOTE_LIMIT, required=False)
    seen_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def has_now_seen(self, version: int) -> None:
        """Let the next try start from *version*, which the page shows beside what was sent."""
        self.data = {**{name: self.data.get(name, "") for name in self.fields}, "seen_version": str(version)}


class MemberForm(forms.Form):
    """An option's place in a narrative, or with *remove* its end."""

    option = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=formats.MEMBERSHIP_KINDS, required=False)
    reason = Text(label=_("Reason"), limit=NOTE_LIMIT, required=False)
    remove = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if not values.get("remove") and not values.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Choose core, supporting or dissent."))
        return values
