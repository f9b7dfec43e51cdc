"""The forms of signing in and of passwords: allauth's, in the words of the other pages."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

_WORDS = {
    "login": (_("E-mail address"), _("Write your e-mail address.")),
    "email": (_("E-mail address"), _("Write your e-mail address.")),
    "password": (_("Password"), _("Write your password.")),
    "oldpassword": (_("Present password"), _("Write your present password.")),
    "password1": (_("New password"), _("Write a new password.")),
    "password2": (_("New password, again"), _("Write the new password once more.")),
}
_HINTS = {"password1": _("At least ten characters; several words are easier to remember.")}


class _OurWords(forms.Form):
    """Labels, hints and refusals as elsewhere; no placeholder, which only says the label again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.error_messages["required"] = _WORDS[name]
            field.help_text = _HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_OurWords, allauth.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail address and password."""


class ReauthenticateForm(_OurWords, allauth.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password once more."""


class ChangePasswordForm(_OurWords, allauth.ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The present password and a new one, twice."""


class SetPasswordForm(_OurWords, allauth.SetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """A first password, twice."""


class ResetPasswordForm(_OurWords, allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Where the mail with the link goes."""


class ResetPasswordKeyForm(_OurWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is untyped
    """A new password, twice, by the link of the mail."""
