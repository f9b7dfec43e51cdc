"""Strategic takeaways with what each rests on, and the parts of the synthesis that people write in prose."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports.document import Block, Inline, Section, Text, paragraph
from exercises.reports.edition import Edition, in_lines, to_option
from exercises.reports.grounds import CitationFacts, TakeawayFacts
from exercises.reports.markdown import blocks
from exercises.reports.overview import to_narrative
from exercises.reports.prose import evidence_line


def section(edition: Edition) -> Section:
    """Numbered in their turn; each with its confidence, what it rests on and what stands against it."""
    found = edition.facts.takeaways
    nothing = () if found else (paragraph(_("No takeaway has been written yet.")),)
    inner = tuple(_takeaway(edition, turn, takeaway) for turn, takeaway in enumerate(found, 1))
    return Section(_("Strategic takeaways"), "takeaways", nothing, inner)


def _takeaway(edition: Edition, turn: int, takeaway: TakeawayFacts) -> Section:
    confidence = _(dict(formats.CONFIDENCES)[takeaway.confidence])
    parts: list[Block] = [*blocks(takeaway.text)]
    sides = (("supports", _("It rests on")), ("contradicts", _("Against it stands")))
    parts += evidence_line((label, evidence(edition, takeaway.citations, stance)) for stance, label in sides)
    if not takeaway.citations:
        parts.append(paragraph(_("It names nothing that it rests on.")))
    if disagreement := blocks(takeaway.disagreement):
        parts += in_lines(_("Remaining disagreement"), disagreement)
    return Section(
        title=f"{turn}. {takeaway.title}",
        anchor=f"takeaway-{takeaway.number}",
        blocks=tuple(parts),
        lead=_("Analytic confidence: %(confidence)s.") % {"confidence": confidence},
        outline=False,
    )


def evidence(edition: Edition, citations: tuple[CitationFacts, ...], stance: str) -> tuple[Inline, ...]:
    """What is cited with that *stance*, each once: narratives by their name, options by their number.

    Those that are cited in the same version stand together before it: with a version behind each, a line holds three.
    """
    seen = {(c.kind, c.number): c for c in citations if c.stance == stance}
    groups: dict[tuple[str, int], list[Inline]] = {}
    for (kind, number), cited in sorted(seen.items()):
        if found := _way(edition, kind, number):
            groups.setdefault((kind, cited.version), []).append(found)
    said: list[Inline] = []
    for (_kind, version), ways in sorted(groups.items()):
        said += [Text("; ")] if said else []
        said += [each for way in ways for each in (Text(", "), way)][1:]
        said += [Text("\u00a0" + _("(version %(n)s)").replace(" ", "\u00a0") % {"n": version})]
    return tuple(said)


def _way(edition: Edition, kind: str, number: int) -> Inline | None:
    if kind == "option":
        return to_option(edition.option[number]) if number in edition.option else None
    narrative = next((n for n in edition.facts.narratives if n.number == number), None)
    return to_narrative(narrative) if narrative else None
