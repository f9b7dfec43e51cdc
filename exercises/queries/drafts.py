"""Drafts: the places they belong to, and what a person has standing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from exercises import formats
from exercises.formats import SLOT, Capability
from exercises.models import Draft, Option, Participation, Receipt

Kind = Literal["new", "option", "sheet", "comment", "wording", "narrative", "takeaway", "challenge", "report"]

_NUMBER = r"(?:0|[1-9][0-9]{0,8})"  # nine digits fit the column
_GRAMMAR: dict[Kind, re.Pattern[str]] = {
    "new": re.compile(r"option\.new"),
    "option": re.compile(rf"option\.(?P<option>{_NUMBER})"),
    "sheet": re.compile(rf"sheet\.(?P<option>{_NUMBER})"),
    "comment": re.compile(rf"comment\.(?P<option>{_NUMBER})(?:\.(?P<comment>{_NUMBER}))?"),
    "wording": re.compile(rf"wording\.(?P<option>{_NUMBER})\.(?P<comment>{_NUMBER})"),
    "narrative": re.compile(rf"narrative\.(?:new|(?P<about>{_NUMBER}))"),
    "takeaway": re.compile(rf"takeaway\.(?:new|(?P<about>{_NUMBER}))"),
    "report": re.compile(rf"report\.(?P<part>{SLOT})"),
    "challenge": re.compile(rf"challenge\.(?P<about>{_NUMBER})\.(?P<part>fit|minority|nickname)"),
}
# Whoever may ever do one of these has drafts there; an observer has none.
_CAPABILITIES: dict[Kind, frozenset[Capability]] = {
    "new": frozenset({"submit"}),
    "option": frozenset({"edit", "amend", "triage", "manage"}),
    "sheet": frozenset({"rate", "revise"}),
    "comment": frozenset({"comment"}),
    "wording": frozenset({"comment"}),
    "narrative": frozenset({"write_narratives"}),
    "takeaway": frozenset({"write_narratives"}),
    "challenge": frozenset({"challenge"}),
    "report": frozenset({"write_report"}),
}


FIRST_WORDS = 120  # characters


@dataclass(frozen=True)
class Place:
    """Which form a draft belongs to; *option* is None for a new one, *comment* is what is answered, or reworded.

    *about* is the number of a narrative or takeaway (None for a new one), *part* what is said to a narrative, or the
    name of a text of the report.
    """

    kind: Kind
    option: int | None = None
    comment: int | None = None
    about: int | None = None
    part: str = ""

    def __str__(self) -> str:
        if self.kind == "new":
            return "option.new"
        if self.kind in {"narrative", "takeaway"}:
            return f"{self.kind}.{self.about or 'new'}"
        parts = (self.kind, self.option, self.comment, self.about, self.part or None)
        return ".".join(str(part) for part in parts if part is not None)


def place_of(text: str) -> Place | None:
    """The place that *text* names: option.new, option.17, sheet.17, comment.17,
    comment.17.4 (an answer to comment 4) or wording.17.4 (other words for it), narrative.new, narrative.3,
    takeaway.new, takeaway.3, challenge.3.fit (minority, nickname), report.limits, report.judgment.3; else None.
    """
    for kind, pattern in _GRAMMAR.items():
        found = pattern.fullmatch(text)
        if found:
            named = {name: value for name, value in found.groupdict().items() if value is not None}
            numbers: dict[str, Any] = {name: int(value) for name, value in named.items() if name != "part"}
            return Place(kind, **numbers, part=named.get("part", ""))
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
    order = ("title", "nickname", "text", "summary", "abstract")
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
        if self.place.kind in {"new", "narrative", "takeaway", "challenge", "report"}:
            return ""
        if self.option is None:
            return _("PO-%(number)s is no longer there.") % {"number": self.place.option}
        label = {"option": self.option.label}
        sentences = {
            "merged": _("%(option)s was merged into another option meanwhile."),
            "withdrawn": _("%(option)s was withdrawn meanwhile."),
            "rejected": _("%(option)s was rejected meanwhile."),
            "purged": _("The texts of %(option)s were removed meanwhile."),
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
