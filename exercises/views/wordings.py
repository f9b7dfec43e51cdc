"""Two wordings of one text: where somebody else saved meanwhile, and what is different between two versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django import forms
from django.http import Http404, HttpRequest

from exercises.analysis.differences import Piece, differences, shortened
from exercises.forms.clashes import MINE, TAKE
from exercises.queries.versions import FieldDifference


class Version(Protocol):
    """A numbered text of anything that has versions."""

    number: int


V = TypeVar("V", bound=Version)


@dataclass(frozen=True)
class ClashingField:
    """One field that somebody else has changed meanwhile; *theirs* and *mine* are marked against each other.

    What both say far from a difference is left out of them.
    *name* is the choice's and *stood* that of a hidden copy of mine. *untouched*: the writer had not changed it, so
    theirs is chosen unless the writer says otherwise.
    """

    field: forms.BoundField
    name: str
    stood: str
    theirs: list[Piece]
    mine: list[Piece]
    untouched: bool


@dataclass(frozen=True)
class Clash:
    """Two texts that were written on one: the newer *version* and the writer's."""

    version: Any
    fields: dict[str, ClashingField]


def clash(
    version: Version, written: Iterable[forms.BoundField], base: Mapping[str, str], theirs: Mapping[str, str]
) -> Clash:
    """Field by field what stands now (*theirs*, of *version*) beside what was *written* on the text *base*."""
    found = {}
    for field in written:
        mine = str(field.value() or "").replace("\r\n", "\n")
        there = theirs.get(field.name, "")
        if there not in {mine, base.get(field.name, "")}:
            pieces = shortened(differences(mine, there))
            found[field.name] = ClashingField(
                field=field,
                name=TAKE + field.name,
                stood=MINE + field.name,
                theirs=[piece for piece in pieces if piece.kind != "out"],
                mine=[piece for piece in pieces if piece.kind != "in"],
                untouched=mine == base.get(field.name, ""),
            )
    return Clash(version, found)


def seen(request: HttpRequest, present: V, versions: Any) -> V:
    """The version that a form was written on; the *present* one when it says nothing that can be right."""
    said = request.POST.get("seen_version", "")
    if not said.isdecimal() or len(said) > 9 or int(said) == present.number:
        return present
    return versions.filter(number=int(said)).first() or present


def compared(
    request: HttpRequest, found: Sequence[V], between: Callable[[V, V], list[FieldDifference]]
) -> dict[str, Any]:
    """What _versions.html shows of *found*, the newest first: two of them beside each other, or what the only one says.

    ?from=1&to=3 asks for two; *between* says what is different.
    """
    old, new = pair(request, found)
    only = found[0]
    fields = between(old, new) if old and new else [field for field in between(only, only) if field.pieces]
    return {"versions": found, "old": old, "new": new, "fields": fields}


def pair(request: HttpRequest, found: Sequence[V]) -> tuple[V | None, V | None]:
    """The two versions that are asked for, the older first; without a question the last two. 404 for none such."""
    by_number = {str(version.number): version for version in found}
    if "from" not in request.GET and "to" not in request.GET:
        return (found[1], found[0]) if len(found) > 1 else (None, None)
    asked = [by_number.get(request.GET.get(name, "")) for name in ("from", "to")]
    two = [version for version in asked if version is not None]
    if len(two) < len(asked):
        raise Http404
    older, newer = sorted(two, key=lambda version: version.number)
    return older, newer
