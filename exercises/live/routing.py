"""Addresses of sockets."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from exercises.live.feed import Feed, refuse_unknown

# Django's stubs expect views; Channels' router passes ASGI applications through.
_feed: Any = Feed()
_nothing: Any = refuse_unknown  # instead of an error in the log

sockets = URLRouter([path("x/<slug:slug>/feed", _feed), re_path("", _nothing)])
