"""Three moderators at one board over two web processes, all at once: no card is lost or doubled, all screens agree.

Each has a connection bound to one of the two processes, a socket bound to the other, and knows the board by nothing
but what the socket tells. QUADRANT_BOARD_SEED repeats a run's choices.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from exercises.analysis import replica
from tests.running import ask_crowd

ACTS = 40  # of each moderator
CARDS, NARRATIVES = range(1, 9), range(1, 4)
CSRF = "c" * 32
CONVERGED_WITHIN = 10.0


@contextlib.contextmanager
def only(running: Any, web: str) -> Iterator[None]:
    """Whoever connects now is answered by this web process: the other holds still."""
    others = [running.pid(name) for name in ("web-1", "web-2") if name != web]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)


class Screen:
    """A moderator's browser."""

    def __init__(self, running: Any, who: dict[str, str], cookie_name: str, webs: tuple[str, str], seed: str) -> None:
        self.open = contextlib.ExitStack()
        self.slug, self.choose = who["slug"], random.Random(seed)
        self.seq, self.state = 0, replica.empty()
        self.done = Counter[str]()
        self.moves: list[tuple[int, int, float | None, float | None]] = []
        self.wrong: list[str] = []
        cookies = {cookie_name: who["cookie"], "csrftoken": CSRF}
        headers = {"Origin": running.address, "X-CSRFToken": CSRF, "Accept": "application/json"}
        self.http = self.open.enter_context(
            httpx.Client(base_url=running.address, cookies=cookies, headers=headers, timeout=20)
        )
        with only(running, webs[0]):
            self.http.get("/livez").raise_for_status()
        with only(running, webs[1]):
            url = f"{running.address.replace('http', 'ws')}/x/{self.slug}/feed?after=0&epoch={who['epoch']}"
            cookie = {"Cookie": f"{cookie_name}={who['cookie']}"}
            opened = connect(url, origin=running.address, additional_headers=cookie, compression=None)
            self.socket = self.open.enter_context(opened)

    def listen(self) -> None:
        """Until the socket is closed; a gap is nothing that may happen while the engines are well."""
        try:
            self.hear()
        except Exception as error:  # noqa: BLE001  a thread's failure must reach the test
            self.wrong.append(repr(error))

    def hear(self) -> None:
        for text in self.socket:
            for seq, kind, data in json.loads(text).get("events", []):
                if seq <= self.seq:
                    continue
                if seq != self.seq + 1:
                    self.wrong.append(f"{seq} after {self.seq}")
                self.state, self.seq = replica.apply(self.state, kind, data), seq

    def work(self) -> None:
        try:
            for _ in range(ACTS):
                self.act()
        except Exception as error:  # noqa: BLE001
            self.wrong.append(repr(error))

    def act(self) -> None:
        kind = self.choose.choice(["move", "move", "group", "group", "place", "place", "place", "undo", "redo"])
        answer = getattr(self, kind)()
        facts = answer.json()
        for card in facts.get("cards") or ([facts] if kind == "move" else []) if answer.is_success else []:
            number = card.get("option", getattr(self, "moved", 0))
            self.moves.append((number, card["version"], card["x"], card["y"]))
        if answer.is_success:
            self.done[kind] += 1
        elif answer.status_code in (409, 410):
            self.done[facts["code"]] += 1
        else:
            self.wrong.append(f"{kind}: {answer.status_code} {facts}")

    def post(self, path: str, **form: Any) -> httpx.Response:
        key = uuid.UUID(int=self.choose.getrandbits(128), version=4)
        return self.http.post(f"/x/{self.slug}/{path}", data={**form, "key": str(key)})

    def version(self, number: int) -> int:
        """As this screen knows it, which may be of before."""
        moved = self.state["cards"].get(str(number))
        known: int = moved["version"] if moved else self.state["released"].get(str(number), 0)
        return known

    def anywhere(self) -> float:
        return round(self.choose.uniform(-1, 1), 3)

    def several(self) -> list[int]:
        return self.choose.sample(CARDS, self.choose.choice([1, 2, 4]))

    def move(self) -> httpx.Response:
        self.moved = self.choose.choice(CARDS)
        x, y, seen = self.anywhere(), self.anywhere(), self.version(self.moved)
        return self.post(f"options/{self.moved}/move/", x=x, y=y, seen_version=seen)

    def group(self) -> httpx.Response:
        back = self.choose.random() < 0.2
        at = (None, None) if back else (self.anywhere(), self.anywhere())
        return self.post("board/move/", cards=json.dumps([[n, *at, self.version(n)] for n in self.several()]))

    def place(self) -> httpx.Response:
        do = self.choose.choice(["core", "core", "core", "supporting", "dissent", "remove", "wild_card"])
        return self.post("board/place/", options=self.several(), do=do, narrative=self.choose.choice(NARRATIVES))

    def undo(self) -> httpx.Response:
        return self.post("board/undo/")

    def redo(self) -> httpx.Response:
        return self.post("board/redo/")


def all_at_once(screens: list[Screen], head: Any) -> None:
    listening = [threading.Thread(target=screen.listen) for screen in screens]
    working = [threading.Thread(target=screen.work) for screen in screens]
    for thread in listening + working:
        thread.start()
    for thread in working:
        thread.join()
    last, deadline = head(), time.monotonic() + CONVERGED_WITHIN
    while any(screen.seq < last for screen in screens) and time.monotonic() < deadline:
        time.sleep(0.02)
    for screen in screens:
        screen.open.close()
    for thread in listening:
        thread.join()


@pytest.mark.slow
def test_three_moderators_over_two_processes_leave_every_card_once_and_all_screens_agree(running_quadrant) -> None:
    seed = int(os.environ.get("QUADRANT_BOARD_SEED") or random.SystemRandom().randrange(10**6))
    print(f"\nQUADRANT_BOARD_SEED={seed}")
    slug = f"board-{seed}"

    def ask(*arguments: str) -> dict[str, Any]:
        return ask_crowd(running_quadrant.var, running_quadrant.urls, *arguments)

    crowd = ask("board", "3", slug)
    webs = [("web-1", "web-2"), ("web-2", "web-1"), ("web-1", "web-1")]
    screens = [
        Screen(running_quadrant, who, crowd["cookie_name"], webs[place], f"{seed} {place}")
        for place, who in enumerate(crowd["clients"])
    ]
    found: dict[str, Any] = {}

    def head() -> int:
        found.update(ask("found", slug)[slug])
        return int(found["head"])

    all_at_once(screens, head)
    done = sum((screen.done for screen in screens), Counter[str]())
    print(dict(done))
    assert [screen.wrong for screen in screens] == [[], [], []]
    assert {"move", "group", "place", "undo"} <= set(done)

    # Every card is there once, every acknowledged move is in the table once, and nothing else is.
    assert sorted(number for number, _version in found["cards"]) == list(CARDS)
    moves = [move for screen in screens for move in screen.moves]
    assert Counter(map(tuple, found["moves"])) == Counter(moves)
    for number, version in found["cards"]:
        assert sorted(v for n, v, _x, _y in moves if n == number) == list(range(1, version + 1))
    assert len(found["core"]) == len(set(found["core"]))

    # The log has no gap, and every screen, made of nothing but what it heard, shows what the tables hold.
    assert found["numbers"] == list(range(1, found["head"] + 1))
    for screen in screens:
        assert screen.state == found["state"]["moderator"]
