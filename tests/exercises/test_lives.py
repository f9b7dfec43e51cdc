"""Random weeks: people edit, submit, return, judge, revise, withdraw in any order, and nothing acknowledged is lost.

The machine keeps a journal of what was acknowledged and compares all of it with the tables after every step: every
version as it was written, every sheet with the version, generation, round and wording that it judged, one current
sheet a person, option and round, and the log replayed against the state. An action may refuse, but not fail.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exercises import activity, formats
from exercises.actions import moderation, option_life, options, ratings
from exercises.actions.exercise import open_due_phases
from exercises.actions.protocol import deviate
from exercises.analysis import replica
from exercises.errors import ActionRefused
from exercises.models import Event, Option, OptionVersion, Participation, Placement, Rating, Sheet
from exercises.queries import protocol as protocols
from exercises.queries.replica import state_of
from tests.exercises.conftest import make_exercise, make_user

ANALYSTS, MODERATORS = ("ada", "bo", "cy"), ("mo", "mi")
KEYS = ("desirability", "feasibility", "impact", "risk")
WEEK = ("diverge", "compete", "rate", "reveal")
STAFF = activity.audiences_of("moderator", "reveal")

steps = st.integers(1, 5)
places = st.sampled_from([-1.0, -0.25, 0.5, 1.0, "both", "unclear"])
changes = st.sampled_from(["typo", "clarification", "material"])
analysts, moderators = st.sampled_from(ANALYSTS), st.sampled_from(MODERATORS)
words = st.sampled_from(["Pay the police", "Tax the banks", "Open the border", "Close the border", "Do nothing"])
picks = st.integers(0, 5)


@dataclass
class Journal:
    """What was acknowledged: (option, version) → text, kind and generation; sheet → what it judged."""

    versions: dict[tuple[int, int], tuple[str, str, int]] = field(default_factory=dict)
    sheets: dict[int, tuple[Any, ...]] = field(default_factory=dict)


class Lives(RuleBasedStateMachine):
    """One exercise, three analysts, two moderators, a manager; the clock only goes forward."""

    @initialize(day=st.integers(0, len(WEEK) - 1))
    def begin(self, day: int) -> None:
        """Three options and a few sheets to begin with, and some day of the week."""
        self.block = transaction.atomic()
        self.block.__enter__()
        name = uuid.uuid4().hex[:8]
        self.manager = make_exercise(f"x{name}", make_user(f"m{name}", may_create_exercises=True))
        self.exercise = self.manager.exercise
        self.people = {who: self.join(who, name) for who in (*ANALYSTS, *MODERATORS)}
        self.day, self.minutes = 0, 0
        self.journal, self.refusals = Journal(), list[str]()
        self.seen = activity.head(self.exercise.pk).seq
        self.state = state_of(self.exercise, staff=True)
        open_due_phases(exercise=self.exercise, now=self.now)
        for who, title in zip(ANALYSTS, ("Pay the police", "Tax the banks", "Open the border"), strict=True):
            self.write(who, title, again=False)
        while self.day < day:
            self.forward()
            if WEEK[self.day] == "rate":
                for n in range(6):
                    self.give(n, ANALYSTS[(n + 1 + n // 3) % 3], step=n % 5 + 1, x=0.5, round_=1, again=False)

    def join(self, who: str, name: str) -> Participation:
        role = "analyst" if who in ANALYSTS else "moderator"
        at = self.manager.joined_at
        return Participation.objects.create(
            exercise=self.exercise, user=make_user(f"{who}{name}"), role=role, alias=who, consent_at=at, joined_at=at
        )

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @property
    def now(self) -> dt.datetime:
        phase = next(p for p in self.exercise.phases.all() if p.kind == WEEK[self.day])
        return phase.opens_at + dt.timedelta(minutes=1 + self.minutes)

    def option(self, pick: int) -> Option | None:
        rows = Option.objects.filter(exercise=self.exercise).select_related("current").order_by("number")
        found = list(rows)
        return found[pick % len(found)] if found else None

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Do it, or be refused in a sentence; what is half done would show in the invariants."""
        self.minutes += 1
        try:
            with transaction.atomic():
                return act()
        except ActionRefused as refused:
            self.refusals.append(str(refused.message))
            return None

    # What people do

    @precondition(lambda self: self.day < 2)
    @rule(who=analysts, title=words, again=st.booleans())
    def submit(self, who: str, title: str, again: bool) -> None:
        self.write(who, title, again=again)

    def write(self, who: str, title: str, *, again: bool) -> None:
        values, key = self.text(title), uuid.uuid4()

        def act() -> int:
            number = options.submit_option(author=self.people[who], values=values, key=key, now=self.now)
            if again:  # a double click
                twin = options.submit_option(author=self.people[who], values=values, key=key, now=self.now)
                assert twin == number
            return number

        if number := self.attempt(act):
            self.journal.versions[number, 1] = (title, "first", 1)

    @rule(who=st.sampled_from((*ANALYSTS, *MODERATORS)), pick=picks, title=words, change=changes, late=st.booleans())
    def edit(self, who: str, pick: int, title: str, change: str, late: bool) -> None:
        self.revise(who, pick, title, change, late=late)

    def revise(self, who: str, pick: int, title: str, change: str, *, late: bool) -> None:
        if option := self.option(pick):
            seen = option.current.number - late
            written = {"author": self.people[who], "option": option, "values": self.text(title), "change": change}
            version = self.attempt(
                lambda: options.revise_option(**written, seen_version=seen, key=uuid.uuid4(), now=self.now)
            )
            self.acknowledge(option, version, title, change)
            assert not (version and late)

    @rule(pick=picks, who=analysts, title=words, change=changes)
    def resubmit(self, pick: int, who: str, title: str, change: str) -> None:
        if option := self.option(pick):
            changed = title != option.current.title
            version = self.attempt(
                lambda: option_life.resubmit_option(
                    author=self.people[who], option=option, seen_version=option.current.number, key=uuid.uuid4(),
                    now=self.now, values=self.text(title), change=change,
                )
            )  # fmt: skip
            if changed:
                self.acknowledge(option, version, title, change)

    @rule(pick=picks, who=analysts)
    def withdraw(self, pick: int, who: str) -> None:
        if option := self.option(pick):
            self.attempt(lambda: option_life.withdraw_option(author=self.people[who], option=option, now=self.now))

    @rule(pick=picks, who=st.sampled_from((*ANALYSTS, *MODERATORS)))
    def restore(self, pick: int, who: str) -> None:
        if option := self.option(pick):
            self.attempt(lambda: option_life.restore_option(person=self.people[who], option=option, now=self.now))

    @rule(pick=picks, who=moderators, verdict=st.sampled_from(["accept", "return", "reject", "take up", "release"]))
    def review(self, pick: int, who: str, verdict: str) -> None:
        if option := self.option(pick):
            common: dict[str, Any] = {"moderator": self.people[who], "option": option, "now": self.now}
            decided = {**common, "seen_version": option.current.number, "key": uuid.uuid4()}
            acts: dict[str, Callable[[], object]] = {
                "accept": lambda: moderation.accept_option(**decided),
                "return": lambda: moderation.return_option(**decided, reason="unclear", grace_hours=12),
                "reject": lambda: moderation.reject_option(**decided, reason="duplicate"),
                "take up": lambda: moderation.take_up_option(**common, over=True),
                "release": lambda: moderation.release_option(**common),
            }
            self.attempt(acts[verdict])

    def reopen(self, pick: int) -> None:
        if option := self.option(pick):
            until = self.now + dt.timedelta(hours=2)
            self.attempt(
                lambda: moderation.reopen_option(
                    manager=self.manager, option=option, reason="A number was wrong.", until=until, key=uuid.uuid4(),
                    now=self.now,
                )
            )  # fmt: skip

    @precondition(lambda self: self.day >= 2)
    @rule(pick=picks, who=analysts, step=steps, x=places, round_=st.sampled_from([1, 2]), again=st.booleans())
    def judge(self, pick: int, who: str, step: int, x: float | str, round_: int, again: bool) -> None:
        self.give(pick, who, step=step, x=x, round_=round_, again=again)

    def give(self, pick: int, who: str, *, step: int, x: float | str, round_: int, again: bool) -> None:
        option = self.option(pick)
        if option is None:
            return
        rater, key = self.people[who], uuid.uuid4()
        sheet: dict[str, Any] = {
            "rater": rater,
            "option": option,
            "seen_version": option.current.number,
            "values": {"ratings": dict.fromkeys(KEYS, step), "x": x, "y": 0.5},
            "key": key,
        }

        def act() -> int:
            pk = self.hand_in(sheet, round_)
            if again:
                assert self.hand_in(sheet, round_) == pk
            return pk

        if pk := self.attempt(act):
            wording = protocols.frozen(self.exercise)
            judged = (option.pk, option.current.number, option.current.generation, round_, wording.pk, step)
            self.journal.sheets[pk] = (rater.pk, *judged)

    @precondition(lambda self: self.journal.sheets)
    @rule(pick=picks, step=steps, round_=st.sampled_from([1, 2]))
    def judge_once_more(self, pick: int, step: int, round_: int) -> None:
        """The same person on the same option: while rating is open it replaces, after the reveal it revises once."""
        rater, option, *_rest = list(self.journal.sheets.values())[pick % len(self.journal.sheets)]
        numbers = list(Option.objects.filter(exercise=self.exercise).order_by("number").values_list("pk", flat=True))
        who = next(name for name, person in self.people.items() if person.pk == rater)
        self.give(numbers.index(option), who, step=step, x=0.5, round_=round_, again=False)

    @precondition(lambda self: self.day >= 2)
    @rule(pick=picks, who=moderators, title=words, change=changes, reopened=st.booleans())
    def amend(self, pick: int, who: str, title: str, change: str, reopened: bool) -> None:
        """A frozen text, by moderators; a material change only while the manager has it reopened."""
        if reopened:
            self.reopen(pick)
        self.revise(who, pick, title, change, late=False)

    def hand_in(self, sheet: dict[str, Any], round_: int) -> int:
        if round_ == 2:
            return ratings.revise_sheet(**sheet, reason="Second thought", now=self.now)
        return ratings.judge_option(**sheet, now=self.now)

    @precondition(lambda self: self.day >= 2)
    @rule(word=st.sampled_from(["Would it be right?", "Is it worth doing?"]))
    def reword_a_question(self, word: str) -> None:
        """After the freeze a deviation: later sheets are on other words, earlier ones stay on theirs."""
        self.attempt(lambda: self.deviate(word))

    def deviate(self, word: str) -> None:
        content = protocols.content_of(self.exercise)
        axes = {axis.pop("key"): axis for axis in content["axes"]}
        criteria = [{**c, "question": word} if c["key"] == "desirability" else c for c in content["criteria"]]
        deviate(
            manager=self.manager, axes=axes, criteria=criteria, thresholds=content["thresholds"],
            reason="Readers asked.", seen_hash=protocols.frozen(self.exercise).hash, now=self.now,
        )  # fmt: skip

    @rule()
    def next_day(self) -> None:
        self.forward()

    def forward(self) -> None:
        if self.day + 1 < len(WEEK):
            self.day, self.minutes = self.day + 1, 0
            open_due_phases(exercise=self.exercise, now=self.now)

    # What must hold

    def acknowledge(self, option: Option, version: int | None, title: str, change: str) -> None:
        if version:
            _t, _c, generation = self.journal.versions[option.number, version - 1]
            self.journal.versions[option.number, version] = (title, change, generation + (change == "material"))

    def text(self, title: str) -> dict[str, Any]:
        return {"title": title, "summary": f"About: {title}", "aspects": {"outcome": f"{title}."}}

    @invariant()
    def every_acknowledged_version_is_readable(self) -> None:
        if not hasattr(self, "journal"):
            return
        rows = OptionVersion.objects.filter(option__exercise=self.exercise)
        found = rows.values_list("option__number", "number", "title", "change", "generation", "aspects__outcome")
        assert {(o, n): (t, c, g) for o, n, t, c, g, _text in found} == self.journal.versions
        assert [text for *_rest, title, _c, _g, text in found if text != f"{title}."] == []

    @invariant()
    def every_sheet_knows_what_it_judged(self) -> None:
        if not hasattr(self, "journal"):
            return
        rows = Sheet.objects.filter(option__exercise=self.exercise)
        wanted = ("pk", "participation", "option", "version__number", "generation", "round", "protocol")
        found = {pk: rest for pk, *rest in rows.values_list(*wanted)}
        steps_of = dict(Rating.objects.filter(sheet__in=rows, criterion__key="impact").values_list("sheet", "step"))
        assert {pk: (*rest, steps_of[pk]) for pk, rest in found.items()} == self.journal.sheets
        assert Rating.objects.filter(sheet__in=rows).count() == len(found) * len(KEYS)
        assert Placement.objects.filter(sheet__in=rows).count() == len(found)
        current = list(rows.filter(current=True).values_list("participation", "option", "round"))
        assert sorted(set(current)) == sorted(current)
        latest = {(who, option, round_): pk for pk, (who, option, _v, _g, round_, _p) in sorted(found.items())}
        assert sorted(latest.values()) == sorted(rows.filter(current=True).values_list("pk", flat=True))

    @invariant()
    def the_log_tells_the_state(self) -> None:
        if not hasattr(self, "journal"):
            return
        rows = activity.read_since(self.exercise.pk, self.seen)
        for _seq, kind, data in activity.lines_for(STAFF, rows):
            self.state = replica.apply(self.state, kind, data)
        self.seen = rows[-1][0] if rows else self.seen
        assert self.state == state_of(self.exercise, staff=True)
        numbers = list(Event.objects.filter(exercise=self.exercise).order_by("seq").values_list("seq", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def an_options_state_is_one_that_its_history_explains(self) -> None:
        if not hasattr(self, "journal"):
            return
        assert "" not in self.refusals
        for option in Option.objects.filter(exercise=self.exercise).prefetch_related("decisions"):
            assert option.state in dict(formats.OPTION_STATES)
            assert (option.returned_until is not None) >= (option.state == "returned")
            assert option.decisions.exists() or option.state == "submitted"


@pytest.mark.timeout(300)
def test_no_order_of_deeds_loses_a_version_or_a_sheet(db: None) -> None:
    budget = settings(
        max_examples=25, stateful_step_count=30, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), print_blob=False,
        phases=[Phase.generate],  # to find the shortest way to a failure takes minutes; add Phase.shrink for it
    )  # fmt: skip
    run_state_machine_as_test(Lives, settings=budget)
