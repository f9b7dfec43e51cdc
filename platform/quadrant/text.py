"""What people type: one cleaning for every text field, and a form field that uses it.

Text is Unicode NFC with "\\n" line ends. Characters that hide or turn what is read are refused by name and never
stripped in silence: who typed them must know what was kept.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Embeddings, overrides and isolates: what is shown is no longer what is stored. The plain marks that Arabic and
# Hebrew are typed with (U+200E, U+200F, U+061C) stay allowed.
BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROLS_ALLOWED = frozenset("\n\t")
_UNREADABLE = "\ufffd"  # what is left of bytes that are no UTF-8


def clean_text(value: object, *, limit: int, required: bool = True, one_line: bool = False) -> str:
    """*value* as stored text: NFC, trimmed, at most *limit* characters (code points).

    Raises ValidationError with a sentence of its own for: no text at all, a character that is not allowed,
    several lines where one is meant, too long, empty though required.
    """
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise ValidationError(_("This must be text."), code="type")
    refuse_characters(value)
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not _has_something_to_read(text):
        if required:
            raise ValidationError(_("Write something here."), code="required")
        return ""
    if one_line and "\n" in text:
        raise ValidationError(_("Write this in one line."), code="lines")
    _refuse_length(text, limit)
    return text


def refuse_characters(text: str) -> None:
    """Raise ValidationError that names the first character that no text may hold."""
    for character in text:
        sentence = _refusal(character)
        if sentence:
            raise ValidationError(sentence % {"code": f"U+{ord(character):04X}"}, code="character")


def _refusal(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\0":
        return _("This holds a NUL character (%(code)s), which cannot be stored. Remove it.")
    if category == "Cc" and character not in _CONTROLS_ALLOWED and character != "\r":
        return _("This holds an invisible control character (%(code)s). Remove it.")
    if character in BIDI_OVERRIDES:
        return _("This holds a character that turns the reading direction (%(code)s). Remove it.")
    if category == "Cs" or character == _UNREADABLE:
        return _("This holds a character that could not be read (%(code)s). Type it again.")
    return ""


def _has_something_to_read(text: str) -> bool:
    """False for nothing, spaces, and characters that have no shape of their own, such as U+200B."""
    return any(unicodedata.category(character) not in {"Cf", "Zs", "Zl", "Zp", "Cc", "Mn"} for character in text)


def _refuse_length(text: str, limit: int) -> None:
    over = len(text) - limit
    if over > 0:
        sentence = ngettext(
            "At most %(limit)s characters fit here; this is %(over)s too long.",
            "At most %(limit)s characters fit here; this is %(over)s too long.",
            over,
        )
        raise ValidationError(sentence % {"limit": limit, "over": over}, code="length")


class Text(forms.Field):
    """A text field of any form; *limit* counts code points, *rows* is the height of a field of several lines.

    The browser gets no maxlength: it would cut a pasted text in silence, and counts otherwise than we do.
    """

    def __init__(self, *, limit: int, rows: int = 1, **kwargs: Any) -> None:
        self.limit, self.one_line = limit, rows == 1
        widget = forms.TextInput() if rows == 1 else forms.Textarea({"rows": str(rows), "cols": "60"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: object) -> str:
        return clean_text(value, limit=self.limit, required=self.required, one_line=self.one_line)
