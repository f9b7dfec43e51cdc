"""Addresses of the site."""

from __future__ import annotations

from django.urls import include, path

from quadrant.web import views as web

urlpatterns = [
    path("livez", web.live, name="livez"),
    path("readyz", web.ready, name="readyz"),
    path("accounts/", include("quadrant.accounts.urls")),
    path("", include("exercises.urls")),
]
