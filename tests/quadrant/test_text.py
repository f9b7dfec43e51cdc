from __future__ import annotations

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from quadrant.text import BIDI_OVERRIDES, Text, clean_text


def sentence(value: object, **rules: object) -> str:
    with pytest.raises(ValidationError) as refused:
        clean_text(value, **{"limit": 20, **rules})
    return str(refused.value.messages[0])


def test_text_is_normal_form_c_with_plain_line_ends() -> None:
    assert clean_text("  Cafe\u0301\r\nund\rTee\t. ", limit=20) == "Café\nund\nTee\t."


def test_what_counts_is_the_code_points_that_are_stored() -> None:
    assert clean_text("e\u0301" * 20, limit=20) == "é" * 20
    assert clean_text("🦊" * 20, limit=20) == "🦊" * 20
    assert sentence("🦊" * 23) == "At most 20 characters fit here; this is 3 too long."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\0b", "This holds a NUL character (U+0000), which cannot be stored. Remove it."),
        ("a\x07b", "This holds an invisible control character (U+0007). Remove it."),
        ("a\x85b", "This holds an invisible control character (U+0085). Remove it."),
        ("a\u202eb", "This holds a character that turns the reading direction (U+202E). Remove it."),
        ("a\ud800b", "This holds a character that could not be read (U+D800). Type it again."),
        ("a\ufffdb", "This holds a character that could not be read (U+FFFD). Type it again."),
        ("", "Write something here."),
        (" \u200b\u00a0\u2060 ", "Write something here."),
        (None, "Write something here."),
        (7, "This must be text."),
        (["a"], "This must be text."),
    ],
)
def test_each_refusal_has_its_own_sentence(text: object, said: str) -> None:
    assert sentence(text) == said


def test_a_refused_character_is_named_even_where_trimming_would_remove_it() -> None:
    assert "U+001F" in sentence("word\x1f")
    assert "U+202A" in sentence("\u202a")


def test_one_line_is_one_line() -> None:
    assert sentence("two\nlines", one_line=True) == "Write this in one line."
    assert clean_text("one line\n", limit=20, one_line=True) == "one line"


def test_right_to_left_text_and_joined_emoji_are_ordinary_text() -> None:
    for text in ("\u200fשלום\u200e", "مرحبا", "👩\u200d🚒", "نمی\u200cخواهم"):
        assert clean_text(text, limit=20) == unicodedata.normalize("NFC", text)


def test_empty_is_fine_where_nothing_is_asked() -> None:
    assert clean_text("  ", limit=20, required=False) == ""


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_whatever_comes_is_refused_or_can_be_stored_and_read(value: str) -> None:
    try:
        text = clean_text(value, limit=100)
    except ValidationError:
        return
    assert clean_text(text, limit=100) == text  # cleaning twice changes nothing
    assert text.encode("utf-8").decode("utf-8") == text
    assert not (set(text) & (BIDI_OVERRIDES | {"\0", "\r"}))
    assert 0 < len(text) <= 100


def test_a_form_field_keeps_what_was_typed() -> None:
    class Note(forms.Form):
        note = Text(limit=5, rows=3)

    form = Note({"note": "far too long"})
    assert form.errors == {"note": ["At most 5 characters fit here; this is 7 too long."]}
    assert form["note"].value() == "far too long"
