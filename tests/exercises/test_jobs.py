"""Reports as jobs: asked for once, built once, whatever dies or comes twice in between."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import subprocess
import sys
import textwrap
import threading
import time
import uuid
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from exercises import access, jobs, schedule, tasks
from exercises.actions import reports
from exercises.errors import ActionRefused
from exercises.models import Event, OptionVersion, Report, ReportFile
from exercises.reports import facts, pandoc, pdf, programs, word
from exercises.reports import files as the_files
from quadrant.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def ask(cast, submit, stand_in):
    """Ask for a report of an exercise with one option, on the day of the reveal."""
    submit(cast.ana)
    stand_in("reveal")

    def asked(key: uuid.UUID | None = None) -> Report:
        now = access.now_in(cast.lead.exercise)
        uid = reports.request_report(requester=cast.lead, key=key or uuid.uuid4(), now=now)
        return Report.objects.get(uid=uid)

    return asked


def told(report: Report) -> list[tuple[str, dict[str, str]]]:
    """The log's lines about reports."""
    rows = Event.objects.filter(exercise=report.exercise, kind__startswith="report.").order_by("seq")
    return list(rows.values_list("kind", "data"))


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def waiting() -> list[list[int]]:
    """Arguments of the wake-ups in the broker, taken out of it."""
    found = []
    with app.connection_for_read() as broker:
        queue = broker.SimpleQueue("celery")
        with contextlib.suppress(queue.Empty):
            while True:
                message = queue.get(block=False)
                found.append(list(message.payload[0]))
                message.ack()
        queue.close()
    return found


REQUESTED = ("report.requested", {})
DONE = ("report.finished", {"state": "done"})


def test_asking_twice_with_one_key_is_one_report(cast, ask):
    key = uuid.uuid4()
    assert ask(key) == ask(key)
    assert Report.objects.count() == 1
    assert told(Report.objects.get()) == [REQUESTED]


@pytest.mark.parametrize(("who", "phase", "code"), [("ana", "reveal", "not_your_role"), ("lead", "rate", "not_open")])
def test_who_may_not_ask_leaves_nothing(cast, stand_in, who, phase, code):
    now = stand_in(phase)
    with pytest.raises(ActionRefused) as refused:
        reports.request_report(requester=getattr(cast, who), key=uuid.uuid4(), now=now)
    assert (refused.value.code, Report.objects.count()) == (code, 0)


def test_the_worker_is_woken_by_name_after_the_commit(ask):
    waiting()
    with transaction.atomic():
        report = ask()
        assert waiting() == []
    assert waiting() == [[report.pk]]


def test_without_a_broker_the_row_stays_and_the_sweeper_finds_it(ask, monkeypatch):
    monkeypatch.setattr(jobs, "app", _dead_broker())
    began = time.monotonic()
    report = ask()
    assert time.monotonic() - began < 20  # and not until Celery has tried again for ever
    assert report.state == "queued"
    schedule.sweep_reports()  # says nothing and stops
    monkeypatch.undo()
    waiting()
    schedule.sweep_reports()
    assert waiting() == [[report.pk]]


def _dead_broker() -> Celery:
    dead = Celery("dead", broker="redis://127.0.0.1:1/0")
    dead.conf.broker_transport_options = app.conf.broker_transport_options
    dead.conf.task_publish_retry = app.conf.task_publish_retry
    return dead


def test_a_report_is_built(ask, files):
    report = ask()
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.percent, report.attempts, report.failure) == ("done", 100, 1, "")
    assert told(report) == [REQUESTED, DONE]
    file = ReportFile.objects.get()
    assert on_disk(files) == [file.path] == [f"{report.exercise_id}/{report.uid}.pdf"]
    content = (files / file.path).read_bytes()
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (report.seq, file.standard) == (Event.objects.exclude(kind__startswith="report.").count(), "ua-1")


def test_run_again_it_does_nothing(ask, files):
    report = ask()
    tasks.build_report(report.pk)
    tasks.build_report(report.pk)
    assert (told(report), len(on_disk(files)), Report.objects.get().attempts) == ([REQUESTED, DONE], 1, 1)


def test_run_at_once_it_is_built_once(ask, files):
    report = ask()
    workers = [threading.Thread(target=_build_elsewhere, args=(report.pk,)) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (told(report), len(on_disk(files)), Report.objects.get().attempts) == ([REQUESTED, DONE], 1, 1)


def _build_elsewhere(pk: int) -> None:
    try:
        tasks.build_report(pk)
    finally:
        connection.close()


def test_the_same_snapshot_twice_is_the_same_report(ask, files):
    first, second = ask(), ask()
    for report in (first, second):
        tasks.build_report(report.pk)
        report.refresh_from_db()
    assert (first.seq, first.epoch, first.facts_hash) == (second.seq, second.epoch, second.facts_hash)
    assert first.facts_hash == facts.collect(first.exercise_id).hash
    one, other = ReportFile.objects.values_list("sha256", flat=True)
    assert one == other


KILLED = """
import os, sys, time
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.FILES_ROOT = sys.argv[3]
import django
django.setup()
from exercises.actions import reports
from exercises.reports import pdf
def slowly(*args):
    print("typesetting", flush=True)
    time.sleep(600)
pdf.render = slowly
reports.build_report(int(sys.argv[2]))
"""


def test_killed_in_the_middle_it_is_taken_up_again(ask, files, settings, monkeypatch):
    report = ask()
    script = [sys.executable, "-c", textwrap.dedent(KILLED)]
    name = connection.settings_dict["NAME"]
    engines = {**os.environ, "DATABASE_URL": settings.DATABASE_URL, "VALKEY_URL": settings.VALKEY_URL}  # this process's
    with subprocess.Popen(
        [*script, name, str(report.pk), str(files)], stdout=subprocess.PIPE, text=True, env=engines
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "typesetting\n"
        worker.kill()
    report.refresh_from_db()
    assert (report.state, report.step, report.attempts) == ("running", "pdf", 1)

    tasks.build_report(report.pk)  # too early: its worker may only be slow
    assert Report.objects.get().attempts == 1
    assert reports.overdue(timezone.now()) == []

    monkeypatch.setattr(reports, "STALE", dt.timedelta(0))
    waiting()
    schedule.sweep_reports()
    assert waiting() == [[report.pk]]
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts, told(report)) == ("done", 2, [REQUESTED, DONE])
    assert len(on_disk(files)) == 1


def test_after_three_attempts_it_has_failed(ask, files):
    report = ask()
    for _attempt in range(reports.ATTEMPTS):
        assert reports._claim(report.pk) is not None
        Report.objects.update(heartbeat_at=timezone.now() - reports.STALE * 2)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files)) == ("failed", [])
    assert report.failure == "It could not be finished in 3 attempts. Tell whoever runs this server."
    assert told(report) == [REQUESTED, ("report.finished", {"state": "failed"})]


def test_a_worker_that_was_thought_dead_writes_nothing(ask, files, monkeypatch):
    """While the first worker sets its pages, it falls silent, and a second one builds the report."""
    report = ask()
    render = pdf.render

    def overtaken(*args):
        monkeypatch.setattr(pdf, "render", render)
        Report.objects.update(heartbeat_at=timezone.now() - reports.STALE * 2)
        tasks.build_report(report.pk)
        return render(*args)

    monkeypatch.setattr(pdf, "render", overtaken)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts, told(report)) == ("done", 2, [REQUESTED, DONE])
    assert len(on_disk(files)) == 1


def test_cancelled_between_two_steps_it_leaves_nothing(cast, ask, files, monkeypatch):
    report = ask()
    collect = facts.collect

    def cancelled(exercise_id):
        reports.cancel_report(canceller=cast.mona, report=report, now=access.now_in(cast.mona.exercise))
        return collect(exercise_id)

    wrote: list[str] = []
    monkeypatch.setattr(facts, "collect", cancelled)
    monkeypatch.setattr(the_files, "write", lambda _source, file_format, *_rest: wrote.append(file_format))
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files), wrote) == ("cancelled", [], [])
    assert told(report) == [REQUESTED, ("report.finished", {"state": "cancelled"})]
    with pytest.raises(ActionRefused, match="no longer being built"):
        reports.cancel_report(canceller=cast.mona, report=report, now=access.now_in(cast.mona.exercise))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(OSError(28, "No space left"), "The file could not be stored."), (ValueError("inside"), "Something went wrong")],
)
def test_what_went_wrong_is_said_without_details(ask, files, monkeypatch, error, sentence):
    report = ask()

    def broken(*args):
        raise error

    monkeypatch.setattr(pdf, "render", broken)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files)) == ("failed", [])
    assert report.failure.startswith(sentence)
    assert str(error) not in report.failure
    assert told(report) == [REQUESTED, ("report.finished", {"state": "failed"})]


def test_without_the_database_the_row_waits_for_the_sweeper(ask, monkeypatch):
    report = ask()

    def lost(*args):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(facts, "collect", lost)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, told(report)) == ("running", [REQUESTED])
    assert reports.overdue(timezone.now() + reports.STALE * 2) == [report.pk]


def test_a_long_step_shows_signs_of_life(ask, monkeypatch):
    report = ask()
    monkeypatch.setattr(reports, "BEAT", 0.05)
    seen = set()
    render = pdf.render

    def slowly(*args):
        for _look in range(8):
            time.sleep(0.05)
            seen.add(Report.objects.get().heartbeat_at)
        return render(*args)

    monkeypatch.setattr(pdf, "render", slowly)
    tasks.build_report(report.pk)
    assert len(seen) >= 3
    assert Report.objects.get().state == "done"


def test_the_clock_opens_what_is_due_by_each_exercises_own_time(cast, exercise, middle):
    schedule.tick()  # in real time everything is long over; by its own clock nothing has begun
    opened = Event.objects.filter(exercise=exercise, kind="phase.opened").count()
    exercise.phases.update(logged_at=None)
    exercise.clock_offset = middle("rate") - timezone.now()
    exercise.save()
    schedule.tick()
    kinds = [
        event.data["phase"] for event in Event.objects.filter(exercise=exercise, kind="phase.opened").order_by("seq")
    ]
    assert kinds[opened:] == ["prepare", "diverge", "compete", "rate"]
    schedule.tick()
    assert Event.objects.filter(exercise=exercise, kind="phase.opened").count() == opened + 4


def test_the_tasks_that_the_clock_is_set_for_exist():
    asked = {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked == {"exercises.tick", "exercises.sweep_reports", "exercises.draft_reports"}
    assert asked | {jobs.BUILD_REPORT} <= set(app.tasks)
    assert django_settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"] == schedule.SWEEP_SECONDS


# --- several formats, levels, and people who may no longer -------------------------------------------------------


@pytest.fixture
def ask_for(cast, submit, stand_in):
    """Ask for a report of a level in formats."""
    submit(cast.ana)
    stand_in("reveal")

    def asked(level: str, *wanted: str, by=None) -> Report:
        seat = by or cast.lead
        uid = reports.request_report(
            requester=seat, key=uuid.uuid4(), now=access.now_in(seat.exercise), level=level, file_formats=wanted
        )
        return Report.objects.get(uid=uid)

    return asked


def test_each_format_is_a_file_with_its_checksum(ask_for, files):
    report = ask_for("internal", "package", "md", "pdf")
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.formats) == ("done", ["pdf", "md", "package"])
    found = {file.format: (files / file.path).read_bytes() for file in report.files.all()}
    assert sorted(found) == ["md", "package", "pdf"]
    for file in report.files.all():
        assert (file.size, file.sha256) == (len(found[file.format]), hashlib.sha256(found[file.format]).hexdigest())
    assert on_disk(files) == sorted(f"{report.exercise_id}/{report.uid}.{end}" for end in ("md", "pdf", "zip"))


def test_each_step_is_told_with_how_far_it_is(ask_for, files, monkeypatch):
    seen = []
    write = the_files.write

    def looking(source, file_format, out, progress):
        seen.append(Report.objects.values_list("step", "percent").get())
        return write(source, file_format, out, progress)

    monkeypatch.setattr(the_files, "write", looking)
    tasks.build_report(ask_for("internal", "md", "html").pk)
    assert seen == [("html", 41), ("md", 59)]  # the third and the fourth of five steps, between 5 and 95


def test_two_exports_at_once_do_not_meet(ask_for, files):
    both = [ask_for("internal", "md", "pdf"), ask_for("public", "md", "html")]
    workers = [threading.Thread(target=_build_elsewhere, args=(report.pk,)) for report in both]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [Report.objects.get(pk=report.pk).state for report in both] == ["done", "done"]
    texts = [(files / report.files.get(format="md").path).read_text() for report in both]
    assert ["Alias Ana" in text for text in texts] == [True, False]
    assert len(on_disk(files)) == 4


@pytest.mark.parametrize("lost", [{"role": "observer"}, {"removed_at": timezone.now()}])
def test_who_lost_the_role_meanwhile_gets_nothing(cast, ask_for, files, lost):
    report = ask_for("internal", "md")
    for name, value in lost.items():
        setattr(cast.lead, name, value)
    cast.lead.save()
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files)) == ("failed", [])
    assert report.failure == "Whoever asked for it may no longer have it. Somebody who may can ask again."


@pytest.mark.parametrize(
    ("writer", "wanted"),
    [*(("worker", each) for each in the_files.FORMATS), ("program", "pdf"), ("program", "html")],
)
def test_a_full_disk_leaves_neither_part_nor_row(ask_for, files, monkeypatch, wanted, writer):
    """What the worker writes, or what its programs write, goes to a device that is always full."""
    report = ask_for("internal", wanted)
    write, run = the_files.write, programs.Programs.run

    def write_in_vain(source, file_format, out, progress):
        out.symlink_to("/dev/full")
        return write(source, file_format, out, progress)

    def run_in_vain(self, command, seconds, **how):
        out = next(Path(word.partition("=")[2] or word) for word in command if word.endswith(f".{wanted}"))
        out.symlink_to("/dev/full")
        return run(self, command, seconds, **how)

    if writer == "worker":
        monkeypatch.setattr(the_files, "write", write_in_vain)
    else:
        monkeypatch.setattr(programs.Programs, "run", run_in_vain)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files), ReportFile.objects.count()) == ("failed", [], 0)
    assert report.failure.startswith("The file could not be stored. Perhaps the disk is full")


def test_what_takes_too_long_is_stopped_and_says_so(ask_for, files, monkeypatch):
    monkeypatch.setattr(reports, "LONGEST", dt.timedelta(0))
    report = ask_for("internal", "md")
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files)) == ("failed", [])
    assert report.failure == "It took too long and was stopped. Fewer formats at a time may do."


@pytest.mark.parametrize("wanted", the_files.FORMATS)
def test_cancelled_within_a_format_it_ends_there(cast, ask_for, files, monkeypatch, wanted):
    """What the programs would write is not waited for: here they would take an hour."""
    ended, run, hour = [], programs.Programs.run, [sys.executable, "-c", "import time; time.sleep(3600)"]

    def running(self, command, seconds, **how):
        try:
            return run(self, hour, 20, **how)
        except CancelledError:
            ended.append(wanted)
            raise

    monkeypatch.setattr(programs.Programs, "run", running)
    monkeypatch.setattr(word, "reference_document", lambda document: b"")
    monkeypatch.setattr(reports, "LOOK", 0)
    report = ask_for("internal", wanted)
    write = the_files.write

    def cancelled(source, file_format, out, progress):
        reports.cancel_report(canceller=cast.mona, report=report, now=access.now_in(cast.mona.exercise))
        write(source, file_format, out, progress)
        pytest.fail("it was written to its end")

    monkeypatch.setattr(the_files, "write", cancelled)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, on_disk(files), bool(ended)) == ("cancelled", [], wanted != "package")


@pytest.mark.parametrize(
    ("module", "limit", "value", "sentence"),
    [
        (pandoc, "SECONDS", 0.001, "It took too long and was stopped."),
        (pandoc, "HEAP", "4m", "It wanted more memory than a report may have."),
        (pdf, "SECONDS", 0.001, "It took too long and was stopped."),
        (pdf, "MEMORY", 100 * 2**20, "It wanted more memory than a report may have."),
    ],
)
def test_a_program_that_wants_too_much_is_ended_and_the_worker_goes_on(
    ask_for, files, monkeypatch, module, limit, value, sentence
):
    monkeypatch.setattr(module, limit, value)
    report = ask_for("internal", "md" if module is pandoc else "pdf")
    OptionVersion.objects.update(summary="Some words. " * 20_000)
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.failure[: len(sentence)], on_disk(files)) == ("failed", sentence, [])


def test_files_expire_and_the_row_stays(ask_for, files):
    report = ask_for("internal", "md")
    tasks.build_report(report.pk)
    report.refresh_from_db()
    assert (reports.expire(timezone.now()), len(on_disk(files))) == (0, 1)
    assert (reports.expire(timezone.now() + reports.KEPT), on_disk(files)) == (1, [])
    assert (ReportFile.objects.count(), Report.objects.get().state) == (0, "done")


@pytest.mark.parametrize("level", ["internal", "sponsor", "public"])
def test_the_door_asks_each_time_who_may_fetch_that_level(cast, ask_for, stand_in, level):
    report = ask_for(level, "md")
    tasks.build_report(report.pk)
    stand_in("draft")
    path = f"/x/alpha/report/{report.uid}/md/"

    def fetched(who: str) -> int:
        with contextlib.closing(cast.client(who).get(path)) as answer:
            return answer.status_code

    answers = {who: fetched(who) for who in ("manager", "lead", "mona", "ana", "olga")}
    others = 200 if level == "public" else 404
    assert answers == {"manager": 200, "lead": 200, "mona": 200, "ana": others, "olga": others}
    Report.objects.update(expires_at=timezone.now())
    assert fetched("lead") == 404
