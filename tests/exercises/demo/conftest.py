"""The demo, loaded once for a file of tests; they only read, and all of it is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from exercises.demo.play import planned
from exercises.demo.week import DAY, Week

Loader = Callable[[], AbstractContextManager[Week]]


@pytest.fixture(scope="session")
def load(django_db_setup: None, django_db_blocker: Any) -> Loader:
    """The demo before its first day, to be played for the length of a ``with``."""

    @contextmanager
    def loading() -> Iterator[Week]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield planned(make_password("a demo for the tests"), timezone.now(), DAY)
            transaction.set_rollback(True)

    return loading
