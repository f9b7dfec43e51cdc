"""Addresses of the site."""

from __future__ import annotations

from django.urls import include, path

from quadrant.accounts import views as accounts
from quadrant.web import views as web

urlpatterns = [
    path("livez", web.live, name="livez"),
    path("readyz", web.ready, name="readyz"),
    path("accounts/profile/", accounts.profile, name="profile"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("exercises.urls")),
]
