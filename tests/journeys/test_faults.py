"""Engines, web and worker are killed while a crowd writes: nothing that was acknowledged is lost or done twice.

Twenty clients send 200 writes over HTTP to a real process tree with two web processes, listen to the feed, and catch
up as browsers do. PostgreSQL, Valkey, a web process and the worker are killed (SIGKILL) twice each meanwhile. In the
end each client's journal of intents and acknowledgements is compared with the tables, and each client's state,
made of nothing but the events it heard, with theirs. QUADRANT_FAULT_SEED repeats a run's choices.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import random
import signal
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import websockets
from websockets.asyncio.client import connect

from exercises.analysis import replica
from tests.running import ask_crowd

CLIENTS, WRITES = 20, 10  # each
VICTIMS = ("postgres", "valkey", "worker") * 2 + ("web-1", "web-2")
PATIENCE = 30.0  # seconds for one write to be acknowledged, whatever is killed
CONVERGED_WITHIN = 30.0
CSRF = "c" * 32


@dataclass
class Client:
    """A person with a browser: writes with keys, hears the feed, and asks when there is a gap."""

    address: str
    slug: str
    epoch: str
    cookies: dict[str, str]
    chance: random.Random
    seq: int = 0
    state: replica.State = field(default_factory=replica.empty)
    submitted: dict[str, int] = field(default_factory=dict)
    moved: list[tuple[int, int, float, float]] = field(default_factory=list)
    arrived: dict[int, float] = field(default_factory=dict)
    stale: int = 0
    retries: int = 0
    reconnects: int = 0

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(
            base_url=self.address,
            cookies={**self.cookies, "csrftoken": CSRF},
            headers={"Origin": self.address, "X-CSRFToken": CSRF, "Accept": "application/json"},
            timeout=10,
        )

    # Writing

    async def write_all(self) -> None:
        """Ten writes, spread over the time in which parts are killed."""
        for number in range(WRITES):
            await asyncio.sleep(self.chance.uniform(0.5, 5.5))
            if self.slug == "writing":
                await self.submit(f"{self.chance.randrange(10**9)} {number}")
            else:
                await self.move()

    async def submit(self, title: str) -> None:
        aspects = dict.fromkeys(("outcome", "actors", "implementation", "conditions", "failure"), "Text.")
        form = {"title": title, "summary": "One line.", **{f"aspect_{key}": text for key, text in aspects.items()}}
        status, answer = await self.post_until_answered("options/new/", form)
        assert (status, list(answer)) == (201, ["number"]), answer
        self.submitted[title] = answer["number"]

    async def move(self) -> None:
        """Move a card; when somebody was faster, start again from what is there now, as a person would."""
        number = self.chance.randint(1, 8)
        x, y = (round(self.chance.uniform(-1, 1), 4) for _ in "xy")
        seen = self.state["cards"].get(str(number), {"version": 0})["version"]
        while True:
            form = {"x": x, "y": y, "seen_version": seen}
            status, answer = await self.post_until_answered(f"options/{number}/move/", form)
            if status == 200:
                self.moved.append((number, answer["version"], x, y))
                return
            assert (status, answer["code"]) == (409, "stale"), answer
            self.stale, seen = self.stale + 1, answer["version"]

    async def post_until_answered(self, path: str, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The same key again and again until there is an answer; some answers are thrown away, and asked for again."""
        form = {**form, "key": str(uuid.UUID(int=self.chance.getrandbits(128), version=4))}
        deadline, lost = time.monotonic() + PATIENCE, self.chance.random() < 0.2
        while time.monotonic() < deadline:
            try:
                answer = await self.http.post(f"/x/{self.slug}/{path}", data=form)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                if not lost:
                    return answer.status_code, answer.json()
                lost = False
            self.retries += 1
            await asyncio.sleep(self.chance.uniform(0.1, 0.5))
        pytest.fail(f"no answer to {path} within {PATIENCE:g} s")

    # Listening

    async def listen(self) -> None:
        """Keep the socket open as the browser's script does: after a failure wait a little, ask, open again."""
        while True:
            with contextlib.suppress(OSError, websockets.WebSocketException, httpx.HTTPError, TimeoutError):
                await self.catch_up()
                await self.hear()
            self.reconnects += 1
            await asyncio.sleep(self.chance.uniform(0.1, 0.6))

    async def hear(self) -> None:
        url = f"{self.address.replace('http', 'ws')}/x/{self.slug}/feed?after={self.seq}&epoch={self.epoch}"
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        async with connect(
            url, origin=self.address, additional_headers={"Cookie": cookie}, compression=None, open_timeout=10
        ) as socket:
            async for text in socket:
                frame = json.loads(text)
                assert "reload" not in frame
                lines = frame.get("events", [])
                if (lines and lines[0][0] > self.seq + 1) or frame.get("head", 0) > self.seq + len(lines):
                    await self.catch_up()
                self.apply(lines)

    async def catch_up(self) -> None:
        more = True
        while more:
            asked = {"after": self.seq, "epoch": self.epoch}
            answer = (await self.http.get(f"/x/{self.slug}/events", params=asked)).raise_for_status().json()
            self.apply(answer["events"])
            more = answer["more"]

    def apply(self, lines: list[list[Any]]) -> None:
        for seq, kind, data in lines:
            if seq > self.seq:
                assert seq == self.seq + 1, f"{seq} after {self.seq}"
                self.seq, self.state = seq, replica.apply(self.state, kind, data)
                self.arrived[seq] = time.monotonic()


@dataclass
class Tree:
    """The running processes, and the hand that kills them."""

    running: Any
    log: list[str] = field(default_factory=list)

    def ask(self, *arguments: str) -> dict[str, Any]:
        return ask_crowd(self.running.var, self.running.urls, *arguments)

    async def kill_all_twice(self, chance: random.Random) -> None:
        for part in chance.sample(VICTIMS, len(VICTIMS)):
            await asyncio.sleep(chance.uniform(1.0, 3.0))
            killed = await self.kill(part)
            self.log.append(f"{part} ({killed})")
            await self.changed(part, killed)

    async def kill(self, part: str) -> int:
        """Kill what runs: PostgreSQL ends by itself while processes of the one killed before are still there."""
        while True:
            pid: int = self.running.pid(part)
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                await self.changed(part, pid)
            else:
                return pid

    async def changed(self, part: str, ended: int) -> None:
        """Wait until the supervisor has started *part* again."""
        deadline = time.monotonic() + 20
        while self.running.pid(part) == ended:
            assert time.monotonic() < deadline, f"{part} was not started again\n{self.running.said()}"
            await asyncio.sleep(0.05)


@pytest.fixture
def tree(start_quadrant) -> Iterator[Tree]:
    with start_quadrant(web_processes=2) as running:
        yield Tree(running)


async def under_fire(tree: Tree, clients: list[Client], chance: random.Random) -> tuple[float, list[float]]:
    """Write while parts are killed; seconds until all had heard everything, and how fast the bell is afterwards."""
    listening = [asyncio.create_task(client.listen()) for client in clients]
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(tree.kill_all_twice(chance))
            for client in clients:
                group.create_task(client.write_all())
        took = await converged(tree, clients, listening)
        return took, await ring(clients)
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        await asyncio.gather(*(client.http.aclose() for client in clients))


async def converged(tree: Tree, clients: list[Client], listening: list[asyncio.Task[None]]) -> float:
    began = time.monotonic()
    heads = {slug: found["head"] for slug, found in (await asyncio.to_thread(tree.ask, "found")).items()}
    while any(client.seq < heads[client.slug] for client in clients):
        for task in listening:
            assert not task.done(), task.exception()
        behind = [(client.slug, client.seq) for client in clients if client.seq < heads[client.slug]]
        assert time.monotonic() - began < CONVERGED_WITHIN, f"behind {heads}: {behind}"
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def ring(clients: list[Client]) -> list[float]:
    """Seconds from an acknowledged write to the last of its readers, five times: does the bell ring again?"""
    movers = [client for client in clients if client.slug == "moving"]
    waits = []
    for _ in range(5):
        await asyncio.sleep(1.1)
        before = movers[0].seq
        await movers[0].move()
        acknowledged = time.monotonic()
        while any(before + 1 not in client.arrived for client in movers):
            assert time.monotonic() - acknowledged < CONVERGED_WITHIN
            await asyncio.sleep(0.01)
        waits.append(max(client.arrived[before + 1] for client in movers) - acknowledged)
    return waits


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_what_was_acknowledged_survives_every_kill_once_and_reaches_every_screen(tree: Tree) -> None:
    seed = int(os.environ.get("QUADRANT_FAULT_SEED") or random.SystemRandom().randrange(10**6))
    print(f"\nQUADRANT_FAULT_SEED={seed}")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a request is more than anybody reads
    chance = random.Random(seed)
    crowd = tree.ask("prepare", str(CLIENTS // 2))
    clients = [
        Client(
            tree.running.address,
            who["slug"],
            who["epoch"],
            {crowd["cookie_name"]: who["cookie"]},
            random.Random(chance.random()),
        )
        for who in crowd["clients"]
    ]
    took, waits = asyncio.run(under_fire(tree, clients, chance))
    found = tree.ask("found")
    print(
        f"killed {', '.join(tree.log)}; {sum(c.retries for c in clients)} requests repeated, "
        f"{sum(c.stale for c in clients)} stale moves, {sum(c.reconnects for c in clients)} reconnects; "
        f"all screens equal after {took:.1f} s; afterwards {statistics.median(waits):.2f} s from write to screens"
    )

    # Every acknowledged write is there once, and nothing else is.
    submitted = [(number, title) for client in clients for title, number in client.submitted.items()]
    moved = [move for client in clients for move in client.moved]
    assert len(submitted) + len(moved) - len(waits) == CLIENTS * WRITES
    assert Counter(map(tuple, found["writing"]["options"])) == Counter(submitted)
    assert Counter(map(tuple, found["moving"]["moves"])) == Counter(moved)
    for exercise in found.values():
        assert exercise["numbers"] == list(range(1, exercise["head"] + 1))

    # Every screen shows what the tables hold.
    roles = {"writing": "analyst", "moving": "moderator"}
    expected = {slug: found[slug]["state"][role] for slug, role in roles.items()}
    assert [client.state == expected[client.slug] for client in clients] == [True] * CLIENTS
    assert clients[0].state == expected["writing"]
    assert clients[-1].state == expected["moving"]

    # And the bell rings again: looking every second would take longer than this.
    assert statistics.median(waits) < 0.5
