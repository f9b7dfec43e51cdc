"""Random work on the board: three moderators move, group, place, undo and redo, and no card is lost or doubled.

The machine keeps a pile for every card and every belonging: who made it so, and what it was before. Nothing may be
undone but what lies on top of the pile and is one's own, and the tables must say what lies on top; the log, replayed,
must say what the tables say. The same is tried with three connections at once.
"""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from exercises import activity
from exercises.actions import places
from exercises.actions.board import Target, move_cards
from exercises.actions.exercise import open_due_phases
from exercises.actions.freeze import freeze_board, release_board
from exercises.actions.narratives import create_narrative
from exercises.actions.options import submit_option
from exercises.actions.undo import redo, undo
from exercises.analysis import replica
from exercises.errors import ActionRefused
from exercises.models import BoardFreeze, Card, CardMove, Membership, Option, Participation
from exercises.queries.replica import state_of
from tests.exercises.conftest import make_exercise, make_user

MODERATORS = ("mo", "mi", "ma")
OPTIONS, NARRATIVES = (1, 2, 3, 4), (1, 2, 3)
STAFF = activity.audiences_of("moderator", "reveal")
ASPECTS = {"outcome": "Peace."}

moderators = st.sampled_from(MODERATORS)
groups = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3, unique=True)
values = st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0])


class World:
    """An exercise in its reveal, with four options, three narratives and three moderators."""

    def __init__(self) -> None:
        name = uuid.uuid4().hex[:8]
        self.manager = make_exercise(f"b{name}", make_user(f"m{name}", may_create_exercises=True))
        self.exercise = self.manager.exercise
        self.people = {who: self.join(who, "moderator", name) for who in MODERATORS}
        author = self.join("an", "analyst", name)
        times = {phase.kind: phase.opens_at for phase in self.exercise.phases.all()}
        for number in OPTIONS:
            texts = {"title": f"Option {number}", "summary": "One line.", "aspects": ASPECTS}
            submit_option(author=author, values=texts, key=uuid.uuid4(), now=times["diverge"])
        self.now = times["reveal"]
        open_due_phases(exercise=self.exercise, now=self.now)
        for number in NARRATIVES:
            texts = {"nickname": f"Narrative {number}"}
            create_narrative(author=self.people["mo"], values=texts, x=0, y=0, key=uuid.uuid4(), now=self.now)
        self.seen = activity.head(self.exercise.pk).seq
        self.state = state_of(self.exercise, staff=True)

    def join(self, who: str, role: str, name: str) -> Participation:
        at = self.manager.joined_at
        return Participation.objects.create(
            exercise=self.exercise, user=make_user(f"{who}{name}"), role=role, alias=who, consent_at=at, joined_at=at
        )

    def version(self, number: int) -> int:
        return Card.objects.get(option__exercise=self.exercise, option__number=number).version

    def move(self, who: str, group: list[int], x: float, y: float, *, late: int = 0, back: bool = False) -> None:
        where: tuple[float | None, float | None] = (None, None) if back else (x, y)
        targets = [Target(number, where[0], where[1], self.version(number) - late) for number in group]
        move_cards(moderator=self.people[who], targets=targets, key=uuid.uuid4(), now=self.now)

    def place(self, who: str, what: str, group: list[int], narrative: int) -> None:
        given: dict[str, Any] = {"moderator": self.people[who], "options": group, "now": self.now}
        if what == "alone":
            places.set_as_wild_card(**given)
        elif what == "not alone":
            places.end_wild_card(**given)
        elif what == "out":
            places.take_out_of_narrative(**given, narrative=narrative)
        else:
            places.put_into_narrative(**given, narrative=narrative, kind=what)

    def turn(self, action: Callable[..., dict[str, Any]], who: str) -> dict[str, Any]:
        return action(moderator=self.people[who], key=uuid.uuid4(), now=self.now)

    # What must hold

    def lying(self) -> dict[int, Any]:
        rows = Card.objects.filter(option__exercise=self.exercise).values_list("option__number", "x", "y")
        return {number: (x, y) for number, x, y in rows}

    def belonging(self) -> dict[int, Any]:
        rows = Membership.objects.filter(narrative__exercise=self.exercise, ended_at=None)
        held = set(rows.values_list("option__number", "narrative__number", "kind"))
        wild = set(Option.objects.filter(exercise=self.exercise, wild_card=True).values_list("number", flat=True))
        return {n: (frozenset(p[1:] for p in held if p[0] == n), n in wild) for n in OPTIONS}

    def check(self) -> None:
        rows = activity.read_since(self.exercise.pk, self.seen, limit=10_000)
        for _seq, kind, data in activity.lines_for(STAFF, rows):
            self.state = replica.apply(self.state, kind, data)
        assert [row[0] for row in rows] == list(range(self.seen + 1, self.seen + 1 + len(rows)))
        self.seen += len(rows)
        assert self.state == state_of(self.exercise, staff=True)
        assert sorted(self.lying()) == list(OPTIONS)
        moves = CardMove.objects.filter(card__option__exercise=self.exercise)
        assert moves.count() == sum(self.version(number) for number in OPTIONS)
        for held, wild in self.belonging().values():
            assert len([kind for _narrative, kind in held if kind == "core"]) <= 1
            assert not (held and wild)


class Boards(RuleBasedStateMachine):
    """One act after the other, in any order."""

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.world = World()
        self.refused: list[str] = []
        # By ("move" or "place", option): (who, what it is by them); the lowest is how all began.
        self.piles: dict[tuple[str, int], list[tuple[str, Any]]] = {}
        for kind, present in self.present().items():
            self.piles.update({(kind, number): [("", value)] for number, value in present.items()})

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def present(self) -> dict[str, dict[int, Any]]:
        return {"move": self.world.lying(), "place": self.world.belonging()}

    def act(self, kind: str, who: str, group: list[int], attempt: Callable[[], object]) -> None:
        before = self.present()[kind]
        try:
            attempt()
        except ActionRefused as refused:
            self.refused.append(refused.code)
            return
        after = self.present()[kind]
        for number in group:
            if kind == "move" or after[number] != before[number]:
                self.piles[kind, number].append((who, after[number]))

    @rule(who=moderators, group=groups, x=values, y=values, late=st.sampled_from([0, 0, 0, 1]), back=st.booleans())
    def move(self, who: str, group: list[int], x: float, y: float, late: int, back: bool) -> None:
        self.act("move", who, group, lambda: self.world.move(who, group, x, y, late=late, back=back))

    @rule(
        who=moderators,
        what=st.sampled_from(["core", "core", "supporting", "dissent", "out", "alone", "not alone"]),
        group=groups,
        narrative=st.sampled_from([*NARRATIVES, 4]),
    )
    def place(self, who: str, what: str, group: list[int], narrative: int) -> None:
        self.act("place", who, group, lambda: self.world.place(who, what, group, narrative))

    @rule(who=moderators)
    def undo(self, who: str) -> None:
        try:
            done = self.world.turn(undo, who)
        except ActionRefused as refused:
            self.refused.append(refused.code)
            return
        for number in done["options"]:
            top = self.piles[done["kind"], number].pop()
            assert top[0] == who  # nobody's work is undone but one's own

    @rule(who=moderators)
    def redo(self, who: str) -> None:
        try:
            done = self.world.turn(redo, who)
        except ActionRefused as refused:
            self.refused.append(refused.code)
            return
        present = self.present()[done["kind"]]
        for number in done["options"]:
            self.piles[done["kind"], number].append((who, present[number]))

    @rule(who=moderators, thaw=moderators)
    def freeze(self, who: str, thaw: str) -> None:
        people, now = self.world.people, self.world.now
        freeze_board(moderator=people[who], reason="We vote.", key=uuid.uuid4(), now=now)
        with pytest.raises(ActionRefused):
            self.world.move(thaw, [1], 0, 0)
        release_board(person=people[who], now=now)
        assert not BoardFreeze.objects.filter(exercise=self.world.exercise, released_at=None).exists()

    @invariant()
    def the_tables_say_what_lies_on_top(self) -> None:
        if hasattr(self, "world"):
            present = self.present()
            assert {place: present[place[0]][place[1]] for place in self.piles} == {
                place: pile[-1][1] for place, pile in self.piles.items()
            }

    @invariant()
    def the_log_says_what_the_tables_say(self) -> None:
        if hasattr(self, "world"):
            self.world.check()


@pytest.mark.slow
@pytest.mark.django_db
def test_in_any_order_no_card_is_lost_and_nobodys_work_undone() -> None:
    run_state_machine_as_test(
        Boards,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_three_at_once_leave_every_card_once_and_the_log_true() -> None:
    world, wrong, done = World(), list[str](), list[str]()

    def work(who: str, seed: int) -> None:
        choose = random.Random(seed)
        try:
            for _ in range(30):
                attempt(who, choose)
        except Exception as error:  # noqa: BLE001  a thread's failure must reach the test
            wrong.append(repr(error))
        finally:
            close_old_connections()
            connection.close()

    def attempt(who: str, choose: random.Random) -> None:
        group = choose.sample(OPTIONS, choose.choice([1, 1, 3]))
        kinds: list[Callable[[], object]] = [
            lambda: world.move(who, group, choose.uniform(-1, 1), choose.uniform(-1, 1)),
            lambda: world.place(
                who, choose.choice(["core", "dissent", "out", "alone"]), group, choose.choice(NARRATIVES)
            ),
            lambda: world.turn(undo, who),
            lambda: world.turn(redo, who),
        ]
        kind = choose.choice([0, 0, 1, 1, 2, 3])
        try:
            kinds[kind]()
            done.append(("move", "place", "undo", "redo")[kind])
        except ActionRefused as refused:
            done.append(refused.code)

    threads = [threading.Thread(target=work, args=(who, seed)) for seed, who in enumerate(MODERATORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert {"move", "place", "undo"} <= set(done)
    world.check()
