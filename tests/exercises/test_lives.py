"""Random weeks: people edit, submit, return, judge, revise, withdraw in any order, and nothing acknowledged is lost.

The machine keeps a journal of what was acknowledged and compares all of it with the tables after every step: every
version as it was written, every sheet with the answers, version, generation, round and wording that it judged, one
current sheet a person, option and round, and the log replayed against the state. An action may refuse, but not fail;
whether a sheet is taken is foretold from the journal. Every week comes to rating with texts that have changed, and
stays there, so that sheets meet versions, wordings and each other.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
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
LASTS = {"diverge": 3, "compete": 3, "rate": 14, "reveal": 0}  # how many deeds a day has before the next comes
STAFF = activity.audiences_of("moderator", "reveal")

answers = st.tuples(*[st.integers(1, 5)] * len(KEYS))
places = st.sampled_from([-1.0, -0.25, 0.5, 1.0, "both", "unclear"])
changes = st.sampled_from(["typo", "clarification", "material"])
analysts, moderators = st.sampled_from(ANALYSTS), st.sampled_from(MODERATORS)
words = st.sampled_from(["Pay the police", "Tax the banks", "Open the border", "Close the border", "Do nothing"])
picks = st.integers(0, 5)


@dataclass
class Journal:
    """What was acknowledged: (option, version) → text, kind and generation; sheet → what it judged and says.

    *given*: (person, option, round) → how often; *questions* in the order of their protocols.
    """

    versions: dict[tuple[int, int], tuple[str, str, int]] = field(default_factory=dict)
    sheets: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    given: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    questions: list[str] = field(default_factory=lambda: [formats.DEFAULT_CRITERIA[0].question])


class Lives(RuleBasedStateMachine):
    """One exercise, three analysts, two moderators, a manager; the clock only goes forward."""

    @initialize(day=st.sampled_from([1, 2, 2, 2, 3, 3]), before=st.tuples(changes, changes, changes))
    def begin(self, day: int, before: tuple[str, str, str]) -> None:
        """Three options, each in its second version, one withdrawn, and some day of the week: mostly that of rating."""
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
        for pick, change in enumerate(before):
            self.revise(ANALYSTS[pick], pick, "Do nothing", change, late=False)
        self.write(ANALYSTS[0], "Close the ports", again=False)
        self.withdraw(3, ANALYSTS[0])
        while self.day < day:
            self.forward()

    def join(self, who: str, name: str) -> Participation:
        role = "analyst" if who in ANALYSTS else "moderator"
        joined = {"consent_at": self.manager.joined_at, "joined_at": self.manager.joined_at}
        user = make_user(f"{who}{name}")
        return Participation.objects.create(exercise=self.exercise, user=user, role=role, alias=who, **joined)

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @property
    def now(self) -> dt.datetime:
        phase = next(p for p in self.exercise.phases.all() if p.kind == WEEK[self.day])
        return phase.opens_at + dt.timedelta(minutes=1 + self.minutes)

    def option(self, pick: int) -> Option | None:
        found = list(Option.objects.filter(exercise=self.exercise).select_related("current").order_by("number"))
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

    @precondition(lambda self: self.day < 2)
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

    @precondition(lambda self: WEEK[self.day] == "rate")
    @rule(pick=picks, who=analysts, said=answers, x=places, again=st.booleans())
    def judge(self, pick: int, who: str, said: tuple[int, ...], x: float | str, again: bool) -> None:
        """An option that stands, by somebody else than its author: the first time or once more."""
        rows = Option.objects.filter(exercise=self.exercise, state__in=formats.STANDING_STATES)
        if found := list(rows.exclude(author=self.people[who]).select_related("current").order_by("number")):
            self.give(found[pick % len(found)], who, said, x, again=again)

    @precondition(lambda self: self.day >= 2 and self.journal.given)
    @rule(pick=picks, said=answers, x=places, again=st.booleans())
    def judge_once_more(self, pick: int, said: tuple[int, ...], x: float | str, again: bool) -> None:
        """The same person on the same option: while rating is open it replaces, after the reveal it revises once."""
        given = sorted(self.journal.given)
        who, number, _round = given[pick % len(given)]
        option = Option.objects.select_related("current").get(exercise=self.exercise, number=number)
        self.give(option, who, said, x, round_=self.day - 1, again=again)

    @precondition(lambda self: self.day >= 2)
    @rule(
        pick=picks, who=st.sampled_from((*ANALYSTS, "mo")), round_=st.sampled_from([1, 2]),
        late=st.sampled_from(["", "text", "words"]),
    )  # fmt: skip
    def judge_what_must_not_be(self, pick: int, who: str, round_: int, late: str) -> None:
        """Any option, an own one too, in any round, on a text or on words that may be older."""
        if option := self.option(pick):
            self.give(option, who, (1, 2, 3, 4), "both", round_=round_, late=late)

    def give(
        self, option: Option, who: str, said: tuple[int, ...], x: float | str, *, round_: int = 1, again: bool = False,
        late: str = "",
    ) -> None:  # fmt: skip
        journal, rater, version = self.journal, self.people[who], option.current
        sheet: dict[str, Any] = {
            "rater": rater,
            "option": option,
            "seen_version": version.number - (late == "text"),
            "seen_protocol": len(journal.questions) - (late == "words"),
            "values": {"ratings": dict(zip(KEYS, said, strict=True)), "x": x, "y": 0.5},
            "key": uuid.uuid4(),
        }

        def act() -> int:
            pk = self.hand_in(sheet, round_)
            if again:
                assert self.hand_in(sheet, round_) == pk
            return pk

        pk = self.attempt(act)
        assert bool(pk) == self.will_be_taken(option, who, round_, late)
        if pk:
            journal.given[who, option.number, round_] += 1
            judged = (option.pk, version.number, version.generation, round_, journal.questions[-1])
            journal.sheets[pk] = (rater.pk, *judged, str(x), said)

    def will_be_taken(self, option: Option, who: str, round_: int, late: str) -> bool:
        """What the journal says of a sheet before it is sent."""
        fresh = late == "" or (late == "words" and len(self.journal.questions) == 1)
        stands = option.state in formats.STANDING_STATES and option.author_id != self.people[who].pk
        given = [bool(self.journal.given[who, option.number, n]) for n in (1, 2)]
        asked = WEEK[self.day] == "rate" if round_ == 1 else WEEK[self.day] == "reveal" and given == [True, False]
        return fresh and stands and asked and who in ANALYSTS

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
        self.reword(word)

    def reword(self, word: str) -> None:
        """After the freeze a deviation: later sheets are on other words, earlier ones stay on theirs."""
        if self.attempt(lambda: self.deviate(word)) and word != self.journal.questions[-1]:
            self.journal.questions.append(word)

    def deviate(self, word: str) -> bool:
        content = protocols.content_of(self.exercise)
        axes = {axis.pop("key"): axis for axis in content["axes"]}
        criteria = [{**c, "question": word} if c["key"] == "desirability" else c for c in content["criteria"]]
        deviate(
            manager=self.manager, axes=axes, criteria=criteria, thresholds=content["thresholds"],
            reason="Readers asked.", seen_hash=protocols.frozen(self.exercise).hash, now=self.now,
        )  # fmt: skip
        return True

    @precondition(lambda self: self.minutes >= LASTS[WEEK[self.day]])
    @rule()
    def next_day(self) -> None:
        self.forward()

    def forward(self) -> None:
        if self.day + 1 < len(WEEK):
            self.day, self.minutes = self.day + 1, 0
            open_due_phases(exercise=self.exercise, now=self.now)
            for n in (1, 3):  # of three options the next one's and their own
                for number, who in enumerate(ANALYSTS):
                    self.begin_to_judge(self.option((number + n) % 3), who)
            if self.day >= 2 and (fallen := self.option(3)):
                self.give(fallen, ANALYSTS[1], (1, 2, 3, 4), "both", round_=self.day - 1)

    def begin_to_judge(self, option: Option | None, who: str) -> None:
        """How a day of sheets begins: two on one option, and one between them on words that are no longer asked."""
        if self.day >= 2 and option:
            self.give(option, who, (5, 4, 3, 2), 0.5, round_=self.day - 1)
            self.reword("Is it worth doing?" if who == "ada" else "Would it be right?")
            self.give(option, who, (1, 2, 3, 4), "both", round_=self.day - 1, late="words")
            self.give(option, who, (2, 3, 4, 5), "both", round_=self.day - 1)

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
        wanted = ("participation", "option", "version__number", "generation", "round")
        asked = {pk: content["criteria"][0]["question"] for pk, content in rows.values_list("pk", "protocol__content")}
        placed = {
            pk: x_answer or str(x) for pk, x, x_answer in rows.values_list("pk", "placement__x", "placement__x_answer")
        }
        steps: dict[int, dict[str, int | None]] = {pk: {} for pk in asked}
        for pk, key, step in Rating.objects.filter(sheet__in=rows).values_list("sheet", "criterion__key", "step"):
            steps[pk][key] = step
        found = {
            pk: (*judged, asked[pk], placed[pk], tuple(steps[pk][key] for key in KEYS))
            for pk, *judged in rows.values_list("pk", *wanted)
        }
        assert found == self.journal.sheets
        assert not rows.exclude(version__option=F("option")).exists()

    @invariant()
    def one_sheet_is_current_with_all_that_is_on_it(self) -> None:
        if not hasattr(self, "journal"):
            return
        rows = Sheet.objects.filter(option__exercise=self.exercise)
        latest = {
            (who, option, round_): pk for pk, (who, option, _v, _g, round_, *_) in sorted(self.journal.sheets.items())
        }
        assert sorted(latest.values()) == sorted(rows.filter(current=True).values_list("pk", flat=True))
        for parts, each in ((Rating, len(KEYS)), (Placement, 1)):
            own = parts.objects.filter(sheet__in=rows)
            alike = {name: F(f"sheet__{name}") for name in ("participation", "option", "round", "current")}
            assert own.filter(**alike).count() == own.count() == rows.count() * each

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
@pytest.mark.slow
def test_no_order_of_deeds_loses_a_version_or_a_sheet(db: None) -> None:
    budget = settings(
        max_examples=8, stateful_step_count=25, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), print_blob=False,
        phases=[Phase.generate],  # to find the shortest way to a failure takes minutes; add Phase.shrink for it
    )  # fmt: skip
    run_state_machine_as_test(Lives, settings=budget)
