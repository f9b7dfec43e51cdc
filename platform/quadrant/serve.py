"""One web process: ``python -m quadrant.serve --fd N``, on a socket that ``manage.py start`` listens on.

All settings of the web server stand here. The socket comes from outside so that several processes share it, and so
that browsers which knock while one is being restarted wait for a moment instead of being turned away. Uvicorn's own
``--fd`` takes every descriptor for a Unix socket and loses TCP_NODELAY with it, hence not its command line.
"""

from __future__ import annotations

import argparse
import gc
import resource
import socket

import uvicorn


def config() -> uvicorn.Config:
    """Uvicorn as Quadrant wants it."""
    return uvicorn.Config(
        "quadrant.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="quadrant.wire:Protocol",
        ws_max_size=64 * 1024,  # nobody says more to the feed than a few words
        ws_per_message_deflate=False,  # one text for all readers; compressing it for each costs more than it saves
        ws_ping_interval=25.0,
        ws_ping_timeout=30.0,  # both together: who reads nothing is gone in less than a minute
        lifespan="off",  # Django has none
        log_config=None,  # Django's LOGGING decides
        access_log=False,  # who reads what when is nobody's business
        server_header=False,
        proxy_headers=False,  # QUADRANT_TRUSTED_PROXIES decides whom to believe
        timeout_graceful_shutdown=6,
    )


def main() -> None:
    """Serve until SIGTERM; sockets get a few seconds to close."""
    # Loading all of it and making a page make tens of thousands of objects, and few of them in circles: the garbage
    # collector, which as Python comes looks every 700, need not look so often, and never at what was loaded.
    gc.set_threshold(10_000, 20, 20)
    parser = argparse.ArgumentParser(description="Serve Quadrant on an inherited listening socket.")
    parser.add_argument("--fd", type=int, required=True, help="file descriptor of the listening socket")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (most, most)
    )  # the usual 1,024 are fewer than the feeds of a big exercise
    listener = socket.socket(fileno=parser.parse_args().fd)
    made = config()
    made.load()
    gc.collect()
    gc.freeze()
    uvicorn.Server(made).run(sockets=[listener])


if __name__ == "__main__":
    main()
