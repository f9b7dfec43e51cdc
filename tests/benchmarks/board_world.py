"""The exercise of bench_board_live, in a process of its own: ``prepare`` makes it, ``log`` says what came of it."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from tests.benchmarks.bench_board_live import MODERATORS, OPTIONS, WATCHERS
from tests.benchmarks.feed_writer import SLUG, prepare  # sets Django up

from django.utils import timezone  # isort: skip

from exercises.analysis import replica  # isort: skip
from exercises.models import Card, Event, Exercise, Option, Participation, Phase  # isort: skip
from exercises.queries.replica import state_of  # isort: skip


def furnish() -> dict[str, Any]:
    """People, of whom the first are moderators; options with their cards; the reveal, open for a day."""
    made = prepare(MODERATORS + WATCHERS)
    exercise, now = Exercise.objects.get(slug=SLUG), timezone.now()
    first = Participation.objects.filter(exercise=exercise).order_by("pk").values_list("pk", flat=True)[:MODERATORS]
    Participation.objects.filter(pk__in=list(first)).update(role="moderator")
    day = dt.timedelta(days=1)
    Phase.objects.create(exercise=exercise, kind="reveal", opens_at=now - day, closes_at=now + day, logged_at=now)
    options = Option.objects.bulk_create(
        Option(exercise=exercise, number=number, state="accepted", submitted_at=now) for number in range(1, OPTIONS + 1)
    )
    Card.objects.bulk_create(Card(option=option) for option in options)
    return made


def told() -> dict[str, Any]:
    """The moves by number, and whether the log, replayed, says where the tables have each card."""
    exercise = Exercise.objects.get(slug=SLUG)
    rows = list(Event.objects.filter(exercise=exercise).order_by("seq").values_list("seq", "kind", "data"))
    state = replica.empty()
    for _seq, kind, data in rows:
        state = replica.apply(state, kind, data)
    moves = [(seq, data["option"], data["version"]) for seq, kind, data in rows if kind == "card.moved"]
    return {"moves": moves, "equal": state["cards"] == state_of(exercise, staff=True)["cards"]}


if __name__ == "__main__":
    print(json.dumps(furnish() if sys.argv[1] == "prepare" else told()))
