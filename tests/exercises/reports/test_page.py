"""The report in the browser: who sees it, its builds, and the door before every file."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any, get_args

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exercises import activity, tasks
from exercises.models import Exercise, Participation, Report, ReportFile
from exercises.reports.document import (
    Block,
    Cell,
    CodeBlock,
    Column,
    Field,
    Figure,
    Heading,
    List,
    Note,
    Numbers,
    Quote,
    Section,
    Table,
    paragraph,
    text,
)
from exercises.views import report_desk
from exercises.views import reports as views

PAGE = "/x/alpha/report/"
QUERIES = 63  # sessions, the person, what waits, the facts, the desk, the builds; whatever their number


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def built(cast, judged) -> Report:
    """A finished report."""
    cast.client("lead").post(PAGE, {"key": uuid.uuid4()})
    report = Report.objects.get()
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert report.state == "done"
    return report


def address(report: Report) -> str:
    return f"{PAGE}{report.uid}/pdf/"


def test_the_page_says_what_the_document_says(cast, judged):
    page = cast.client("lead").get(PAGE).content.decode()
    assert "Where the crowd places 3 options" in page
    assert '<a class="option-link" href="/x/alpha/options/1/">4 (6)</a>' in page
    drawn = re.findall(r'<title id="([a-z0-9-]+)-(?:wide|narrow)-title"', page)
    figures = ["board", "funnel", "activity", "profile-1", "criteria", "wanted", "participation"]
    assert sorted(drawn) == sorted(figures * 2)
    # The site's own colour of words in drawings wins over theirs: each of their classes needs one of its own.
    kinds = {kind for found in re.findall(r'<text [^>]*class="([^"]+)"', page) for kind in found.split()}
    for style in ("frontend/styles/parts.css", "exercises/reports/html/report.css"):
        css = (Path(__file__).parents[3] / style).read_text()
        assert {kind for kind in kinds if f".{kind}" not in css} == set(), style
    assert '<a href="#options">C · Every option</a>' in page  # side by side; each in full has a page of its own
    assert 'id="option-1"' not in page
    assert 'popovertarget="note-median"' in page
    assert page.count('id="note-median" popover>Half of those who answered') == 1
    assert "views of those who took part" in page
    assert 'aria-label="PO-1 Pay the police"' in page
    assert "It begins <strong>at home</strong>. Then more." in page


def test_a_long_table_is_shown_in_part_until_all_of_it_is_wanted(cast, judged, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 2)
    trace = r'(?s)<section[^>]*id="trace".*?</section>'
    page = re.search(trace, cast.client("lead").get(PAGE).content.decode())
    assert page
    assert (page[0].count("<tr>"), "The first 2 of 3 rows; the report’s files hold all. " in page[0]) == (1 + 2, True)
    assert '<a href="?rows=all#trace"' in page[0]
    whole = re.search(trace, cast.client("lead").get(f"{PAGE}?rows=all").content.decode())
    assert whole
    assert (whole[0].count("<tr>"), "rows=all" in whole[0]) == (1 + 3, False)


def test_every_kind_of_block_has_its_form_and_what_is_none_is_not_left_out() -> None:
    def shown(node: Any) -> str:
        return render_to_string("_report_block.html", {"node": node, "exercise": Exercise(slug="alpha")})

    inside = (paragraph("Words."),)
    blocks: list[Any] = [
        *inside, Heading(text("A head")), List((inside,)), Quote(inside), CodeBlock("x = 1"), Note(inside),
        Numbers((("5", "options"),)), Field("Label", inside), Table("A table", (Column("A"),), ((Cell(text("1")),),)),
        Figure("A drawing", "How", "Source", "Alt", "<svg/>", "<svg/>", "<svg/>"),
    ]  # fmt: skip
    assert {type(block) for block in blocks} == set(get_args(Block))
    assert all(re.sub(r"<[^>]*>|\s", "", shown(block)) for block in blocks)
    with pytest.raises(TypeError, match="no such kind of block: section"):
        shown(Section("A section", "anchor"))


def test_hostile_words_are_words_on_the_page(cast, hostile):
    page = cast.client("lead").get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "javascript:alert" not in page.replace("[a](javascript:alert(1))", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize(
    ("who", "phase"), [("ana", "reveal"), ("olga", "challenge"), ("lead", "rate"), ("ana", "diverge")]
)
def test_who_may_not_read_it_yet_learns_when(cast, judged, stand_in, who, phase):
    stand_in(phase)
    answer = cast.client(who).get(PAGE)
    page = answer.content.decode()
    assert (answer.status_code, "The report is not here yet" in page) == (200, True)
    assert "can be read here from" in page
    assert "Pay the police" not in page
    assert "Own strength" not in page


def test_a_stranger_finds_nothing(cast, built):
    for path in (PAGE, f"{PAGE}{built.uid}/", address(built)):
        assert cast.client("stranger").get(path).status_code == 404


def test_asking_for_a_build_goes_back_to_the_page(cast, judged):
    answer = cast.client("lead").post(PAGE, {"key": uuid.uuid4()})
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert Report.objects.get().state == "queued"


def test_the_same_key_asks_once(cast, judged):
    key = uuid.uuid4()
    for _click in range(2):
        cast.client("lead").post(PAGE, {"key": key})
    assert Report.objects.count() == 1


def test_an_analyst_asks_for_none(cast, judged):
    answer = cast.client("ana").post(PAGE, {"key": uuid.uuid4()})
    assert (answer.status_code, Report.objects.count()) == (403, 0)


def test_a_damaged_key_is_said(cast, judged):
    answer = cast.client("lead").post(PAGE, {"key": "x"})
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "key is damaged" in answer.content.decode()


def test_an_unfinished_build_asks_for_itself_and_a_finished_one_does_not(cast, judged):
    client = cast.client("lead")
    client.post(PAGE, {"key": uuid.uuid4()})
    report = Report.objects.get()
    path = f"{PAGE}{report.uid}/"
    waiting = client.get(path).content.decode()
    assert (f'hx-get="{path}" hx-trigger="every 1s"' in waiting, '<progress max="100" value="0"' in waiting) == (
        True,
        True,
    )
    Report.objects.update(state="running", step="pdf", percent=45)
    running = client.get(path).content.decode()
    assert ("Setting the pages" in running, '<progress max="100" value="45"' in running) == (True, True)
    Report.objects.update(state="queued", step="", percent=0)
    tasks.build_report(report.pk)
    finished = client.get(path).content.decode()
    assert ("hx-trigger" in finished, f'href="{address(report)}"' in finished) == (False, True)


def test_the_list_of_builds_by_itself(cast, built):
    part = cast.client("lead").get(f"{PAGE}?part=builds").content.decode()
    assert (address(built) in part, "<h1" in part) == (True, False)
    assert cast.client("ana").get(f"{PAGE}?part=builds").status_code == 409


def test_cancelling(cast, judged):
    client = cast.client("lead")
    client.post(PAGE, {"key": uuid.uuid4()})
    report = Report.objects.get()
    path = f"{PAGE}{report.uid}/cancel/"
    assert cast.client("ana").post(path).status_code == 404  # of an internal build an analyst sees nothing
    Report.objects.update(level="public")
    assert cast.client("ana").post(path).status_code == 403
    answer = client.post(path, headers={"HX-Request": "true"})
    assert (answer.status_code, "cancelled" in answer.content.decode()) == (200, True)
    assert Report.objects.get().state == "cancelled"
    assert client.post(path).status_code == 409


def builds(cast, who: str) -> str:
    return cast.client(who).get(f"{PAGE}?part=builds").content.decode()


def test_a_reader_is_offered_what_the_door_gives_and_told_of_nothing_else(cast, built, stand_in):
    stand_in("draft")
    assert [address(built) in builds(cast, who) for who in ("lead", "ana")] == [True, False]
    assert (f"{PAGE}{built.uid}" in builds(cast, "ana"), "No file has been built yet" in builds(cast, "ana")) == (
        False,
        True,
    )
    Report.objects.update(level="public")
    assert address(built) in builds(cast, "ana")
    Report.objects.update(state="cancelled")
    assert ["cancelled" in builds(cast, who) for who in ("lead", "ana")] == [True, False]


def test_a_file_stands_with_its_checksum_until_it_expires(cast, built):
    assert f'<code class="hash-full">{built.files.get().sha256}</code>' in builds(cast, "lead")
    Report.objects.update(expires_at=timezone.now())
    gone = builds(cast, "lead")
    assert ("Its files are gone" in gone, "Build it again" in gone, address(built) in gone) == (True, True, False)


def test_what_came_to_nothing_is_built_again_as_it_was_asked_for(cast, judged):
    client = cast.client("lead")
    client.post(PAGE, {"key": uuid.uuid4(), "level": "sponsor", "formats": ["pdf", "md"]})
    assert "Build it again" not in builds(cast, "lead")
    Report.objects.update(state="failed", failure="The file could not be stored.", finished_at=timezone.now())
    page = builds(cast, "lead")
    assert "The file could not be stored." in page
    again = page[page.index('id="build-') :]
    sent = {name: re.findall(rf'name="{name}" value="([^"]+)"', again) for name in ("key", "level", "formats")}
    assert client.post(PAGE, sent).status_code == 302
    assert [(r.state, r.level, r.formats) for r in Report.objects.order_by("pk")] == [
        ("failed", "sponsor", ["pdf", "md"]),
        ("queued", "sponsor", ["pdf", "md"]),
    ]


def test_a_file_says_what_it_is(cast, built):
    answer = cast.client("lead").get(address(built))
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, content[:5]) == (200, b"%PDF-")
    assert {
        name: answer.headers[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="alpha-report-{built.seq}-internal.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    assert (int(answer.headers["Content-Length"]), "no-store" in answer.headers["Cache-Control"]) == (
        len(content),
        True,
    )


def test_the_door_is_asked_each_time(cast, built, stand_in):
    client = cast.client("ana")
    assert client.get(address(built)).status_code == 404  # what holds reasons is for staff
    Report.objects.update(level="public")
    assert client.get(address(built)).status_code == 409  # an analyst reads the rest from the draft on
    stand_in("draft")
    assert b"".join(client.get(address(built)).streaming_content)[:5] == b"%PDF-"
    cast.ana.removed_at = cast.ana.joined_at
    cast.ana.save(update_fields=["removed_at"])
    assert client.get(address(built)).status_code == 404


def test_a_file_of_another_exercise_is_not_there(cast, built):
    other = Exercise.objects.get(slug="alpha")
    other.pk, other.slug = None, "beta"
    other.save()
    activity.open_stream(other)
    lead = Participation.objects.get(pk=cast.lead.pk)
    lead.pk, lead.exercise = None, other
    lead.save()
    client = cast.client("lead")
    assert client.get("/x/beta/report/").status_code == 200
    for path in (f"{built.uid}/", f"{built.uid}/pdf/"):
        assert client.get(f"/x/beta/report/{path}").status_code == 404
    assert client.post(f"/x/beta/report/{built.uid}/cancel/").status_code == 404


def test_what_is_not_finished_or_gone_is_not_there(cast, built, files):
    client = cast.client("lead")
    assert client.get(f"{PAGE}{uuid.uuid4()}/pdf/").status_code == 404
    assert client.get(f"{PAGE}{built.uid}/docx/").status_code == 404
    Report.objects.update(state="running")
    assert client.get(address(built)).status_code == 404
    Report.objects.update(state="done")
    (files / built.files.get().path).unlink()
    assert client.get(address(built)).status_code == 404


def test_as_many_queries_for_three_options_and_builds_as_for_one(cast, submit, narrate, stand_in):
    submit(cast.ana)
    stand_in("reveal")
    _built(cast)
    one = _queries(cast)
    submit(cast.ben)
    option = submit(cast.cleo)
    narrate("Own", 0.5, 0.5, members={option: "core"})
    for _build in range(2):
        _built(cast)
    assert (one, _queries(cast)) == (QUERIES, QUERIES)


def _built(cast) -> None:
    """One more build that is done, with a file."""
    cast.client("lead").post(PAGE, {"key": uuid.uuid4()})
    Report.objects.filter(state="queued").update(state="done", seq=1, finished_at=timezone.now())
    report = Report.objects.latest("pk")
    ReportFile.objects.create(report=report, format="pdf", path=f"{report.pk}.pdf", size=1, sha256="0" * 64)


def _queries(cast) -> int:
    views._composed.cache_clear()
    report_desk._standing.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        assert cast.client("lead").get(PAGE).status_code == 200
    return len([q for q in queries if "SAVEPOINT" not in q["sql"]])


def test_while_nothing_happens_the_document_is_made_once(cast, judged):
    client = cast.client("lead")
    first = client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(PAGE)
    assert first.context["document"] is second.context["document"]
    assert len(queries) < 16
