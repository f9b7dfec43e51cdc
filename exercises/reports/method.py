"""Part B, the method: what was asked, by which protocol, and how the numbers are made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises.reports import certainty, words
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Field,
    Footnote,
    List,
    Paragraph,
    Section,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition


def section(edition: Edition) -> Section:
    facts = edition.facts
    parts: list[Block] = [
        Field(_("Who counts"), (paragraph(_("Sheets given as an analyst, one a person and option: the last one.")),)),
        Field(
            _("Thresholds"),
            (
                paragraph(
                    _("Every option was to have %(floor)s sheets; %(portion)s options were given at a sitting.")
                    % {"floor": facts.exercise.rating_floor, "portion": facts.exercise.portion}
                ),
            ),
        ),
        Field(
            _("Reveal"),
            (paragraph(_("Sealed: nobody, staff included, saw scores or places until rating had closed.")),),
        ),
        Field(_("Statistics"), (_statistics(),)),
        _criteria(edition),
        protocols(edition),
    ]
    checked = (certainty.checks(edition),) if facts.people.sheets != 0 else ()
    return Section(_("Method"), "method", tuple(parts), sections=checked)


# Where each rule comes from, as it is cited at the foot of the page.
_WORKS = {
    "quartiles": "Hyndman and Fan 1996, Sample quantiles in statistical packages, The American Statistician 50(4)",
    "camps": "Benjamini and Hochberg 1995, Controlling the false discovery rate, Journal of the Royal Statistical"
    " Society B 57(1)",
    "alpha": "Krippendorff 2019, Content Analysis, 4th edition, chapter 12",
    "gini": "Deltas 2003, The small-sample bias of the Gini coefficient, Review of Economics and Statistics 85(1)",
}


def _statistics() -> List:
    said = (
        (_("Medians and quartiles of raw steps, linear between ranks; n beside each."), "quartiles"),
        (_("Nothing is told of fewer than five, and nothing of camps or unclear placements below fifteen."), ""),
        (
            _(
                "Divided: two camps, each as close together as people usually are, explain the answers better than one;"
                " about one in ten of such findings is expected to be false."
            ),
            "camps",
        ),
        (_("Agreement: Krippendorff’s alpha for ordinal data, with an interval over options."), "alpha"),
        (_("Concentration: Gini’s coefficient with the correction for small numbers."), "gini"),
    )
    return List(tuple((_with_source(words_, key),) for words_, key in said))


def _with_source(words_: str, key: str) -> Paragraph:
    source = (Footnote(key, text(f"{_WORKS[key]}.")),) if key else ()
    return Paragraph((Text(words_), *source))


def _criteria(edition: Edition) -> Table:
    return Table(
        title=_("What was asked of each option"),
        columns=(
            Column(_("Criterion"), share=2),
            Column(_("Question"), share=5),
            Column(_("Steps 1 to 5"), share=7),
        ),
        rows=tuple(
            (Cell(text(_(c.name))), Cell(text(_(c.question))), Cell(text(" · ".join(_(step) for step in c.steps))))
            for c in edition.facts.criteria
        ),
    )


def protocols(edition: Edition) -> Block:
    """A table of what was in force since when, and why it changed."""
    facts = edition.facts
    if not facts.protocols:
        return paragraph(_("The protocol is not frozen yet."))
    rows = tuple(
        (
            Cell(text(str(protocol.number))),
            Cell(text(words.date(protocol.made_at, facts.exercise.zone))),
            Cell(text(protocol.reason or _("frozen as rating opened"))),
            Cell(text(_in_groups(protocol.hash))),
        )
        for protocol in facts.protocols
    )
    return Table(
        title=_("The protocol and its deviations"),
        columns=(
            Column(_("Protocol"), share=2, numeric=True),
            Column(_("In force from"), share=3),
            Column(_("Why"), share=6),
            Column(_("SHA-256 of its file"), share=6),
        ),
        rows=rows,
        source=_("The file of each protocol can be downloaded in the exercise and checked against its hash."),
    )


def _in_groups(digest: str) -> str:
    """Eight digits at a time, so that the line can break."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
