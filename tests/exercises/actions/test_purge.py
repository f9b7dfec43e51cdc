"""Texts that must not exist: two people remove them, and they are nowhere any more; nothing brings them back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from exercises.actions.board import move_card
from exercises.actions.challenges import judge_fit
from exercises.actions.comments import choose_objection, post_comment, show_comment
from exercises.actions.moderation import accept_option
from exercises.actions.narratives import create_narrative
from exercises.actions.option_life import restore_option
from exercises.actions.options import revise_option
from exercises.actions.places import put_into_narrative, set_as_wild_card
from exercises.actions.purge import ask_for_purge, drop_purge, purge_option
from exercises.actions.ratings import judge_option
from exercises.errors import ActionRefused
from exercises.models import (
    Comment,
    Draft,
    Narrative,
    Objection,
    Option,
    Participation,
    Purge,
    Report,
    ReportDraft,
    ReportFile,
    Sheet,
)
from tests.exercises.conftest import KEYS, Cast

SECRET = "Xochitl"
Middle = Callable[[str], datetime]


def ask(asker: Participation, option: Option, now: datetime, reason: str = "It names a source.") -> None:
    ask_for_purge(asker=asker, option=option, reason=reason, key=uuid.uuid4(), now=now)


def refused(act: Callable[..., object], **what: Any) -> str:
    with pytest.raises(ActionRefused) as found:
        act(**what)
    return found.value.code


def fields_with(word: str) -> set[str]:
    """Every column of the domain that holds *word* in some row, whatever its type."""
    found = set()
    for model in apps.get_app_config("exercises").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField) or field.name == "search":
                column = f'"{model._meta.db_table}"."{field.column}"::text'
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}" WHERE {column} ILIKE %s', [f"%{word}%"])
                    found |= {f"{model.__name__}.{field.name}"} if cursor.fetchone() else set()
    return found


@pytest.fixture
def spilled(cast: Cast, submit: Callable[..., Option], middle: Middle) -> Option:
    """A word that must not exist, in each place that has something to do with one option."""
    option = submit(cast.ana, f"Ask {SECRET}")
    now = middle("diverge")
    aspects = dict.fromkeys(option.current.aspects, f"As {SECRET} said.")
    values = {"title": f"Ask {SECRET} again", "summary": f"{SECRET}.", "aspects": aspects}
    what: dict[str, Any] = {"option": option, "change": "clarification", "seen_version": 1, "key": uuid.uuid4()}
    revise_option(author=cast.ana, values=values, **what, now=now)
    said = {"option": option, "kind": "challenge", "text": f"{SECRET} denies it.", "seen_version": 2, "now": now}
    post_comment(author=cast.ben, key=uuid.uuid4(), **said)
    choose_objection(moderator=cast.mona, option=option, comment=Comment.objects.get(), now=now)
    accept_option(moderator=cast.mona, option=option, seen_version=2, key=uuid.uuid4(), now=now, note=f"Good {SECRET}.")
    for place in ("option.1", "comment.1", "comment.1.1", "wording.1.1"):
        Draft.objects.create(participation=cast.ben, place=place, seq=1, body={"text": SECRET}, saved_at=now)
    option = Option.objects.select_related("current", "exercise").get(pk=option.pk)
    answers: dict[str, Any] = {"ratings": dict.fromkeys(KEYS, 3), "x": 0.5, "y": 0.5}
    judge_option(rater=cast.ben, option=option, seen_version=2, values=answers, key=uuid.uuid4(), now=middle("rate"))
    Sheet.objects.update(reason=f"Because of {SECRET}.")
    now = middle("reveal")
    create_narrative(author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=now)
    set_as_wild_card(moderator=cast.mona, options=[1], reason=f"Only {SECRET}.", now=now)
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="core", reason=f"{SECRET} too.", now=now)
    what = {"option": option, "x": 0.9, "y": 0.9, "seen_version": 0, "key": uuid.uuid4(), "note": f"{SECRET}!"}
    move_card(moderator=cast.mona, **what, now=now)
    word = {"option": option, "verdict": "not", "reason": f"{SECRET}?", "seen_version": 1, "key": uuid.uuid4()}
    judge_fit(analyst=cast.ben, narrative=Narrative.objects.get(), **word, now=middle("challenge"))
    return option


def test_nothing_of_it_is_left_in_any_table(cast: Cast, spilled: Option, middle: Middle) -> None:
    assert len(fields_with(SECRET)) >= 12
    now = middle("challenge")
    ask(cast.mona, spilled, now)
    purge_option(second=cast.milo, option=spilled, now=now)
    assert fields_with(SECRET) == set()
    assert (Comment.objects.get().state, Objection.objects.filter(ended_at=None).exists()) == ("hidden", False)
    spilled.refresh_from_db()
    assert (spilled.state, spilled.current.title, spilled.wild_card) == ("purged", "Text removed", False)
    assert not spilled.memberships.filter(ended_at=None).exists()
    history = spilled.decisions.order_by("-id")[0]
    assert (history.verdict, history.note, history.decided_by) == ("purged", "It names a source.", cast.milo)


def test_other_options_and_their_drafts_stay(
    cast: Cast, submit: Callable[..., Option], spilled: Option, middle: Middle
) -> None:
    others = [submit(cast.ben, f"Option {number}") for number in range(2, 12)]
    for place in ("option.11", "comment.11.1", "option.new"):
        Draft.objects.create(
            participation=cast.ana, place=place, seq=1, body={"text": "Mine."}, saved_at=timezone.now()
        )
    ask(cast.mona, spilled, middle("reveal"))
    purge_option(second=cast.lead, option=spilled, now=middle("reveal"))
    assert Draft.objects.count() == 3
    rows = Option.objects.filter(number__gt=1).select_related("current").order_by("number")
    assert [row.current.title for row in rows] == [option.current.title for option in others]


def test_it_takes_two_and_one_of_them_can_let_it_drop(cast: Cast, spilled: Option, middle: Middle) -> None:
    now = middle("reveal")
    what: dict[str, Any] = {"option": spilled, "now": now}
    assert refused(purge_option, second=cast.mona, **what) == "conflict"  # nobody has asked
    ask(cast.mona, spilled, now)
    assert refused(purge_option, second=cast.mona, **what) == "conflict"
    assert refused(ask_for_purge, asker=cast.milo, reason="Me too.", key=uuid.uuid4(), **what) == "conflict"
    drop_purge(person=cast.milo, **what)
    drop_purge(person=cast.milo, **what)
    assert refused(purge_option, second=cast.milo, **what) == "conflict"
    kinds = cast.mona.exercise.events.filter(kind__contains="purge").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["purge.asked", "purge.dropped"]
    assert "Ask Xochitl again" in Option.objects.select_related("current").get(pk=spilled.pk).current.title
    with pytest.raises(IntegrityError), transaction.atomic():
        Purge.objects.update(done_by=cast.mona, done_at=now)


@pytest.mark.parametrize(("who", "code"), [("ana", "not_your_role"), ("olga", "not_your_role")])
def test_only_staff_ask_and_never_without_a_reason(
    cast: Cast, spilled: Option, middle: Middle, who: str, code: str
) -> None:
    what: dict[str, Any] = {"option": spilled, "key": uuid.uuid4(), "now": middle("reveal")}
    assert refused(ask_for_purge, asker=getattr(cast, who), reason="So.", **what) == code
    assert refused(ask_for_purge, asker=cast.mona, reason=" \n", **what) == "invalid"


def test_the_present_policy_stays(cast: Cast, middle: Middle) -> None:
    present = Option.objects.filter(number=0).first() or Option.objects.create(
        exercise=cast.mona.exercise, number=0, state="accepted", submitted_at=middle("prepare")
    )
    what: dict[str, Any] = {"option": present, "reason": "So.", "key": uuid.uuid4(), "now": middle("reveal")}
    assert refused(ask_for_purge, asker=cast.mona, **what) == "conflict"


def test_it_is_done_once_in_any_phase_and_nothing_brings_it_back(cast: Cast, spilled: Option, middle: Middle) -> None:
    late = cast.mona.exercise.phases.order_by("-closes_at")[0].closes_at + timedelta(days=3)
    ask(cast.mona, spilled, late)
    for _ in range(2):
        purge_option(second=cast.milo, option=spilled, now=late)
    assert cast.mona.exercise.events.filter(kind="option.purged").count() == 1
    assert refused(restore_option, person=cast.mona, option=spilled, now=middle("reveal")) == "conflict"
    assert refused(show_comment, moderator=cast.mona, comment=Comment.objects.get(), now=middle("compete")) == "gone"
    texts = {"title": "Back", "summary": "Back.", "aspects": {}}
    what: dict[str, Any] = {"option": spilled, "values": texts, "change": "typo", "seen_version": 2}
    assert refused(revise_option, author=cast.mona, **what, key=uuid.uuid4(), now=middle("reveal")) == "gone"
    assert refused(put_into_narrative, moderator=cast.mona, narrative=1, options=[1], kind="core", now=middle("reveal"))


@pytest.mark.django_db(transaction=True)
def test_reports_with_it_are_gone_and_what_is_being_built_ends(
    cast: Cast, spilled: Option, middle: Middle, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT, now = tmp_path, middle("draft")
    (tmp_path / "old.pdf").write_bytes(b"%PDF-")
    common: dict[str, Any] = {"exercise": spilled.exercise, "requested_by": cast.lead, "requested_at": now}
    done = Report.objects.create(**common, state="done", percent=100, seq=1, finished_at=now)
    ReportFile.objects.create(report=done, format="pdf", path="old.pdf", size=5, sha256="0" * 64)
    building = Report.objects.create(**common, state="running", heartbeat_at=timezone.now())
    ReportDraft.objects.create(exercise=spilled.exercise, hour=now)
    ask(cast.mona, spilled, now)
    purge_option(second=cast.milo, option=spilled, now=now)
    building.refresh_from_db()
    assert (building.state, ReportFile.objects.count(), ReportDraft.objects.count()) == ("cancelled", 0, 0)
    assert list(tmp_path.iterdir()) == []
