"""The browser's types of events, generated from exercises/events.py."""

from __future__ import annotations

import dataclasses
import typing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exercises import events

HEAD = """\
// Generated from exercises/events.py by `manage.py write_event_types`. Do not edit.

/** What each kind of event carries: numbers and small facts, never free text. */
export interface EventData {
"""
TAIL = """\
}

export type Kind = keyof EventData;

/** One line of the log as the wire has it; kind and data are null where the reader is not in the audience. */
export type Line =
  | { [K in Kind]: readonly [seq: number, kind: K, data: EventData[K]] }[Kind]
  | readonly [seq: number, kind: null, data: null];

export const KINDS: readonly Kind[] = [
"""
TYPES: dict[Any, str] = {int: "number", float: "number", str: "string", bool: "boolean", list[int]: "number[]"}


def target() -> Path:
    """The generated file."""
    path: Path = settings.ROOT / "frontend" / "feed" / "events.ts"
    return path


def generated() -> str:
    """What frontend/feed/events.ts must hold."""
    kinds = "".join(_member(kind) for kind in events.KINDS)
    return HEAD + kinds + TAIL + "".join(f'  "{kind.wire}",\n' for kind in events.KINDS) + "];\n"


def _member(kind: type[events.Event]) -> str:
    hints = typing.get_type_hints(kind)
    # Lines that were logged before a field existed do not have it; such a field has a default.
    fields = "; ".join(
        f"{field.name}{'' if field.default is dataclasses.MISSING else '?'}: {TYPES[hints[field.name]]}"
        for field in dataclasses.fields(kind)
    )
    data = f"{{ {fields} }}" if fields else "Record<string, never>"
    return f'  "{kind.wire}": {data};\n'


class Command(BaseCommand):
    help = "Write frontend/feed/events.ts, or with --check fail when it is not up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if the file differs")

    def handle(self, *, check: bool, **options: Any) -> None:
        path, text = target(), generated()
        if check:
            if not path.exists() or path.read_text() != text:
                raise CommandError(f"{path} differs from exercises/events.py: run manage.py write_event_types.")
            return
        path.write_text(text)
        self.stdout.write(f"wrote {path}")
