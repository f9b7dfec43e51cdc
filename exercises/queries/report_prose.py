"""What people wrote and decided in the report: its texts with what they rest on, its signatures, its publication.

The report prints ``prose_of`` and ``release_of``; a text is the value of a field, with fields such as
{{options.accepted}} in it (exercises/analysis/fields.py), which reports/prose.py resolves against the facts.
Nothing here asks who reads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from exercises import formats
from exercises.models import (
    Card,
    Citation,
    Exercise,
    Membership,
    Narrative,
    Option,
    Publication,
    ReportText,
    ReportTextVersion,
    Sheet,
    Signature,
    Takeaway,
)
from exercises.queries import takeaways as takeaway_queries
from exercises.queries.takeaways import as_typed


@dataclass(frozen=True)
class CitedFacts:
    """What a text cites: option or narrative *number* in its *version*; *field* is the text's, or "whole"."""

    stance: str
    field: str
    kind: str
    number: int
    version: int


@dataclass(frozen=True)
class TextFacts:
    """One text as it stands; *slot* is its name, "judgment.3". What its kind has no use for is empty."""

    slot: str
    kind: str
    number: int
    subject: str
    version: int
    title: str
    text: str
    form: str
    actor: str
    condition: str
    due: dt.date | None
    likelihood: str
    confidence: str
    confidence_why: str
    change_mind: str
    cited: tuple[CitedFacts, ...]

    def numbers(self, kind: str, stance: str = "supports") -> tuple[int, ...]:
        """The options or narratives that it cites for or against itself, each once, in order."""
        return tuple(sorted({c.number for c in self.cited if (c.kind, c.stance) == (kind, stance)}))


@dataclass(frozen=True)
class Prose:
    """All texts of the report in their order; a text that nobody has written is None."""

    bottom_line: TextFacts | None
    judgments: tuple[TextFacts, ...]
    background: TextFacts | None
    diagnosis: TextFacts | None
    actors: tuple[TextFacts, ...]
    limits: TextFacts | None
    figures: tuple[TextFacts, ...]

    @property
    def all(self) -> tuple[TextFacts, ...]:
        singles = (self.bottom_line, self.background, self.diagnosis, self.limits)
        return (*(text for text in singles if text), *self.judgments, *self.actors, *self.figures)

    def finding(self, figure: str) -> str:
        """The title that the lead author has given to a figure; "" while nobody has: it prints its neutral one."""
        return next((text.title for text in self.figures if text.subject == figure), "")


@dataclass(frozen=True)
class SignatureFacts:
    """Who signed, as "author" or "reader"; a reader with the keys of formats.STANDARDS that the text meets."""

    number: int
    alias: str
    role: str
    signed_at: dt.datetime
    standards: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class ReleaseFacts:
    """A publication, or none yet (number 0). *final* while the text is still that of the publication.

    *gaps* are what rested on nothing when it was published all the same, for *reason*; both print.
    """

    final: bool = False
    number: int = 0
    published_at: dt.datetime | None = None
    signatures: tuple[SignatureFacts, ...] = ()
    gaps: tuple[str, ...] = ()
    reason: str = ""


def prose_of(exercise: Exercise) -> Prose:
    """The report's texts as they stand. Two queries."""
    rows = list(standing_texts(exercise))
    cited = _cited_by(row.current for row in rows if row.current)
    found: dict[str, list[TextFacts]] = {kind: [] for kind in formats.REPORT_TEXTS}
    for row in rows:
        if row.current:
            found[row.kind].append(_facts(row, row.current, tuple(cited.get(row.current.pk, ()))))
    single = {kind: next(iter(found[kind]), None) for kind in ("bottom_line", "background", "diagnosis", "limits")}
    return Prose(
        judgments=tuple(found["judgment"]),
        actors=tuple(found["actor"]),
        figures=tuple(text for text in found["figure"] if text.title),
        **single,
    )


def standing_texts(exercise: Exercise) -> Any:
    """The texts that were not taken out, in their order, each with its current version and its author."""
    rows = ReportText.objects.filter(exercise=exercise, ended_at=None, current__isnull=False)
    return rows.select_related("current__author").order_by("kind", "turn", "number", "subject")


def _facts(row: ReportText, version: ReportTextVersion, cited: tuple[CitedFacts, ...]) -> TextFacts:
    names = (
        *("title", "text", "form", "actor", "condition", "due"),
        *("likelihood", "confidence", "confidence_why", "change_mind"),
    )
    return TextFacts(
        slot=row.slot,
        kind=row.kind,
        number=row.number,
        subject=row.subject,
        version=version.number,
        cited=cited,
        **{name: getattr(version, name) for name in names},
    )


def _cited_by(versions: Iterable[ReportTextVersion]) -> dict[int, list[CitedFacts]]:
    rows = Citation.objects.filter(report_text_version__in=[version.pk for version in versions])
    found: dict[int, list[CitedFacts]] = {}
    for row in rows.select_related("option_version__option", "cited_narrative__narrative"):
        found.setdefault(row.report_text_version_id or 0, []).append(_cited(row))
    return found


def _cited(row: Citation) -> CitedFacts:
    if row.option_version is not None:
        version = row.option_version
        return CitedFacts(row.stance, row.field, "option", version.option.number, version.number)
    assert row.cited_narrative is not None
    cited = row.cited_narrative
    return CitedFacts(row.stance, row.field, "narrative", cited.narrative.number, cited.number)


# --- written -----------------------------------------------------------------------------------------------

# What each kind of text is made of; the rest of a version stays empty.
PARTS: dict[str, tuple[str, ...]] = {
    "bottom_line": ("title", "text"),
    "judgment": (
        *("title", "form", "text", "actor", "condition", "due", "likelihood"),
        *("confidence", "confidence_why", "change_mind"),
    ),
    "background": ("text",),
    "diagnosis": ("text",),
    "actor": ("title", "text"),
    "limits": ("text",),
    "figure": ("title",),
}
PROSE = ("title", "text", "confidence_why", "change_mind", "condition")  # where fields and citations may stand
EVIDENCED = ("judgment", "actor")  # kinds that name what they rest on as a whole
_STANCES = ("supports", "contradicts")


def texts_of(kind: str, version: ReportTextVersion | None) -> dict[str, str]:
    """Every field by the name that it has in the form, empty for a text that is not written yet. One query."""
    names = PARTS[kind]
    if version is None:
        return dict.fromkeys((*names, *(_STANCES if kind in EVIDENCED else ())), "")
    texts = {name: str(getattr(version, name) or "") for name in names}
    if kind in EVIDENCED:
        texts |= dict.fromkeys(_STANCES, "") | as_typed(evidence_of(version))
    return texts


def evidence_of(version: ReportTextVersion) -> set[tuple[str, str, int]]:
    """What a version names as its evidence: (stance, "o" or "n", number)."""
    return takeaway_queries.evidence_in(Citation.objects.filter(report_text_version=version, field="whole"))


def labels() -> dict[str, str]:
    """What each field is called."""
    named = {name for parts in PARTS.values() for name in parts}
    field = ReportTextVersion._meta.get_field
    names = {name: str(field(name).verbose_name).capitalize() for name in named}  # type: ignore[union-attr]
    return {**names, "supports": _("It rests on"), "contradicts": _("Against it stands")}


# --- signed and published ----------------------------------------------------------------------------------


def digest_of(exercise: Exercise) -> str:
    """What a signature stands for: which version of every text the report is made of, and which answers. Nine queries.

    It changes with any text, takeaway, narrative, place, option or sheet, and with nothing else: that somebody signs,
    joins or asks for a file leaves it as it is.
    """
    here = {"exercise": exercise}
    texts = ReportText.objects.filter(**here, ended_at=None).values_list(
        "kind", "number", "subject", "turn", "current__number"
    )
    takeaways = Takeaway.objects.filter(**here, ended_at=None).values_list("turn", "number", "current__number")
    narratives = Narrative.objects.filter(**here, ended_at=None).values_list("number", "current__number")
    places = Membership.objects.filter(narrative__exercise=exercise, ended_at=None).values_list(
        "narrative__number", "option__number", "kind", "turn"
    )
    options = Option.objects.filter(**here, current__isnull=False).values_list("number", "state", "current__number")
    sheets = Sheet.objects.filter(option__exercise=exercise).order_by().aggregate(n=Count("pk"), last=Max("pk"))
    cards = Card.objects.filter(option__exercise=exercise, version__gt=0).values_list("option__number", "version")
    alone = Option.objects.filter(**here, wild_card=True).values_list("number")
    content = [
        *(sorted(map(list, map(_plain, rows))) for rows in (texts, takeaways, narratives, places, options)),
        *(sorted(map(list, map(_plain, rows))) for rows in (cards, alone)),
        sheets,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Nothing is no number and no word, so that rows can be sorted."""
    return tuple(-1 if value is None else value for value in row)


def standing_signatures(exercise: Exercise, digest: str) -> list[Signature]:
    """Those that were not taken back and are on the text as it is."""
    rows = Signature.objects.filter(exercise=exercise, ended_at=None, digest=digest)
    return list(rows.select_related("signer").order_by("number"))


def release_of(exercise: Exercise) -> ReleaseFacts:
    """The last publication, and whether the report is still what was published."""
    rows = Publication.objects.filter(exercise=exercise)
    last = rows.select_related("author__signer", "reader__signer").order_by("number").last()
    if last is None:
        return ReleaseFacts()
    return ReleaseFacts(
        final=last.digest == digest_of(exercise),
        number=last.number,
        published_at=last.published_at,
        signatures=tuple(_signature(each) for each in (last.author, last.reader)),
        gaps=tuple(last.gaps),
        reason=last.reason,
    )


def _signature(row: Signature) -> SignatureFacts:
    return SignatureFacts(row.number, row.signer.alias, row.role, row.signed_at, tuple(row.standards), row.note)
