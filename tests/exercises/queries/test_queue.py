from __future__ import annotations

import pytest

from exercises.models import Option
from exercises.queries.queue import Entry, Queue


def queue(waiting: list[int], judged: tuple[int, ...] = (), skipped: tuple[int, ...] = (), beyond: int = 0) -> Queue:
    """A portion in the order in which queue_of gives it: what is settled, then what waits."""
    settled = [Entry(Option(number=n), judged=True) for n in judged]
    aside = [Entry(Option(number=n), skipped="later") for n in skipped]
    entries = (*settled, *aside, *(Entry(Option(number=n)) for n in waiting))
    return Queue(entries, judgeable=len(entries) + beyond, judged=len(judged))


@pytest.mark.parametrize(
    ("waiting", "after", "following"),
    [([3, 1, 2], None, 3), ([3, 1, 2], 3, 1), ([3, 1, 2], 1, 3), ([2], 2, None), ([], None, None), ([3, 1], 99, 3)],
)
def test_the_next_is_another_one_that_waits(waiting: list[int], after: int | None, following: int | None) -> None:
    found = queue(waiting, judged=(7,)).next(after)
    assert (found.number if found else None) == following


def test_it_knows_where_one_is_and_what_lies_beyond() -> None:
    found = queue([3, 1], judged=(7, 8), skipped=(5,), beyond=4)
    assert [found.place_of(number) for number in (7, 8, 5, 3, 1, 9)] == [1, 2, 3, 4, 5, None]
    assert (found.settled, len(found.left), found.coming, found.minutes) == (3, 2, 2, 5)
    assert found.remaining == 5  # four never drawn, and the one put aside
    assert [entry.option.number for entry in found.skipped] == [5]


@pytest.mark.parametrize(("beyond", "coming"), [(0, 0), (1, 1), (8, 8), (25, 8)])
def test_a_portion_that_is_done_is_followed_by_the_next(beyond: int, coming: int) -> None:
    assert queue([], judged=(1, 2), beyond=beyond).coming == coming


@pytest.mark.parametrize(("left", "minutes"), [(0, 0), (1, 3), (2, 5), (5, 13), (8, 20)])
def test_it_says_how_long_the_rest_takes(left: int, minutes: int) -> None:
    assert queue(list(range(left))).minutes == minutes
