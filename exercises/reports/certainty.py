"""How far the numbers carry: where the crowd is divided or its placement unclear, and checks beside the raw numbers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.analysis.agreement import ENOUGH
from exercises.analysis.camps import Camp
from exercises.reports import words
from exercises.reports.answers import REST, CheckFacts, RatingFacts, SideFacts
from exercises.reports.document import Block, Cell, Column, Note, Paragraph, Section, Table, Text, paragraph, text
from exercises.reports.edition import Edition, listed, to_option
from exercises.reports.facts import CriterionFacts, OptionFacts


def divided(edition: Edition) -> Section:
    """Every option and criterion with two camps, how large they are and between whom; and what is hard to place."""
    named = {criterion.key: criterion for criterion in edition.facts.criteria}
    found = [(option, rating) for option in _standing(edition) for rating in option.divided]
    parts: list[Block] = []
    if found:
        parts.append(_table([(option, named[rating.criterion], rating) for option, rating in found]))
    else:
        parts.append(paragraph(_("On no option can two camps be told from chance.")))
    unclear = [option for option in _standing(edition) if option.placement.unclear]
    parts.append(
        Paragraph((Text(_("Unclear placement:")), Text(" "), *listed(unclear, _("none")), Text(". "), Text(_unclear())))
    )
    few = [option for option in _standing(edition) if option.is_thin]
    if few:
        told = _("Fewer than %(enough)s sheets, so nothing is said of either:") % {"enough": ENOUGH}
        parts.append(Paragraph((Text(told), Text(" "), *listed(few), Text("."))))
    return Section(_("Where it is divided"), "divided", tuple(parts))


def _standing(edition: Edition) -> list[OptionFacts]:
    """With the present policy, which is judged like any other."""
    return edition.judgeable


def _unclear() -> str:
    return _("A third or more answered in words on an axis, or the middle half of the places covers four tenths of it.")


def _table(rows: list[tuple[OptionFacts, CriterionFacts, RatingFacts]]) -> Table:
    return Table(
        title=_("Options and criteria with two camps"),
        columns=(
            Column(_("Option"), share=4),
            Column(_("Criterion"), share=2),
            Column(_("Lower camp"), share=4),
            Column(_("Upper camp"), share=4),
            Column(_("Between whom"), share=5),
        ),
        rows=tuple(
            (
                Cell((to_option(option), Text(f" {option.title}"))),
                Cell(text(_(criterion.name))),
                Cell(text(_camp(criterion, rating.division.low if rating.division else None))),
                Cell(text(_camp(criterion, rating.division.high if rating.division else None))),
                Cell(text(_sides(rating.sides))),
            )
            for option, criterion, rating in rows
        ),
        source=_(
            "Two camps, each as close together as people usually are, explain the answers better than one; about one in"
            " ten of such findings is expected to be false. Groups under five are not broken out."
        ),
    )


def _camp(criterion: CriterionFacts, camp: Camp | None) -> str:
    if camp is None:
        return "–"
    steps = [_(criterion.steps[step - 1]) for step in (camp.steps[0], camp.steps[-1])]
    where = steps[0] if steps[0] == steps[1] else f"{steps[0]} – {steps[1]}"
    return ngettext("%(n)s answer: %(where)s", "%(n)s answers: %(where)s", camp.n) % {"n": camp.n, "where": where}


def _sides(sides: tuple[SideFacts, ...]) -> str:
    if not sides:
        return _("Through the groups: none of five or more stands mostly against another.")
    by = {"expertise": _("expertise"), "region": _("region")}
    return " ".join(
        _("By %(by)s: %(low)s lower; %(high)s upper.")
        % {"by": by[side.by], "low": _groups(side.low), "high": _groups(side.high)}
        for side in sides
    )


def _groups(names: tuple[str, ...]) -> str:
    return ", ".join(_("all others") if name == REST else _(name) if name else _("not said") for name in names)


def marks(option: OptionFacts) -> str:
    """The marks of an option in small words, empty where there is none."""
    found = [_("divided")] if option.divided else []
    return ", ".join([*found, _("unclear placement")] if option.placement.unclear else found)


def checks(edition: Edition) -> Section:
    """What the raw numbers hang on; told beside them, and no number of the report is changed by it."""
    named = {criterion.key: criterion for criterion in edition.facts.criteria}
    rows = tuple(_check(named[facts.criterion], facts) for facts in edition.facts.checks)
    about = _(
        "No number of this report is weighted or adjusted: to weigh down those who disagree would punish dissent. These"
        " figures only say how far the raw numbers carry."
    )
    table = Table(
        title=_("Agreement, and how firm the order is"),
        columns=(
            Column(_("Criterion"), share=3),
            Column(_("Alpha (95 %)"), share=4, numeric=True),
            Column(_("Keeps its third"), share=3, numeric=True),
            Column(_("Loose"), share=4),
            Column(_("Hangs on severe raters"), share=4),
            Column(_("Same order"), share=2, numeric=True),
        ),
        rows=rows,
        source=_(
            "Alpha (Krippendorff, ordinal): 1 is full agreement, 0 what chance gives. Keeps its third: how often an"
            " option stays in its third of the order by mean step when raters are drawn anew, on average (bootstrap,"
            " 200 draws); loose are those that do in fewer than 6 of 10. Hangs on severe raters: another third once"
            " the severity of those who rated it is taken out (additive model); same order: the rank correlation with"
            " the raw order."
            " Options with 15 answers or more."
        ),
    )
    return Section(_("Checks beside the raw numbers"), "checks", (Note((paragraph(about),)), table))


def _check(criterion: CriterionFacts, facts: CheckFacts) -> tuple[Cell, ...]:
    alpha, check = facts.reliability, facts.check
    told = [_(criterion.name), "–" if alpha is None else f"{alpha.alpha:.2f}".replace("-", "−")]
    if alpha is not None and alpha.low is not None and alpha.high is not None:
        told[1] += f" ({alpha.low:.2f}–{alpha.high:.2f})"
    if check is None:
        told += ["–"] * 4
    else:
        told += [
            f"{check.stays * 100:.0f} %",
            _numbers(check.loose),
            _numbers(check.severe),
            f"{check.alike:.3f}".replace("-", "−"),
        ]
    return tuple(Cell(text(cell)) for cell in told)


def _numbers(numbers: tuple[int, ...]) -> str:
    """At most a dozen by their numbers: where the whole order is loose, how many says more than which."""
    if len(numbers) > 12:
        return ngettext("%(n)s option", "%(n)s options", len(numbers)) % {"n": words.whole(len(numbers))}
    return ", ".join(f"PO-{number}" for number in numbers) or _("none")
