"""What a report is asked for with: how far it may go, and as which files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm


class ReportForm(KeyedForm):
    """Level and formats; an older page that names neither asks for the internal PDF."""

    level = forms.ChoiceField(choices=formats.REPORT_LEVELS, required=False, label=gettext_lazy("For whom"))
    formats = forms.MultipleChoiceField(
        choices=formats.REPORT_FORMATS,
        required=False,
        label=gettext_lazy("As which files"),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_level(self) -> Any:
        return self.cleaned_data["level"] or "internal"

    def clean_formats(self) -> Any:
        return self.cleaned_data["formats"] or ["pdf"]
