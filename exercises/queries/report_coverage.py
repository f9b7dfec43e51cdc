"""How far the report rests on what the exercise brought: each sentence, takeaway, option and narrative.

Green is: every sentence of the report's texts cites an option, a narrative, a number or a source, or belongs to a
judgment that names its evidence; every takeaway rests on something; every standing option has a place; every narrative
is used; and there are a bottom line and judgments at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis import fields
from exercises.models import Citation, Exercise, Narrative, Option
from exercises.queries.report_prose import Prose, TextFacts, prose_of
from exercises.queries.takeaways import readings_of

_SHOWN = 90  # characters of a sentence that the meter quotes


@dataclass(frozen=True)
class Gap:
    """One thing that rests on nothing, or that nothing rests on. *place* is a slot, a number, or ""."""

    kind: str
    place: str
    sentence: str


@dataclass(frozen=True)
class Count:
    """How many of *all* are covered; *label* says of what."""

    label: str
    covered: int
    all: int

    @property
    def full(self) -> bool:
        return self.covered == self.all


@dataclass(frozen=True)
class Meter:
    counts: tuple[Count, ...]
    gaps: tuple[Gap, ...]

    @property
    def green(self) -> bool:
        return not self.gaps


def meter_of(exercise: Exercise, prose: Prose | None = None) -> Meter:
    """The coverage of the report as it stands. Seven queries with *prose*, whatever it holds."""
    prose = prose or prose_of(exercise)
    missing = list(_missing(prose))
    sentences = [each for text in prose.all if text.kind != "figure" for each in _sentences(text)]
    takeaways = readings_of(exercise)
    bare = [reading for reading in takeaways if reading.bare]
    options, orphans = _options(exercise)
    narratives, unused = _narratives(exercise)
    gaps = [
        *missing,
        *(Gap("sentence", slot, sentence) for slot, sentence in sentences if sentence),
        *(Gap("takeaway", str(r.number), _("Takeaway: “%(title)s”") % {"title": r.version.title}) for r in bare),
        *(Gap("option", str(number), _("PO-%(n)s has no place yet.") % {"n": number}) for number in orphans),
        *(Gap("narrative", str(n.number), _unused(n)) for n in unused),
    ]
    counts = (
        Count(_("sentences"), sum(not sentence for _slot, sentence in sentences), len(sentences)),
        Count(_("takeaways"), len(takeaways) - len(bare), len(takeaways)),
        Count(_("options with a place"), options - len(orphans), options),
        Count(_("narratives used"), narratives - len(unused), narratives),
    )
    return Meter(counts, tuple(gaps))


def _missing(prose: Prose) -> Iterable[Gap]:
    if prose.bottom_line is None:
        yield Gap("missing", "bottom_line", _("There is no bottom line yet."))
    if not prose.judgments:
        yield Gap("missing", "judgment.new", _("There is no key judgment yet."))


def _sentences(text: TextFacts) -> list[tuple[str, str]]:
    """Each sentence of a text as (slot, what the meter says of it), "" for one that rests on something."""
    held = any(cited.field == "whole" for cited in text.cited)
    bare = [] if held else fields.bare_sentences(text.text)
    covered = fields.grounds(text.text).sentences - len(bare)
    name = _(formats.REPORT_TEXTS[text.kind])
    quoted = [_("%(name)s: “%(sentence)s”") % {"name": name, "sentence": _short(sentence)} for sentence in bare]
    return [*((text.slot, "") for _each in range(covered)), *((text.slot, sentence) for sentence in quoted)]


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _SHOWN else f"{sentence[:_SHOWN].rstrip()}…"


def _options(exercise: Exercise) -> tuple[int, list[int]]:
    """How many options stand, and the numbers of those without a place; PO-0 counts in neither."""
    rows = Option.objects.filter(exercise=exercise, number__gt=0, state__in=formats.STANDING_STATES)
    placed = Q(memberships__ended_at=None, memberships__narrative__isnull=False) | Q(wild_card=True)
    with_place = set(rows.filter(placed).values_list("number", flat=True))
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    return len(numbers), [number for number in numbers if number not in with_place]


def _narratives(exercise: Exercise) -> tuple[int, list[Narrative]]:
    """How many narratives stand, and those that no text of the report and no takeaway cites."""
    standing = Narrative.objects.filter(exercise=exercise, ended_at=None, current__isnull=False)
    in_texts = Q(
        report_text_version=F("report_text_version__report_text__current"),
        report_text_version__report_text__ended_at=None,
    )
    in_takeaways = Q(
        takeaway_version=F("takeaway_version__takeaway__current"), takeaway_version__takeaway__ended_at=None
    )
    rows = Citation.objects.filter(in_texts | in_takeaways, cited_narrative__narrative__exercise=exercise)
    used = set(rows.values_list("cited_narrative__narrative_id", flat=True))
    found = list(standing.select_related("current").order_by("number"))
    return len(found), [row for row in found if row.pk not in used]


def _unused(narrative: Narrative) -> str:
    named = {"numeral": narrative.numeral, "name": narrative.current.nickname if narrative.current else ""}
    return _("Nothing in the report rests on narrative %(numeral)s, %(name)s.") % named
