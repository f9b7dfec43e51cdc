"""State before + its events = state after: from files that the browser reads as well, and for every action."""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from exercises import activity, events
from exercises.actions.board import move_card
from exercises.actions.comments import (
    choose_objection,
    clear_objection,
    hide_comment,
    post_comment,
    revise_comment,
    show_comment,
    withdraw_comment,
)
from exercises.actions.exercise import open_due_phases, open_next_phase, update_frame
from exercises.actions.moderation import (
    accept_option,
    reject_option,
    release_option,
    reopen_option,
    return_option,
    take_up_option,
)
from exercises.actions.narratives import (
    anchor_narrative,
    create_narrative,
    put_into_narrative,
    revise_narrative,
    take_out_of_narrative,
)
from exercises.actions.option_life import appeal_decision, restore_option, resubmit_option, withdraw_option
from exercises.actions.options import revise_option, submit_option
from exercises.actions.people import invite_person, join_exercise, remove_person
from exercises.actions.practice import practise, write_sample
from exercises.actions.protocol import change_protocol, deviate
from exercises.actions.queue import draw_portion, resume_option, skip_option
from exercises.actions.ratings import judge_option, revise_sheet
from exercises.analysis import replica
from exercises.models import Comment, Exercise, Narrative, Option, Participation, Sample
from exercises.queries import protocol as protocols
from exercises.queries.replica import state_of

FOLDER = Path(__file__).parents[1] / "events"
EVERY_ACTION = FOLDER / "every_action.json"
FILES = sorted(FOLDER.glob("*.json"))
Step = tuple[str, Callable[[], object]]
STAFF = activity.audiences_of("moderator", "reveal")


def replayed(before: replica.State, lines: list[activity.Line]) -> replica.State:
    state = before
    for _seq, kind, data in lines:
        state = replica.apply(state, kind, data)
    return state


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_state_before_and_its_events_are_the_state_after(file: Path) -> None:
    case = json.loads(file.read_text())
    assert replayed(case["before"], case["events"]) == case["after"]


def test_a_line_that_is_hidden_from_the_reader_changes_nothing() -> None:
    assert replica.apply(replica.empty(), None, None) == replica.empty()


@dataclass
class Week:
    """Every action of the domain that logs something, in the order of a week."""

    cast: Any
    middle: Callable[[str], dt.datetime]

    def steps(self) -> list[Step]:
        cast = self.cast
        return [
            ("a sample is written", self.write_sample),
            ("somebody practises", self.practise),
            ("the protocol changes", self.change_protocol),
            ("phases up to diverge open", lambda: self.open_phases("diverge")),
            ("other words frame it", self.reword),
            ("submit", lambda: self.submit(cast.ana, "Pay the police")),
            ("submit another", lambda: self.submit(cast.ben, "Legalise it")),
            ("comment", lambda: self.comment(cast.ben, "challenge")),
            ("comment on the comment", lambda: self.comment(cast.ana, "evidence", below=1)),
            ("other words for a comment", self.revise_comment),
            ("choose the strongest objection", self.choose_objection),
            ("clear it", self.clear_objection),
            ("choose it again, and hide its comment", self.hide_comment),
            ("show the comment again", self.show_comment),
            ("withdraw a comment", self.withdraw_comment),
            ("join", self.join),
            ("remove", self.remove),
            *self.reviewing(),
            ("phases up to rate open, and what waits is accepted", lambda: self.open_phases("rate")),
            ("reopen", self.reopen),
            ("draw", lambda: draw_portion(rater=cast.ben, now=self.middle("rate"))),
            ("skip", lambda: self.skip(cast.ben, 1)),
            ("take it back", lambda: self.resume(cast.ben, 1)),
            ("judge", lambda: self.judge(cast.ben, 1, 4)),
            ("judge again", lambda: self.judge(cast.ben, 1, 2)),
            ("judge by another", lambda: self.judge(cast.cleo, 1, 5)),
            ("the frozen protocol is deviated from", self.deviate),
            ("the reveal opens", lambda: self.open_phases("reveal")),
            ("revise a sheet", lambda: self.revise_sheet(cast.ben, 1, 5)),
            ("move", lambda: self.move(1, -0.75, 0.5, 0)),
            ("move again", lambda: self.move(1, 0.25, 0.125, 1)),
            ("create", lambda: self.create("Inside job", -0.5, 0.5)),
            ("create another", lambda: self.create("From outside", 0.5, -0.5)),
            ("revise", self.revise),
            ("anchor", self.anchor),
            ("put in as core", lambda: self.put(1, 1, "core")),
            ("put in as support", lambda: self.put(1, 2, "supporting")),
            ("core elsewhere ends the first", lambda: self.put(2, 1, "core")),
            ("another kind of place", lambda: self.put(1, 2, "dissent")),
            ("the same place again", lambda: self.put(1, 2, "dissent")),
            ("take out", self.take_out),
            ("the challenge opens", lambda: self.open_phases("challenge")),
            ("open the next phase now", self.next_phase),
        ]

    def reviewing(self) -> list[Step]:
        """Four further options, and all that their authors and moderators do with them."""
        ana, ben = self.cast.ana, self.cast.ben
        return [
            *((f"submit number {number}", partial(self.submit, ana, f"Option {number}")) for number in (3, 4, 5)),
            ("revise it", partial(self.rewrite, 3, "Option three")),
            ("take it up", partial(self.review, take_up_option, 3)),
            ("put it back", partial(self.review, release_option, 3)),
            ("return it", partial(self.decide, return_option, 3, 2, reason="unclear")),
            ("appeal", partial(self.appeal, 3)),
            ("uphold", partial(self.decide, return_option, 3, 2, reason="unclear")),
            ("submit it again", partial(self.resubmit, 3, 2)),
            ("accept it", partial(self.decide, accept_option, 3, 2)),
            ("withdraw it", lambda: withdraw_option(author=ana, option=self.option(3), now=self.middle("diverge"))),
            ("restore it", lambda: restore_option(person=ana, option=self.option(3), now=self.middle("diverge"))),
            ("reject one", partial(self.decide, reject_option, 4, 1, reason="several")),
            ("return one for an hour", partial(self.decide, return_option, 5, 1, reason="several", grace_hours=1)),
            ("submit a last one", partial(self.submit, ben, "Option six")),
        ]

    @property
    def exercise(self) -> Exercise:
        exercise: Exercise = self.cast.manager.exercise
        return exercise

    def option(self, number: int) -> Option:
        return Option.objects.select_related("current").get(exercise=self.exercise, number=number)

    def narrative(self, number: int) -> Narrative:
        return Narrative.objects.get(exercise=self.exercise, number=number)

    def open_phases(self, until: str) -> None:
        open_due_phases(exercise=self.exercise, now=self.middle(until))

    def next_phase(self) -> None:
        seen = self.exercise.phases.get(kind="challenge")
        open_next_phase(manager=self.cast.manager, seen_phase=seen.pk, now=self.middle("challenge"))

    def write_sample(self) -> None:
        what: dict[str, Any] = {"title": "A curfew", "text": "From ten to six.", "key": uuid.uuid4()}
        write_sample(author=self.cast.mona, **what, now=self.middle("prepare"))

    def practise(self) -> None:
        ratings = dict.fromkeys(("desirability", "feasibility", "impact", "risk"), 3)
        values: dict[str, Any] = {"ratings": ratings, "x": 0.5, "y": "both", "certainty": ""}
        what: dict[str, Any] = {"sample": Sample.objects.get(exercise=self.exercise), "values": values}
        practise(person=self.cast.ana, **what, key=uuid.uuid4(), now=self.middle("prepare"))

    def protocol(self, portion: int) -> dict[str, Any]:
        content = protocols.content_of(self.exercise)
        return {
            "axes": {axis["key"]: axis for axis in content["axes"]},
            "criteria": content["criteria"],
            "thresholds": {**content["thresholds"], "portion": portion},
            "seen_hash": protocols.hash_of(content),
        }

    def change_protocol(self) -> None:
        change_protocol(manager=self.cast.manager, **self.protocol(7), now=self.middle("prepare"))

    def deviate(self) -> None:
        deviate(manager=self.cast.manager, **self.protocol(6), reason="Too long.", now=self.middle("rate"))

    def reword(self) -> None:
        update_frame(manager=self.cast.manager, values={"title": "Other words"}, now=self.middle("diverge"))

    def submit(self, author: Participation, title: str) -> None:
        values = {"title": title, "summary": "One line.", "aspects": {"outcome": "Peace."}}
        submit_option(author=author, values=values, key=uuid.uuid4(), now=self.middle("diverge"))

    def remark(self, number: int) -> Comment:
        return Comment.objects.select_related("option").get(exercise=self.exercise, number=number)

    def comment(self, author: Participation, kind: str, below: int = 0) -> None:
        what: dict[str, Any] = {"option": self.option(1), "thread": self.remark(below) if below else None}
        what |= {"kind": kind, "text": "Who pays?", "seen_version": 1, "key": uuid.uuid4()}
        post_comment(author=author, **what, now=self.middle("diverge"))

    def revise_comment(self) -> None:
        what: dict[str, Any] = {"comment": self.remark(1), "text": "Who pays for it?", "seen_version": 1}
        revise_comment(author=self.cast.ben, **what, key=uuid.uuid4(), now=self.middle("diverge"))

    def choose_objection(self) -> None:
        what: dict[str, Any] = {"option": self.option(1), "comment": self.remark(1)}
        choose_objection(moderator=self.cast.mona, **what, now=self.middle("diverge"))

    def clear_objection(self) -> None:
        clear_objection(moderator=self.cast.mona, option=self.option(1), now=self.middle("diverge"))

    def hide_comment(self) -> None:
        self.choose_objection()
        what: dict[str, Any] = {"comment": self.remark(1), "reason": "conduct"}
        hide_comment(moderator=self.cast.mona, **what, now=self.middle("diverge"))

    def show_comment(self) -> None:
        show_comment(moderator=self.cast.milo, comment=self.remark(1), now=self.middle("diverge"))

    def withdraw_comment(self) -> None:
        withdraw_comment(author=self.cast.ana, comment=self.remark(2), now=self.middle("diverge"))

    def rewrite(self, number: int, title: str) -> None:
        what: dict[str, Any] = {"option": self.option(number), "seen_version": 1, "change": "material"}
        values = {"title": title, "summary": "One line.", "aspects": {"outcome": "Peace."}}
        revise_option(author=self.cast.ana, **what, values=values, key=uuid.uuid4(), now=self.middle("diverge"))

    def review(self, action: Callable[..., None], number: int) -> None:
        action(moderator=self.cast.mona, option=self.option(number), now=self.middle("diverge"))

    def decide(self, action: Callable[..., None], number: int, seen: int, **more: Any) -> None:
        what: dict[str, Any] = {"option": self.option(number), "seen_version": seen, **more}
        action(moderator=self.cast.mona, **what, key=uuid.uuid4(), now=self.middle("diverge"))

    def resubmit(self, number: int, seen: int) -> None:
        what: dict[str, Any] = {"option": self.option(number), "seen_version": seen, "key": uuid.uuid4()}
        resubmit_option(author=self.cast.ana, **what, now=self.middle("diverge"))

    def appeal(self, number: int) -> None:
        what: dict[str, Any] = {"option": self.option(number), "text": "It is clear.", "key": uuid.uuid4()}
        appeal_decision(author=self.cast.ana, **what, now=self.middle("diverge"))

    def reopen(self) -> None:
        now = self.middle("rate")
        what: dict[str, Any] = {"option": self.option(1), "reason": "A wrong figure.", "key": uuid.uuid4()}
        reopen_option(manager=self.cast.manager, **what, until=now + dt.timedelta(hours=1), now=now)

    def join(self) -> None:
        now = self.middle("diverge")
        manager, email = self.cast.manager, "guest@cast.invalid"
        invitation, _token = invite_person(manager=manager, email=email, role="analyst", now=now)
        values = {"alias": "Late Guest", "consent": True}
        join_exercise(user=self.cast.stranger, invitation=invitation, values=values, now=now)

    def remove(self) -> None:
        guest = Participation.objects.get(alias="Late Guest")
        remove_person(manager=self.cast.manager, person=guest, now=self.middle("diverge"))

    def judge(self, rater: Participation, number: int, step: int) -> None:
        ratings = dict.fromkeys(("desirability", "feasibility", "impact", "risk"), step)
        what: dict[str, Any] = {"option": self.option(number), "values": {"ratings": ratings, "x": 0.5, "y": "unclear"}}
        judge_option(rater=rater, **what, seen_version=1, key=uuid.uuid4(), now=self.middle("rate"))

    def skip(self, rater: Participation, number: int) -> None:
        skip_option(rater=rater, option=self.option(number), reason="later", now=self.middle("rate"))

    def resume(self, rater: Participation, number: int) -> None:
        resume_option(rater=rater, option=self.option(number), now=self.middle("rate"))

    def revise_sheet(self, rater: Participation, number: int, step: int) -> None:
        ratings = dict.fromkeys(("desirability", "feasibility", "impact", "risk"), step)
        what: dict[str, Any] = {"option": self.option(number), "values": {"ratings": ratings, "x": 0.5, "y": "both"}}
        why = "The costs persuaded me."
        revise_sheet(rater=rater, **what, reason=why, seen_version=1, key=uuid.uuid4(), now=self.middle("reveal"))

    def move(self, number: int, x: float, y: float, seen: int) -> None:
        what: dict[str, Any] = {"option": self.option(number), "x": x, "y": y, "seen_version": seen}
        move_card(moderator=self.cast.mona, **what, key=uuid.uuid4(), now=self.middle("reveal"))

    def create(self, nickname: str, x: float, y: float) -> None:
        what: dict[str, Any] = {"values": {"nickname": nickname}, "x": x, "y": y}
        create_narrative(author=self.cast.lead, **what, key=uuid.uuid4(), now=self.middle("reveal"))

    def revise(self) -> None:
        what: dict[str, Any] = {
            "narrative": self.narrative(1),
            "values": {"abstract": "From within."},
            "seen_version": 1,
        }
        revise_narrative(author=self.cast.lead, **what, now=self.middle("reveal"))

    def anchor(self) -> None:
        what: dict[str, Any] = {"narrative": self.narrative(1), "x": -0.5, "y": -0.5}
        anchor_narrative(author=self.cast.mona, **what, now=self.middle("reveal"))

    def put(self, narrative: int, number: int, kind: str) -> None:
        what: dict[str, Any] = {"narrative": self.narrative(narrative), "option": self.option(number), "kind": kind}
        put_into_narrative(moderator=self.cast.mona, **what, now=self.middle("reveal"))

    def take_out(self) -> None:
        what: dict[str, Any] = {"narrative": self.narrative(2), "option": self.option(1)}
        take_out_of_narrative(moderator=self.cast.milo, **what, now=self.middle("reveal"))


def test_every_action_logs_all_that_it_changes(cast, exercise, middle) -> None:
    before = after = start = state_of(exercise, staff=True)
    first = last = activity.head(exercise.pk).seq
    for name, act in Week(cast, middle).steps():
        act()
        rows = activity.read_since(exercise.pk, last)
        after = state_of(exercise, staff=True)
        assert replayed(before, activity.lines_for(STAFF, rows)) == after, name
        before, last = after, rows[-1][0] if rows else last
    lines = activity.lines_for(STAFF, activity.read_since(exercise.pk, first))
    own = {kind.wire for kind in events.KINDS} - {"exercise.created", *events.REPORTS_OWN}
    assert {kind for _seq, kind, _data in lines} == own
    _compare({"before": start, "events": lines, "after": after})


def _compare(case: dict[str, object]) -> None:
    """The browser replays the very same events from this file; QUADRANT_WRITE_EVENTS=True writes it anew."""
    text = "{\n" + ",\n".join(f'"{name}": {_lines(part)}' for name, part in case.items()) + "\n}\n"
    if os.environ.get("QUADRANT_WRITE_EVENTS") == "True":
        EVERY_ACTION.write_text(text)
    assert EVERY_ACTION.read_text() == text


def _lines(part: object) -> str:
    """JSON with a line for every event, so that a change of the file can be read."""
    if isinstance(part, list):
        return "[\n" + ",\n".join(json.dumps(line) for line in part) + "\n]"
    return json.dumps(part)
