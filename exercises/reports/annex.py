"""The record of options: all beside each other, then every one in full, those that no longer stand with the reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports import across, words
from exercises.reports.answers import RatingFacts
from exercises.reports.document import (
    Block,
    Break,
    Cell,
    Column,
    Field,
    Hue,
    Inline,
    Paragraph,
    Section,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition, hue_of, in_lines
from exercises.reports.facts import OptionFacts
from exercises.reports.markdown import blocks
from exercises.reports.overview import to_narrative


def all_options(edition: Edition) -> Section:
    options = edition.facts.options
    return Section(
        _("Every option in full"),
        "options",
        across.compared(edition) if options else (paragraph(_("Nobody has submitted an option yet.")),),
        sections=tuple(_option(edition, option) for option in options),
        new_page=True,
    )


def _option(edition: Edition, option: OptionFacts) -> Section:
    parts: list[Block] = [paragraph(option.summary)] if option.summary else []
    for label, written in option.aspects:
        if found := blocks(written):
            parts += in_lines(_(label), found) if edition.is_long else (Field(_(label), found),)
    parts += _no_longer(edition, option)
    parts += _judgment(edition, option)
    parts += _objection(option)
    home = edition.home(option)
    return Section(
        title=option.title,
        anchor=f"option-{option.number}",
        blocks=tuple(parts),
        eyebrow=option.label,
        lead=_provenance(edition, option),
        hue=hue_of(home[0]) if home else 0,
        outline=False,
    )


def _provenance(edition: Edition, option: OptionFacts) -> str:
    """State, version and origin; the alias where the level shows aliases."""
    said = [_(dict(formats.OPTION_STATES)[option.state])] if option.number else []
    date = words.date(option.versions[-1].created_at, edition.facts.exercise.zone) if option.versions else ""
    said.append(_("version %(number)s of %(date)s") % {"number": option.version, "date": date})
    if option.author:
        said.append(_("by %(alias)s") % {"alias": option.author})
    if option.origin:
        said.append(_(dict(formats.ORIGINS)[option.origin]))
    line = ", ".join(said)
    return line[:1].upper() + line[1:]


def _no_longer(edition: Edition, option: OptionFacts) -> list[Block]:
    """Why an option no longer stands: the reason's words, and the note where the level holds it."""
    decision = option.decision
    if decision is None:
        return []
    verdict = _(dict(formats.VERDICTS)[decision.verdict])
    said = [f"{verdict[:1].upper()}{verdict[1:]}, {words.date(decision.decided_at, edition.facts.exercise.zone)}."]
    if decision.reason:
        said.append(_(formats.REASONS.get(decision.reason, decision.reason)) + ".")
    return [Field(_("Why it no longer stands"), (paragraph(" ".join(said)), *blocks(decision.note)))]


def _objection(option: OptionFacts) -> list[Block]:
    if option.objection is None:
        return []
    by = (paragraph("– " + option.objection.author),) if option.objection.author else ()
    return [Field(_("Strongest objection"), (*blocks(option.objection.text), *by))]


def _judgment(edition: Edition, option: OptionFacts) -> list[Block]:
    """What the crowd said: in which narratives, how each criterion was answered, where it was placed."""
    place = (Paragraph(places(edition, option)),)
    parts: list[Block] = [*(in_lines(_("Place"), place) if edition.is_long else (Field(_("Place"), place),))]
    if option.ratings:
        parts.append(_ratings_in_lines(edition, option) if edition.is_long else _ratings(edition, option))
    else:
        parts.append(paragraph(_("Nobody has rated this option.")))
    return parts


def places(edition: Edition, option: OptionFacts) -> tuple[Inline, ...]:
    places = edition.places.get(option.number, [])
    if not places:
        return text(_no_place(option))
    kinds = dict(formats.MEMBERSHIP_KINDS)
    said: list[Inline] = []
    for narrative, kind in places:
        said += [Text("; ")] if said else []
        said += [
            Hue(hue_of(narrative), narrative.numeral),
            Text(" "),
            to_narrative(narrative),
            Text(f", {_(kinds[kind])}"),
        ]
    return tuple(said)


def _no_place(option: OptionFacts) -> str:
    if option.number == 0:
        return _("The present policy, judged as a yardstick; it belongs to no narrative.")
    if option.state not in formats.STANDING_STATES:
        return _("No longer stands.")
    return _("Stands alone, as a wild card.") if option.wild_card else _("In no narrative yet.")


def _ratings(edition: Edition, option: OptionFacts) -> Table:
    named = {criterion.key: criterion for criterion in edition.facts.criteria}
    return Table(
        title="",
        columns=(
            Column(_("Criterion"), share=4),
            Column(_("Median"), share=2, numeric=True),
            Column(_("Middle half"), share=2, numeric=True),
            *(Column(str(step), share=1, numeric=True) for step in range(1, 6)),
            Column(_("Answers"), share=2, numeric=True),
            Column(_("Abstained"), share=2, numeric=True),
        ),
        rows=tuple(_rating(_(named[rating.criterion].name), rating) for rating in option.ratings),
        source=_placed(edition, option),
    )


def _ratings_in_lines(edition: Edition, option: OptionFacts) -> Paragraph:
    """The same in a line a criterion: thousands of tables would cost any program the most of its memory."""
    named = {criterion.key: criterion for criterion in edition.facts.criteria}
    said: list[Inline] = []
    for rating in option.ratings:
        spread = rating.spread
        steps = ", ".join(map(str, rating.steps)) if spread.shown else "–"
        told = _("%(criterion)s: median %(median)s, middle half %(half)s, steps 1 to 5: %(steps)s; n %(n)s") % {
            "criterion": _(named[rating.criterion].name), "median": words.step(spread.median),
            "half": words.middle_half(spread), "steps": steps, "n": words.answers(spread),
        }  # fmt: skip
        said += [*([Break()] if said else []), Text(told + (f", {_('divided')}" if rating.divided else ""))]
    return Paragraph((*said, Break(), Text(_placed(edition, option))))


def _rating(name: str, rating: RatingFacts) -> tuple[Cell, ...]:
    spread = rating.spread
    shown: list[object] = [*rating.steps, spread.n, words.whole(rating.abstained)]
    if not spread.shown:
        shown = ["–", "–", "–", "–", "–", words.answers(spread), "–"]
    marked = _("%(criterion)s, divided") % {"criterion": name} if rating.divided else name
    return tuple(
        Cell(text(str(cell))) for cell in (marked, words.step(spread.median), words.middle_half(spread), *shown)
    )


def _placed(edition: Edition, option: OptionFacts) -> str:
    """The crowd's point in words and numbers, and the moderators' where they moved the card."""
    if not (option.placement.x.shown and option.placement.y.shown):
        return _("Fewer than five analysts placed it.")
    spreads = {"x": option.placement.x, "y": option.placement.y}
    said = [
        _("%(negative)s to %(positive)s: %(median)s (%(low)s to %(high)s, n %(n)s).")
        % {
            "negative": axis.negative,
            "positive": axis.positive,
            "median": words.position(spreads[axis.key].median),
            "low": words.position(spreads[axis.key].low),
            "high": words.position(spreads[axis.key].high),
            "n": spreads[axis.key].n,
        }
        for axis in edition.facts.axes
    ]
    worded = option.placement.worded
    if worded != 0:
        said.append(_("In words instead: %(n)s.") % {"n": words.whole(worded)})
    if option.placement.unclear:
        said.append(_("Unclear placement."))
    if option.moved:
        at = {"x": words.position(option.moved[0]), "y": words.position(option.moved[1])}
        said.append(_("Moderators put its card at %(x)s, %(y)s.") % at)
    return " ".join([_("Placed, median and middle half."), *said])


def sheets(option: OptionFacts) -> str:
    """How many judged it, and how many of them before its last material change."""
    judged = words.whole(option.sheets)
    if option.older == 0:
        return judged
    return _("%(sheets)s, %(older)s on the older text") % {"sheets": judged, "older": words.whole(option.older)}
