"""``manage.py load_demo``: the demo exercise, standing on its fifth day. Again does nothing but set the password."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from exercises import access
from exercises.demo import content, week
from exercises.models import Exercise, Narrative, Option, Placement, Rating, Report, Sheet
from quadrant.accounts.models import User


class Command(BaseCommand):
    """Load the demo exercise unless it is there."""

    help = "Load the demo exercise (slug mexico) with accounts at demo.invalid; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="remove the demo exercise first; all done in it is lost"
        )

    def handle(self, *args: Any, anew: bool = False, **options: Any) -> None:
        password = os.environ.get("QUADRANT_DEMO_PASSWORD") or self._new_password()
        slug = content.exercise()["exercise"]["slug"]
        with transaction.atomic():
            if anew:
                _remove(slug)
            there = Exercise.objects.filter(slug=slug).first()
            if there is None:
                week.play(make_password(password), timezone.now())
            else:
                _set_password(password)
        if there is not None and _over(there):
            self.stdout.write("The demo’s week is over; “manage.py load_demo --anew” plays it again.")

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


def _over(exercise: Exercise) -> bool:
    phase = access.phase_at(exercise, access.now_in(exercise))
    return phase is None or phase.kind == "closed"


def _remove(slug: str) -> None:
    """Delete the demo exercise, children first: what people did is protected from cascades on purpose."""
    exercise = Exercise.objects.filter(slug=slug)
    options = Option.objects.filter(exercise__in=exercise)
    options.update(current=None)
    narratives = Narrative.objects.filter(exercise__in=exercise)
    narratives.update(current=None)
    Report.objects.filter(exercise__in=exercise).delete()
    for table in (Rating, Placement, Sheet):
        table.objects.filter(option__in=options).delete()
    narratives.delete()
    options.delete()
    exercise.delete()
    User.objects.filter(email__endswith=f"@{week.DOMAIN}").delete()
