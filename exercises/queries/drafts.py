"""Drafts: the places they belong to, and what a person has standing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from exercises import formats
from exercises.formats import Capability
from exercises.models import Draft, Option, Participation, Receipt

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


FIRST_WORDS = 120  # characters


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


def was_submitted(participation: Participation, body: Mapping[str, str]) -> bool:
    """Whether a form with this body's key was done: its text is no draft any more, wherever a copy comes from."""
    return bool(_done(participation, [body]))


def _done(participation: Participation, bodies: Iterable[Mapping[str, str]]) -> set[uuid.UUID]:
    """Those of the bodies' keys that have a receipt."""
    keys = {key for key in map(key_of, bodies) if key}
    if not keys:
        return set()
    return set(Receipt.objects.filter(participation=participation, key__in=keys).values_list("key", flat=True))


def key_of(body: Mapping[str, str]) -> uuid.UUID | None:
    """The form's own key, if the body holds one that can be right."""
    try:
        return uuid.UUID(body.get("key", ""))
    except ValueError:
        return None


def says_something(body: Mapping[str, str]) -> bool:
    return any(value.strip() for name, value in body.items() if name != "key")


def first_words(body: Mapping[str, str]) -> str:
    """What somebody knows a text by: its title, or whatever it begins with."""
    order = ("title", "text", "summary")
    named = [body.get(name, "") for name in order]
    prose = [value for name, value in body.items() if name.startswith("aspect_")]
    text = next((value.strip() for value in (*named, *prose) if value.strip()), "")
    return " ".join(text[: 2 * FIRST_WORDS].split())[:FIRST_WORDS]


@dataclass(frozen=True)
class Standing:
    """A draft in the list of one's own; *option* is None for a new one and for one that is no more."""

    draft: Draft
    place: Place
    option: Option | None

    @property
    def fate(self) -> str:
        """Why it cannot be sent where it belongs; empty while it can, as far as the option is concerned."""
        if self.place.kind == "new":
            return ""
        if self.option is None:
            return _("PO-%(number)s is no longer there.") % {"number": self.place.option}
        label = {"option": self.option.label}
        sentences = {
            "merged": _("%(option)s was merged into another option meanwhile."),
            "withdrawn": _("%(option)s was withdrawn meanwhile."),
            "rejected": _("%(option)s was rejected meanwhile."),
        }
        return sentences.get(self.option.state, "") % label


def drafts_of(participation: Participation) -> list[Standing]:
    """All that the person has standing, the latest first."""
    rows = list(Draft.objects.filter(participation=participation))
    done = _done(participation, [row.body for row in rows])
    placed = [(row, place) for row in rows if key_of(row.body) not in done and (place := place_of(row.place))]
    numbers = {place.option for _row, place in placed if place.option is not None}
    options = Option.objects.filter(exercise=participation.exercise_id, number__in=numbers).select_related("current")
    by_number = {option.number: option for option in options}
    return [
        Standing(row, place, by_number.get(place.option) if place.option is not None else None) for row, place in placed
    ]
