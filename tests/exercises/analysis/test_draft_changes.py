"""What is told of two drafts of a report: sections that came, went and changed, and how many words did."""

from __future__ import annotations

from exercises.analysis.draft_changes import Change, Part, changes, words


def told(change: Change) -> tuple[str, str, int, int]:
    return (change.kind, change.anchor, change.words_in, change.words_out)


def marked(change: Change) -> list[str]:
    """Each changed paragraph with what came in +…+ and what went in -…-."""
    signs = {"in": "+", "out": "-"}
    return ["".join(f"{signs.get(p.kind, '')}{p.text}{signs.get(p.kind, '')}" for p in each) for each in change.pieces]


OLD = Part("limits", "Limits", ("Few judged.", "Nobody knows.", "All were lawyers."))


def test_equal_drafts_tell_nothing():
    assert changes([OLD], [OLD]) == []


def test_only_the_paragraphs_that_differ_are_shown_word_by_word():
    new = Part("limits", "Limits", ("Few judged.", "Somebody knows.", "All were lawyers."))
    (change,) = changes([OLD], [new])
    assert told(change) == ("changed", "limits", 1, 1)
    assert marked(change) == ["-Nobody-+Somebody+ knows."]


def test_a_paragraph_in_between_moves_none_of_the_others():
    (change,) = changes([OLD], [Part("limits", "Limits", ("Few judged.", "One more.", *OLD.paragraphs[1:]))])
    assert (told(change), marked(change)) == (("changed", "limits", 2, 0), ["+One more.+"])


def test_what_came_stands_where_it_stands_and_what_went_at_the_end():
    first, last = Part("first", "First", ("one two",)), Part("last", "Last", ("three",))
    found = changes([OLD, last], [first, last])
    assert [told(change) for change in found] == [("added", "first", 3, 0), ("removed", "limits", 0, 8)]


def test_a_new_title_is_a_change():
    (change,) = changes([OLD], [Part("limits", "What it cannot bear", OLD.paragraphs)])
    assert told(change)[:2] == ("changed", "limits")


def test_numbers_and_words_of_any_script_count():
    assert words(["33 options", "слово, δύο — 漢字"]) == 5
