"""Across narratives: all options on all criteria, and those that several narratives share, or none.

Part A draws it; the numbers with how many answered stand in part B.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises.reports import charts, words
from exercises.reports.document import Block, Cell, Column, Field, Paragraph, Section, Table, Text, paragraph
from exercises.reports.edition import Edition, listed, to_option
from exercises.reports.facts import OptionFacts

MOST = 120  # options in the table; beyond that the data package has them all


def section(edition: Edition) -> Section:
    parts: list[Block] = []
    if edition.facts.people.sheets != 0:
        parts += filter(None, [charts.all_criteria(edition, ranked(edition)), charts.wanted_and_possible(edition)])
    else:
        parts.append(paragraph(_("Nobody has judged an option yet, so there is nothing to compare.")))
    several = [option for option in edition.standing if len(edition.places.get(option.number, ())) > 1]
    nowhere = [option for option in edition.standing if option.number not in edition.places]
    parts += [
        Field(_("In several narratives"), (Paragraph((*listed(several, _("none")), Text("."))),)),
        Field(_("In no narrative"), (Paragraph((*listed(nowhere, _("none")), Text("."))),)),
        Field(_("Options and injects"), (paragraph(_("The exercise received no injects.")),)),
    ]
    return Section(_("Across narratives"), "across", tuple(parts))


def ranked(edition: Edition) -> list[OptionFacts]:
    """The options that enough have judged, by the first criterion's median, then by number."""
    lead = edition.headline
    if lead is None:
        return []
    good = -1 if lead.good == "high" else 1
    found = [
        (good * (rating.spread.median or 0), option.number, option)
        for option in edition.judgeable
        if (rating := option.rating(lead.key)) is not None and rating.spread.shown
    ]
    return [option for _median, _number, option in sorted(found, key=lambda each: each[:2])]


def compared(edition: Edition) -> tuple[Block, ...]:
    """Part B: every option on every criterion in numbers, and how the answers lie where there are two camps."""
    options = ranked(edition)
    if not options:
        return (paragraph(_("No option has been judged by five or more yet.")),)
    return (_table(edition, options), *filter(None, [charts.divided(edition)]))


def _table(edition: Edition, options: list[OptionFacts]) -> Table:
    criteria = edition.facts.criteria
    more = len(options) - MOST
    source = _("Median of steps 1 to 5; in brackets how many answered.")
    if more > 0:
        source += " " + _("%(n)s more options stand in the data package.") % {"n": words.whole(more)}
    return Table(
        title=_("Options by the criterion that was asked first"),
        columns=(Column(_("Option"), share=9), *(Column(_(c.name), share=2, numeric=True) for c in criteria)),
        rows=tuple(
            (
                Cell((to_option(option), Text(f" {option.title}"))),
                *(
                    Cell(
                        (
                            to_option(
                                option, words.median_and_n(rating.spread) if (rating := option.rating(c.key)) else "–"
                            ),
                        )
                    )
                    for c in criteria
                ),
            )
            for option in options[:MOST]
        ),
        source=source,
    )
