"""While rating is open, nothing that anybody can fetch depends on what the crowd says.

Two worlds differ in what is sealed alone: every step, every placement, certainty and second thought, where
moderators put cards, which narratives there are. Everybody else's answers are turned round; one's own sheets, how
many sheets there are, and when they came, stay. Each role walks every address and every link that it meets, in both
worlds, and must get the same bytes from the same number of queries. A leak need not be guessed to be found: an order
of search results, a hidden field, a count, a class name or one more query is a difference.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse
from django.utils import timezone

from exercises import formats
from exercises.actions.ratings import judge_option
from exercises.models import (
    Card,
    Challenge,
    Citation,
    Exercise,
    Membership,
    Narrative,
    NarrativeVersion,
    Option,
    Participation,
    Placement,
    Rating,
    Sheet,
    Takeaway,
    TakeawayVersion,
)
from exercises.queries.crowd import forget
from tests.exercises.conftest import Cast

WHO = ("manager", "lead", "mona", "ana", "ben", "olga")
CRITERIA = ("desirability", "feasibility", "impact", "risk")
OPTIONS = 2  # whose order by what the crowd says is another in the other world
RATERS = 16  # above the floor: from here on a result would be shown, were it not sealed
# What a page must differ in between two visits: tokens against forgery, and the keys of forms.
FRESH = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]*"|csrf-token" content="[^"]*"|name="key"[^>]*|name="tab"[^>]*|nonce="[^"]*"'
    rb"|csrfToken[^,}]*|Expires: [^\n]*"
)
LINK = re.compile(rb'\s(?:href|src|action|data-[a-z-]*url|data-[a-z-]*href|hx-get|formaction)="([^"#]+)')
FEW = OPTIONS  # addresses of one kind that are followed as links; those that are given are all visited


@dataclass
class Walk:
    """Everything that one person was told: address → status, bytes without what is always fresh, number of queries."""

    found: dict[str, tuple[int, bytes, int]] = field(default_factory=dict)


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Stop the clock: two walks at one moment are told the same times."""

    def stop() -> None:
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: now)

    return stop


@pytest.fixture
def rated(
    cast: Cast, exercise: Exercise, submit: Callable[..., Option], middle: Callable[[str], dt.datetime],
    crowd: Callable[..., None], stand_in: Callable[[str], dt.datetime],
) -> list[Option]:  # fmt: skip
    """Options with many sheets, in the middle of the rating phase; ana and ben have judged the first as well."""
    options = [submit(cast.cleo, "Pay the police"), submit(cast.ben, "Open the border")]
    stand_in("rate")
    for option in options:
        crowd(option, [(0.5, -0.5)] * RATERS, step=4)
    for rater in (cast.ana, cast.ben):
        answers = {"ratings": dict.fromkeys(CRITERIA, 3), "x": 0.25, "y": "both", "certainty": "low"}
        judge_option(
            rater=rater, option=options[0], seen_version=1, values=answers, key=uuid.uuid4(), now=middle("rate")
        )
    return options


def turn_round(exercise: Exercise, *own: Participation) -> None:
    """The other world: what others said is the opposite, they had second thoughts, and moderators have worked."""
    forget()  # no event tells of it
    theirs = {"option__exercise": exercise, "current": True}
    Rating.objects.filter(**theirs).exclude(participation__in=own).update(step=1)
    Placement.objects.filter(**theirs).exclude(participation__in=own).update(x=-0.75, y=None, y_answer="unclear")
    Sheet.objects.filter(**theirs).exclude(participation__in=own).update(certainty="high")
    for sheet in list(Sheet.objects.filter(**theirs).exclude(participation__in=own)):
        _second_thought(sheet)
    Card.objects.filter(option__exercise=exercise).update(x=0.9, y=0.9, version=3)
    _a_narrative(exercise)


def _second_thought(sheet: Sheet) -> None:
    whose = {"participation": sheet.participation, "option": sheet.option, "round": 2}
    second = Sheet.objects.create(
        **whose, version=sheet.version, generation=1, protocol=sheet.protocol, reason="Second thought",
        created_at=sheet.created_at,
    )  # fmt: skip
    for rating in sheet.ratings.all():
        Rating.objects.create(**whose, sheet=second, criterion=rating.criterion, step=5)
    Placement.objects.create(**whose, sheet=second, x=0, y=0)


def _a_narrative(exercise: Exercise) -> None:
    lead, now = Participation.objects.get(exercise=exercise, role="lead"), timezone.now()
    narrative = Narrative.objects.create(exercise=exercise, number=1, anchor_x=0, anchor_y=0)
    narrative.current = NarrativeVersion.objects.create(
        narrative=narrative, number=1, nickname="Sealed nickname", author=lead, created_at=now
    )
    narrative.save(update_fields=["current"])
    option = Option.objects.get(exercise=exercise, number=1)
    Membership.objects.create(narrative=narrative, option=option, kind="core", added_by=lead, added_at=now)
    Challenge.objects.create(
        exercise=exercise, number=1, narrative=narrative, version=narrative.current, author=lead, kind="minority",
        text="Sealed note", answer="declined", answer_text="No.", answered_by=lead, answered_at=now, created_at=now,
    )  # fmt: skip
    takeaway = Takeaway.objects.create(exercise=exercise, number=1, turn=1)
    takeaway.current = TakeawayVersion.objects.create(
        takeaway=takeaway, number=1, title="Sealed", text="Sealed.", confidence="low", author=lead, created_at=now
    )
    takeaway.save(update_fields=["current"])
    Citation.objects.create(
        takeaway_version=takeaway.current, field="whole", stance="supports", option_version=option.current
    )


# --- the walk -----------------------------------------------------------------------------------------------


def patterns() -> Iterator[str]:
    """Every address of an exercise with the numbers that exist, and the ways to ask a list for something."""
    for pattern in get_resolver("exercises.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        names = set(pattern.pattern.converters)
        if "slug" not in names or names - {"slug", "number"}:
            continue  # what needs another key is met as a link
        # Of options there are several, of narratives and all that is sealed with them one in one of the worlds.
        last = OPTIONS if re.search("options|judge", str(pattern.pattern)) else 1
        for more in [{"number": n} for n in range(last + 1)] if "number" in names else [{}]:
            yield reverse(str(pattern.name), kwargs={"slug": "alpha", **more})
    for query in (
        "q=police",
        "q=p",
        "state=accepted",
        "new=1",
        "sort=rating",
        "order=desirability",
        "mark=divided",
        "page=2",
    ):
        yield f"/x/alpha/options/?{query}"
    for word in ("results", "crowd", "ratings", "mine"):
        yield f"/x/alpha/board/data/?layer={word}"
    yield "/x/alpha/options/1/?show=results"


def everything(exercise: Exercise) -> list[str]:
    """Where a walk begins when it is to see all."""
    return [*patterns(), "/", f"/x/alpha/events?after=0&epoch={exercise.stream.epoch}"]


def walk(client: Client, given: list[str]) -> Walk:
    """Fetch everything as a page, and the first of each kind as a script does too, following links inside."""
    waiting, known, seen, of_kind = list(given), set(given), Walk(), Counter[str]()
    must, closed = frozenset(given), set[str]()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if kind in closed or (address not in must and of_kind[kind] >= FEW):
            continue  # a list asked in ever other ways has no end, and one person's row is like another's
        of_kind[kind] += 1
        page = seen.found[address] = _fetch(client, address)
        if page[0] == HTTPStatus.METHOD_NOT_ALLOWED:
            closed.add(kind)  # nothing is read there, whatever the number
        elif of_kind[kind] == 1:
            seen.found[f"{address} by a script"] = _fetch(client, address, by_script=True)
        more = [link for link in _links(address, page[1]) if link not in known]
        known.update(more)
        waiting += more
    return seen


@functools.cache
def _kind(address: str) -> str:
    path = urlsplit(address).path
    try:
        return f"{resolve(path).url_name}{'?' in address}"
    except Resolver404:
        return path


def _fetch(client: Client, address: str, *, by_script: bool = False) -> tuple[int, bytes, int]:
    """What is answered; a script is told parts of pages, and refusals as JSON."""
    asked: list[str] = []
    headers = {"hx-request": "true", "accept": "application/json"} if by_script else {"accept": "text/html"}

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer: Any = client.get(address, headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = b"\n".join(f"{name}: {value}".encode() for name, value in sorted(answer.items()) if name != "Set-Cookie")
    return answer.status_code, FRESH.sub(b"", told + b"\n\n" + body), len(asked)


def _links(address: str, body: bytes) -> list[str]:
    found = (urljoin(address, link.decode().replace("&amp;", "&")) for link in LINK.findall(body))
    return sorted({link for link in found if link.startswith("/x/alpha/")})


def differences(one: Walk, other: Walk) -> list[str]:
    """The addresses at which two walks were told different things; prints where the first few differ."""
    addresses = sorted(one.found | other.found)
    apart = [address for address in addresses if one.found.get(address) != other.found.get(address)]
    for address in apart[:3]:
        print(address, *_first_difference(one.found.get(address), other.found.get(address)), sep="\n  ")
    return apart


def _first_difference(one: tuple[int, bytes, int] | None, other: tuple[int, bytes, int] | None) -> list[object]:
    """What a person wants to see of two answers that are not the same."""
    if one is None or other is None or one[1] == other[1]:
        return [one and (one[0], one[2]), other and (other[0], other[2])]
    lines = zip(one[1].splitlines(), other[1].splitlines(), strict=False)
    return list(next(((a, b) for a, b in lines if a != b), ("one is longer",)))


@pytest.fixture
def told_apart(
    cast: Cast, exercise: Exercise, rated: list[Option], stopped: Callable[[], None]
) -> Callable[..., dict[str, list[str]]]:
    """What tells each of *who* the two worlds apart."""

    def compare(*who: str, given: list[str]) -> dict[str, list[str]]:
        stopped()
        before = {name: walk(cast.client(name), given) for name in who}
        for seen in before.values():
            assert any(b"Open the border" in body for _status, body, _n in seen.found.values())  # it did walk
        turn_round(exercise, cast.ana, cast.ben)
        return {name: differences(before[name], walk(cast.client(name), given)) for name in who}

    return compare


@pytest.mark.slow
@pytest.mark.timeout(300)  # thousands of pages
@pytest.mark.parametrize("who", [WHO[:3], WHO[3:]], ids=["staff", "others"])
def test_nobody_can_tell_what_the_crowd_says(
    who: tuple[str, ...], told_apart: Callable[..., dict[str, list[str]]], exercise: Exercise
) -> None:
    assert told_apart(*who, given=everything(exercise)) == {name: [] for name in who}
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("role", "who", "right"), [("moderator", "mona", "see_results"), ("analyst", "ana", "see_narratives")]
)
def test_the_walk_notices_a_leak(
    role: str, who: str, right: formats.Capability, told_apart: Callable[..., dict[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_: dict[Any, Any] = formats.OPEN["rate"]
    monkeypatch.setitem(open_, role, open_[role] | {right})
    given = ["/x/alpha/board/", "/x/alpha/options/"]
    assert set(given) <= set(told_apart(who, given=given)[who])


def test_no_line_of_the_log_says_what_a_sheet_says(rated: list[Option], exercise: Exercise) -> None:
    lines = exercise.events.filter(kind__startswith="sheet.").values_list("kind", "audience", "data")
    assert {(kind, audience, *sorted(data)) for kind, audience, data in lines} == {
        ("sheet.judged", "staff", "first", "option", "round")
    }
