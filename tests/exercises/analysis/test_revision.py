from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.agreement import FEWEST, spread_of
from exercises.analysis.revision import Revision, revision, stale_share

step = st.integers(1, 5)
answers = st.lists(st.tuples(step, st.one_of(st.none(), step)), max_size=40)


def test_a_crowd_that_moves_to_its_middle() -> None:
    given_ = [(1, 3), (5, 3), (2, 3), (4, 4), (5, 4), (3, None), (3, None), (3, 5), (3, 3)]
    found = revision(given_)
    assert (found.revised, found.up, found.down, found.toward) == (7, 3, 2, 0.8)
    assert found.before == spread_of([1, 5, 2, 4, 5, 3, 3, 3, 3])
    assert found.after == spread_of([3, 3, 3, 4, 4, 3, 3, 5, 3])


def test_who_passes_the_middle_as_far_as_before_came_no_nearer() -> None:
    assert revision([(2, 4)] * 3 + [(4, 2)] * 3 + [(3, None)] * 3).toward == 0


def test_fewer_than_five_are_only_counted() -> None:
    assert revision([(1, 3)] * 4 + [(2, None)] * 3) == Revision(
        spread_of([1, 1, 1, 1, 2, 2, 2]), spread_of([3, 3, 3, 3, 2, 2, 2]), 4
    )
    assert revision([(1, 3)] * 4 + [(2, 2)]).toward is None


@given(answers, st.randoms())
def test_what_moved_adds_up_and_turns_with_the_steps(given_, random) -> None:
    found = revision(given_)
    assert found == revision(random.sample(given_, len(given_)))
    turned = revision([(6 - one, None if two is None else 6 - two) for one, two in given_])
    assert (found.up, found.down, found.toward) == (turned.down, turned.up, turned.toward)
    assert (found.up is None) == (found.revised < FEWEST)
    if found.toward is not None:
        assert 0 <= found.toward <= 1
        assert sum(two not in {None, one} for one, two in given_) >= FEWEST


def test_without_a_second_round_nothing_changed() -> None:
    found = revision([(n % 5 + 1, None) for n in range(20)])
    assert (found.before, found.revised) == (found.after, 0)


def test_sheets_on_an_older_text_are_stale() -> None:
    assert stale_share([1, 1, 2, 3], 3) == 0.75
    assert stale_share([3, 3], 3) == 0
    assert stale_share([], 3) is None
