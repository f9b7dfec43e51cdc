"""Forms that must be done once, however often they arrive."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class KeyedForm(forms.Form):
    """A form with a hidden key that its sender made; a repeat with the same key gets the first answer.

    The key is made by the browser's script, or without script by the page (see _key.html), so that a double
    click is one write either way. A request without a key is done each time it comes.
    """

    key = forms.UUIDField(
        required=False, widget=forms.HiddenInput, error_messages={"invalid": gettext_lazy("The key must be a UUID.")}
    )

    def clean(self) -> dict[str, Any]:
        if "key" in self.errors:  # a hidden field has no place of its own for its error
            self.add_error(None, _("This form’s key is damaged. Load the page again; what you typed is kept."))
        return self.cleaned_data

    @property
    def key_value(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()

    def renew_key(self) -> None:
        """Give the form another key when it is shown again: the old one belongs to what was sent before."""
        self.data = {**dict(self.data.items()), "key": str(uuid.uuid4())}

    @property
    def spare_key(self) -> uuid.UUID:
        """The key of a page without script."""
        return uuid.uuid4()
