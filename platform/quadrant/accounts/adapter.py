"""How accounts come to be: by invitation, never by a public form."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closes the public sign-up; /join/<token>/ makes accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
