"""Exercises of 33, 1,000 and 10,000 options for the benchmark of pages: written into the tables, not played.

70 analysts; 20 sheets and some comments in a few threads on each of the first thousand options, some with a strongest
objection; a line of the log for every option, sheet and comment. The words are those of the demo's options in other
order, so that search meets a real vocabulary. One seed for all.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from itertools import islice

from django.db import transaction
from django.utils import timezone

from exercises import formats
from exercises.actions import exercise as exercise_actions
from exercises.actions.options import index_text
from exercises.actions.protocol import freeze_protocol
from exercises.demo import content
from exercises.models import (
    Card,
    Comment,
    CommentVersion,
    Event,
    Exercise,
    Numbering,
    Objection,
    Option,
    OptionVersion,
    Participation,
    Placement,
    Rating,
    Sheet,
    Stream,
    Template,
)
from quadrant.accounts.models import User

SEED, ANALYSTS, SHEETS_EACH, JUDGED = 2013, 70, 20, 1000
BATCH = 2000


def analysts() -> list[User]:
    """Seventy accounts, for all exercises."""
    return [User.objects.create_user(f"a{n}@bench.invalid", None, name=f"A {n}", zone="UTC") for n in range(ANALYSTS)]


def make(size: int, people: list[User]) -> Exercise:
    """An exercise with *size* options, as it stands on the day of the reveal."""
    creator, _made = User.objects.get_or_create(
        email="bench@bench.invalid", defaults={"name": "B", "may_create_exercises": True}
    )
    start = dt.date(2026, 3, 2)
    values = {"slug": f"bench-{size}", "title": "Bench", "question": "What?", "marking": "BENCH", "zone": "UTC"}
    axes = {key: {"question": f"{key}?", "negative": "less", "positive": "more"} for key in "xy"}
    phases = formats.schedule("one_week", start, "UTC", working_days=False)
    manager = exercise_actions.create_exercise(
        creator=creator, values=values, axes=axes, phases=phases, now=phases[0][1]
    )
    exercise = manager.exercise
    seats = [
        Participation.objects.create(
            exercise=exercise, user=user, role="analyst", alias=f"Analyst {n}", consent_at=phases[0][1],
            expertise=formats.EXPERTISE[n % 6], region=formats.REGIONS[n % 7], joined_at=phases[0][1],
        )
        for n, user in enumerate(people)
    ]  # fmt: skip
    options = _options(exercise, size, seats, phases[1][1])
    _comments(exercise, options[:JUDGED], seats, manager, phases[2][1])
    _sheets(exercise, options[:JUDGED], seats, phases[3][1])
    stand_in(exercise, "reveal")
    return exercise


def stand_in(exercise: Exercise, kind: str) -> None:
    """Set the exercise's clock to an hour after a phase has opened."""
    opens = exercise.phases.get(kind=kind).opens_at
    exercise.clock_offset = opens + dt.timedelta(hours=1) - timezone.now()
    exercise.save(update_fields=["clock_offset"])
    exercise_actions.open_due_phases(exercise=exercise, now=exercise.clock(timezone.now()))


def _words() -> list[str]:
    texts = (
        text for option in content.exercise()["options"] for text in content.option_values(option)["aspects"].values()
    )
    return " ".join(texts).split()


def text(draw: random.Random, words: list[str]) -> dict[str, object]:
    """Title, summary and aspects of about the length that analysts write."""

    def some(n: int) -> str:
        return " ".join(draw.choices(words, k=n))

    aspects = {field.key: some(120) for field in formats.DEFAULT_TEMPLATE}
    return {"title": some(8)[: formats.TITLE_LIMIT], "summary": some(35)[: formats.SUMMARY_LIMIT], "aspects": aspects}


def _options(exercise: Exercise, size: int, seats: list[Participation], at: dt.datetime) -> list[Option]:
    draw, words = random.Random(SEED), _words()
    template = Template.objects.get(exercise=exercise)
    common = {"exercise": exercise, "state": "accepted", "submitted_at": at}
    options = Option.objects.bulk_create(
        (Option(number=n, author=seats[n % ANALYSTS], **common) for n in range(1, size + 1)), BATCH
    )
    versions = OptionVersion.objects.bulk_create(
        (
            OptionVersion(
                option=option, number=1, template=template, author=option.author, created_at=at, **text(draw, words)
            )
            for option in options
        ),
        BATCH,
    )
    for option, version in zip(options, versions, strict=True):
        option.current = version
    Option.objects.bulk_update(options, ["current"], BATCH)
    for option in options:
        index_text(option)
    Card.objects.bulk_create((Card(option=option) for option in options), BATCH)
    Numbering.objects.filter(exercise=exercise).update(last_option=size)
    _log(exercise, "option.submitted", "everyone", [{"option": n, "version": 1} for n in range(1, size + 1)], at)
    return options


def _comments(
    exercise: Exercise, options: list[Option], seats: list[Participation], chooser: Participation, at: dt.datetime
) -> None:
    """On each option two to six threads of one to three comments; of every second the first challenge in the slot."""
    draw, words = random.Random(SEED), _words()
    kinds = [kind for kind, _name in formats.COMMENT_KINDS]

    def comment(option: Option, thread: Comment | None) -> Comment:
        kind, author = draw.choice(kinds), draw.choice(seats)
        return Comment(
            exercise=exercise, number=0, option=option, version=option.current, thread=thread, author=author, kind=kind,
            created_at=at,
        )  # fmt: skip

    heads = [comment(option, None) for option in options for _thread in range(draw.randint(2, 6))]
    replies = [comment(head.option, head) for head in heads for _reply in range(draw.choice([0, 0, 1, 2]))]
    comments = [*heads, *replies]
    for number, row in enumerate(comments, 1):
        row.number = number
    Comment.objects.bulk_create(heads, BATCH)
    Comment.objects.bulk_create(replies, BATCH)
    texts = (" ".join(draw.choices(words, k=draw.randint(15, 60)))[: formats.COMMENT_LIMIT] for _row in comments)
    versions = CommentVersion.objects.bulk_create(
        (
            CommentVersion(comment=row, number=1, text=text, created_at=at)
            for row, text in zip(comments, texts, strict=True)
        ),
        BATCH,
    )
    for row, version in zip(comments, versions, strict=True):
        row.current = version
    Comment.objects.bulk_update(comments, ["current"], BATCH)
    challenges = {row.option_id: row for row in reversed(heads) if row.kind == "challenge" and row.option.number % 2}
    Objection.objects.bulk_create(
        Objection(option=row.option, comment=row, chosen_by=chooser, chosen_at=at) for row in challenges.values()
    )
    Numbering.objects.filter(exercise=exercise).update(last_comment=len(comments))
    facts = [{"comment": row.number, "option": row.option.number, "kind": row.kind} for row in comments]
    _log(exercise, "comment.posted", "everyone", facts, at)


def _sheets(exercise: Exercise, options: list[Option], seats: list[Participation], at: dt.datetime) -> None:
    draw = random.Random(SEED)
    with transaction.atomic():
        protocol = freeze_protocol(exercise=exercise, now=at)
    criteria = list(exercise.criteria.all())
    pairs = [
        (option, seats[(option.number * SHEETS_EACH + k) % ANALYSTS])
        for option in options
        for k in range(SHEETS_EACH)
        if option.author_id != seats[(option.number * SHEETS_EACH + k) % ANALYSTS].pk
    ]
    common = {"round": 1}
    sheets = Sheet.objects.bulk_create(
        (
            Sheet(
                participation=seat,
                option=option,
                version=option.current,
                generation=1,
                protocol=protocol,
                created_at=at,
                **common,
            )
            for option, seat in pairs
        ),
        BATCH,
    )
    ratings = (
        Rating(sheet=sheet, participation_id=sheet.participation_id, option_id=sheet.option_id, criterion=criterion,
               step=min(5, max(1, round(draw.gauss(3, 1)))), **common)
        for sheet in sheets
        for criterion in criteria
    )  # fmt: skip
    while batch := list(islice(ratings, BATCH)):
        Rating.objects.bulk_create(batch)
    Placement.objects.bulk_create(
        (
            Placement(sheet=sheet, participation_id=sheet.participation_id, option_id=sheet.option_id,
                      x=round(draw.uniform(-1, 1), 2), y=round(draw.uniform(-1, 1), 2), **common)
            for sheet in sheets
        ),
        BATCH,
    )  # fmt: skip
    facts = [{"option": option.number, "round": 1, "first": True} for option, _seat in pairs]
    _log(exercise, "sheet.judged", "staff", facts, at)


def _log(exercise: Exercise, kind: str, audience: str, facts: list[dict[str, object]], at: dt.datetime) -> None:
    stream = Stream.objects.get(pk=exercise.pk)
    Event.objects.bulk_create(
        (
            Event(exercise=exercise, seq=stream.last_seq + n, kind=kind, audience=audience, data=data, at=at)
            for n, data in enumerate(facts, 1)
        ),
        BATCH,
    )
    Stream.objects.filter(pk=exercise.pk).update(last_seq=stream.last_seq + len(facts))


def key() -> str:
    """A fresh request key."""
    return str(uuid.uuid4())
