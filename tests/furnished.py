"""Furnishing kept as a picture: what a fixture makes in an empty database is made once in a process, then put back.

To create an exercise with its cast takes hundreds of statements, and a thousand tests begin with the same one. After
the first time its rows come back by COPY, and with them copies of the objects that the fixture answered. Every time
with a new epoch, because what a process keeps of an exercise, it keeps by the epoch and the log's number.
"""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from exercises.models import Participation, Stream
from quadrant.accounts.models import User

Made = TypeVar("Made")
ROLE = """SELECT set_config('session_replication_role', %s, true)
    FROM pg_roles WHERE rolname = current_user AND rolsuper"""
APPS = {"exercises", "accounts"}


@dataclass(frozen=True)
class Picture:
    """The rows of all tables as COPY text, the objects, and the epochs in both."""

    began_with: object
    rows: dict[str, bytes]
    objects: bytes
    epochs: tuple[str, ...]


_pictures: dict[str, Picture] = {}


def furnish(name: str, make: Callable[[], Made], *standing: Any) -> Made:
    """Answer what *make* answers, and leave the database as *make* leaves it, which runs once in a process.

    *standing* are the objects of other fixtures which *make* goes on from and may change. The picture is of the whole
    database: where a test has done something before that the first one had not, *make* runs after all.
    """
    began_with = _state()
    picture = _pictures.get(name)
    if picture and picture.began_with == began_with:
        return _put_back(picture, standing)
    made = make()
    if picture is None:
        _pictures[name] = _taken(began_with, (standing, made))
    return made


def _state() -> object:
    """What tells one state of the database from another: whatever is written moves a log, or makes a person."""
    logs = Stream.objects.order_by("exercise").values_list("exercise__slug", "last_seq")
    return tuple(logs), User.objects.count(), Participation.objects.count()


def _tables() -> dict[str, list[str]]:
    """Every table of ours with its columns, but for those that PostgreSQL fills by itself."""
    ours = (model._meta for model in apps.get_models(include_auto_created=True) if model._meta.app_label in APPS)
    return {
        meta.db_table: [field.column for field in meta.local_concrete_fields if field.column and not field.generated]
        for meta in ours
    }


def _copy(table: str, columns: list[str], way: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(way))


def _taken(began_with: object, objects: object) -> Picture:
    rows = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            with cursor.copy(_copy(table, columns, "TO STDOUT")) as out:
                if data := b"".join(out):
                    rows[table] = data
    epochs = tuple(Stream.objects.values_list("epoch", flat=True))
    return Picture(began_with, rows, pickle.dumps(objects), epochs)


def _put_back(picture: Picture, standing: tuple[Any, ...]) -> Any:
    new = [(epoch.encode(), uuid.uuid4().hex.encode()) for epoch in picture.epochs]
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows are as PostgreSQL gave them: no trigger need look at them once more, where we may say so.
        cursor.execute(ROLE, ["replica"])
        if standing:
            for table in picture.rows:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table, data in picture.rows.items():
            with cursor.copy(_copy(table, tables[table], "FROM STDIN")) as into:
                into.write(_renewed(data, new))
        cursor.execute(ROLE, ["origin"])
    stood, made = pickle.loads(_renewed(picture.objects, new))
    seen: set[int] = set()
    for now, then in zip(standing, stood, strict=True):
        _bring_up(now, then, seen)
    return made


def _renewed(data: bytes, epochs: list[tuple[bytes, bytes]]) -> bytes:
    """They are as long as the old ones, so what is pickled stays whole."""
    for old, new in epochs:
        data = data.replace(old, new)
    return data


def _bring_up(now: Any, then: Any, seen: set[int]) -> None:
    """Let the objects of a fixture that ran before say what they said when the picture was taken."""
    if id(now) in seen:
        return
    seen.add(id(now))
    if isinstance(now, list):
        for one, other in zip(now, then, strict=True):
            _bring_up(one, other, seen)
    elif isinstance(now, Model):
        now.__dict__.update({name: value for name, value in then.__dict__.items() if name != "_state"})
        known = now._state.fields_cache
        for name, value in then._state.fields_cache.items():
            if isinstance(value, Model) and isinstance(known.get(name), Model):
                _bring_up(known[name], value, seen)
            else:
                known[name] = value
    elif is_dataclass(now):
        for each in fields(now):
            _bring_up(getattr(now, each.name), getattr(then, each.name), seen)
