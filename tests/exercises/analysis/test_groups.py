from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.agreement import FEWEST, Spread
from exercises.analysis.camps import Camp, Division
from exercises.analysis.groups import GroupAnswer, by_group, opposed

SPLIT = Division(True, 0.001, 0.8, Camp(12, 2.0, (1, 2)), Camp(12, 4.0, (4, 5)), 2)
answers = st.lists(st.tuples(st.sampled_from(["Law", "Economics", "Health", "Security", ""]), st.integers(1, 5)))


def test_each_group_has_its_middle_and_the_camp_that_it_mostly_sits_in() -> None:
    given_ = (
        [("Law", 1)] * 4 + [("Law", 2)] * 3 + [("Law", 5)] + [("Economics", 4)] * 6 + [("Health", 2), ("Health", 4)] * 3
    )
    found = by_group(given_, rest="other", division=SPLIT)
    assert found == [
        GroupAnswer("Law", Spread(8, 1.5, 1.0, 2.0), "low"),
        GroupAnswer("Economics", Spread(6, 4.0, 4.0, 4.0), "high"),
        GroupAnswer("Health", Spread(6, 3.0, 2.0, 4.0), ""),
    ]
    assert opposed(found)
    assert not opposed(found[1:])
    assert [group.side for group in by_group(given_, rest="other")] == ["", "", ""]
    undivided = Division(divided=False, p=0.5, power=0.8)
    assert [group.side for group in by_group(given_, rest="other", division=undivided)] == ["", "", ""]


def test_a_small_group_hides_with_the_smallest_large_one() -> None:
    given_ = [("Law", 3)] * 9 + [("Economics", 4)] * 6 + [("Health", 1)] * 2
    assert by_group(given_, rest="other") == [
        GroupAnswer("Law", Spread(9, 3.0, 3.0, 3.0), ""),
        GroupAnswer("other", Spread(8, 4.0, 3.25, 4.0), ""),
    ]


@given(answers, st.randoms())
def test_no_group_under_five_and_nobody_counted_twice(given_, random) -> None:
    found = by_group(given_, rest="other", division=SPLIT)
    assert found == by_group(random.sample(given_, len(given_)), rest="other", division=SPLIT)
    assert all(group.spread.n >= FEWEST for group in found)
    assert sum(group.spread.n for group in found) in {0, len(given_)}
    for group in found:
        own = [step for name, step in given_ if name == group.group]
        if group.group != "other":
            assert group.spread.median == np.median(own)


def test_a_group_that_is_called_like_the_rest_is_in_the_rest() -> None:
    assert by_group([("other", 1)] * 6 + [("Law", 5)] * 6, rest="other") == [
        GroupAnswer("Law", Spread(6, 5.0, 5.0, 5.0), ""),
        GroupAnswer("other", Spread(6, 1.0, 1.0, 1.0), ""),
    ]
