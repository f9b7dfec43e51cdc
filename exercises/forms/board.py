"""What is sent to the board: where a card goes, which narrative holds an option."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.forms.keys import KeyedForm
from quadrant.text import Text

NOTE_LIMIT = 500
PLACINGS = [
    *formats.MEMBERSHIP_KINDS,
    ("remove", _("take out")),
    ("wild_card", _("wild card")),
    ("no_wild_card", _("no wild card any more")),
]


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


class GroupMoveForm(KeyedForm):
    """Several cards together: *cards* is JSON, a list of [option, x, y, seen version]; null gives a card back."""

    cards = forms.JSONField()
    note = Text(label=_("Why they go there"), limit=NOTE_LIMIT, required=False)

    def clean_cards(self) -> list[tuple[int, float | None, float | None, int]]:
        cards = self.cleaned_data["cards"]
        if not isinstance(cards, list) or not all(_is_card(card) for card in cards):
            raise forms.ValidationError(_("Cards are sent as a list of option, x, y and the version that was seen."))
        return [(option, x, y, seen) for option, x, y, seen in cards]


def _is_card(card: Any) -> bool:
    if not isinstance(card, list) or len(card) != 4:
        return False
    option, x, y, seen = card
    whole = all(type(number) is int and 0 <= number < 2**31 for number in (option, seen))
    return whole and all(value is None or (type(value) in (int, float) and abs(value) <= 1) for value in (x, y))


class NoteForm(KeyedForm):
    """A note that is added to a card's last move."""

    note = Text(label=_("Why it lies there"), limit=NOTE_LIMIT)
    seen_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class PlaceForm(KeyedForm):
    """Where options belong: *do* it to all of them, in the narrative of that number where one is meant."""

    options = forms.CharField(max_length=2_000)
    do = forms.ChoiceField(choices=PLACINGS)
    narrative = forms.IntegerField(min_value=1, max_value=2**15 - 1, required=False)
    reason = Text(label=_("Reason"), limit=NOTE_LIMIT, required=False)

    def clean_options(self) -> list[int]:
        """Numbers, separated by commas; each once."""
        parts = self.cleaned_data["options"].split(",")
        if not all(part.strip().isascii() and part.strip().isdigit() and len(part.strip()) < 10 for part in parts):
            raise forms.ValidationError(_("Options are sent as numbers, separated by commas."))
        return list(dict.fromkeys(int(part) for part in parts))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        needed = values.get("do") not in (None, "wild_card", "no_wild_card")
        if needed and values.get("narrative") is None and "narrative" not in self.errors:
            self.add_error("narrative", _("Choose a narrative."))
        return values


class FreezeForm(KeyedForm):
    """Why nobody may change the board for a while."""

    reason = Text(label=_("Why"), limit=formats.FREEZE_LIMIT)


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
