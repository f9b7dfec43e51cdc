"""Facts read back from ``exercise.json``, so that a report can be built again wherever its data package is.

What was written is what is read: ``read(...)`` of a file equals the facts that it was written from, hash included.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
import zipfile
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from django.core.validators import slug_re

from exercises.reports.facts import Facts
from exercises.reports.levels import LEVELS, Level

FORMAT, VERSION = "quadrant-exercise", 2
MEMBER = "exercise.json"
MOST_BYTES = 1 << 30


class Unreadable(Exception):
    """The file is no exercise that can be read; the words say why, for the person who gave it."""


class Packed(NamedTuple):
    """The facts of a file, and the release level that they were written at: they hold no more than that."""

    facts: Facts
    level: Level


def read(path: Path) -> Packed:
    """The facts in *path*, a data package or the ``exercise.json`` of one. Raises Unreadable."""
    try:
        given = json.loads(_bytes(path))
    except (OSError, ValueError, RecursionError, zipfile.BadZipFile, KeyError) as broken:
        raise Unreadable(f"{path.name} cannot be read: {broken}") from None
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise Unreadable(f"{path.name} is no exercise that Quadrant has written.")
    if given.get("version") != VERSION:
        raise Unreadable(
            f"{path.name} has version {given.get('version')!r} of the format; this Quadrant reads {VERSION}."
        )
    if given.get("level") not in LEVELS:
        raise Unreadable(f"{path.name} does not say which release level it was written at.")
    try:
        return Packed(_facts(given.get("facts")), given["level"])
    except _Odd as odd:
        raise Unreadable(f"{path.name} is incomplete or damaged at {odd}.") from None


def _bytes(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        if package.getinfo(MEMBER).file_size > MOST_BYTES:
            raise ValueError(f"{MEMBER} is larger than {MOST_BYTES} bytes")
        return package.read(MEMBER)


class _Odd(Exception):
    """Where a value is not what the facts hold there."""


def _facts(value: Any) -> Facts:
    facts: Facts = _made(Facts, value, "facts")
    if not slug_re.match(facts.exercise.slug):  # it names the files that are written
        raise _Odd("facts.exercise.slug")
    return facts


def _made(kind: Any, value: Any, where: str) -> Any:
    """*value* as an instance of *kind*: the dataclasses of the facts and what they are made of."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _node(cast(type[Any], kind), value, where)
    if origin in {typing.Union, types.UnionType}:
        return None if value is None and type(None) in inside else _made(_other(inside), value, where)
    if origin is tuple:
        if not isinstance(value, list) or (inside[-1] is not ... and len(value) != len(inside)):
            raise _Odd(where)
        kinds = [inside[0]] * len(value) if inside[-1] is ... else inside
        return tuple(
            _made(each, item, f"{where}[{n}]") for n, (each, item) in enumerate(zip(kinds, value, strict=True))
        )
    if kind is dt.datetime or kind is dt.date:
        try:
            return kind.fromisoformat(value)
        except (TypeError, ValueError):
            raise _Odd(where) from None
    return _plain(kind, value, where)


def _node(kind: type[Any], value: Any, where: str) -> Any:
    hints = _hints(cast(Hashable, kind))
    if not isinstance(value, dict) or set(value) != set(hints):
        raise _Odd(where)
    return kind(**{name: _made(hint, value[name], f"{where}.{name}") for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _other(kinds: tuple[Any, ...]) -> Any:
    (kind,) = (kind for kind in kinds if kind is not type(None))
    return kind


def _plain(kind: Any, value: Any, where: str) -> Any:
    if typing.get_origin(kind) is typing.Literal:
        fits = value in typing.get_args(kind)
    elif kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = type(value) is kind
    if not fits:
        raise _Odd(where)
    return value
