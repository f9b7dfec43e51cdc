"""The steps of an option's life, as rows: what every write on its state shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from exercises.models import Decision, Option, Participation


def locked(option: Option, person: Participation) -> Option:
    """The option as it stands now, its row locked until the commit: two writes on one option queue here."""
    rows = Option.objects.select_for_update(of=("self",), no_key=True)
    standing = rows.select_related("current", "current__template", "reviewer").get(pk=option.pk)
    standing.exercise = person.exercise  # whose phases are read already
    return standing


def all_locked(person: Participation, numbers: Iterable[int]) -> list[Option]:
    """These options of the person's exercise, locked in the order of their numbers, as every write locks many."""
    rows = Option.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(exercise=person.exercise, number__in=list(numbers)).order_by("number")
    options = list(found.select_related("current", "current__template", "reviewer"))
    for option in options:
        option.exercise = person.exercise  # whose phases are read already
    return options


def record(
    option: Option,
    verdict: str,
    *,
    by: Participation | None,
    now: dt.datetime,
    reason: str = "",
    note: str = "",
    until: dt.datetime | None = None,
) -> Decision:
    """One line of the option's history, on its current text; *by* is None for the clock."""
    assert option.current is not None  # an option is born with version 1
    return Decision.objects.create(
        option=option,
        version=option.current,
        verdict=verdict,
        reason=reason,
        note=note,
        until=until,
        decided_by=by,
        decided_at=now,
    )


def settle(option: Option, state: str, *, until: dt.datetime | None = None) -> None:
    """Put the option into *state*: nobody holds it any more, and an appeal for it is answered."""
    option.state, option.returned_until, option.reviewer, option.appealed_at = state, until, None, None
    option.save(update_fields=["state", "returned_until", "reviewer", "appealed_at"])
