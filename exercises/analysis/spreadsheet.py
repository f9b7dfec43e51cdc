"""Text that a spreadsheet opens as text. Pure functions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# What a spreadsheet takes for the beginning of a formula, or skips on its way to one (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """*value* as text; what would begin a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def comma_separated(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV (RFC 4180), with the mark by which a spreadsheet knows that it is UTF-8."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    for row in (header, *rows):
        writer.writerow([cell(value) for value in row])
    return "\ufeff" + sheet.getvalue()
