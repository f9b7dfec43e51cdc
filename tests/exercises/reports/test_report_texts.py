"""The texts of the report, the meter of what they rest on, signatures, publication, and the hourly drafts."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from exercises import formats, jobs, schedule
from exercises.actions import narratives as narrative_actions
from exercises.actions import report_drafts
from exercises.actions.report_texts import write_report_text
from exercises.actions.signatures import publish_report, sign_report
from exercises.analysis.citations import Evidence
from exercises.errors import ActionRefused
from exercises.models import Citation, Event, Narrative, Publication, ReportDraft, ReportText, Signature
from exercises.queries.report_coverage import meter_of
from exercises.queries.report_prose import digest_of, prose_of, release_of, standing_signatures

JUDGMENT = {
    "title": "Courts first", "form": "recommendation", "text": "They fail.", "confidence": "low",
    "confidence_why": "Few grounds.", "change_mind": "A verdict.",
}  # fmt: skip
FORECAST = {
    **JUDGMENT, "form": "forecast", "actor": "The cartels", "condition": "courts are mended",
    "due": dt.date(2014, 12, 31), "likelihood": "likely",
}  # fmt: skip


@pytest.fixture
def write(cast, middle):
    """Write the text of a slot as the lead author, who has seen version *seen*."""

    def act(name: str, seen: int = 0, *, by: Any = None, key: Any = None, evidence: Any = (), **values: Any) -> Any:
        slot = formats.slot_of(name)
        assert slot is not None
        what: dict[str, Any] = {"slot": slot, "values": values, "evidence": evidence, "seen_version": seen}
        return write_report_text(author=by or cast.lead, **what, key=key or uuid.uuid4(), now=middle("draft"))

    return act


@pytest.fixture
def green(cast, submit, narrate, write, stand_in):
    """A report in which everything rests on something."""
    option = submit(cast.ana)
    stand_in("reveal")
    narrate("Mend", 0.5, 0.5, members={option: "core"})
    stand_in("draft")
    write("bottom_line", title="Mend it", text="Courts come first (PO-1).")
    write("judgment.new", evidence=[Evidence("supports", (1,), (1,))], **JUDGMENT)
    return cast.manager.exercise


def sign(person: Any, role: str, now: dt.datetime, **more: Any) -> int:
    what = {"seen_digest": digest_of(person.exercise), "note": "Enough.", "key": uuid.uuid4(), **more}
    return sign_report(signer=person, role=role, now=now, **what)


def publish(person: Any, now: dt.datetime, **more: Any) -> int:
    what = {"seen_digest": digest_of(person.exercise), "key": uuid.uuid4(), **more}
    return publish_report(publisher=person, now=now, **what)


# --- texts -------------------------------------------------------------------------------------------------


def test_a_text_is_written_in_versions_and_the_same_again_makes_none(green, write):
    text = "Courts come first (PO-1)."
    key = uuid.uuid4()
    assert write("bottom_line", 1, title="Mend it", text=text)[1] == 1
    assert write("bottom_line", 1, key=key, title="Mend the courts", text=text)[1] == 2
    assert write("bottom_line", 1, key=key, title="Mend the courts", text=text)[1] == 2
    prose = prose_of(green)
    assert prose.bottom_line is not None
    assert (prose.bottom_line.title, prose.bottom_line.version) == ("Mend the courts", 2)
    assert ReportText.objects.get(kind="bottom_line").versions.count() == 2


def test_two_who_write_the_first_text_at_once_clash(green, write):
    write("limits", text="Few (PO-1).")
    with pytest.raises(ActionRefused) as refused:
        write("limits", text="None (PO-1).")
    assert (refused.value.code, refused.value.facts) == ("stale", {"version": 1})


def test_what_is_cited_and_what_a_field_is_about_are_rows(green, write):
    text = "{{median option=1 criterion=risk}} says so, contra PO-0; {{narrative.nickname narrative=1}} too."
    from_zero = [("supports", "option"), ("supports", "narrative")]
    with pytest.raises(ActionRefused) as refused:
        write("background", text=text)  # nobody has entered PO-0 here
    assert refused.value.fields == {"text": "There is no PO-0 to cite."}
    write("background", text=text.replace("contra PO-0; ", ""))
    cited = prose_of(green).background.cited
    assert [(each.stance, each.kind) for each in cited] == from_zero


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{median option=9 criterion=risk}}", "There is no PO-9 to cite."),
        ("{{narrative.nickname narrative=7}}", "There is no VII to cite."),
        (
            "{{median option=1 criterion=charm}}",
            "{{median option=1 criterion=charm}}: there is no criterion “charm”. There are: %s.",
        ),
    ],
)
def test_a_field_about_nothing_is_refused_by_name(green, write, text, sentence):
    with pytest.raises(ActionRefused) as refused:
        write("limits", text=text)
    known = "desirability, feasibility, impact, risk"
    assert refused.value.fields == {"text": sentence.replace("%s", known)}
    assert not ReportText.objects.filter(kind="limits").exists()


def test_a_forecast_keeps_its_date_and_only_lead_and_manager_write(cast, green, write):
    write("judgment.new", by=cast.manager, **FORECAST)
    assert (prose_of(green).judgments[1].due, prose_of(green).judgments[1].likelihood) == (
        dt.date(2014, 12, 31),
        "likely",
    )
    for person in (cast.mona, cast.ana):
        with pytest.raises(ActionRefused) as refused:
            write("limits", by=person, text="Mine.")
        assert refused.value.code == "not_your_role"


# --- the meter ---------------------------------------------------------------------------------------------


def test_removing_a_citation_turns_the_meter_red(green, write):
    assert meter_of(green).green
    write("bottom_line", 1, title="Mend it", text="Courts come first.")
    meter = meter_of(green)
    assert [(gap.kind, gap.place) for gap in meter.gaps] == [("sentence", "bottom_line")]
    assert not meter.green
    write("bottom_line", 2, title="Mend it", text="Courts come first, says {{sheets}}.")
    assert meter_of(green).green
    write("bottom_line", 3, title="Mend it", text="Courts come first (PO-1). Nobody knows why.")
    assert [gap.sentence for gap in meter_of(green).gaps] == ["Bottom line: “Nobody knows why.”"]
    write("bottom_line", 4, title="Mend it", text="Courts come first (PO-1).")
    write("judgment.1", 1, evidence=[], **JUDGMENT)
    assert {(gap.kind, gap.place) for gap in meter_of(green).gaps} == {("sentence", "judgment.1"), ("narrative", "1")}


def test_an_option_without_a_place_is_a_gap_and_a_wild_card_is_none(cast, green):
    option = green.options.get(number=1)
    option.memberships.update(ended_at=option.submitted_at, ended_by=cast.mona)
    assert [gap.kind for gap in meter_of(green).gaps] == ["option"]
    type(option).objects.filter(pk=option.pk).update(wild_card=True)
    assert meter_of(green).green


# --- signed and published ----------------------------------------------------------------------------------


def test_two_different_people_sign_and_any_change_takes_it_back(cast, green, write, middle):
    now = middle("draft")
    sign(cast.lead, "author", now)
    with pytest.raises(ActionRefused, match="second pair of eyes"):
        sign(cast.lead, "reader", now)
    with pytest.raises(ActionRefused, match="second reader"):
        publish(cast.manager, now)
    sign(cast.mona, "reader", now)
    assert len(standing_signatures(green, digest_of(green))) == 2
    write("limits", text="Few judged (PO-1).")
    assert standing_signatures(green, digest_of(green)) == []
    assert Signature.objects.filter(ended_at=None).count() == 0
    assert list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:3]) == [
        "signature.ended", "signature.ended", "report_text.written",
    ]  # fmt: skip


def test_a_change_elsewhere_takes_a_signature_back_as_well(cast, green, middle):
    sign(cast.lead, "author", middle("draft"))
    green.narratives.get(number=1).memberships.update(kind="supporting")
    assert standing_signatures(green, digest_of(green)) == []
    assert sign(cast.lead, "author", middle("draft")) == 2  # the older one gives way


@pytest.mark.django_db(transaction=True)
def test_whoever_signs_waits_for_a_change_that_is_about_to_be_committed(cast, green, middle):
    seen, said, now = digest_of(green), list[str](), middle("draft")

    def signs() -> None:
        try:
            sign(cast.lead, "author", now, seen_digest=seen)
        except ActionRefused as refused:
            said.append(refused.code)
        finally:
            connection.close()

    signer = threading.Thread(target=signs)
    with transaction.atomic():
        narrative = Narrative.objects.get(exercise=green, number=1)
        narrative_actions.revise_narrative(
            author=cast.lead, narrative=narrative, values={"abstract": "Another word."}, seen_version=1,
            key=uuid.uuid4(), now=now,
        )  # fmt: skip
        signer.start()
        signer.join(0.5)  # it waits, or has read what this change makes untrue
    signer.join()
    assert (said, Signature.objects.count()) == (["stale"], 0)


def test_who_wrote_a_text_is_no_second_reader_and_a_moderator_no_author(cast, green, middle):
    with pytest.raises(ActionRefused, match="written in this text yourself"):
        sign(cast.lead, "reader", middle("draft"))
    with pytest.raises(ActionRefused) as refused:
        sign(cast.mona, "author", middle("draft"))
    assert refused.value.code == "not_your_role"


def test_a_reader_who_leaves_a_standard_out_says_why(cast, green, middle):
    with pytest.raises(ActionRefused) as refused:
        sign(cast.mona, "reader", middle("draft"), note="", standards=["sources"])
    assert list(refused.value.fields) == ["note"]
    assert sign(cast.mona, "reader", middle("draft"), note="", standards=list(formats.STANDARDS)) == 1


def test_a_text_that_has_changed_since_it_was_read_is_not_signed(cast, green, write, middle):
    seen = digest_of(green)
    write("limits", text="Few judged (PO-1).")
    with pytest.raises(ActionRefused) as refused:
        sign(cast.mona, "reader", middle("draft"), seen_digest=seen)
    assert refused.value.code == "stale"


def test_it_is_published_once_and_final_until_a_word_changes(cast, green, write, middle):
    now, key = middle("draft"), uuid.uuid4()
    sign(cast.lead, "author", now)
    sign(cast.mona, "reader", now)
    assert publish(cast.manager, now, key=key) == 1
    assert publish(cast.manager, now, key=key) == 1
    with pytest.raises(ActionRefused, match="published already"):
        publish(cast.manager, now)
    release = release_of(green)
    assert (release.final, release.number, [each.alias for each in release.signatures]) == (
        True, 1, [cast.lead.alias, cast.mona.alias],
    )  # fmt: skip
    write("limits", text="Few judged (PO-1).")
    assert (release_of(green).final, release_of(green).number) == (False, 1)


def test_gaps_are_refused_unless_a_reason_prints(cast, green, write, middle):
    now = middle("draft")
    write("limits", text="Nobody knows.")
    sign(cast.lead, "author", now)
    sign(cast.mona, "reader", now)
    with pytest.raises(ActionRefused) as refused:
        publish(cast.manager, now)
    assert list(refused.value.fields) == ["reason"]
    assert not Publication.objects.exists()
    publish(cast.manager, now, reason="The minister waits.")
    release = release_of(green)
    assert (release.gaps, release.reason) == (("Limits: “Nobody knows.”",), "The minister waits.")


# --- drafts ------------------------------------------------------------------------------------------------


def test_an_hour_has_one_draft_however_often_it_is_asked_for_and_made(green, write, middle):
    now = middle("draft")
    assert report_drafts.ask_for_draft(exercise=green, now=now)
    assert not report_drafts.ask_for_draft(exercise=green, now=now + dt.timedelta(minutes=1))
    row = ReportDraft.objects.get()
    report_drafts.write_draft(row.pk)
    first = ReportDraft.objects.get()
    report_drafts.write_draft(row.pk)
    assert (first.state, first.made_at) == ("done", ReportDraft.objects.get().made_at)
    green.stream.refresh_from_db()
    assert not report_drafts.ask_for_draft(exercise=green, now=now + dt.timedelta(hours=1))  # nothing has happened
    write("limits", text="Few judged (PO-1).")
    green.stream.refresh_from_db()
    assert report_drafts.ask_for_draft(exercise=green, now=now + dt.timedelta(hours=1))


def test_the_worker_is_woken_for_a_draft_once_whenever_the_clock_looks(green, stand_in, monkeypatch):
    stand_in("draft")
    woken = []

    def wake(task, pk, **_more):
        woken.append((task, pk))
        return True

    monkeypatch.setattr(jobs, "wake", wake)
    monkeypatch.setattr(jobs, "wake_after_commit", wake)
    schedule.draft_reports()
    assert woken == [(jobs.WRITE_DRAFT, ReportDraft.objects.get().pk)]
    schedule.draft_reports()  # whoever was woken may have died
    assert woken[1:] == woken[:1]


def test_there_are_drafts_from_the_reveal_on_only(green, middle):
    asked = {kind: report_drafts.ask_for_draft(exercise=green, now=middle(kind)) for kind in ("rate", "reveal")}
    assert asked == {"rate": False, "reveal": True}


def test_a_draft_that_fails_three_times_is_given_up(green, middle, monkeypatch):
    report_drafts.ask_for_draft(exercise=green, now=middle("draft"))
    pk = ReportDraft.objects.get().pk
    ReportDraft.objects.update(attempts=report_drafts.ATTEMPTS)
    report_drafts.write_draft(pk)
    assert (ReportDraft.objects.get().state, report_drafts.waiting()) == ("failed", [])


def test_every_citation_stands_in_one_text(green):
    assert Citation.objects.filter(report_text_version__isnull=False).count() == 3
