"""Labels beside their dots: whatever the dots and words are, none is over another and none leaves the frame."""

from __future__ import annotations

import itertools
import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.analysis.labelling import AIR, Box, Dot, Label, Words, overlap, place_labels, spread_apart
from exercises.analysis.lettering import text_width, wrap

FRAME = Box(10, 20, 600, 400)
NAMES = (Box(280, 180, 90, 24), Box(10, 20, 60, 18))

WORDS = st.builds(
    Words,
    text=st.text(st.sampled_from("abc MWi. שלום مرحبا 漢字 é<&\"'"), max_size=90),
    tail=st.sampled_from(["", "I", "(IV)", "IX"]),
)
DOTS = st.lists(
    st.tuples(st.builds(Dot, st.floats(22, 598), st.floats(32, 408), st.floats(5, 12)), WORDS), min_size=1, max_size=25
)


def labels_of(dots: list[Dot], words: list[Words]) -> list[Label | None]:
    return list(place_labels(tuple(dots), tuple(words), taken=NAMES, bounds=FRAME, size=12, width=140))


def inside(box: Box) -> bool:
    return (
        FRAME.x <= box.x
        and FRAME.y <= box.y
        and box.x + box.width <= FRAME.x + FRAME.width
        and box.y + box.height <= FRAME.y + FRAME.height
    )


def touches(box: Box, dot: Dot) -> bool:
    x = min(max(dot.x, box.x), box.x + box.width)
    y = min(max(dot.y, box.y), box.y + box.height)
    return math.hypot(dot.x - x, dot.y - y) < dot.radius


def of_leader(label: Label) -> Box | None:
    """The rectangle that a leader passes through."""
    if label.leader is None:
        return None
    (x1, y1), (x2, y2) = label.leader
    return Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))


def faults(dots: list[Dot], labels: list[Label | None]) -> list[str]:
    """What a reader would call a mistake."""
    shown = [(place, label) for place, label in enumerate(labels) if label]
    found = [f"{place} leaves the frame" for place, label in shown if not inside(label.box)]
    found += [f"{place} hides dot {at}" for place, label in shown for at, d in enumerate(dots) if touches(label.box, d)]
    found += [f"{place} hides a name" for place, label in shown for name in NAMES if overlap(label.box, name)]
    for (one, a), (other, b) in itertools.combinations(shown, 2):
        if overlap(a.box, b.box):
            found.append(f"{one} and {other} overlap")
        for leader, box in ((of_leader(a), b.box), (of_leader(b), a.box)):
            if leader and overlap(leader, box):
                found.append(f"{one} and {other}: a leader crosses words")
    return found


@settings(max_examples=25, deadline=None)
@given(DOTS)
def test_whatever_there_is_nothing_hides_anything(rows: list[tuple[Dot, Words]]) -> None:
    dots, words = [dot for dot, _words in rows], [said for _dot, said in rows]
    labels = labels_of(dots, words)
    assert faults(dots, labels) == []
    for said, label in zip(words, labels, strict=True):
        assert label is None or label.lines[-1].endswith(said.tail)
        assert label is None or label.whole or label.lines == (said.tail,)


def aired(box: Box) -> Box:
    return Box(box.x - AIR, box.y - AIR, box.width + 2 * AIR, box.height + 2 * AIR)


def crowded(count: int, seed: int = 1) -> tuple[list[Dot], list[Words]]:
    random = Random(seed)
    places = [(random.gauss(310, 130), random.gauss(220, 90)) for _ in range(count)]
    dots = [Dot(min(598, max(22, x)), min(408, max(32, y)), 7) for x, y in places]
    words = [Words(f"{n} " + "word " * random.randint(1, 6), "II") for n in range(count)]
    return spread_apart(dots, FRAME), words


@pytest.mark.parametrize("count", [33, 160])
def test_a_crowd_of_dots_is_labelled_without_fault(count: int) -> None:
    dots, words = crowded(count)
    labels = labels_of(dots, words)
    assert faults(dots, labels) == []
    # No label is left out while another of the same words could stand beside its dot.
    missing = [place for place, label in enumerate(labels) if label is None]
    for place in missing[:5]:
        alone = labels_of(dots, [said if at == place else Words("") for at, said in enumerate(words)])[place]
        others = [box for label in labels if label for box in (label.box, of_leader(label)) if box]
        assert alone is None or any(overlap(aired(alone.box), other) for other in others)


def test_a_few_far_apart_have_their_titles_beside_them() -> None:
    dots = [Dot(100, 100, 8), Dot(100, 300, 8), Dot(450, 100, 8)]
    labels = labels_of(dots, [Words("Pay the police", "I")] * 3)
    assert [(label.lines, label.anchor, label.leader, label.whole) for label in labels if label] == [
        (("Pay the police I",), "start", None, True)
    ] * 3
    assert [label.box.x - dot.x for label, dot in zip(labels, dots, strict=True) if label] == [12, 12, 12]


def test_where_all_round_is_taken_it_stands_away_on_a_leader_and_else_only_its_numeral_is_told() -> None:
    ring = [
        Dot(310 + 22 * math.cos(turn), 300 + 22 * math.sin(turn), 5)
        for turn in (0.39 + k * math.pi / 4 for k in range(8))
    ]
    words = [Words("Border", "I"), *[Words("")] * 8]
    away = labels_of([Dot(310, 300, 8), *ring], words)[0]
    assert away is not None
    assert away.leader is not None
    assert away.whole
    wall = [
        Dot(310 + 58 * math.cos(turn), 300 + 58 * math.sin(turn), 30) for turn in (k * math.pi / 6 for k in range(12))
    ]
    numeral = labels_of([Dot(310, 300, 8), *wall], [Words("Border police", "I"), *[Words("")] * 12])[0]
    assert numeral is not None
    assert (numeral.lines, numeral.whole, numeral.leader) == (("I",), False, None)


def test_the_same_again_is_the_same() -> None:
    dots, words = crowded(60)
    once = labels_of(dots, words)
    place_labels.cache_clear()
    assert labels_of(dots, words) == once


def test_it_is_kept_by_content() -> None:
    dots, words = crowded(12)
    place_labels.cache_clear()
    labels_of(dots, words)
    labels_of(list(dots), list(words))
    assert (place_labels.cache_info().hits, place_labels.cache_info().misses) == (1, 1)


def test_dots_in_one_place_stand_apart_and_inside() -> None:
    apart = spread_apart([Dot(12, 22, 10)] * 9, FRAME)
    for one, other in itertools.combinations(apart, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= 20
    assert all(inside(Box(d.x - 10, d.y - 10, 20, 20)) for d in apart)


def test_a_title_is_wrapped_and_cut_within_its_lines() -> None:
    lines = wrap("An unusually long title of an option that goes on and on", 12.5, 100, 2)
    assert (len(lines), lines[-1][-1]) == (2, "…")
    assert max(text_width(line, 12.5) for line in lines) <= 100
    assert wrap("W" * 500, 12.5, 100, 3)[0].endswith("…")


def test_the_tail_is_never_cut_and_never_alone_on_a_line() -> None:
    lines = wrap("An unusually long title of an option that goes on and on", 12.5, 100, 2, "(III)")
    assert (len(lines), lines[-1][-7:]) == (2, "… (III)")
    assert max(text_width(line, 12.5) for line in lines) <= 100
    assert wrap("Pay the police", 12.5, text_width("Pay the police", 12.5), 3, "II") == ("Pay the", "police II")


def test_marks_on_letters_take_no_room_and_unknown_scripts_enough() -> None:
    assert text_width("É", 10) == text_width("E", 10)
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert text_width("漢字", 10) == 21
    assert text_width("שלום", 10) == pytest.approx(26.4)
