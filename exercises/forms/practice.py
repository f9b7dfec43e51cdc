"""A sample to practise on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm
from quadrant.text import Text


class SampleForm(KeyedForm):
    """Title and text; *number* 0 is a new one, and another text says with *seen* what it started from."""

    number = forms.IntegerField(required=False, min_value=0, max_value=formats.SAMPLE_LIMIT, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    title = Text(limit=formats.TITLE_LIMIT, label=gettext_lazy("Title"))
    text = Text(
        limit=formats.ASPECT_LIMIT,
        rows=8,
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "An invented option of the usual length, so that nobody has an interest in it. Markdown works."
        ),
    )

    def values(self) -> dict[str, Any]:
        """What write_sample takes."""
        data = self.cleaned_data
        return {"title": data["title"], "text": data["text"], "number": data["number"] or 0, "seen": data["seen"]}

    def renew_seen(self, seen: str) -> None:
        """The page that is shown now shows the text that *seen* marks."""
        self.data = {**dict(self.data.items()), "seen": seen}
