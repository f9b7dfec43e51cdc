"""The whole synthetic week: deterministic, through actions alone, and never before its time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef
from django.test import Client
from django.utils import timezone

from exercises import access, activity, formats
from exercises.analysis import replica
from exercises.analysis.groups import by_group, opposed
from exercises.analysis.judged import Judged, judged, tally
from exercises.analysis.placed import placed
from exercises.demo import content
from exercises.demo.week import DOMAIN, stands_at
from exercises.models import (
    CardMove,
    Comment,
    CommentVersion,
    Decision,
    Draft,
    Event,
    Exercise,
    Invitation,
    Membership,
    Narrative,
    Objection,
    Option,
    OptionVersion,
    Participation,
    Placement,
    PracticeSheet,
    QueueEntry,
    Rating,
    Receipt,
    Report,
    Sheet,
)
from exercises.queries import replay
from exercises.queries.board import board_for
from exercises.queries.crowd import forget
from exercises.queries.replica import state_of
from exercises.reports.files import FORMATS
from quadrant.accounts.models import User
from tests.exercises.demo.conftest import Loader
from tests.exercises.reports.test_formats import build, everything
from tests.exercises.test_sealed import FRESH

EARLY = content.moment("4 04:00")
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("week")]


@pytest.fixture(scope="module")
def another(load: Loader) -> dict[str, Any]:
    """What the demo holds early on its fourth day, as data: it is gone again before the next load."""
    with load() as week:
        week.play(EARLY)
        return dump(week.exercise, EARLY)


@pytest.fixture(scope="module")
def lived(load: Loader, another: dict[str, Any]) -> Iterator[tuple[Exercise, dict[str, Any], dict[str, Any]]]:
    """The demo as everybody first meets it, day 5, two in the afternoon; and how it stood on days 3 and 4."""
    with load() as week:
        week.play(stands_at(3))
        third = board(state_of(week.exercise, staff=False))
        week.play(stands_at(4))
        fourth = _on_the_fourth_day(week.exercise)
        week.play()
        yield week.exercise, third, fourth


@pytest.fixture(scope="module")
def third(lived: tuple[Exercise, dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """The board as it stood on the third day, as data."""
    return lived[1]


@pytest.fixture(scope="module")
def fourth(lived: tuple[Exercise, dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return lived[2]


@pytest.fixture(scope="module")
def fifth(lived: tuple[Exercise, dict[str, Any], dict[str, Any]]) -> Exercise:
    return lived[0]


def _on_the_fourth_day(exercise: Exercise) -> dict[str, Any]:
    """What can be told while people rate; what was done to find out is undone again."""
    set_off = exercise.clock_offset
    with transaction.atomic(), pytest.MonkeyPatch.context() as clock:
        now = timezone.now()
        clock.setattr(timezone, "now", lambda: now)  # or else the pages tell the time
        exercise.clock_offset = stands_at(4) - now
        exercise.save(update_fields=["clock_offset"])
        open_to = {seat.role: access.capabilities(seat, stands_at(4)) for seat in _seats(exercise)}
        said = {"dump": dump(exercise, stands_at(4)), "open": open_to, "told_apart": _told_apart(exercise)}
        transaction.set_rollback(True)
    exercise.clock_offset = set_off
    forget()  # the answers that were turned round for a moment
    return said


def dump(exercise: Exercise, until: dt.datetime) -> dict[str, list[Any]]:
    """The main columns of what was there at *until*, without keys of the database."""
    sheets = Sheet.objects.filter(option__exercise=exercise, created_at__lte=until)
    ratings = Rating.objects.filter(option__exercise=exercise, sheet__created_at__lte=until).order_by(
        *("sheet__created_at", "sheet__participation__alias", "criterion__key")
    )
    rows = {
        "versions": OptionVersion.objects.filter(option__exercise=exercise, created_at__lte=until)
        .order_by("option__number", "number")
        .values_list(*("option__number", "number", "generation", "change", "title", "author__alias", "created_at")),
        "decisions": Decision.objects.filter(option__exercise=exercise, decided_at__lte=until)
        .order_by("decided_at", "option__number")
        .values_list(*("option__number", "version__number", "verdict", "reason", "decided_by__alias", "decided_at")),
        "comments": CommentVersion.objects.filter(comment__exercise=exercise, created_at__lte=until)
        .order_by("comment__number", "number")
        .values_list(*("comment__number", "comment__option__number", "comment__author__alias", "text", "created_at")),
        "sheets": sheets.order_by("created_at", "participation__alias").values_list(
            *("participation__alias", "option__number", "version__number", "round", "certainty", "reason"),
            *("placement__x", "placement__x_answer", "placement__y", "placement__y_answer", "created_at"),
        ),
        "ratings": ratings.values_list("sheet__option__number", "criterion__key", "step", "abstained"),
        "log": Event.objects.filter(exercise=exercise, at__lte=until)
        .order_by("seq")
        .values_list("kind", "actor__alias", "data", "at"),
    }
    return {name: list(found) for name, found in rows.items()}


def digests(dumped: dict[str, list[Any]]) -> dict[str, tuple[int, str]]:
    """How many rows and their hash; a difference of whole rows would take minutes to print."""
    hashes = {name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in dumped.items()}
    return {name: (len(rows), hashes[name]) for name, rows in dumped.items()}


def _seats(exercise: Exercise) -> list[Participation]:
    return list(Participation.objects.filter(exercise=exercise).select_related("exercise", "user"))


def _told_apart(exercise: Exercise) -> list[str]:
    """Pages that change when what the crowd said is turned round; on the day of rating there must be none."""
    signed_in = {}
    for name in ("manager", "lead", "moderator1", "analyst14", "observer"):  # analyst 14 never judges
        signed_in[name] = Client()
        signed_in[name].force_login(User.objects.get(email=f"{name}@{DOMAIN}"))
    paths = ("", "options/", "options/2/", "options/8/", "judge/", "board/", "board/data/", "people/")

    def told() -> dict[str, bytes]:
        return {
            f"{name} {path}": FRESH.sub(b"", client.get(f"/x/{exercise.slug}/{path}").content)
            for name, client in signed_in.items()
            for path in paths
        }

    told()  # the first visit changes what is new
    before = told()
    assert all(b"RECONSTRUCTION" in page for name, page in before.items() if "data" not in name)
    on = {"option__exercise": exercise}
    Rating.objects.filter(**on, step__isnull=False).update(step=5)  # how many abstain is coverage
    Placement.objects.filter(**on).update(x=-1, y=1, x_answer="", y_answer="")
    after = told()
    return [page for page in before if before[page] != after[page]]


def replayed(exercise: Exercise) -> replica.State:
    """The state that a member of the staff arrives at from the log alone."""
    state, seq = replica.empty(), 0
    while rows := activity.read_since(exercise.pk, seq):
        for number, _audience, kind, data in rows:
            state, seq = replica.apply(state, kind, data), number
    return state


def test_two_loads_make_the_same_week(another: dict[str, Any], fifth: Exercise) -> None:
    assert another["sheets"]
    assert digests(dump(fifth, EARLY)) == digests(another)


def test_all_of_it_came_through_the_log(fifth: Exercise) -> None:
    assert replayed(fifth) == state_of(fifth, staff=True)


def test_counts(fifth: Exercise) -> None:
    of = {"exercise": fifth}
    roles = Counter(Participation.objects.filter(**of).values_list("role", flat=True))
    assert roles == {"manager": 1, "lead": 1, "moderator": 2, "observer": 1, "analyst": 70}
    states = Counter(Option.objects.filter(**of).values_list("state", flat=True))
    assert states == {"accepted": 34, "withdrawn": 1, "rejected": 1}
    changes = Counter(OptionVersion.objects.filter(option__exercise=fifth).values_list("change", flat=True))
    assert changes == {"first": 36, "typo": 5, "clarification": 5, "material": 5}
    kinds = Counter(Comment.objects.filter(**of).values_list("kind", flat=True))
    assert kinds == {"challenge": 40, "evidence": 25, "question": 19, "support": 32}
    assert Counter(Comment.objects.filter(**of).values_list("state", flat=True))["standing"] == sum(kinds.values()) - 2
    assert Objection.objects.filter(option__exercise=fifth, ended_at=None).count() == 17
    assert PracticeSheet.objects.filter(sample__exercise=fifth).count() == 60
    assert Draft.objects.filter(participation__exercise=fifth).count() == 7
    assert Counter(Sheet.objects.filter(option__exercise=fifth).values_list("round", flat=True)) == {1: 1222, 2: 118}
    assert Narrative.objects.filter(**of).count() == 4
    assert Membership.objects.filter(narrative__exercise=fifth, ended_at=None).count() == 35
    assert CardMove.objects.filter(card__option__exercise=fifth).count() == 9


def test_the_history_of_options_that_were_returned_withdrawn_or_rejected(fifth: Exercise) -> None:
    def verdicts(number: int) -> list[str]:
        return list(
            Decision.objects.filter(option__exercise=fifth, option__number=number).values_list("verdict", flat=True)
        )

    for number in (12, 16, 27):
        assert verdicts(number) == ["returned", "resubmitted", "in_review", "accepted"]
    assert verdicts(34) == ["withdrawn"]
    assert verdicts(35) == ["rejected", "appealed", "rejected"]
    by_default = Decision.objects.filter(option__exercise=fifth, verdict="accepted", decided_by=None)
    assert set(by_default.values_list("option__number", flat=True)) == {0, 24, 29, 31, 32, 33}


def test_every_option_has_more_than_the_floor_of_sheets(fifth: Exercise) -> None:
    rows = Sheet.objects.filter(option__exercise=fifth, round=1, current=True).values("option__number")
    counts = {row["option__number"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    assert sorted(counts) == list(range(34))
    assert min(counts.values()) >= 30 > formats.RATING_FLOOR
    assert max(counts.values()) - min(counts.values()) <= 3  # the queue is even


def test_people_are_regular_sparing_silent_or_leave_in_the_middle(fifth: Exercise) -> None:
    rows = Sheet.objects.filter(option__exercise=fifth, round=1).values("participation__user__email")
    judged = Counter({_number(row["participation__user__email"]): row["n"] for row in rows.annotate(n=Count("pk"))})
    habits = content.read("habits")
    assert all(judged[who] == 0 for who in habits["silent"])
    assert all(2 <= judged[who] <= 4 for who in habits["few"])
    assert _left_in_the_middle(fifth) == set(habits["leave"] + habits["few"])
    assert sum(judged[who] >= 30 for who in habits["regulars"]) >= 10
    given = Counter(QueueEntry.objects.exclude(skipped="").values_list("skipped", flat=True))
    assert set(given) == {"later", "expertise", "unclear", "conflict"}
    assert set(Rating.objects.exclude(abstained="").values_list("abstained", flat=True)) == set(
        dict(formats.ABSTENTIONS)
    )


def _left_in_the_middle(exercise: Exercise) -> set[int]:
    """Those who were given options that they neither judged nor put aside."""
    own = Sheet.objects.filter(participation=OuterRef("participation"), option=OuterRef("option"))
    waiting = QueueEntry.objects.filter(~Exists(own), option__exercise=exercise, skipped="")
    return {_number(email) for email in waiting.values_list("participation__user__email", flat=True)}


def _number(email: str) -> int:
    return int(email.removeprefix("analyst").partition("@")[0])


def test_nothing_happens_before_its_phase(fifth: Exercise) -> None:
    opens_in = {
        "option.submitted": {"diverge", "compete"},
        "option.revised": {"diverge", "compete", "rate"},
        "comment.posted": {"diverge", "compete", "rate", "reveal"},
        "sample.judged": {"prepare"},
        "portion.drawn": {"rate"},
        "sheet.judged": {"rate"},
        "sheet.revised": {"reveal"},
        "narrative.created": {"reveal"},
        "card.moved": {"reveal"},
    }
    fifth.refresh_from_db()
    seen: dict[str, set[str]] = {kind: set() for kind in opens_in}
    for kind, at, data in Event.objects.filter(exercise=fifth).values_list("kind", "at", "data"):
        phase = access.phase_at(fifth, at)
        assert phase is not None
        if kind in seen and data.get("option") != 0:
            seen[kind].add(phase.kind)
    assert seen == opens_in
    assert Event.objects.filter(exercise=fifth).aggregate(last=Max("at"))["last"] <= stands_at(5)


def test_some_of_the_sheets_are_revised_with_a_reason_from_the_list(fifth: Exercise) -> None:
    """By two in the afternoon a good part of those who look again have done so."""
    first = Sheet.objects.filter(option__exercise=fifth, round=1).count()
    revised = Sheet.objects.filter(option__exercise=fifth, round=2)
    assert 0.06 <= revised.count() / first <= 0.16
    written = {reason for reasons in content.read("habits")["reasons"].values() for reason in reasons}
    given = set(revised.values_list("reason", flat=True))
    assert given <= written
    assert len(given) >= 20


def test_on_the_fourth_day_nothing_of_the_judgment_can_be_told(fourth: dict[str, Any]) -> None:
    assert fourth["told_apart"] == []
    assert all("see_results" not in opened for opened in fourth["open"].values())
    assert fourth["dump"]["sheets"]  # there is something to hide
    assert {line[0] for line in fourth["dump"]["log"]} & {"narrative.created", "card.moved", "sheet.revised"} == set()


Answers = dict[tuple[int, int], Sheet]
CRITERIA = [criterion["key"] for criterion in content.exercise()["criteria"]]


def _answers(exercise: Exercise, rounds: tuple[int, ...]) -> Answers:
    """The last sheet of each person on each option in these rounds."""
    sheets = Sheet.objects.filter(option__exercise=exercise, current=True, round__in=rounds).order_by("round")
    sheets = sheets.select_related("option", "participation", "placement").prefetch_related("ratings__criterion")
    return {(sheet.participation_id, sheet.option.number): sheet for sheet in sheets}


def _steps(answers: Answers) -> list[tuple[int, str, int | None, Participation]]:
    return [
        (number, rating.criterion.key, rating.step, sheet.participation)
        for (_who, number), sheet in answers.items()
        for rating in sheet.ratings.all()
    ]


def _judged(answers: Answers) -> dict[tuple[int, str], Judged]:
    rows = [(number, key, step, 1) for number, key, step, _who in _steps(answers)]
    return judged(tally(rows, sorted(content.options()), CRITERIA))


def _named(what: str) -> set[int]:
    return {number for number, option in content.options().items() if what in option}


@pytest.mark.parametrize("rounds", [(1,), (1, 2)], ids=["round 1", "after revision"])
def test_divided_are_exactly_the_options_with_camps(fifth: Exercise, rounds: tuple[int, ...]) -> None:
    found = _judged(_answers(fifth, rounds))
    assert {number for (number, _key), result in found.items() if result.divided} == _named("camps")
    assert {number for number in content.options() if found[number, "desirability"].divided} == _named("camps")


@pytest.mark.parametrize("rounds", [(1,), (1, 2)], ids=["round 1", "after revision"])
def test_unclear_are_exactly_the_options_meant_to_be(fifth: Exercise, rounds: tuple[int, ...]) -> None:
    placements = [(number, sheet.placement) for (_who, number), sheet in _answers(fifth, rounds).items()]
    found = placed((n, p.x_answer or (p.x or 0.0), p.y_answer or (p.y or 0.0)) for n, p in placements)
    assert {number for number, result in found.items() if result.unclear} == _named("unclear")


@pytest.mark.parametrize("field", ["expertise", "region"])
def test_the_crowd_that_judged_shows_between_whom_it_is_divided(fifth: Exercise, field: str) -> None:
    answers = _answers(fifth, (1,))
    found = _judged(answers)

    def between(number: int) -> bool:
        rows = [(who, step) for n, key, step, who in _steps(answers) if (n, key) == (number, "desirability")]
        said = [(getattr(who, field), step) for who, step in rows if step]
        return opposed(by_group(said, rest="others", division=found[number, "desirability"].division))

    meant = {n for n in _named("camps") if content.options()[n]["camps"]["field"] == field}
    assert {number for number in _named("camps") if between(number)} == meant


@pytest.mark.parametrize("path", ["", "reveal/", "people/", "options/2/", "options/14/", "report/"])
def test_what_is_shown_of_people_and_numbers_is_called_synthetic(fifth: Exercise, path: str) -> None:
    reader = Client()
    reader.force_login(User.objects.get(email=f"moderator1@{DOMAIN}"))
    page = reader.get(f"/x/{fifth.slug}/{path}").content.decode()
    printed = 4 if path == "report/" else 2  # the report carries it as the file will, and says how to handle it
    assert page.count("RECONSTRUCTION – SYNTHETIC PARTICIPANTS") == printed
    assert re.search(r"\bsynthetic\b", re.sub(r"<head.*?</head>", "", page, flags=re.DOTALL))


# --- the week again: on the third day it is the demo that stands on its third day, at the end the present one

PARTS = ("phase", "options", "cards", "narratives", "memberships", "wild_cards")


def board(state: replica.State) -> dict[str, Any]:
    return {part: state[part] for part in PARTS}


def test_replayed_to_day_three_and_to_the_end(third: dict[str, Any], fifth: Exercise) -> None:
    seat = access.participation_or_404(User.objects.get(email=f"lead@{DOMAIN}"), fifth.slug)
    changes = replay.page_after(seat, 0, stands_at(5)).changes
    assert board(played(changes, until=stands_at(3), exercise=fifth)[0]) == third
    state, points = played(changes, until=stands_at(5), exercise=fifth)
    assert board(state) == board(state_of(fifth, staff=False))
    present = {o.number: o.crowd and [o.crowd.x, o.crowd.y, o.crowd.n] for o in board_for(seat, stands_at(5)).options}
    assert {number: points.get(number) for number in present} == present
    assert any(points.values())


def played(
    changes: list[replay.Change], *, until: dt.datetime, exercise: Exercise
) -> tuple[replica.State, dict[int, Any]]:
    last = int((until - replay.began(exercise)).total_seconds())
    state, points = replica.empty(), dict[int, Any]()
    for _seq, at, kind, data in changes:
        if at <= last:
            state = replica.apply(state, kind, data)
            points |= data["points"] if kind == replay.CROWD else {}
    return state, points


@pytest.fixture(scope="module")
def public(fifth: Exercise, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of the public report by their format."""
    return build(fifth, tmp_path_factory.mktemp("public"), "public")


def test_who_decides_has_fifteen_pages_to_read(public: dict[str, Path]) -> None:
    """Cover, handling and contents before part A; behind it the page that opens part B."""
    with pikepdf.open(public["pdf"]) as pdf:
        (opens,) = (item for item in pdf.open_outline().root if item.title == "Exercise overview")
        target = pdf.Root.Names.Dests if opens.destination is None else opens.destination
        first = next(n for n, page in enumerate(pdf.pages) if page.obj.objgen == target[0].objgen)
    assert 10 <= first - 4 <= 15


def test_no_file_of_the_public_report_leads_to_a_person(fifth: Exercise, public: dict[str, Path]) -> None:
    """No name, address, alias or key of anybody in any format, nor in what a format holds beside its words."""
    people = Participation.objects.filter(exercise=fifth).values_list("user__name", "user__email", "alias")
    words = {word.lower() for person in people for word in person if word}
    keys = {str(key) for key in Receipt.objects.values_list("key", flat=True)}
    keys |= {str(uid) for uid in Report.objects.values_list("uid", flat=True)}
    keys |= set(Invitation.objects.values_list("token_hash", flat=True))
    assert (len(words) > 190, len(keys) > 1000) == (True, True)
    held = {kind: everything(path).lower() for kind, path in public.items()}
    found = {
        kind: {word for word in words if word in said} | keys.intersection(re.findall(r"[0-9a-f-]{36,64}", said))
        for kind, said in held.items()
    }
    assert found == {kind: set() for kind in FORMATS}
    with zipfile.ZipFile(public["package"]) as package, zipfile.ZipFile(public["docx"]) as paper:
        pictures = [file.read(name) for file in (package, paper) for name in file.namelist() if name.endswith(".png")]
        facts = json.loads(package.read("exercise.json"))
    named = {name for name in names_in(facts) if re.search(r"user|email|participation|(^|_)(pk|id|uid|key)$", name)}
    asked = {each["key"] for part in ("axes", "criteria") for each in facts["facts"][part]}
    assert (named, asked) == ({"key"}, {"x", "y", *(each["key"] for each in content.exercise()["criteria"])})
    assert len(pictures) > 10
    shown = {"IHDR", "IDAT", "IEND", "PLTE", "tRNS", "pHYs", "sRGB", "gAMA"}
    assert {kind for picture in pictures for kind in chunks(picture)} <= shown
    with pikepdf.open(public["pdf"]) as pdf:
        assert not pdf.attachments


def names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from names_in(each)


def chunks(picture: bytes) -> Iterator[str]:
    """The kinds of the parts of a PNG: what is written about it has kinds of its own."""
    at = 8
    while at < len(picture):
        yield picture[at + 4 : at + 8].decode()
        at += 12 + int.from_bytes(picture[at : at + 4], "big")
