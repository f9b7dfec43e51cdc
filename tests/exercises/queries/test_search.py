"""How PostgreSQL looks for words."""

from __future__ import annotations

import pytest

from exercises.models import Option
from exercises.queries.search import matching


@pytest.mark.django_db
@pytest.mark.parametrize("q", ["poli", "military police"])
def test_what_is_asked_for_is_worked_out_once_and_not_for_every_option(q: str) -> None:
    plan = Option.objects.filter(matching(q)).explain()
    assert ("InitPlan" in plan, "unaccent" in plan) == (True, False)
