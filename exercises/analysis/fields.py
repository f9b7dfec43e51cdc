"""Numbers in the report's prose: fields such as {{options.accepted}}, a closed list, never typed figures.

A writer picks a field, or types it; what it says comes from the snapshot that the report is made of. The words are
those of the glossary. Whatever stands in double braces and is no field is a fault, and is told as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from exercises.analysis.citations import Grounds, Stance, sentences
from exercises.analysis.citations import cited as cited_options

Argument = Literal["option", "narrative", "criterion"]
Problem = Literal["broken", "unknown", "missing", "surplus", "number"]

# What a field is about; options and narratives that it names are cited by it.
KINDS: dict[str, tuple[Argument, ...]] = {
    "options.submitted": (),
    "options.accepted": (),
    "options.merged": (),
    "options.rejected": (),
    "options.withdrawn": (),
    "options.divided": (),
    "options.unclear": (),
    "analysts.invited": (),
    "analysts.joined": (),
    "analysts.authors": (),
    "analysts.raters": (),
    "analysts.contributed": (),
    "sheets": (),
    "narratives": (),
    "wild_cards": (),
    "orphans": (),
    "option.title": ("option",),
    "option.sheets": ("option",),
    "median": ("option", "criterion"),
    "middle_half": ("option", "criterion"),
    "answers": ("option", "criterion"),
    "narrative.nickname": ("narrative",),
    "narrative.options": ("narrative",),
    "narrative.median": ("narrative", "criterion"),
    "narrative.answers": ("narrative", "criterion"),
}
_BRACED = re.compile(r"\{\{(?P<inside>[^{}\n]*)\}\}")
_LOOSE = re.compile(r"\{\{|\}\}")
_ARGUMENT = re.compile(r"(?P<name>[a-z_]+)=(?P<value>[A-Za-z0-9_-]{1,40})")
_LINK = re.compile(r"\]\(https?://")
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Field:
    """A field with what it is about; the arguments that its kind has none of are None or ""."""

    name: str
    option: int | None = None
    narrative: int | None = None
    criterion: str = ""

    def __str__(self) -> str:
        named = (("option", self.option), ("narrative", self.narrative), ("criterion", self.criterion or None))
        return "{{" + " ".join([self.name, *(f"{key}={value}" for key, value in named if value is not None)]) + "}}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with *raw*, as it was typed; *about* is the argument or the name that is at fault."""

    problem: Problem
    raw: str
    about: str = ""


Part = str | Field | Fault


def parts(text: str) -> list[Part]:
    """*text* in reading order: words, fields, and faults where double braces hold no field."""
    found: list[Part] = []
    end = 0
    for match in _BRACED.finditer(text):
        found += _words(text[end : match.start()])
        found.append(_field(match["inside"].strip(), match.group()))
        end = match.end()
    return [*found, *_words(text[end:])]


def fields(text: str) -> list[Field]:
    return [part for part in parts(text) if isinstance(part, Field)]


def faults(text: str) -> list[Fault]:
    return [part for part in parts(text) if isinstance(part, Fault)]


def cited(text: str) -> list[tuple[Literal["option", "narrative"], int, Stance]]:
    """All that *text* cites, each once for a stance: options by PO-17, and what its fields are about."""
    found: dict[tuple[Literal["option", "narrative"], int, Stance], None] = {}
    for number, stance in cited_options(text):
        found.setdefault(("option", number, stance))
    for field in fields(text):
        if field.option is not None:
            found.setdefault(("option", field.option, "supports"))
        if field.narrative is not None:
            found.setdefault(("narrative", field.narrative, "supports"))
    return list(found)


def rests(sentence: str) -> bool:
    """Whether a sentence rests on something: an option, a field, or a source that it links to."""
    return bool(cited_options(sentence) or fields(sentence) or _LINK.search(sentence))


def bare_sentences(text: str) -> list[str]:
    """The sentences of *text* that rest on nothing. A dot inside a field ends no sentence."""
    return [sentence for sentence in _sentences(text) if not rests(sentence)]


def grounds(text: str) -> Grounds:
    """Count the sentences of *text*, and those that rest on something."""
    found = _sentences(text)
    return Grounds(len(found), sum(map(rests, found)))


def _sentences(text: str) -> list[str]:
    """Sentences as punctuation tells them; what stands in fields and addresses is hidden from it meanwhile."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match.group())
        return f"\x00{len(hidden) - 1}\x01a"  # with a letter, so that a field alone is a sentence

    masked = re.sub(r"\{\{[^{}\n]*\}\}|\]\([^()\s]*\)", hide, text)
    shown = (re.sub(r"\x00(\d+)\x01a", lambda m: hidden[int(m[1])], sentence) for sentence in sentences(masked))
    return list(shown)


def _words(text: str) -> Iterator[Part]:
    """Text between fields; braces that were left open or closed once too often are a fault."""
    loose = _LOOSE.search(text)
    if loose:
        yield Fault("broken", text[loose.start() : loose.start() + 24].split("\n", maxsplit=1)[0])
    elif text:
        yield text


def _field(inside: str, raw: str) -> Field | Fault:
    name, *words = inside.split() or [""]
    kind = KINDS.get(name)
    if kind is None:
        return Fault("unknown", raw, name)
    given: dict[str, str] = {}
    for word in words:
        match = _ARGUMENT.fullmatch(word)
        if match is None or match["name"] not in kind or match["name"] in given:
            return Fault("surplus", raw, word)
        given[match["name"]] = match["value"]
    missing = next((wanted for wanted in kind if wanted not in given), None)
    if missing:
        return Fault("missing", raw, missing)
    counted = [given[key] for key in ("option", "narrative") if key in given]
    wrong = next((value for value in counted if not _NUMBER.fullmatch(value)), None)
    if wrong:
        return Fault("number", raw, wrong)
    numbers = {key: int(given[key]) for key in ("option", "narrative") if key in given}
    return Field(name, numbers.get("option"), numbers.get("narrative"), given.get("criterion", ""))
