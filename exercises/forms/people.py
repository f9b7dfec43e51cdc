"""Inviting people, and what somebody says of themselves when joining."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from quadrant.accounts.models import User
from quadrant.text import Text
from quadrant.zones import zone_choices

ALIAS_LIMIT = 40


# What these two may see is narrower than the pages are yet; nobody is invited as one before that.
_LATER = frozenset({"sponsor", "auditor"})


def _roles() -> list[tuple[str, str]]:
    return [(key, _(name)) for key, name in formats.ROLE_NAMES if key not in _LATER]


class InvitationForm(forms.Form):
    """One address, one role."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_roles, initial="analyst")


class JoinForm(forms.Form):
    """Alias, the facts that are copied into the participation, and consent."""

    alias = Text(
        limit=ALIAS_LIMIT,
        label=gettext_lazy("Alias"),
        help_text=gettext_lazy("The others see this name and never your own."),
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    expertise = forms.ChoiceField(label=gettext_lazy("Expertise"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("I have read this and take part on these conditions."),
        error_messages={"required": gettext_lazy("Nobody takes part without accepting the conditions.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, known in (("region", formats.REGIONS), ("expertise", formats.EXPERTISE)):
            self.fields[name].choices = [("", _("I would rather not say")), *((k, _(k)) for k in known)]  # type: ignore[attr-defined]


class NewcomerForm(JoinForm):
    """The same for somebody without an account: name, zone and password come first."""

    name = Text(limit=120, label=gettext_lazy("Name"), help_text=gettext_lazy("Only the manager sees it."))
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        initial="UTC",
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters; several words are easier to remember."),
        error_messages={"required": gettext_lazy("Choose a password.")},
    )
    field_order = ("name", "zone", "password", "alias", "region", "expertise", "consent")

    def __init__(self, data: Mapping[str, Any] | None = None, *, email: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from None
        return password
