"""The web process: HTTP by Django, the feed's socket by Channels."""

from __future__ import annotations

import os

import django
from channels.routing import ProtocolTypeRouter
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")

django.setup(set_prefix=False)  # what follows needs its models

from exercises.live.routing import sockets  # noqa: E402  after the set-up
from quadrant.web.gate import PatientHandler  # noqa: E402  after the set-up

application = ProtocolTypeRouter({"http": PatientHandler(), "websocket": sockets})
resolve("/livez")  # imports every view: now, and not while the first who ask are waiting
