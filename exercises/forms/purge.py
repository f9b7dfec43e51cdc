"""Why the texts of an option shall exist no more, and that one is sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm
from quadrant.text import Text


class AskForm(KeyedForm):
    """A reason that stays; nobody can check that it does not repeat the text, so it is asked for in so many words."""

    reason = Text(
        limit=formats.REASON_LIMIT,
        rows=2,
        label=gettext_lazy("Why must it go?"),
        help_text=gettext_lazy("It stays on the option’s page, so do not repeat what has to go."),
    )


class ConfirmForm(forms.Form):
    """The option's label, typed: what cannot be undone is not done by one click in the wrong window."""

    label = forms.CharField(max_length=20)

    def __init__(self, data: Mapping[str, Any] | None = None, *, label: str) -> None:
        super().__init__(data)
        self._wanted = label
        self.fields["label"].label = format_lazy(gettext_lazy("Type {option} to remove its texts"), option=label)
        self.fields["label"].error_messages["required"] = self._sentence()

    def clean_label(self) -> str:
        typed = self.cleaned_data["label"].strip().upper()
        if typed != self._wanted:
            raise forms.ValidationError(self._sentence())
        return str(typed)

    def _sentence(self) -> str:
        return _("Type %(option)s, and nothing is removed by mistake.") % {"option": self._wanted}
