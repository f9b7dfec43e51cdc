"""Drafts: the places they belong to, and what a person has standing."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Literal

from exercises import formats
from exercises.formats import Capability
from exercises.models import Draft, Participation, Receipt

Kind = Literal["new", "option", "sheet", "comment"]

_NUMBER = r"(0|[1-9][0-9]{0,8})"  # nine digits fit the column
_GRAMMAR: dict[Kind, re.Pattern[str]] = {
    "new": re.compile(r"option\.new"),
    "option": re.compile(rf"option\.{_NUMBER}"),
    "sheet": re.compile(rf"sheet\.{_NUMBER}"),
    "comment": re.compile(rf"comment\.{_NUMBER}(?:\.{_NUMBER})?"),
}
# Whoever may ever do one of these has drafts there; an observer has none.
_CAPABILITIES: dict[Kind, frozenset[Capability]] = {
    "new": frozenset({"submit"}),
    "option": frozenset({"edit", "amend", "triage", "manage"}),
    "sheet": frozenset({"rate", "revise"}),
    "comment": frozenset({"comment"}),
}


@dataclass(frozen=True)
class Place:
    """Which form a draft belongs to; *option* is None for a new one, *comment* is what is answered or edited."""

    kind: Kind
    option: int | None = None
    comment: int | None = None

    def __str__(self) -> str:
        if self.kind == "new":
            return "option.new"
        return ".".join(str(part) for part in (self.kind, self.option, self.comment) if part is not None)


def place_of(text: str) -> Place | None:
    """The place that *text* names: option.new, option.17, sheet.17, comment.17, comment.17.4; else None."""
    for kind, pattern in _GRAMMAR.items():
        found = pattern.fullmatch(text)
        if found:
            return Place(kind, *(int(number) if number is not None else None for number in found.groups()))
    return None


def may_have(participation: Participation, place: Place) -> bool:
    """Whether the participation's role may ever write there, in whatever phase: a late text is kept as well."""
    return any(
        capability in roles.get(participation.role, ())  # type: ignore[call-overload]
        for capability in _CAPABILITIES[place.kind]
        for roles in formats.OPEN.values()
    )


def draft_at(participation: Participation, place: str) -> Draft | None:
    """What the person has standing at *place*, unless it was submitted meanwhile."""
    draft = Draft.objects.filter(participation=participation, place=place).first()
    return draft if draft and not was_submitted(participation, draft.body) else None


def was_submitted(participation: Participation, body: dict[str, str]) -> bool:
    """Whether a form with this body's key was done: its text is no draft any more, wherever a copy comes from."""
    key = key_of(body)
    return key is not None and Receipt.objects.filter(participation=participation, key=key).exists()


def key_of(body: dict[str, str]) -> uuid.UUID | None:
    """The form's own key, if the body holds one that can be right."""
    try:
        return uuid.UUID(body.get("key", ""))
    except ValueError:
        return None
