"""The rows that say what a text rests on; written with its version, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis import fields
from exercises.analysis.citations import Evidence, cited
from exercises.errors import ActionRefused
from exercises.models import (
    Citation,
    Narrative,
    NarrativeVersion,
    Option,
    OptionVersion,
    Participation,
    ReportTextVersion,
    TakeawayVersion,
)

Options = Mapping[int, OptionVersion]
WHOLE = "whole"  # the field of what a takeaway names as its evidence


def cited_options(writer: Participation, texts: Mapping[str, str], evidence: Iterable[Evidence] = ()) -> Options:
    """The present versions of all options that are cited, by number. Refuses, beside its field, one that is none."""
    asked = {field: _named(text, "option") for field, text in texts.items()}
    asked |= {each.stance: list(each.options) for each in evidence}
    wanted = {number for numbers in asked.values() for number in numbers}
    rows = Option.objects.filter(exercise=writer.exercise_id, number__in=wanted).select_related("current")
    found = {option.number: option.current for option in rows if option.current is not None}
    _refuse_unknown({field: [f"PO-{n}" for n in numbers if n not in found] for field, numbers in asked.items()})
    return found


def cited_narratives(
    writer: Participation, evidence: Iterable[Evidence], texts: Mapping[str, str] | None = None
) -> Mapping[int, NarrativeVersion]:
    """The same for the narratives; one that has ended can no longer be cited."""
    asked: dict[str, list[int]] = {each.stance: list(each.narratives) for each in evidence}
    asked |= {field: _named(text, "narrative") for field, text in (texts or {}).items()}
    wanted = {number for numbers in asked.values() for number in numbers}
    rows = Narrative.objects.filter(exercise=writer.exercise_id, number__in=wanted, ended_at=None)
    found = {row.number: row.current for row in rows.select_related("current") if row.current is not None}
    missing = {field: [n for n in numbers if n not in found] for field, numbers in asked.items()}
    _refuse_unknown({field: [formats.numeral(n) for n in numbers] for field, numbers in missing.items()})
    return found


def _named(text: str, kind: str) -> list[int]:
    return [number for what, number, _stance in fields.cited(text) if what == kind]


def cite_in_narrative(version: NarrativeVersion, texts: Mapping[str, str], options: Options) -> None:
    rows = [
        Citation(narrative_version=version, field=field, stance=stance, option_version=options[number])
        for field, text in texts.items()
        for number, stance in cited(text)
    ]
    Citation.objects.bulk_create(rows)


def cite_in_takeaway(
    version: TakeawayVersion,
    texts: Mapping[str, str],
    evidence: Iterable[Evidence],
    options: Options,
    narratives: Mapping[int, NarrativeVersion],
) -> None:
    rows = [
        Citation(takeaway_version=version, field=field, stance=stance, option_version=options[number])
        for field, text in texts.items()
        for number, stance in cited(text)
    ]
    for each in evidence:
        here = {"takeaway_version": version, "field": WHOLE, "stance": each.stance}
        rows += [Citation(**here, option_version=options[number]) for number in each.options]
        rows += [Citation(**here, cited_narrative=narratives[number]) for number in each.narratives]
    Citation.objects.bulk_create(rows)


def cite_in_report_text(
    version: ReportTextVersion,
    texts: Mapping[str, str],
    evidence: Iterable[Evidence],
    options: Options,
    narratives: Mapping[int, NarrativeVersion],
) -> None:
    """What a text of the report names: by PO-17, by its fields, and as its evidence."""
    named = [(field, *each) for field, text in texts.items() for each in fields.cited(text)]
    for each in evidence:
        named += [(WHOLE, "option", number, each.stance) for number in each.options]
        named += [(WHOLE, "narrative", number, each.stance) for number in each.narratives]
    Citation.objects.bulk_create(
        Citation(
            report_text_version=version,
            field=field,
            stance=stance,
            option_version=options[number] if kind == "option" else None,
            cited_narrative=narratives[number] if kind == "narrative" else None,
        )
        for field, kind, number, stance in named
    )


def _refuse_unknown(missing: Mapping[str, list[str]]) -> None:
    beside = {}
    for field, names in missing.items():
        if names:
            beside[field] = _("There is no %(names)s to cite.") % {"names": ", ".join(names)}
    if beside:
        raise ActionRefused("invalid", " ".join(beside.values()), fields=beside)
