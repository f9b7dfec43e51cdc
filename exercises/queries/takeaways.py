"""Strategic takeaways with what each rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.citations import Grounds, grounds
from exercises.models import Citation, Exercise, Takeaway, TakeawayVersion

TEXTS = ("title", "text", "confidence", "disagreement")
LABELS = ("supports", "contradicts")  # the two lists of evidence, as the form names them


@dataclass(frozen=True)
class Cited:
    """One thing that a takeaway names: an option in the version of that time, or a narrative in its."""

    stance: str
    field: str
    label: str
    title: str
    option: int | None
    narrative: int | None
    version: int
    fate: str = ""


@dataclass(frozen=True)
class Reading:
    """A takeaway to be read."""

    takeaway: Takeaway
    version: TakeawayVersion
    cited: tuple[Cited, ...]

    @property
    def number(self) -> int:
        return self.takeaway.number

    @property
    def confidence(self) -> str:
        return _(dict(formats.CONFIDENCES)[self.version.confidence])

    def on(self, stance: str) -> list[Cited]:
        """What is named for ("supports") or against it, options before narratives, each once."""
        found = {(c.option, c.narrative): c for c in self.cited if c.stance == stance}
        return sorted(found.values(), key=lambda c: (c.option is None, c.option or 0, c.narrative or 0))

    @property
    def supports(self) -> list[Cited]:
        return self.on("supports")

    @property
    def contradicts(self) -> list[Cited]:
        return self.on("contradicts")

    @property
    def grounds(self) -> Grounds:
        return grounds(self.version.text)

    @property
    def bare(self) -> bool:
        """Whether it rests on nothing."""
        return not self.cited


def readings_of(exercise: Exercise, *, ended: bool = False) -> list[Reading]:
    """The takeaways that stand, in their order, with their evidence; or those that were taken out. Two queries."""
    rows = Takeaway.objects.filter(exercise=exercise, ended_at__isnull=not ended).select_related(
        "current__author", "ended_by"
    )
    standing = list(rows.order_by("turn", "number"))
    cited = cited_by(t.current for t in standing if t.current)
    return [Reading(t, t.current, tuple(cited.get(t.current.pk, ()))) for t in standing if t.current]


def cited_by(versions: Iterable[TakeawayVersion]) -> dict[int, list[Cited]]:
    """By version's pk all that it cites, in its texts and as its evidence."""
    rows = Citation.objects.filter(takeaway_version__in=[v.pk for v in versions]).select_related(
        "option_version__option", "cited_narrative__narrative"
    )
    found: dict[int, list[Cited]] = {}
    for row in rows:
        assert row.takeaway_version_id is not None
        found.setdefault(row.takeaway_version_id, []).append(_cited(row))
    return found


def _cited(row: Citation) -> Cited:
    if row.option_version is not None:
        option = row.option_version.option
        fate = "" if option.state in formats.STANDING_STATES else option.get_state_display()
        return Cited(
            row.stance,
            row.field,
            option.label,
            row.option_version.title,
            option.number,
            None,
            row.option_version.number,
            fate,
        )
    assert row.cited_narrative is not None
    narrative = row.cited_narrative.narrative
    fate = _("ended") if narrative.ended_at else ""
    here = (row.cited_narrative.nickname, None, narrative.number, row.cited_narrative.number, fate)
    return Cited(row.stance, row.field, narrative.numeral, *here)


def evidence_of(version: TakeawayVersion) -> set[tuple[str, str, int]]:
    """What a version names as its evidence: (stance, "o" or "n", number)."""
    return evidence_in(Citation.objects.filter(takeaway_version=version, field="whole"))


def evidence_in(rows: QuerySet[Citation]) -> set[tuple[str, str, int]]:
    """The same of the rows that a text names as a whole, whatever text it is. One query."""
    asked: Iterable[tuple[str, int | None, int | None]] = rows.values_list(
        "stance", "option_version__option__number", "cited_narrative__narrative__number"
    )
    return {(s, "n", n) if n is not None else (s, "o", o or 0) for s, o, n in asked}


def texts_of(version: TakeawayVersion) -> dict[str, str]:
    """Every field by the name that it has in the form: the texts, and the evidence as it is typed."""
    texts = {name: str(getattr(version, name)) for name in TEXTS}
    return {**texts, **as_typed(evidence_of(version))}


def as_typed(evidence: set[tuple[str, str, int]]) -> dict[str, str]:
    """Evidence as a writer types it, by stance: “PO-3, PO-17, II”."""
    typed = {}
    for stance in LABELS:
        options = sorted(n for s, kind, n in evidence if (s, kind) == (stance, "o"))
        narratives = sorted(n for s, kind, n in evidence if (s, kind) == (stance, "n"))
        typed[stance] = ", ".join([*(f"PO-{n}" for n in options), *map(formats.numeral, narratives)])
    return typed


def labels() -> dict[str, str]:
    """What each field is called."""
    names = {name: str(TakeawayVersion._meta.get_field(name).verbose_name).capitalize() for name in TEXTS}  # type: ignore[union-attr]
    return {**names, "supports": _("It rests on"), "contradicts": _("Against it stands")}
