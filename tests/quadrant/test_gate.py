"""The queue before the views: so many at once, first come first served, and nobody served who has gone away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse

from quadrant.web import gate

Work = Callable[[HttpRequest], Awaitable[HttpResponse]]


class Visit:
    """One request to a handler, by hand: the client stays, or goes away."""

    def __init__(self, handler: ASGIHandler, path: str = "/options/") -> None:
        self.gone, self.sent = asyncio.Event(), list[dict[str, Any]]()
        self._messages: list[dict[str, Any]] = [{"type": "http.request", "body": b""}]
        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
        self.task = asyncio.create_task(handler(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if self._messages:
            return self._messages.pop()
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


@pytest.fixture
def handled() -> list[str]:
    """The paths whose view has begun."""
    return []


@pytest.fixture
def handler(handled, settings, monkeypatch) -> tuple[ASGIHandler, asyncio.Event]:
    """A handler for two at once, and what its views wait for."""
    settings.REQUESTS_AT_ONCE = 2
    may_end = asyncio.Event()

    async def work(self: ASGIHandler, request: HttpRequest) -> HttpResponse:
        handled.append(request.path)
        await may_end.wait()
        return HttpResponse("done")

    monkeypatch.setattr(ASGIHandler, "get_response_async", work)
    return gate.PatientHandler(), may_end


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)
    await asyncio.sleep(0.02)


def test_no_more_than_so_many_are_worked_on_and_all_are_answered_in_their_order(handler, handled):
    async def run() -> None:
        patient, may_end = handler
        visits = [Visit(patient, f"/options/{number}/") for number in range(6)]
        await settle()
        assert len(handled) == 2
        may_end.set()
        await asyncio.gather(*(visit.task for visit in visits))
        assert [visit.status for visit in visits] == [200] * 6
        assert handled == [f"/options/{number}/" for number in range(6)]

    asyncio.run(run())


def test_who_has_gone_away_is_not_served_and_leaves_the_place_free(handler, handled):
    async def run() -> None:
        patient, may_end = handler
        first, gone_at_work, gone_waiting, last = (Visit(patient, f"/{number}/") for number in range(4))
        await settle()
        gone_waiting.gone.set()
        await settle()
        gone_at_work.gone.set()  # its place is the last one's now
        await settle()
        assert handled == ["/0/", "/1/", "/3/"]
        may_end.set()
        await asyncio.gather(first.task, gone_at_work.task, gone_waiting.task, last.task)
        assert (first.status, last.status, gone_waiting.sent) == (200, 200, [])

    asyncio.run(run())


def test_health_is_asked_past_the_queue(handler, handled):
    async def run() -> None:
        patient, may_end = handler
        visits = [Visit(patient) for _ in range(3)]
        await settle()
        health = Visit(patient, "/readyz")
        await settle()
        assert handled[-1] == "/readyz"
        may_end.set()
        await asyncio.gather(health.task, *(visit.task for visit in visits))

    asyncio.run(run())


def test_who_waits_too_long_is_told_so_and_when_to_come_again(handler, handled, monkeypatch):
    monkeypatch.setattr(gate, "LONGEST", 0.05)

    async def run() -> None:
        patient, may_end = handler
        visits = [Visit(patient) for _ in range(3)]
        await visits[2].task
        assert visits[2].status == 503
        assert (b"Retry-After", b"60") in visits[2].sent[0]["headers"]
        assert visits[2].sent[1]["body"].startswith(b"Too many people ask at once, so this was not done.")
        assert len(handled) == 2
        may_end.set()
        await asyncio.gather(*(visit.task for visit in visits))

    asyncio.run(run())
