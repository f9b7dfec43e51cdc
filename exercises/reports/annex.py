"""The record: every option in full, and the trace from option to narrative."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import formats
from exercises.reports import words
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Field,
    Hue,
    Inline,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition, hue_of, listed, to_option
from exercises.reports.facts import OptionFacts, RatingFacts
from exercises.reports.markdown import blocks
from exercises.reports.overview import to_narrative


def all_options(edition: Edition) -> Section:
    options = edition.facts.options
    nothing = () if options else (paragraph(_("Nobody has submitted an option yet.")),)
    return Section(
        _("All options in full"),
        "options",
        nothing,
        sections=tuple(_option(edition, option) for option in options),
        new_page=True,
    )


def _option(edition: Edition, option: OptionFacts) -> Section:
    parts: list[Block] = [paragraph(option.summary)] if option.summary else []
    parts += [Field(_(label), found) for label, written in option.aspects if (found := blocks(written))]
    parts += _judgment(edition, option)
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
    if option.author and edition.names_shown:
        said.append(_("by %(alias)s") % {"alias": option.author})
    if option.origin:
        said.append(_(dict(formats.ORIGINS)[option.origin]))
    line = ", ".join(said)
    return line[:1].upper() + line[1:]


def _judgment(edition: Edition, option: OptionFacts) -> list[Block]:
    """What the crowd said: in which narratives, how each criterion was answered, where it was placed."""
    parts: list[Block] = [Field(_("Place"), (Paragraph(_places(edition, option)),))]
    if option.ratings:
        parts.append(_ratings(edition, option))
    else:
        parts.append(paragraph(_("Nobody has rated this option.")))
    return parts


def _places(edition: Edition, option: OptionFacts) -> tuple[Inline, ...]:
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


def _rating(name: str, rating: RatingFacts) -> tuple[Cell, ...]:
    spread = rating.spread
    shown = [*rating.steps, spread.n, rating.abstained] if spread.shown else ["–"] * 5 + [words.count(spread.n), "–"]
    return tuple(Cell(text(str(cell))) for cell in (name, words.step(spread.median), words.middle_half(spread), *shown))


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
    if worded:
        said.append(_("In words instead: %(n)s.") % {"n": worded})
    if option.moved:
        at = {"x": words.position(option.moved[0]), "y": words.position(option.moved[1])}
        said.append(_("Moderators put its card at %(x)s, %(y)s.") % at)
    return " ".join([_("Placed, median and middle half."), *said])


def trace(edition: Edition) -> Section:
    """From every option to its version, its narratives and the sheets behind its numbers; nobody is lost on the way."""
    return Section(
        _("Trace"),
        "trace",
        (Paragraph(_coverage(edition)), _trace_table(edition)),
        new_page=True,
    )


def _coverage(edition: Edition) -> tuple[Inline, ...]:
    total = len(edition.standing)
    placed = sum(1 for option in edition.standing if option.number in edition.places)
    said: list[Inline] = [
        Text(
            ngettext(
                "%(placed)s of %(total)s standing option is in a narrative.",
                "%(placed)s of %(total)s standing options are in a narrative.",
                total,
            )
            % {"placed": placed, "total": total}
        )
    ]
    said += [Text(" "), Text(_("Standing alone:")), Text(" "), *listed(edition.wild_cards, _("none")), Text(".")]
    said += [Text(" "), Text(_("Without a place yet:")), Text(" "), *listed(edition.orphans, _("none")), Text(".")]
    return tuple(said)


def _trace_table(edition: Edition) -> Block:
    options = edition.facts.options
    if not options:
        return Note((paragraph(_("There is nothing to trace yet.")),))
    return Table(
        title=_("From option to narrative"),
        columns=(
            Column(_("Option"), share=6),
            Column(_("Version"), share=1, numeric=True),
            Column(_("Narrative and kind of place"), share=5),
            Column(_("Sheets"), share=1, numeric=True),
        ),
        rows=tuple(
            (
                Cell((to_option(option), Text(f" {option.title}"))),
                Cell(text(str(option.version))),
                Cell(_places(edition, option)),
                Cell((to_option(option, _sheets(option)),)),
            )
            for option in options
        ),
        source=_("A sheet is one analyst’s judgment of one option, bound to its version."),
    )


def _sheets(option: OptionFacts) -> str:
    """How many judged it, and how many of them before its last material change."""
    sheets = words.count(option.sheets)
    if not option.older:
        return sheets
    return _("%(sheets)s, %(older)s on the older text") % {"sheets": sheets, "older": words.count(option.older)}
