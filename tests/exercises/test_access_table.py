"""Who may do what: two tables written by hand, and a walk along every address as everybody.

The first is the oracle of the phases, from the handbook of the domain and not from the code. The second says for
every address that exists what each role gets; an address that is missing from it fails, and another exercise's
addresses do not exist for anybody.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from exercises import access, formats
from exercises.actions import comments as comment_actions
from exercises.actions import narratives as narrative_actions
from exercises.actions.protocol import freeze_protocol
from exercises.models import (
    Challenge,
    Exercise,
    Narrative,
    NarrativeVersion,
    Option,
    Participation,
    Report,
    ReportFile,
    ReportText,
    ReportTextVersion,
    Sample,
    Takeaway,
    TakeawayVersion,
)
from tests.exercises.conftest import Cast, make_exercise, make_user

Browser = Callable[[str], Client]

# --- role × phase × capability ------------------------------------------------------------------------------

# One line a phase. manager; lead author and moderator ("staff"), and what one of them has beside; analyst; observer.
# The auditor sees results and narratives once they are open and does nothing; the sponsor sees releases only.
ORACLE = {
    "prepare": {
        "manager": "manage write_samples",
        "staff": "practise write_samples",
        "analyst": "practise",
    },
    "diverge": {
        "manager": "manage",
        "staff": "triage moderate choose_objection practise comment",
        "analyst": "practise submit edit comment",
    },
    "compete": {
        "manager": "manage",
        "staff": "triage moderate choose_objection practise comment",
        "analyst": "practise submit edit comment",
    },
    "rate": {
        "manager": "manage",
        "staff": "triage moderate amend",
        "analyst": "rate place comment",
    },
    "reveal": {
        "manager": "manage see_results see_narratives build_report read_report write_report",
        "lead": "write_report",
        "staff": "see_results see_narratives cluster write_narratives build_report read_report amend moderate"
        " choose_objection",
        "analyst": "see_results revise place comment",
        "observer": "see_results",
        "auditor": "see_results see_narratives",
    },
    "inject": {
        "manager": "manage see_results see_narratives build_report read_report write_report",
        "lead": "write_report",
        "staff": "see_results see_narratives cluster write_narratives build_report read_report amend moderate"
        " choose_objection assess_resilience",
        "analyst": "see_results comment assess_resilience",
        "observer": "see_results",
        "auditor": "see_results see_narratives",
    },
    "challenge": {
        "manager": "manage see_results see_narratives build_report read_report write_report",
        "lead": "write_report",
        "staff": "see_results see_narratives cluster write_narratives build_report read_report amend moderate"
        " choose_objection",
        "analyst": "see_results see_narratives comment challenge",
        "observer": "see_results see_narratives",
        "auditor": "see_results see_narratives",
    },
    "draft": {
        "manager": "manage see_results see_narratives build_report read_report write_report sign_report publish",
        "lead": "see_results see_narratives write_narratives build_report read_report write_report sign_report publish"
        " moderate choose_objection",
        "moderator": "see_results see_narratives write_narratives build_report read_report sign_report moderate"
        " choose_objection",
        "analyst": "see_results see_narratives read_report",
        "observer": "see_results see_narratives read_report",
        "auditor": "see_results see_narratives",
    },
    "closed": {
        "manager": "manage see_results see_narratives build_report read_report sign_report publish",
        "lead": "publish",
        "staff": "see_results see_narratives build_report read_report sign_report",
        "analyst": "see_results see_narratives read_report",
        "observer": "see_results see_narratives read_report",
        "auditor": "see_results see_narratives",
    },
}
ROLES = ("manager", "lead", "moderator", "analyst", "observer", "sponsor", "auditor")
CAPABILITIES = [
    *("submit", "edit", "comment", "rate", "revise", "place", "see_results", "see_narratives", "triage", "cluster"),
    *("practise", "write_samples", "amend", "moderate", "choose_objection"),
    *("write_narratives", "challenge", "assess_resilience", "build_report", "read_report", "publish", "manage"),
    *("write_report", "sign_report"),
]


def expected(kind: str, role: str) -> set[str]:
    line = ORACLE[kind]
    staff = line.get("staff", "") if role in {"lead", "moderator"} else ""
    return {*staff.split(), *line.get(role, "").split()}


def test_the_table_speaks_of_every_phase_role_and_capability() -> None:
    assert list(ORACLE) == [*formats.PHASES]
    assert tuple(formats.ROLES) == ROLES
    used = {word for line in ORACLE.values() for words in line.values() for word in words.split()}
    assert used == set(CAPABILITIES)


@pytest.mark.parametrize("kind", ORACLE)
def test_every_role_may_in_every_phase_what_the_table_says(kind: str, cast: Cast, exercise: Exercise) -> None:
    phase = exercise.phases.filter(kind="challenge" if kind == "inject" else kind).get()
    phase.kind = kind  # the week has no inject by itself
    phase.save(update_fields=["kind"])
    now = phase.opens_at + dt.timedelta(hours=1)
    for role in ROLES:
        seat = Participation.objects.select_related("exercise").get(pk=cast.ana.pk)
        seat.role = role
        may = {word for word in CAPABILITIES if access.may(seat, word, now)}
        assert (role, may) == (role, expected(kind, role))


def test_outside_of_all_phases_and_after_removal_nothing_is_open(cast: Cast, exercise: Exercise) -> None:
    before = exercise.phases.order_by("opens_at")[0].opens_at - dt.timedelta(seconds=1)
    for role in ROLES:
        cast.ana.role = role
        assert access.capabilities(cast.ana, before) == ({"manage"} if role == "manager" else set())
    cast.ben.removed_at = before
    during = exercise.phases.get(kind="diverge").opens_at
    assert access.capabilities(cast.ben, during) == set()


def test_a_phase_is_open_from_its_first_moment_to_just_before_its_last(cast: Cast, exercise: Exercise) -> None:
    phase = exercise.phases.get(kind="rate")
    tick = dt.timedelta(microseconds=1)
    moments = [phase.opens_at - tick, phase.opens_at, phase.closes_at - tick, phase.closes_at]
    assert [access.may(cast.ana, "rate", moment) for moment in moments] == [False, True, True, False]


# --- every address × method × role --------------------------------------------------------------------------

OK, GO, NO, UNKNOWN, NOT_SO, NOT_NOW, GONE, WRONG = 200, 302, 403, 404, 405, 409, 410, 422
STATUS = {"ok": OK, "go": GO, "no": NO, "--": UNKNOWN, "ns": NOT_SO, "nn": NOT_NOW, "xx": GONE, "wr": WRONG}
WHO = ("manager", "lead", "mona", "ana", "olga", "stranger", "nobody")
NEVER = "ns ns ns ns ns ns ns"

# GET and an empty POST while the exercise stands in "reveal": analysts and observers see results, not narratives.
#                    manager, lead, moderator, analyst, observer, a stranger, somebody who is not signed in
EXERCISE: dict[str, tuple[str, str]] = {
    "home":              ("ok ok ok ok ok -- --", NEVER),
    "open_next_phase":   (NEVER, "wr no no no no -- --"),
    "options":           ("ok ok ok ok ok -- --", NEVER),
    "new_option":        ("no no no nn no -- --", "no no no nn no -- --"),
    "similar_options":   ("ok ok ok ok ok -- --", NEVER),
    "option":            ("ok ok ok ok ok -- --", NEVER),
    # In "reveal" texts are frozen, and the option is accepted: its author may do nothing more with it.
    "edit_option":       ("no ok ok no no -- --", "no wr wr no no -- --"),
    "option_versions":   ("ok ok ok ok ok -- --", NEVER),
    "withdraw_option":   (NEVER, "no no no no no -- --"),
    "restore_option":    (NEVER, "nn nn nn nn nn -- --"),
    "appeal_option":     ("no no no no no -- --", "no no no no no -- --"),
    "reopen_option":     ("ok no no no no -- --", "wr no no no no -- --"),
    "purge_option":      ("ok ok ok no no -- --", "wr wr wr no no -- --"),
    "drop_purge":        (NEVER, "go go go no no -- --"),
    "moderation":        ("ok ok ok no no -- --", NEVER),
    "accept_options":    (NEVER, "no wr wr no no -- --"),
    "undo_acceptance":   (NEVER, "no wr wr no no -- --"),
    "claims":            ("ok ok ok no no -- --", NEVER),
    "moderation_history": ("ok ok ok no no -- --", NEVER),
    "review_option":     ("ok ok ok no no -- --", "no nn nn no no -- --"),
    "comments":          ("ok ok ok ok ok -- --", "no nn nn wr no -- --"),
    "comment":           ("ok ok ok ok ok -- --", "no nn nn wr no -- --"),
    "withdraw_comment":  (NEVER, "no nn nn no no -- --"),  # it is another analyst's
    "hide_comment":      (NEVER, "no wr wr no no -- --"),
    "show_comment":      (NEVER, "no go go no no -- --"),
    "choose_objection":  (NEVER, "no wr wr no no -- --"),
    "move_card":         (NEVER, "no wr wr no no -- --"),
    "note_card":         (NEVER, "no wr wr no no -- --"),
    "move_cards":        (NEVER, "no wr wr no no -- --"),
    "place_options":     (NEVER, "no wr wr no no -- --"),
    "undo":              (NEVER, "no nn nn no no -- --"),
    "redo":              (NEVER, "no nn nn no no -- --"),
    "freeze_board":      (NEVER, "no wr wr no no -- --"),
    "release_board":     (NEVER, "go go go no no -- --"),
    "drafts":            ("ok ok ok ok ok -- --", "wr wr wr wr wr -- --"),
    "change_draft":      (NEVER, "wr wr wr wr wr -- --"),
    "judge":             ("ok ok ok ok no -- --", "no no no nn no -- --"),
    "judge_option":      ("no no no nn no -- --", "no no no nn no -- --"),
    "skip_option":       (NEVER, "no no no nn no -- --"),
    "resume_option":     (NEVER, "no no no nn no -- --"),
    "open_entry":        (NEVER, "no no no nn no -- --"),
    "reveal":            ("ok ok ok ok ok -- --", NEVER),
    "protocol":          ("ok ok ok ok ok -- --", NEVER),
    "edit_protocol":     ("ok no no no no -- --", "wr no no no no -- --"),
    "protocol_file":     ("ok ok ok ok ok -- --", NEVER),
    "practice":          ("ok ok ok ok ok -- --", "nn nn nn no no -- --"),
    "practise":          ("ok ok ok ok ok -- --", "no nn nn nn no -- --"),
    "board":             ("ok ok ok ok ok -- --", NEVER),
    "board_data":        ("ok ok ok ok ok -- --", NEVER),
    "board_replay":      ("ok ok ok ok ok -- --", NEVER),
    "board_svg":         ("ok ok ok ok ok -- --", NEVER),
    "board_png":         ("ok ok ok ok ok -- --", NEVER),
    "narratives":        ("ok ok ok ok ok -- --", "no wr wr no no -- --"),
    "narrative":         ("ok ok ok nn nn -- --", NEVER),
    "edit_narrative":    ("no ok ok no no -- --", "no wr wr no no -- --"),
    "narrative_versions": ("ok ok ok nn nn -- --", NEVER),
    "end_narrative":     (NEVER, "no go xx no no -- --"),  # one of them ends it, then it is gone
    "restore_narrative": (NEVER, "no nn nn no no -- --"),
    "order_members":     (NEVER, "no wr wr no no -- --"),
    "set_apart":         (NEVER, "no wr wr no no -- --"),
    "challenge_narrative": (NEVER, "wr wr wr nn nn -- --"),
    "answer_challenge":  (NEVER, "no wr wr no no -- --"),
    "takeaways":         ("ok ok ok ok ok -- --", NEVER),
    "new_takeaway":      ("no ok ok no no -- --", "no wr wr no no -- --"),
    "edit_takeaway":     ("no ok ok no no -- --", "no wr wr no no -- --"),
    "takeaway_versions": ("ok ok ok nn nn -- --", NEVER),
    "order_takeaways":   (NEVER, "no wr wr no no -- --"),
    "end_takeaway":      (NEVER, "no go xx no no -- --"),  # one of them takes it out, then it is gone
    "restore_takeaway":  (NEVER, "no go go no no -- --"),
    "anchor_narrative":  (NEVER, "no wr wr no no -- --"),
    "narrative_options": (NEVER, "no wr wr no no -- --"),
    "report":            ("ok ok ok ok ok -- --", "go go go no no -- --"),
    # The report is written by lead author and manager alone; it is signed and published from "draft" on.
    "edit_report_text":  ("ok ok no no no -- --", "wr wr no no no -- --"),
    "report_text_versions": ("ok ok ok nn nn -- --", NEVER),
    "end_report_text":   (NEVER, "go xx no no no -- --"),  # one of them takes it out, then it is gone
    "restore_report_text": (NEVER, "go go no no no -- --"),
    "order_report_texts": (NEVER, "wr wr no no no -- --"),
    "report_drafts":     ("ok ok ok nn nn -- --", NEVER),
    "sign_report":       (NEVER, "nn nn nn no no -- --"),
    "unsign_report":     (NEVER, "nn nn nn no no -- --"),
    "publish_report":    (NEVER, "nn nn no no no -- --"),
    "report_progress":   ("ok ok ok -- -- -- --", NEVER),  # an internal one
    "cancel_report":     (NEVER, "go nn nn -- -- -- --"),  # one of them cancels it, then it is cancelled
    "report_file":       ("ok ok ok nn nn -- --", NEVER),
    "people":            ("ok ok ok ok ok -- --", "wr no no no no -- --"),
    "remove_person":     (NEVER, "go no no no no -- --"),
    "settings":          ("ok ok ok ok ok -- --", "wr no no no no -- --"),
    "events":            ("ok ok ok ok ok -- --", NEVER),
}  # fmt: skip

SITE: dict[str, tuple[str, str]] = {
    "start":        ("ok go go go go ok go", NEVER),
    "join":         ("-- -- -- -- -- -- --", "-- -- -- -- -- -- --"),
    "new_exercise": ("ok no no no no no go", "wr no no no no no go"),
    "livez":        ("ok ok ok ok ok ok ok", NEVER),
    "readyz":       ("ok ok ok ok ok ok ok", NEVER),
    "profile":      ("ok ok ok ok ok ok go", "wr wr wr wr wr wr go"),
    # Of the accounts: whoever is signed in is led away from the doors, whoever is not is led to them. The cast has
    # no passwords, so all of them may set one and none may change or repeat it.
    "account_login":                        ("go go go go go go ok", "go go go go go go ok"),
    "account_logout":                       ("ok ok ok ok ok ok go", "go go go go go go go"),
    "account_inactive":                     ("ok ok ok ok ok ok ok", NEVER),
    "account_signup":                       ("go go go go go go ok", "go go go go go go ok"),
    "account_reauthenticate":               ("no no no no no no go", "no no no no no no go"),
    "account_change_password":              ("go go go go go go go", "go go go go go go go"),
    "account_set_password":                 ("ok ok ok ok ok ok go", "ok ok ok ok ok ok go"),
    "account_reset_password":               ("ok ok ok ok ok ok ok", "ok ok ok ok ok ok ok"),
    "account_reset_password_from_key":      ("ok ok ok ok ok ok ok", "ok ok ok ok ok ok ok"),
    "account_reset_password_from_key_done": ("ok ok ok ok ok ok ok", NEVER),
    "account_reset_password_done":          ("ok ok ok ok ok ok ok", NEVER),
}  # fmt: skip

ELSEWHERE = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
    "join": {"token": "no-such-token"},
}


def addresses(resolver: Any = None) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_the_tables_hold_every_address_and_no_other() -> None:
    assert sorted(addresses()) == sorted([*EXERCISE, *SITE])


def furnish(manager: Participation, author: Participation, files: Path, now: dt.datetime) -> dict[str, dict[str, Any]]:
    """An option, a narrative and two reports in the manager's exercise; the arguments of every address in it."""
    exercise = manager.exercise
    option = Option.objects.get(exercise=exercise)
    said = comment_actions.post_comment(
        author=author, option=option, kind="question", text="Who pays?", seen_version=1, key=uuid.uuid4(), now=now
    )
    narrative = Narrative.objects.filter(exercise=exercise).first()
    if narrative is None:
        lead = Participation.objects.filter(exercise=exercise, role="lead").first() or author
        lead.role = "lead"
        narrative_actions.create_narrative(
            author=lead, values={"nickname": "Mend"}, x=0, y=0, key=uuid.uuid4(), now=now
        )
    text = NarrativeVersion.objects.get(narrative__exercise=exercise)
    Challenge.objects.create(
        exercise=exercise, number=1, narrative=text.narrative, version=text, author=author, kind="minority",
        text="Not so.", created_at=now,
    )  # fmt: skip
    takeaway = Takeaway.objects.create(exercise=exercise, number=1, turn=1)
    takeaway.current = TakeawayVersion.objects.create(
        takeaway=takeaway, number=1, title="Courts", text="Mend them.", confidence="low", author=author, created_at=now
    )
    takeaway.save(update_fields=["current"])
    judgment = ReportText.objects.create(exercise=exercise, kind="judgment", number=1)
    judgment.current = ReportTextVersion.objects.create(
        report_text=judgment, number=1, title="Courts", form="recommendation", author=author, created_at=now
    )
    judgment.save(update_fields=["current"])
    waiting = Report.objects.create(exercise=exercise, requested_by=manager, requested_at=now)
    done = Report.objects.create(
        level="public",
        exercise=exercise,
        requested_by=manager,
        requested_at=now,
        state="done",
        percent=100,
        seq=1,
        finished_at=now,
    )
    (files / f"{done.uid}.pdf").write_bytes(b"%PDF-")
    ReportFile.objects.create(report=done, format="pdf", path=f"{done.uid}.pdf", size=5, sha256="0" * 64)
    numbered, first, waits = {"number": option.number}, {"number": 1}, {"uid": waiting.uid}
    remark = {**numbered, "comment": said}
    if not Sample.objects.filter(exercise=exercise).exists():
        Sample.objects.create(exercise=exercise, number=1, title="A curfew", text="From ten to six.", written_at=now)
    freeze_protocol(exercise=exercise, now=now)
    return {
        "option": numbered,
        **dict.fromkeys(("edit_option", "option_versions", "withdraw_option", "restore_option"), numbered),
        **dict.fromkeys(("appeal_option", "reopen_option", "review_option"), numbered),
        **dict.fromkeys(("purge_option", "drop_purge"), numbered),
        "comments": numbered,
        "comment": remark,
        "withdraw_comment": remark,
        "hide_comment": remark,
        "show_comment": remark,
        "choose_objection": numbered,
        "protocol_file": {"number": 1},
        "practise": {"number": 1},
        "move_card": numbered,
        "note_card": numbered,
        "judge_option": numbered,
        "skip_option": numbered,
        "resume_option": numbered,
        "open_entry": numbered,
        **dict.fromkeys(("narrative", "edit_narrative", "narrative_versions", "anchor_narrative"), first),
        **dict.fromkeys(("narrative_options", "end_narrative", "restore_narrative", "order_members"), first),
        "set_apart": numbered,
        "challenge_narrative": first,
        "answer_challenge": first,
        **dict.fromkeys(("edit_takeaway", "takeaway_versions", "end_takeaway", "restore_takeaway"), first),
        "edit_report_text": {"name": "judgment.1"},
        "report_text_versions": {"name": "judgment.1"},
        "end_report_text": {"name": "judgment.1"},
        "restore_report_text": {"name": "judgment.1"},
        "order_report_texts": {"kind": "judgment"},
        "report_progress": waits,
        "cancel_report": waits,
        "report_file": {"uid": done.uid, "file_format": "pdf"},
        "remove_person": {"pk": author.pk},
    }


@pytest.fixture
def places(
    cast: Cast, submit: Callable[..., Option], stand_in: Callable[[str], Any], settings: Any, tmp_path: Path
) -> dict[str, dict[str, dict[str, Any]]]:
    """The arguments of every address, in the cast's exercise and in one that none of them knows."""
    settings.FILES_ROOT = tmp_path
    submit(cast.cleo)
    now = stand_in("reveal")
    own = furnish(cast.manager, cast.cleo, tmp_path, now)
    host = make_exercise("beta", make_user("host", may_create_exercises=True))
    guest = Participation.objects.create(
        exercise=host.exercise, user=make_user("guest"), role="analyst", alias="Guest",
        consent_at=host.joined_at, joined_at=host.joined_at,
    )  # fmt: skip
    submit(guest)
    foreign = furnish(host, guest, tmp_path, now)
    return {"alpha": own, "beta": foreign}


def ask(client: Client, method: str, address: str) -> int:
    answer = getattr(client, method)(address)
    if answer.streaming:
        list(answer.streaming_content)  # a file's answer holds it open until it is read
    return int(answer.status_code)


def browsers(cast: Cast) -> Browser:
    """One for each who asks."""
    asking = {name: fresh_browser(cast, name) for name in WHO}
    return asking.__getitem__


def fresh_browser(cast: Cast, name: str) -> Client:
    """One for a single question: signing out must not change the next answer."""
    if name == "nobody":
        return Client(headers={"origin": "http://testserver"})
    cast.clients.pop(name, None)
    return cast.client(name)


def address_of(name: str, slug: str, arguments: dict[str, Any]) -> str:
    """Where *name* lies in an exercise; the catch-up is asked from the log's beginning."""
    address = reverse(name, kwargs={"slug": slug, **arguments})
    epoch = Exercise.objects.get(slug=slug).stream.epoch
    return f"{address}?after=0&epoch={epoch}" if name == "events" else address


def walk(
    cast: Cast, address: str, lines: tuple[str, str], browser: Browser
) -> tuple[list[tuple[str, str, int]], list[Any]]:
    """What everybody got, and what the table says, for GET and POST."""
    asked = [
        (name, method, status, ask(browser(name), method, address))
        for method, line in zip(("get", "post"), lines, strict=True)
        for name, status in zip(WHO, line.split(), strict=True)
    ]
    return [(n, m, got) for n, m, _status, got in asked], [(n, m, STATUS[s]) for n, m, s, _got in asked]


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Take back what was asked for; the exercises are furnished once, because that takes longer than the walk."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
def test_everybody_gets_in_an_exercise_what_the_table_says(
    cast: Cast, places: dict[str, dict[str, dict[str, Any]]]
) -> None:
    told, table, browser = {}, {}, browsers(cast)
    for name, lines in EXERCISE.items():
        address = address_of(name, "alpha", places["alpha"].get(name, {}))
        with undone():
            told[name], table[name] = walk(cast, address, lines, browser)
    assert told == table


@pytest.mark.slow
def test_another_exercise_does_not_exist_for_anybody(cast: Cast, places: dict[str, dict[str, dict[str, Any]]]) -> None:
    told, table, browser = {}, {}, browsers(cast)
    for name, own in EXERCISE.items():
        # Where an address knows no such method it says so to everybody, whether the exercise exists or not.
        get, post = ("-- " * 6 + "--" if line != NEVER else NEVER for line in own)
        address = address_of(name, "beta", places["beta"].get(name, {}))
        with undone():
            told[name], table[name] = walk(cast, address, (get, post), browser)
    assert told == table


@pytest.mark.parametrize("name", ["remove_person", "report_progress", "cancel_report", "report_file"])
def test_nothing_of_another_exercise_is_reached_through_ones_own(
    name: str, cast: Cast, places: dict[str, dict[str, dict[str, Any]]]
) -> None:
    method = "get" if EXERCISE[name][1] == NEVER else "post"
    address = reverse(name, kwargs={"slug": "alpha", **places["beta"][name]})
    assert ask(cast.client("manager"), method, address) == UNKNOWN
    assert Participation.objects.filter(exercise__slug="beta", removed_at=None).count() == 2


@pytest.mark.parametrize("name", SITE)
def test_everybody_gets_outside_of_exercises_what_the_table_says(name: str, cast: Cast) -> None:
    got, table = walk(cast, reverse(name, kwargs=ELSEWHERE.get(name)), SITE[name], partial(fresh_browser, cast))
    assert got == table


@pytest.mark.parametrize("number", ["0", "99", "2147483648", "99999999999999999999"])
def test_a_number_that_no_option_has_is_not_found(number: str, cast: Cast, stand_in: Callable[[str], Any]) -> None:
    stand_in("challenge")
    for address in (f"options/{number}/", f"judge/{number}/", f"narratives/{number}/"):
        assert ask(cast.client("ana"), "get", f"/x/alpha/{address}") == UNKNOWN
