from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.queue import NEARLY, portion

numbers = st.integers(0, 60)
some = st.sets(numbers, max_size=30)


@given(st.dictionaries(numbers, st.integers(0, 40)), some, some, some, st.integers(0, 12), st.integers(0, 20))
def test_a_portion_holds_what_may_be_judged_in_its_order(sheets, done, skipped, own, size, floor) -> None:
    asked = portion(seed="p7", sheets=sheets, done=done, skipped=skipped, own=own, size=size, floor=floor)
    free = sheets.keys() - done - own
    assert len(asked) == len(set(asked)) == min(size, len(free))
    assert set(asked) <= free
    ranks = [(n in skipped, sheets[n] >= floor) for n in asked]
    assert ranks == sorted(ranks)
    left = [(n in skipped, sheets[n] >= floor) for n in free - set(asked)]
    assert not asked or not left or ranks[-1] <= min(left)


@given(st.dictionaries(numbers, st.integers(0, 40), min_size=1), st.integers(1, 12), st.integers(0, 20))
def test_nobody_is_sent_to_an_option_far_ahead_of_one_left_out(sheets, size, floor) -> None:
    asked = portion(seed="p7", sheets=sheets, done=(), skipped=(), own=(), size=size, floor=floor)
    left = [sheets[n] for n in sheets.keys() - set(asked)]
    assert max(sheets[n] for n in asked) <= min(left, default=99) + NEARLY


def test_the_same_person_is_asked_the_same_and_another_person_something_else() -> None:
    sheets = dict.fromkeys(range(1, 34), 0)
    first, again, other = (
        portion(seed=seed, sheets=sheets, done=(), skipped=(), own=(), size=8, floor=15) for seed in ("1", "1", "2")
    )
    assert first == again
    assert first != other


def test_an_order_does_not_hang_on_which_options_stand_beside() -> None:
    sheets = dict.fromkeys(range(1, 34), 0)
    every = portion(seed="1", sheets=sheets, done=(), skipped=(), own=(), size=33, floor=15)
    fewer = portion(seed="1", sheets=sheets, done={every[3]}, skipped=(), own={every[9]}, size=33, floor=15)
    assert fewer == [n for n in every if n not in {every[3], every[9]}]


def test_what_was_skipped_comes_when_nothing_else_is_left() -> None:
    sheets = {1: 0, 2: 20, 3: 9}
    assert portion(seed="1", sheets=sheets, done={3}, skipped={1}, own=(), size=8, floor=15) == [2, 1]


def test_where_handed_out_portions_count_every_option_gets_its_share() -> None:
    sheets: Counter[int] = Counter(dict.fromkeys(range(1, 101), 0))
    done: dict[int, set[int]] = {person: set() for person in range(70)}
    for _round in range(3):
        for person, judged in done.items():
            asked = portion(
                seed=str(person), sheets=sheets, done=judged, skipped=(), own={person + 1}, size=8, floor=15
            )
            judged.update(asked)
            sheets.update(asked)
    assert sum(sheets.values()) == 70 * 24
    assert (min(sheets.values()), max(sheets.values())) == (16, 18)


def test_an_option_below_the_floor_comes_before_every_one_that_has_reached_it() -> None:
    sheets = {number: 14 if number <= 8 else 15 for number in range(1, 34)}
    for seed in map(str, range(20)):
        asked = portion(seed=seed, sheets=sheets, done=(), skipped=(), own=(), size=8, floor=15)
        assert sorted(asked) == list(range(1, 9))
