"""The texts of the report in the browser: writing one, two who write it, signing, publishing, and the drafts."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises import formats, jobs
from exercises.actions import report_drafts
from exercises.actions.narratives import create_narrative
from exercises.actions.places import put_into_narrative
from exercises.actions.takeaways import create_takeaway
from exercises.analysis.citations import Evidence
from exercises.analysis.fields import KINDS
from exercises.models import Draft, Event, Exercise, Publication, ReportDraft, ReportText, ReportTextVersion, Signature
from exercises.reports import drafts
from exercises.views import report_desk, report_texts
from exercises.views import reports as report_views
from tests.exercises.conftest import Cast

JSON = {"Accept": "application/json"}
REPORT, BOTTOM, NEW = (
    "/x/alpha/report/",
    "/x/alpha/report/texts/bottom_line/edit/",
    "/x/alpha/report/texts/judgment.new/edit/",
)
DRAFTS = f"{REPORT}drafts/"
SECRET = "Its author knows the minister"
JUDGMENT = {
    "title": "Courts first", "form": "recommendation", "text": "They fail.", "confidence": "low",
    "confidence_why": "Few grounds.", "change_mind": "A verdict.", "supports": "PO-1, I",
}  # fmt: skip


def sent(values: dict[str, str] | None = None, **changed: str) -> dict[str, str]:
    text = {"title": "Mend the courts", "text": "Courts come first (PO-1)."} if values is None else values
    return {**text, "seen_version": "0", "key": str(uuid.uuid4()), **changed}


@pytest.fixture
def desk(cast: Cast, submit: Callable[..., Any], stand_in: Callable[[str], dt.datetime]) -> Exercise:
    """An option in a narrative, on the day on which the report is written."""
    submit(cast.ana)
    now = stand_in("reveal")
    create_narrative(author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=now)
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="core", now=now)
    stand_in("draft")
    return cast.manager.exercise


@pytest.fixture
def green(cast: Cast, desk: Exercise) -> Exercise:
    """A report in which everything rests on something."""
    lead = cast.client("lead")
    assert lead.post(BOTTOM, sent()).status_code == 302
    assert lead.post(NEW, sent(JUDGMENT)).status_code == 302
    return desk


def signing(cast: Cast, who: str, as_role: str, **changed: Any) -> Any:
    """Sign what the page shows to *who*."""
    client = cast.client(who)
    seen = client.get(REPORT).context["digest"]
    body = {"key": str(uuid.uuid4()), "role": as_role, "seen": seen, "note": "Enough.", **changed}
    return client.post(f"{REPORT}sign/", body)


def marks(page: str) -> list[tuple[str, str]]:
    """What is marked as gone and as new."""
    return re.findall(r"<(del|ins)>.*?</bdi>(.*?)<bdi", page)


# --- writing -------------------------------------------------------------------------------------------------------


def test_a_text_is_saved_and_read_on_the_report(cast: Cast, desk: Exercise) -> None:
    lead = cast.client("lead")
    answer = lead.post(BOTTOM, sent(text="Of {{options.accepted}} options courts come first (PO-1)."))
    assert (answer.status_code, answer["Location"]) == (302, f"{REPORT}#bottom-line")
    page = lead.get(REPORT).content.decode()
    assert "Mend the courts" in page
    assert re.search(r'Of <a [^>]*href="[^"]+"[^>]*>1</a> options courts come first \(<a', page)
    assert Draft.objects.count() == 0


def test_the_same_key_is_one_version_and_json_is_answered_in_kind(cast: Cast, desk: Exercise) -> None:
    body = sent()
    answers = [cast.client("lead").post(BOTTOM, body, headers=JSON) for _click in range(2)]
    assert [(a.status_code, a.json()) for a in answers] == [(201, {"text": "bottom_line", "version": 1})] * 2
    assert ReportTextVersion.objects.count() == 1


FORECAST = {"form": "forecast", "actor": "The cartels", "condition": "courts are mended", "due": "2026-12-31"}


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        (
            {"likelihood": "likely"},
            {"likelihood": ["A recommendation has none. Leave this empty, or call the judgment a forecast."]},
        ),
        (
            FORECAST,
            {"likelihood": ["A forecast needs this: without it nobody could say later whether it came true."]},
        ),
        ({"confidence": ""}, {"confidence": ["Say how sure the analysis is."]}),
        (
            {"text": "Some {{guess}}."},
            {"text": ["{{guess}} is no field. Pick one from the list beside the text."]},
        ),
        ({"supports": "PO-9"}, {"supports": ["There is no PO-9 to cite."]}),
        ({"contradicts": "PO-1"}, {"contradicts": ["The same cannot stand for it and against it."]}),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    cast: Cast, desk: Exercise, wrong: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = cast.client("lead").post(NEW, sent(JUDGMENT, **wrong))
    assert (answer.status_code, answer.context["form"].errors) == (422, errors)
    page = answer.content.decode()
    assert (ReportText.objects.count(), page.count('class="error"')) == (0, 1)
    assert Draft.objects.get().body["title"] == "Courts first"  # nothing that was typed is lost


def test_a_recommendation_has_no_likelihood_and_a_forecast_prints_its_own(cast: Cast, desk: Exercise) -> None:
    lead = cast.client("lead")
    lead.post(NEW, sent(JUDGMENT))
    lead.post(NEW, sent(JUDGMENT, **FORECAST, title="Fewer kill", likelihood="likely"))
    page = lead.get(REPORT).content.decode()
    recommended, foreseen = (page.index(f'<section class="report-section" id="judgment-{n}"') for n in (1, 2))
    one, other = page[recommended:foreseen], page[foreseen : page.index("</section>", foreseen)]
    assert ("Key judgment 1, recommendation" in one, "Likelihood" in one) == (True, False)
    assert ("Key judgment 2, conditional forecast" in other, "Likely (55–80 %)" in other) == (True, True)


def test_two_who_write_one_clash_field_by_field_and_the_choice_is_saved(cast: Cast, green: Exercise) -> None:
    cast.client("manager").post(BOTTOM, sent(seen_version="1", text="Police come first (PO-1)."), headers=JSON)
    lead = cast.client("lead")
    mine = sent(seen_version="1", title="Mend them now", text="Courts and police come first (PO-1).")
    answer = lead.post(BOTTOM, mine)
    assert (answer.status_code, list(answer.context["clash"].fields)) == (409, ["text"])
    page = answer.content.decode()
    assert ('name="seen_version" value="2"' in page, "Mend them now" in page) == (True, True)
    clashing = answer.context["clash"].fields["text"]
    body = {**mine, "seen_version": "2", clashing.stood: mine["text"], clashing.name: "theirs"}
    assert lead.post(BOTTOM, {**body, "key": str(uuid.uuid4())}).status_code == 302
    current = ReportText.objects.select_related("current").get(kind="bottom_line").current
    assert current is not None
    assert (current.number, current.title, current.text) == (3, "Mend them now", "Police come first (PO-1).")


def test_versions_lie_beside_each_other(cast: Cast, green: Exercise) -> None:
    only = cast.client("mona").get(f"{REPORT}texts/judgment.1/versions/").content.decode()
    assert ("They fail." in only, "Its headline" in only, "PO-1, I" in only, marks(only)) == (True, False, True, [])
    cast.client("lead").post(BOTTOM, sent(seen_version="1", text="Police come first (PO-1)."))
    page = cast.client("mona").get(f"{REPORT}texts/bottom_line/versions/").content.decode()
    assert marks(page) == [("del", "Courts"), ("ins", "Police")]


@pytest.mark.parametrize("who", ["mona", "ana", "olga"])
def test_nobody_else_writes(cast: Cast, green: Exercise, who: str) -> None:
    client = cast.client(who)
    assert [client.get(BOTTOM).status_code, client.post(BOTTOM, sent()).status_code] == [403, 403]
    assert f'href="{BOTTOM}"' not in client.get(REPORT).content.decode()


@pytest.mark.parametrize("name", ["judgment.7", "figure.Board", "preface", "figure.", "judgment.0"])
def test_a_text_that_nobody_can_mean_is_not_there(cast: Cast, desk: Exercise, name: str) -> None:
    assert cast.client("lead").get(f"{REPORT}texts/{name}/edit/").status_code == 404


def test_every_field_has_words_in_the_picker(cast: Cast, desk: Exercise) -> None:
    assert set(report_texts.FIELDS) == set(KINDS)
    page = cast.client("lead").get(BOTTOM).content.decode()
    assert '<option value="median" data-about="option criterion">An option’s median</option>' in page


def test_the_page_says_which_figure_it_is(cast: Cast, desk: Exercise) -> None:
    found = {
        name: cast.client("lead").get(f"{REPORT}texts/figure.{name}/edit/").context["about"]
        for name in ("board", "profile-1", "profile-9")
    }
    assert found == {"board": "the board", "profile-1": "Inside job", "profile-9": "profile-9"}


def test_each_number_leads_to_an_anchor_that_is_there(cast: Cast, green: Exercise) -> None:
    fields = " ".join(
        "{{" + " ".join([name, *(f"{about}={'risk' if about == 'criterion' else 1}" for about in abouts)]) + "}}"
        for name, abouts in KINDS.items()
    )
    cast.client("lead").post(f"{REPORT}texts/limits/edit/", sent({"text": fields}))
    page = cast.client("lead").get(REPORT).content.decode()
    within = set(re.findall(r'href="#([^"]+)"', page))
    assert len(within) > 15
    assert within - set(re.findall(r'\bid="([^"]+)"', page)) == set()
    written = re.search(r'<p class="report-text".*?</p>', page[page.index('id="limits"') :], re.DOTALL)
    assert written is not None
    assert written[0].count("<a ") == len(KINDS)


def test_as_many_queries_for_three_texts_as_for_one(cast: Cast, desk: Exercise) -> None:
    lead = cast.client("lead")
    for _judgment in range(2):
        lead.post(NEW, sent(JUDGMENT))
    lead.post(f"{REPORT}texts/judgment.2/end/")
    one = _queries(cast)
    for _judgment in range(2):
        lead.post(NEW, sent(JUDGMENT, title="Then banks"))
    lead.post(f"{REPORT}texts/judgment.3/end/")
    lead.post(BOTTOM, sent())
    assert _queries(cast) == one


def _queries(cast: Cast) -> int:
    report_views._composed.cache_clear()
    report_desk._standing.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        assert cast.client("lead").get(REPORT).status_code == 200
    return len([q for q in queries if "SAVEPOINT" not in q["sql"]])


# --- signing and publishing ----------------------------------------------------------------------------------------


def test_two_sign_and_it_is_published_on_the_page(cast: Cast, green: Exercise) -> None:
    assert signing(cast, "lead", "author").status_code == 302
    assert signing(cast, "mona", "reader", standards=list(formats.STANDARDS), note="").status_code == 302
    page = cast.client("manager").get(REPORT)
    assert "Publish as final" in page.content.decode()
    body = {"key": str(uuid.uuid4()), "seen": page.context["digest"]}
    for _click in range(2):
        answer = cast.client("manager").post(f"{REPORT}publish/", body)
        assert (answer.status_code, answer["Location"]) == (302, REPORT)
    assert Publication.objects.count() == 1
    read = cast.client("ana").get(REPORT).content.decode()
    assert ("Alias Mona signed as second reader." in read, "Sign as" in read) == (True, False)
    assert cast.client("ana").get(REPORT).context["document"].cover.draft == "Final"


def test_only_who_could_be_second_reader_is_asked(cast: Cast, green: Exercise) -> None:
    asked = {who: "Sign as second reader" in cast.client(who).get(REPORT).content.decode() for who in ("lead", "mona")}
    assert asked == {"lead": False, "mona": True}  # the lead has written all of it


def test_what_was_not_ticked_wants_a_word_and_the_ticks_stay(cast: Cast, green: Exercise) -> None:
    answer = signing(cast, "mona", "reader", standards=["sources"], note="")
    assert (answer.status_code, Signature.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert "Say about each standard that you did not tick" in page
    assert re.search(r'value="sources"[^>]* checked', page)


def test_an_older_text_is_neither_signed_nor_published(cast: Cast, green: Exercise) -> None:
    seen = cast.client("lead").get(REPORT).context["digest"]
    cast.client("lead").post(BOTTOM, sent(seen_version="1", text="Police come first (PO-1)."))
    assert signing(cast, "mona", "reader", seen=seen).status_code == 409
    body = {"key": str(uuid.uuid4()), "seen": seen}
    assert cast.client("manager").post(f"{REPORT}publish/", body).status_code == 409
    assert (Signature.objects.count(), Publication.objects.count()) == (0, 0)


@pytest.mark.parametrize("broken", [{"seen": "x"}, {"role": "king"}, {"key": "x"}, {"role": ""}])
def test_a_damaged_form_signs_nothing(cast: Cast, green: Exercise, broken: dict[str, str]) -> None:
    assert signing(cast, "lead", "author", **broken).status_code == 422
    assert Signature.objects.count() == 0


def test_nobody_signs_or_publishes_for_others(cast: Cast, green: Exercise) -> None:
    seen = cast.client("lead").get(REPORT).context["digest"]
    for who in ("ana", "olga"):
        for act in ("sign", "publish"):
            body = {"key": str(uuid.uuid4()), "role": "reader", "seen": seen, "note": "x"}
            assert cast.client(who).post(f"{REPORT}{act}/", body).status_code == 403
    assert cast.client("mona").post(f"{REPORT}publish/", {"key": str(uuid.uuid4()), "seen": seen}).status_code == 403


def _rewrite_narrative(cast: Cast, now: dt.datetime) -> None:
    body = {"nickname": "Outside job", "seen_version": "1", "key": str(uuid.uuid4())}
    assert cast.client("lead").post("/x/alpha/narratives/1/edit/", body).status_code == 302


def _write_takeaway(cast: Cast, now: dt.datetime) -> None:
    values = {"title": "Then banks", "text": "Banks (PO-1).", "confidence": "low", "disagreement": ""}
    create_takeaway(
        author=cast.lead, values=values, evidence=[Evidence("supports", (1,), ())], key=uuid.uuid4(), now=now
    )


@pytest.mark.parametrize(
    ("change", "kind"), [(_rewrite_narrative, "narrative.revised"), (_write_takeaway, "takeaway.created")]
)
def test_a_change_elsewhere_logs_that_the_signature_ends(
    cast: Cast, green: Exercise, middle: Callable[[str], dt.datetime], change: Callable[..., None], kind: str
) -> None:
    signing(cast, "lead", "author")
    signing(cast, "mona", "reader")
    change(cast, middle("draft"))
    last = Event.objects.filter(exercise=green).order_by("-seq").values_list("kind", "data", "actor__alias")[:3]
    assert list(last) == [
        ("signature.ended", {"signature": 2}, "Alias Lead"),
        ("signature.ended", {"signature": 1}, "Alias Lead"),
        (kind, last[2][1], "Alias Lead"),
    ]
    assert Signature.objects.filter(ended_at=None).count() == 0
    page = cast.client("lead").get(REPORT).content.decode()
    assert "had signed an earlier text" in page


def test_the_same_words_again_leave_the_signatures(cast: Cast, green: Exercise) -> None:
    signing(cast, "lead", "author")
    cast.client("lead").post(
        "/x/alpha/narratives/1/edit/", {"nickname": "Inside job", "seen_version": "1", "key": str(uuid.uuid4())}
    )
    assert Signature.objects.filter(ended_at=None).count() == 1


# --- drafts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_drafts(
    cast: Cast, green: Exercise, middle: Callable[[str], dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hours, between which the bottom line changed."""
    monkeypatch.setattr(jobs, "wake", lambda *_args, **_more: True)
    for hour in range(2):
        green.stream.refresh_from_db()
        report_drafts.ask_for_draft(exercise=green, now=middle("draft") + dt.timedelta(hours=hour))
        report_drafts.write_draft(ReportDraft.objects.latest("hour").pk)
        cast.client("lead").post(BOTTOM, sent(seen_version=str(hour + 1), text="Police come first (PO-1)."))


def test_what_changed_between_two_hours_is_marked(cast: Cast, two_drafts: None) -> None:
    answer = cast.client("lead").get(DRAFTS)
    (change,) = answer.context["changes"]
    assert (change.anchor, change.kind, change.words_in, change.words_out) == ("bottom-line", "changed", 1, 1)
    assert marks(answer.content.decode()) == [("del", "Courts"), ("ins", "Police")]


def test_the_older_comes_first_however_they_are_asked_for(cast: Cast, two_drafts: None) -> None:
    new, old = ReportDraft.objects.order_by("-hour").values_list("pk", flat=True)
    shown = cast.client("lead").get(f"{DRAFTS}?from={new}&to={old}").context
    assert (shown["old"].pk, shown["new"].pk) == (old, new)
    same = cast.client("lead").get(f"{DRAFTS}?from={old}&to={old}")
    assert (same.context["changes"], "Nothing differs." in same.content.decode()) == ([], True)


@pytest.mark.parametrize("asked", ["?from=1x&to=2", "?from=99999999&to=1", "?from=", "?to=%00"])
def test_a_draft_that_is_not_there_is_not_there(cast: Cast, two_drafts: None, asked: str) -> None:
    assert cast.client("lead").get(f"{DRAFTS}{asked}").status_code == 404


def test_before_the_first_draft_the_page_says_when_it_comes(cast: Cast, desk: Exercise) -> None:
    assert "The first is kept at the next full hour." in cast.client("lead").get(DRAFTS).content.decode()


def test_drafts_hold_no_note_that_is_for_staff(
    cast: Cast, green: Exercise, middle: Callable[[str], dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the report reads its drafts, whatever of the options they hold one day."""
    monkeypatch.setattr(jobs, "wake", lambda *_args, **_more: True)
    monkeypatch.setattr(drafts, "_FULL", "")
    now, option = middle("draft"), green.options.select_related("current").get(number=1)
    why = {"verdict": "rejected", "reason": "off_topic", "note": SECRET, "decided_at": now}
    assert option.current is not None
    option.decisions.create(version=option.current, decided_by=cast.mona, **why)
    green.options.update(state="rejected")
    green.stream.refresh_from_db()
    report_drafts.ask_for_draft(exercise=green, now=now)
    report_drafts.write_draft(ReportDraft.objects.get().pk)
    words = str(drafts.unpack(bytes(ReportDraft.objects.get().content or b"")))
    assert ("Why it no longer stands" in words, SECRET in words) == (True, False)
