"""What the feed is measured against, each a server of its own.

``python -m tests.benchmarks.feed_rivals stock BACKEND PORT``: the textbook consumer of Channels' own tutorial, one a
socket, each in a group, behind the session and the Origin check. ``… broadcast PATH PORT``: websockets' server and
its broadcast(), told of events through the Unix socket PATH; no sign-in, no log, no catch-up, no slow readers.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import uvloop


def stock(backend: str, port: int) -> None:
    """A Channels consumer per socket that joins a group, under uvicorn with the settings of our own server."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")
    django.setup()
    import uvicorn
    from channels.auth import AuthMiddlewareStack
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.layers import channel_layers
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator
    from django.conf import settings
    from django.urls import re_path

    from tests.benchmarks.feed_writer import layers

    class Consumer(AsyncWebsocketConsumer):  # type: ignore[misc]
        async def connect(self) -> None:
            await self.channel_layer.group_add("bench", self.channel_name)
            await self.accept()

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard("bench", self.channel_name)

        async def event(self, message: dict[str, Any]) -> None:
            await self.send(text_data=json.dumps(message["line"]))

    settings.CHANNEL_LAYERS = layers(backend)
    channel_layers.backends.clear()
    routes: Any = [re_path("", Consumer.as_asgi())]
    app = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(routes)))})
    uvicorn.run(
        app,
        port=port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
    )


async def broadcast(path: str, port: int) -> None:
    """A bare server whose every client hears every line that comes through *path*."""
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.asyncio.server import broadcast as to_all

    connections: set[ServerConnection] = set()

    async def hold(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connections.remove(connection)

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            to_all(connections, line.decode().rstrip())
        writer.close()

    ear = await asyncio.start_unix_server(hear, path)
    async with ear, serve(hold, "127.0.0.1", port, compression=None, max_size=64 * 1024):
        await asyncio.Future()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["stock", backend, number]:
            stock(backend, int(number))
        case ["broadcast", path, number]:
            uvloop.run(broadcast(path, int(number)))
        case _:
            sys.exit(__doc__)
