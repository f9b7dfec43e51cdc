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

from exercises import activity, events, formats
from exercises.actions.board import Target, move_card, move_cards, note_card
from exercises.actions.challenges import (
    answer_challenge,
    judge_fit,
    offer_nickname,
    support_narrative,
    write_minority_note,
)
from exercises.actions.comments import (
    choose_objection,
    clear_objection,
    hide_comment,
    post_comment,
    revise_comment,
    show_comment,
    withdraw_comment,
)
from exercises.actions.dispositions import order_members
from exercises.actions.exercise import open_due_phases, open_next_phase, update_frame
from exercises.actions.freeze import freeze_board, release_board
from exercises.actions.moderation import (
    accept_option,
    accept_options,
    reject_option,
    release_option,
    reopen_option,
    return_option,
    take_up_option,
    undo_acceptance,
)
from exercises.actions.narrative_life import end_narrative, restore_narrative
from exercises.actions.narratives import (
    anchor_narrative,
    create_narrative,
    revise_narrative,
)
from exercises.actions.option_life import appeal_decision, restore_option, resubmit_option, withdraw_option
from exercises.actions.options import revise_option, submit_option
from exercises.actions.people import invite_person, join_exercise, remove_person
from exercises.actions.places import end_wild_card, put_into_narrative, set_as_wild_card, take_out_of_narrative
from exercises.actions.practice import practise, write_sample
from exercises.actions.protocol import change_protocol, deviate
from exercises.actions.purge import ask_for_purge, drop_purge, purge_option
from exercises.actions.queue import draw_portion, resume_option, skip_option
from exercises.actions.ratings import judge_option, revise_sheet
from exercises.actions.report_texts import (
    end_report_text,
    order_report_texts,
    restore_report_text,
    write_report_text,
)
from exercises.actions.signatures import publish_report, sign_report, take_back_signature
from exercises.actions.takeaways import (
    create_takeaway,
    end_takeaway,
    order_takeaways,
    restore_takeaway,
    revise_takeaway,
)
from exercises.actions.undo import redo, undo
from exercises.analysis import replica
from exercises.analysis.citations import Evidence
from exercises.models import (
    Challenge,
    Comment,
    Exercise,
    Narrative,
    Option,
    Participation,
    ReportText,
    Sample,
    Takeaway,
)
from exercises.queries import protocol as protocols
from exercises.queries.replica import state_of
from exercises.queries.report_prose import digest_of

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
    key = uuid.uuid4()  # of what is accepted at once

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
            *self.moving(),
            ("create", lambda: self.create("Inside job", -0.5, 0.5)),
            ("create another", lambda: self.create("From outside", 0.5, -0.5)),
            ("revise", self.revise),
            ("anchor", self.anchor),
            ("put in as core", lambda: self.put(1, [1], "core")),
            ("put in as support", lambda: self.put(1, [2], "supporting")),
            ("core elsewhere ends the first", lambda: self.put(2, [1], "core")),
            ("another kind of place", lambda: self.put(1, [2], "dissent")),
            ("the same place again", lambda: self.put(1, [2], "dissent")),
            ("take out", self.take_out),
            *self.placing(),
            ("the challenge opens", lambda: self.open_phases("challenge")),
            *self.synthesis(),
            ("open the next phase now", self.next_phase),
            *self.reporting(),
        ]

    def reporting(self) -> list[Step]:
        """The report is written, signed, changed, signed again and published."""
        manager, mona, now = self.cast.manager, self.cast.mona, self.middle("draft")
        return [
            ("a bottom line", lambda: self.write("bottom_line", title="Courts", text="Courts first (PO-1).")),
            ("a judgment", lambda: self.write("judgment.new", title="Pay", form="recommendation")),
            ("another", lambda: self.write("judgment.new", title="Banks", form="recommendation")),
            ("it is written anew", lambda: self.write("judgment.2", 1, title="Banks hide it", form="recommendation")),
            ("the same again", lambda: self.write("judgment.2", 2, title="Banks hide it", form="recommendation")),
            ("order", lambda: order_report_texts(author=manager, kind="judgment", numbers=[2, 1], now=now)),
            ("take one out", lambda: end_report_text(author=manager, row=self.report_text("judgment"), now=now)),
            ("sign", lambda: self.sign(self.cast.lead, "author")),
            ("sign second", lambda: self.sign(mona, "reader")),
            (
                "take it in again",
                lambda: restore_report_text(author=manager, row=self.report_text("judgment"), now=now),
            ),
            ("sign again", lambda: self.sign(self.cast.lead, "author")),
            ("sign and think again", lambda: self.sign(mona, "reader")),
            ("think again", lambda: take_back_signature(signer=mona, now=now)),
            ("another signs", lambda: self.sign(self.cast.milo, "reader")),
            ("publish", self.publish),
        ]

    def write(self, slot: str, seen: int = 0, **values: str) -> None:
        place = formats.slot_of(slot)
        assert place is not None
        what: dict[str, Any] = {"slot": place, "values": values, "seen_version": seen, "key": uuid.uuid4()}
        write_report_text(author=self.cast.manager, **what, now=self.middle("draft"))

    def report_text(self, kind: str) -> ReportText:
        return ReportText.objects.get(exercise=self.exercise, kind=kind, number=1)

    def sign(self, signer: Participation, role: str) -> None:
        what: dict[str, Any] = {"seen_digest": digest_of(self.exercise), "note": "Enough.", "key": uuid.uuid4()}
        sign_report(signer=signer, role=role, **what, now=self.middle("draft"))

    def publish(self) -> None:
        what: dict[str, Any] = {"seen_digest": digest_of(self.exercise), "reason": "In time.", "key": uuid.uuid4()}
        publish_report(publisher=self.cast.manager, **what, now=self.middle("draft"))

    def synthesis(self) -> list[Step]:
        """What is said to the narratives, what they come down to, and where options and narratives end up."""
        lead, mona, now = self.cast.lead, self.cast.mona, self.middle("challenge")
        seen: dict[str, Any] = {"analyst": self.cast.ana, "seen_version": 2, "now": now}
        clusters: dict[str, Any] = {"moderator": mona, "now": now}
        return [
            ("put in two more", partial(put_into_narrative, options=[3, 6], narrative=1, kind="core", **clusters)),
            (
                "doubt",
                lambda: self.challenge(judge_fit, option=self.option(3), verdict="doubtful", reason="Why?", **seen),
            ),
            ("support", lambda: self.challenge(support_narrative, step=4, **seen)),
            ("dissent", lambda: self.challenge(write_minority_note, text="Not so.", **seen)),
            ("another name", lambda: self.challenge(offer_nickname, nickname="Slow", **seen)),
            ("the same name again", lambda: self.challenge(offer_nickname, nickname="Slow", **seen)),
            ("answer", self.answer),
            ("a takeaway", lambda: self.take_away("Courts first", "Courts fail (PO-1).")),
            ("another", lambda: self.take_away("Then banks", "Banks hide it.")),
            ("revise a takeaway", self.revise_takeaway),
            ("order takeaways", lambda: order_takeaways(author=lead, numbers=[2, 1], now=now)),
            ("take one out", lambda: end_takeaway(author=lead, takeaway=self.takeaway(1), now=now)),
            ("take it in again", lambda: restore_takeaway(author=lead, takeaway=self.takeaway(1), now=now)),
            ("order", lambda: order_members(moderator=mona, narrative=self.narrative(1), options=[6, 3], now=now)),
            ("end a narrative", lambda: end_narrative(author=lead, narrative=self.narrative(1), now=now)),
            ("restore it", lambda: restore_narrative(author=lead, narrative=self.narrative(1), now=now)),
        ]

    def challenge(self, action: Callable[..., int], **what: Any) -> None:
        action(narrative=self.narrative(1), key=uuid.uuid4(), **what)

    def answer(self) -> None:
        challenge = Challenge.objects.get(exercise=self.exercise, kind="minority")
        now = self.middle("challenge")
        answer_challenge(author=self.cast.lead, challenge=challenge, answer="declined", text="It is.", now=now)

    def takeaway(self, number: int) -> Takeaway:
        return Takeaway.objects.get(exercise=self.exercise, number=number)

    def take_away(self, title: str, text: str) -> None:
        values = {"title": title, "text": text, "confidence": "low", "disagreement": ""}
        what: dict[str, Any] = {"values": values, "evidence": [Evidence("supports", options=(2,), narratives=(1,))]}
        create_takeaway(author=self.cast.lead, **what, key=uuid.uuid4(), now=self.middle("challenge"))

    def revise_takeaway(self) -> None:
        values = {"title": "Courts first", "text": "Courts.", "confidence": "high", "disagreement": "None."}
        what: dict[str, Any] = {"values": values, "evidence": [], "takeaway": self.takeaway(1), "seen_version": 1}
        revise_takeaway(author=self.cast.lead, **what, key=uuid.uuid4(), now=self.middle("challenge"))

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
            ("take it up as well", partial(self.review, take_up_option, 6)),
            ("accept two at once", self.accept_two),
            ("undo that", self.undo_acceptance),
        ]

    def moving(self) -> list[Step]:
        """Cards together, notes, and the board frozen: in one phase by hand, and to the end of the next."""
        mona, milo = self.cast.mona, self.cast.milo
        return [
            ("move two together", lambda: self.move_all([(1, 0.5, 0.5, 2), (2, -0.5, 0.25, 0)])),
            ("note one of them", lambda: self.note(2, 1)),
            ("move it a little: the note stands", lambda: self.move(2, -0.5, 0.375, 1)),
            ("move it away: it does not", lambda: self.move(2, 0.5, 0.375, 2)),
            ("give both back", lambda: self.move_all([(1, None, None, 3), (2, None, None, 3)])),
            ("undo that", lambda: self.undo(mona)),
            ("undo the move before", lambda: self.undo(mona)),
            ("do it again", lambda: self.redo(mona)),
            ("freeze", lambda: self.freeze(milo)),
            ("release", lambda: release_board(person=self.cast.manager, now=self.middle("reveal"))),
        ]

    def placing(self) -> list[Step]:
        """Several into a narrative and out, alone and no longer, undone and done again."""
        mona, now = self.cast.mona, self.middle("reveal")
        return [
            ("put two in", lambda: self.put(1, [1, 2], "core")),
            ("let two stand alone", lambda: set_as_wild_card(moderator=mona, options=[1, 2, 3], now=now)),
            ("undo that", lambda: self.undo(mona)),
            ("do it again", lambda: self.redo(mona)),
            ("one no longer", lambda: end_wild_card(moderator=mona, options=[3], now=now)),
            ("one goes into a narrative", lambda: self.put(2, [2], "dissent")),
            ("freeze to the end of the phase", lambda: self.freeze(self.cast.lead)),
            ("ask to remove a text", partial(self.ask_for_purge, mona, 2)),
            ("let it drop", lambda: drop_purge(person=self.cast.milo, option=self.option(2), now=now)),
            ("ask again", partial(self.ask_for_purge, mona, 2)),
            ("remove it", lambda: purge_option(second=self.cast.milo, option=self.option(2), now=now)),
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

    def accept_two(self) -> None:
        accept_options(moderator=self.cast.mona, versions={1: 1, 6: 1}, key=self.key, now=self.middle("diverge"))

    def undo_acceptance(self) -> None:
        undo_acceptance(moderator=self.cast.mona, key=self.key, now=self.middle("diverge"))

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

    def ask_for_purge(self, asker: Participation, number: int) -> None:
        what: dict[str, Any] = {"option": self.option(number), "reason": "It names a source.", "key": uuid.uuid4()}
        ask_for_purge(asker=asker, **what, now=self.middle("reveal"))

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

    def move_all(self, cards: list[tuple[int, float | None, float | None, int]]) -> None:
        targets = [Target(*card) for card in cards]
        move_cards(moderator=self.cast.mona, targets=targets, key=uuid.uuid4(), now=self.middle("reveal"))

    def note(self, number: int, seen: int) -> None:
        what: dict[str, Any] = {"option": self.option(number), "note": "Who pays decides.", "seen_version": seen}
        note_card(moderator=self.cast.milo, **what, key=uuid.uuid4(), now=self.middle("reveal"))

    def undo(self, moderator: Participation) -> None:
        undo(moderator=moderator, key=uuid.uuid4(), now=self.middle("reveal"))

    def redo(self, moderator: Participation) -> None:
        redo(moderator=moderator, key=uuid.uuid4(), now=self.middle("reveal"))

    def freeze(self, moderator: Participation) -> None:
        freeze_board(moderator=moderator, reason="We vote.", key=uuid.uuid4(), now=self.middle("reveal"))

    def create(self, nickname: str, x: float, y: float) -> None:
        what: dict[str, Any] = {"values": {"nickname": nickname}, "x": x, "y": y}
        create_narrative(author=self.cast.lead, **what, key=uuid.uuid4(), now=self.middle("reveal"))

    def revise(self) -> None:
        what: dict[str, Any] = {
            "narrative": self.narrative(1),
            "values": {"abstract": "From within."},
            "seen_version": 1,
        }
        revise_narrative(author=self.cast.lead, **what, key=uuid.uuid4(), now=self.middle("reveal"))

    def anchor(self) -> None:
        what: dict[str, Any] = {"narrative": self.narrative(1), "x": -0.5, "y": -0.5}
        anchor_narrative(author=self.cast.mona, **what, now=self.middle("reveal"))

    def put(self, narrative: int, numbers: list[int], kind: str) -> None:
        what: dict[str, Any] = {"narrative": narrative, "options": numbers, "kind": kind}
        put_into_narrative(moderator=self.cast.mona, **what, now=self.middle("reveal"))

    def take_out(self) -> None:
        what: dict[str, Any] = {"narrative": 2, "options": [1]}
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
    own = {kind.wire for kind in events.KINDS} - {"exercise.created", "report.requested", "report.finished"}
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
