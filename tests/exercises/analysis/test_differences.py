"""What is different between two texts."""

from __future__ import annotations

import itertools
import random
import sys
from typing import Any

import pytest

from exercises.analysis.differences import KEPT, Piece, changed, differences, shortened

CASES = [
    ("", "", []),
    ("same", "same", [("same", "same")]),
    ("", "new", [("in", "new")]),
    ("old", "", [("out", "old")]),
    ("Pay the police.", "Pay the courts.", [("same", "Pay the"), ("out", " police"), ("in", " courts"), ("same", ".")]),
    ("Pay police", "Pay police more", [("same", "Pay police"), ("in", " more")]),
    ("a b c", "x y c", [("out", "a b"), ("in", "x y"), ("same", " c")]),
    ("one\ntwo", "one\nthree\ntwo", [("same", "one\n"), ("in", "three\n"), ("same", "two")]),
    ("café", "cafe", [("out", "café"), ("in", "cafe")]),
]


@pytest.mark.parametrize(("old", "new", "pieces"), CASES)
def test_whole_words_are_told(old: str, new: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in differences(old, new)] == pieces


def side(pieces: list[Piece], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != without)


def texts(seed: int) -> tuple[str, str]:
    chance = random.Random(seed)
    vocabulary = ["the", "police", "pays", ".", "\n", "\n\n", " ", "  ", "état", "don’t", "日本", "a", "👩‍🚒", "-"]
    old = [chance.choice(vocabulary) + chance.choice(["", " "]) for _word in range(chance.randrange(60))]
    new = list(old)
    for _edit in range(chance.randrange(12)):
        at = chance.randrange(len(new) + 1)
        new[at : at + chance.randrange(4)] = chance.choices(vocabulary, k=chance.randrange(4))
    return "".join(old), "".join(new)


@pytest.mark.parametrize("seed", range(300))
def test_both_texts_can_be_read_from_the_pieces(seed: int) -> None:
    old, new = texts(seed)
    pieces = differences(old, new)
    assert (side(pieces, "in"), side(pieces, "out")) == (old, new)
    assert changed(pieces) is (old != new)
    assert all(piece.text for piece in pieces)
    kinds = [piece.kind for piece in pieces]
    following = {("same", "out"), ("same", "in"), ("out", "in"), ("out", "same"), ("in", "same")}
    assert set(itertools.pairwise(kinds)) <= following


def prose(seed: int, characters: int, words: int = 1_500) -> str:
    """Words as frequent as in prose: the nth about 1/n as often as the first."""
    chance = random.Random(seed)
    vocabulary = [f"w{n}" for n in range(words)]
    weights = [1 / (n + 1) for n in range(words)]
    return " ".join(chance.choices(vocabulary, weights, k=characters // 4))[:characters]


HARD = {
    "a third of the words replaced": lambda old, chance: " ".join(
        chance.choice(["x", "y", "z"]) if chance.random() < 0.33 else word for word in old.split(" ")
    ),
    "another text": lambda old, chance: prose(99, len(old)),
    "shuffled": lambda old, chance: " ".join(chance.sample(old.split(" "), len(old.split(" ")))),
}


@pytest.mark.parametrize("how", HARD)
def test_seven_long_fields_take_less_than_a_glance(how: str) -> None:
    pairs = [(old := prose(seed, 6_000), HARD[how](old, random.Random(seed))) for seed in range(7)]
    assert lines_run(pairs) < GLANCE


def test_a_word_a_thousand_times_is_no_trap() -> None:
    pairs = [("a " * 3_000, "a b " * 1_500), ("a b " * 1_500, "b a " * 1_500), ("\n" * 6_000, "\n \n" * 2_000)]
    assert lines_run(pairs) < GLANCE
    assert [(side(differences(*pair), "in"), side(differences(*pair), "out")) for pair in pairs] == pairs


GLANCE = 2_500_000  # lines of Python: some tenth of a second


def lines_run(pairs: list[tuple[str, str]]) -> int:
    """How many lines run, here and in the library: unlike seconds, the same wherever and beside whatever it runs."""
    ran = 0

    def count(_frame: Any, event: str, _argument: Any) -> Any:
        nonlocal ran
        ran += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        for old, new in pairs:
            differences(old, new)
    finally:
        sys.settrace(before)
    return ran


def test_what_both_say_far_from_a_difference_is_left_out_in_whole_words() -> None:
    same = "word " * 100
    shown = shortened(differences(f"{same}police {same}", f"{same}courts {same}"))
    assert [piece.kind for piece in shown] == ["same", "out", "in", "same"]
    before, after = shown[0].text, shown[-1].text
    assert (before[:6], after[-2:], before.split()[1:], after.split()[:-1]) == (
        "… word",
        " …",
        ["word"] * len(before.split()[1:]),
        ["word"] * len(after.split()[:-1]),
    )
    assert max(len(before), len(after)) <= KEPT + 2
    between = shortened(differences(f"a {same}b", f"c {same}d"))
    assert [len(piece.text) > KEPT for piece in between if piece.kind == "same"] == [True]


def test_a_short_text_is_shown_whole() -> None:
    pieces = differences("Pay the police now.", "Pay the courts now.")
    assert shortened(pieces) == pieces
