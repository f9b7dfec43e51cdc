"""``manage.py load_demo``: the demo exercise, standing on its fifth day, or on another with ``--day``."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password, make_password
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from exercises import access
from exercises.demo import content, play, week
from exercises.models import (
    BoardAct,
    Challenge,
    Citation,
    Comment,
    CommentVersion,
    Decision,
    Exercise,
    Narrative,
    Objection,
    Option,
    Placement,
    PracticeSheet,
    Protocol,
    Publication,
    Rating,
    Report,
    ReportDraft,
    ReportText,
    Sample,
    Sheet,
    Signature,
    Takeaway,
)
from quadrant.accounts.models import User

AGAIN = "“manage.py load_demo --anew --day N” plays it again, up to 14:00 of day 1 to 7; all done in it is lost."


class Command(BaseCommand):
    """Load the demo exercise unless it is there."""

    help = "Load the demo exercise (slug mexico) with accounts at demo.invalid; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="remove the demo exercise first; all done in it is lost"
        )
        parser.add_argument(
            "--day",
            type=int,
            choices=week.DAYS,
            help=f"the day of its week on which the demo stands, at 14:00 in Mexico City (default {week.DAY})",
        )

    def handle(self, *args: Any, anew: bool = False, day: int | None = None, **options: Any) -> None:
        password = os.environ.get("QUADRANT_DEMO_PASSWORD") or self._new_password()
        slug = content.exercise()["exercise"]["slug"]
        with transaction.atomic():
            if anew:
                _remove(slug)
            there = Exercise.objects.filter(slug=slug).first()
            if there is None:
                play.play(make_password(password), timezone.now(), day or week.DAY)
            else:
                _set_password(password)
        if there is not None:
            self.stdout.write(f"{_where(there)} {AGAIN}")

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(9)
        self.stdout.write(f"Password of the demo accounts: {password}")
        return password


def _set_password(password: str) -> None:
    """One stored form for all demo accounts: hashing it eighty times would take half a minute."""
    accounts = User.objects.filter(email__endswith=f"@{week.DOMAIN}")
    first = accounts.first()
    if first and not check_password(password, first.password):
        accounts.update(password=make_password(password))


def _where(exercise: Exercise) -> str:
    """On which day the demo stands now; its clock has run on since it was loaded."""
    now = access.now_in(exercise)
    phase = access.phase_at(exercise, now)
    if phase is None or phase.kind == "closed":
        return "The demo is there, and its week is over."
    local = now.astimezone(_zone())
    return f"The demo is there and stands on day {_day(now)}, {local:%A %d %B %Y, %H:%M} in Mexico City."


def _day(now: dt.datetime) -> int:
    return (now.astimezone(_zone()).date() - content.first_midnight().date()).days + 1


def _zone() -> ZoneInfo:
    return ZoneInfo(content.exercise()["exercise"]["zone"])


def _remove(slug: str) -> None:
    """Delete the demo exercise, children first: what people did is protected from cascades on purpose."""
    exercise = Exercise.objects.filter(slug=slug)
    options = Option.objects.filter(exercise__in=exercise)
    narratives = Narrative.objects.filter(exercise__in=exercise)
    comments = Comment.objects.filter(exercise__in=exercise)
    takeaways = Takeaway.objects.filter(exercise__in=exercise)
    for pointing in (options, narratives, comments, takeaways):
        pointing.update(current=None)
    Citation.objects.filter(option_version__option__in=options).delete()
    Citation.objects.filter(cited_narrative__narrative__in=narratives).delete()
    ReportText.objects.filter(exercise__in=exercise).update(current=None)
    for synthesis in (Challenge, Takeaway, Publication, Signature, ReportText, ReportDraft):
        synthesis._default_manager.filter(exercise__in=exercise).delete()
    Report.objects.filter(exercise__in=exercise).delete()
    BoardAct.objects.filter(moderator__exercise__in=exercise).delete()
    on_options: tuple[type[Model], ...] = (Rating, Placement, Sheet, Decision, Objection)
    for table in on_options:
        table._default_manager.filter(option__in=options).delete()
    CommentVersion.objects.filter(comment__in=comments).delete()
    comments.exclude(thread=None).delete()
    comments.delete()
    PracticeSheet.objects.filter(sample__exercise__in=exercise).delete()
    for of_exercise in (Sample, Protocol):
        of_exercise._default_manager.filter(exercise__in=exercise).delete()
    narratives.delete()
    options.delete()
    exercise.delete()
    User.objects.filter(email__endswith=f"@{week.DOMAIN}").delete()
