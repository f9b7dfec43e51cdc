"""The web process: HTTP by Django, the feed's socket by Channels."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")

_http = get_asgi_application()  # sets Django up; what follows needs its models

from exercises.live.routing import sockets  # noqa: E402  after the set-up

application = ProtocolTypeRouter({"http": _http, "websocket": sockets})
