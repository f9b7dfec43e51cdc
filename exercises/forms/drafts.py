"""What a form that is still being written sends: kept as it was typed, whatever the form will say to it later."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BODY_LIMIT = 200_000  # characters of all fields together
FIELDS_LIMIT = 60
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of a pair that are no character
_HIGHEST = 2**53 - 1  # what a browser counts exactly
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "preview", "seen_version", "seen_protocol", "thread"})


def clean_body(fields: Any) -> dict[str, str]:
    """A flat map of field names to texts. Raises ValidationError for another shape, and over 200,000 characters.

    Nothing typed is refused: what PostgreSQL cannot hold becomes U+FFFD, and the submit refuses that by name.
    """
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise ValidationError(_("A draft is a flat map of field names to texts."), code="shape")
    if len(fields) > FIELDS_LIMIT or not all(_NAME.fullmatch(name) for name in fields):
        raise ValidationError(_("These are not the fields of a form."), code="fields")
    if sum(map(len, fields.values())) > BODY_LIMIT:
        raise ValidationError(
            _("A draft holds at most %(limit)s characters. What is beyond that is kept in this browser only.")
            % {"limit": BODY_LIMIT},
            code="length",
        )
    return {name: _UNSTORABLE.sub("\ufffd", value) for name, value in fields.items()}


def body_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The draft in a form's own POST: what a refused submit keeps."""
    return clean_body({name: str(data[name]) for name in data if _NAME.fullmatch(name) and name not in _NOT_TYPED})


class BodyField(forms.Field):
    """JSON text of a flat map."""

    def clean(self, value: Any) -> dict[str, str]:
        try:
            fields = json.loads(value or "")
        except (ValueError, RecursionError):
            raise ValidationError(_("A draft is a flat map of field names to texts."), code="shape") from None
        return clean_body(fields)


class DraftForm(forms.Form):
    """One save: see save_draft."""

    place = forms.CharField(max_length=80, strip=False)
    seq = forms.IntegerField(min_value=1, max_value=_HIGHEST)
    after = forms.IntegerField(min_value=0, max_value=_HIGHEST, required=False)
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    tab = forms.RegexField(r"^[A-Za-z0-9-]{1,36}\Z")
    body = BodyField()

    def values(self) -> dict[str, Any]:
        """What save_draft takes."""
        return {**self.cleaned_data, "after": self.cleaned_data["after"] or 0}


class ChoiceForm(forms.Form):
    """What becomes of a draft: start anew, take back what another tab typed, or let that go."""

    CHOICES = (
        ("anew", gettext_lazy("Start anew")),
        ("take", gettext_lazy("Take it")),
        ("drop", gettext_lazy("Let it go")),
    )

    do = forms.ChoiceField(choices=CHOICES, error_messages={"invalid_choice": gettext_lazy("There is no such choice.")})
    place = forms.CharField(max_length=80, strip=False)
    tab = forms.RegexField(r"^[A-Za-z0-9-]{1,36}\Z", required=False)
    list = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("do") in {"take", "drop"} and not self.cleaned_data.get("tab"):
            raise ValidationError(_("Say which text you mean."))
        return self.cleaned_data
