"""A strategic takeaway: its text, how sure it is, and what it rests on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.versions import HIGHEST, EvidencedForm
from quadrant.text import Text


class TakeawayForm(EvidencedForm):
    """A new takeaway, or with *seen_version* another version of one."""

    title = Text(limit=formats.TITLE_LIMIT, label=gettext_lazy("Title"), help_text=gettext_lazy("The finding itself."))
    text = Text(
        limit=formats.TAKEAWAY_LIMIT,
        rows=7,
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("What the exercise comes down to, for somebody who reads nothing else."),
    )
    disagreement = Text(
        limit=formats.TAKEAWAY_LIMIT,
        rows=4,
        required=False,
        label=gettext_lazy("Remaining disagreement"),
        help_text=gettext_lazy("Who sees it otherwise, and why."),
    )
    seen_version = forms.IntegerField(min_value=1, max_value=HIGHEST, widget=forms.HiddenInput, required=False)
    field_order = ("title", "text", "confidence", "disagreement", "supports", "contradicts")

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "text", "confidence", "disagreement")}
