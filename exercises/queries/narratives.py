"""A narrative as it is read and written: its texts, what they cite, and what in them rests on nothing.

Nothing here asks who reads; the views ask first (access.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.citations import Grounds, Stance, cited, grounds
from exercises.errors import ActionRefused
from exercises.models import Exercise, Narrative, NarrativeVersion, Option

TEXTS = (
    *("nickname", "abstract", "diagnosis", "must_be_true", "steps", "adversaries"),
    *("risks", "risks_abroad", "objection"),
)
SECTIONS = TEXTS[2:]  # what has a heading of its own; nickname and abstract stand above
GROUNDED = TEXTS[1:]  # what should rest on options


@dataclass(frozen=True)
class CitedOption:
    """An option that a text names; *kind* is its place in the narrative, empty if it has none."""

    option: Option
    kind: str
    stance: Stance = "supports"

    @property
    def number(self) -> int:
        return self.option.number

    @property
    def title(self) -> str:
        return self.option.current.title if self.option.current else ""

    @property
    def fallen(self) -> bool:
        return self.option.state not in formats.STANDING_STATES

    @property
    def doubt(self) -> str:
        """What is odd about citing it; empty where nothing is.

        PO-0 is the present policy and never a member; what speaks against a narrative may well stand outside it.
        """
        label = {"option": self.option.label}
        sentences = {
            "withdrawn": _("%(option)s was withdrawn."),
            "rejected": _("%(option)s was rejected."),
            "returned": _("%(option)s was returned to its author."),
            "merged": _("%(option)s was merged into another option: its page leads on."),
            "purged": _("The texts of %(option)s were removed."),
        }
        if self.fallen:
            return sentences.get(self.option.state, "") % label
        outside = self.stance == "supports" and not self.kind and self.number
        return "" if not outside else _("%(option)s is not in this narrative.") % label


@dataclass(frozen=True)
class Passage:
    """One text of a narrative with what it cites."""

    field: str
    heading: str
    text: str
    cited: tuple[CitedOption, ...]

    @property
    def grounds(self) -> Grounds:
        return grounds(self.text)


@dataclass(frozen=True)
class Coverage:
    """How far the texts of a narrative rest on options."""

    written: int
    bare: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def grounded(self) -> int:
        return self.written - len(self.bare)


def refuse_ended(narrative: Narrative) -> None:
    """Raise ActionRefused("gone") when the narrative has ended; *ended_by* should be fetched with it."""
    if narrative.ended_at is not None:
        who = narrative.ended_by.alias if narrative.ended_by else ""
        message = _("%(who)s has ended narrative %(numeral)s. It can be restored on its page; what you typed is kept.")
        raise ActionRefused("gone", message % {"who": who, "numeral": narrative.numeral})


def texts_of(version: NarrativeVersion) -> dict[str, str]:
    """Every text by the name that it has in the form."""
    return {name: str(getattr(version, name)) for name in TEXTS}


def labels() -> dict[str, str]:
    """What each text is called."""
    names = {field.name: str(getattr(field, "verbose_name", "")) for field in NarrativeVersion._meta.get_fields()}
    return {name: names[name][:1].upper() + names[name][1:] for name in TEXTS}


def passages_of(narrative: Narrative, members: Mapping[int, str]) -> list[Passage]:
    """All texts but the nickname, also those that are empty; *members* are its options and their places. One query."""
    assert narrative.current is not None  # a narrative is born with version 1
    texts, named = texts_of(narrative.current), labels()
    found = cited_in(narrative.exercise, texts.values())
    return [
        Passage(
            name,
            named[name],
            texts[name],
            tuple(
                CitedOption(found[number], members.get(number, ""), stance)
                for number, stance in cited(texts[name])
                if number in found
            ),
        )
        for name in GROUNDED
    ]


def cited_in(exercise: Exercise, texts: Iterable[str]) -> dict[int, Option]:
    """The options that any of *texts* cites, by number."""
    numbers = {number for text in texts for number, _stance in cited(text)}
    rows = Option.objects.filter(exercise=exercise, number__in=numbers).select_related("current") if numbers else []
    return {row.number: row for row in rows}


def coverage_of(version: NarrativeVersion) -> Coverage:
    """Which of its written texts cite nothing, and which are not written yet."""
    texts, named = texts_of(version), labels()
    written = [name for name in GROUNDED if texts[name]]
    bare = tuple(named[name] for name in written if grounds(texts[name]).bare)
    return Coverage(len(written), bare, tuple(named[name] for name in GROUNDED if not texts[name]))


@dataclass(frozen=True)
class Dispositions:
    """Where the accepted options have ended up, and how many were rejected with a reason."""

    placed: int
    apart: int
    orphans: int
    rejected: int

    @property
    def accepted(self) -> int:
        return self.placed + self.apart + self.orphans


def coverages_of(exercise: Exercise) -> dict[int, Coverage]:
    """How far the texts of every standing narrative rest on options, by its number."""
    rows = NarrativeVersion.objects.filter(narrative__exercise=exercise, narrative__ended_at=None)
    current = rows.filter(pk=F("narrative__current")).select_related("narrative")
    return {version.narrative.number: coverage_of(version) for version in current}


def rejected_in(exercise: Exercise) -> int:
    return Option.objects.filter(exercise=exercise, state="rejected").count()


def ended_in(exercise: Exercise) -> list[Narrative]:
    """The narratives that were a mistake, the last one first."""
    rows = Narrative.objects.filter(exercise=exercise, ended_at__isnull=False).select_related("current", "ended_by")
    return list(rows.order_by("-ended_at"))
