"""The facts of one moment: what counts, what is withheld, and that they cannot disagree with each other."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises.actions import options as option_actions
from exercises.actions import reports as report_actions
from exercises.actions.people import invite_person
from exercises.analysis.agreement import Spread
from exercises.models import Event, Option
from exercises.reports import facts
from exercises.reports.answers import PlacementFacts

QUERIES = 35  # and BEGIN, SET TRANSACTION, COMMIT outside of a test's own transaction


def test_what_the_crowd_said_of_an_option(exercise, judged):
    first, second, third = facts.collect(exercise.pk).options
    assert [first.sheets, second.sheets, third.sheets] == [6, None, 0]
    rating = first.ratings[0]
    assert (rating.criterion, rating.spread) == ("desirability", Spread(6, 4.0, 3.25, 4.75))
    assert (rating.steps, rating.abstained) == ((1, 0, 1, 2, 2), 0)
    assert first.placement == PlacementFacts(Spread(6, -0.5, -0.5, -0.5), Spread(6, 0.5, 0.5, 0.5), 0)
    assert (first.author, first.version, first.moved) == ("Alias Ana", 1, None)


def test_fewer_than_five_are_not_broken_out(exercise, judged):
    second = facts.collect(exercise.pk).options[1]
    assert {rating.spread for rating in second.ratings} == {Spread(0)}
    assert {rating.steps for rating in second.ratings} == {(0, 0, 0, 0, 0)}
    assert second.placement == PlacementFacts(Spread(0), Spread(0), 0)


def test_the_funnel_counts_people_once(exercise, judged):
    assert facts.collect(exercise.pk).people == facts.PeopleFacts(
        invited=0, joined=9, authors=None, raters=6, contributed=9, sheets=10
    )


def test_narratives_with_their_members(exercise, judged):
    (narrative,) = facts.collect(exercise.pk).narratives
    assert (narrative.numeral, narrative.nickname, narrative.version) == ("I", "Own strength", 1)
    assert narrative.members == (facts.MemberFacts(1, "core"),)


def test_a_sheet_on_an_older_text_counts_and_is_told_apart(exercise, judged):
    version = judged[0].current
    version.generation = 2
    version.save(update_fields=["generation"])
    changed, unchanged = facts.collect(exercise.pk).options[:2]
    assert (changed.sheets, changed.older, changed.ratings[0].spread.n, changed.placement.x.n) == (6, 6, 6, 6)
    assert (unchanged.sheets, unchanged.older) == (None, 0)


def test_the_snapshot_is_the_last_event_that_is_no_reports_own(cast, exercise, judged, middle):
    before = facts.collect(exercise.pk)
    last = Event.objects.filter(exercise=exercise).order_by("seq").last()
    assert last is not None
    assert (before.snapshot.seq, before.snapshot.at) == (last.seq, last.at)
    report_actions.request_report(requester=cast.lead, key=uuid.uuid4(), now=middle("reveal"))
    after = facts.collect(exercise.pk)
    assert Event.objects.filter(exercise=exercise).count() == last.seq + 1
    assert (after, after.hash) == (before, before.hash)


def test_the_hash_follows_the_facts(cast, exercise, judged, narrate):
    before = facts.collect(exercise.pk)
    narrate("Another", 0.5, -0.5)
    assert facts.collect(exercise.pk).hash != before.hash


def test_an_invitation_after_the_snapshot_changes_nothing(cast, exercise, judged, middle):
    before = facts.collect(exercise.pk)
    invite_person(manager=cast.manager, email="late@cast.invalid", role="analyst", now=middle("challenge"))
    assert facts.collect(exercise.pk).hash == before.hash


def test_as_many_queries_for_three_options_as_for_one(cast, exercise, submit, narrate, stand_in):
    submit(cast.ana)
    assert _queries(exercise) == QUERIES
    options = [submit(cast.ben), submit(cast.cleo)]
    stand_in("reveal")
    for number, option in enumerate(options):
        narrate(f"Number {number}", 0.5, 0.5, members={option: "core"})
    assert _queries(exercise) == QUERIES


def _queries(exercise) -> int:
    with CaptureQueriesContext(connection) as queries:
        facts.collect(exercise.pk)
    return len([q for q in queries if "SAVEPOINT" not in q["sql"]])


@pytest.mark.django_db(transaction=True)
def test_a_write_in_between_is_not_seen(cast, exercise, submit, middle, monkeypatch):
    """Another connection submits an option after the snapshot was read and before the options are."""
    submit(cast.ana)
    people = facts._people

    def slowly(*args):
        writer = threading.Thread(target=_submit_elsewhere, args=(cast.ben, middle("diverge")))
        writer.start()
        writer.join()
        return people(*args)

    monkeypatch.setattr(facts, "_people", slowly)
    seen = facts.collect(exercise.pk)
    monkeypatch.undo()
    assert Option.objects.filter(exercise=exercise).count() == 2
    assert len(seen.options) == 1
    later = facts.collect(exercise.pk)
    assert (len(later.options), later.snapshot.seq) == (2, seen.snapshot.seq + 1)


def _submit_elsewhere(author, now) -> None:
    values = {"title": "In between", "summary": "", "aspects": {}}
    try:
        option_actions.submit_option(author=author, values=values, key=uuid.uuid4(), now=now)
    finally:
        connection.close()
