"""The demo, loaded once for a file of tests; they only read, and all of it is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from exercises.demo.play import play
from exercises.models import Exercise

Loader = Callable[[int], AbstractContextManager[Exercise]]


@pytest.fixture(scope="session")
def load(django_db_setup: None, django_db_blocker: Any) -> Loader:
    """Load the demo, standing on a day, for the length of a ``with``."""

    @contextmanager
    def loading(day: int) -> Iterator[Exercise]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield play(make_password("a demo for the tests"), timezone.now(), day)
            transaction.set_rollback(True)

    return loading
