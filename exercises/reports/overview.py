"""The part that shows the whole field: the board with its finding, and the narratives side by side."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import formats
from exercises.reports import figures, prose, words
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Emphasis,
    Figure,
    Hue,
    Inline,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition, hue_of, listed
from exercises.reports.facts import NarrativeFacts, OptionFacts
from exercises.reports.markdown import plain_words


def section(edition: Edition) -> Section:
    parts: list[Block] = [paragraph(_axes(edition))]
    if edition.facts.narratives:
        parts.append(_table(edition))
    else:
        parts.append(paragraph(_("No narrative has been written yet.")))
    parts.append(board_figure(edition))
    return Section(_("Overview of the narratives"), "overview", tuple(parts))


def _axes(edition: Edition) -> str:
    return " ".join(
        _("%(question)s From %(negative)s to %(positive)s.")
        % {"question": axis.question, "negative": axis.negative, "positive": axis.positive}
        for axis in edition.facts.axes
    )


def board_figure(edition: Edition) -> Figure:
    """The board, wide and narrow, from the crowd's medians."""
    shown = [o for o in edition.facts.options if o.state in formats.STANDING_STATES]
    marks = [mark for option in shown if (mark := _mark(edition, option))]
    names = [figures.Name(n.numeral, n.nickname, n.x, n.y, hue_of(n)) for n in edition.facts.narratives]
    title = prose.finding(edition, edition.facts.prose, "board", _board_title(edition))
    alt = _described(edition, marks)
    x, y = edition.facts.axes
    poles = figures.Poles(x.negative, x.positive, y.negative, y.positive)
    wide, narrow, printed = (
        figures.board(marks, names, poles, title=title, alt=alt, form=form)
        for form in (figures.WIDE, figures.NARROW, figures.PRINT)
    )
    return Figure(
        title=title,
        how=_(
            "Each option at the median of the crowd’s placements; the numeral behind its title, and the colour, are its"
            " narrative’s."
        ),
        source=_source(edition, shown, marks),
        alt=alt,
        wide=wide,
        narrow=narrow,
        printed=printed,
        key=tuple((f"{mark.number}", mark.hue, mark.title) for mark in marks),
        name="board",
    )


def _mark(edition: Edition, option: OptionFacts) -> figures.Mark | None:
    """The option's dot at the crowd's point; where too few placed it, at the moderators'; else none."""
    x, y = option.placement.x, option.placement.y
    at = (x.median, y.median) if x.median is not None and y.median is not None else option.moved
    if at is None:
        return None
    narrative, kind = edition.home(option) or (None, "")
    return figures.Mark(
        number=option.number,
        title=option.title,
        x=at[0] or 0.0,
        y=at[1] or 0.0,
        raters=option.sheets or 0,
        hue=hue_of(narrative),
        core=kind == "core",
        numeral=narrative.numeral if narrative else "",
        spread_x=x,
        spread_y=y,
        divided=bool(option.divided),
        unclear=option.placement.unclear,
        href=edition.address(option.number),
    )


def _board_title(edition: Edition) -> str:
    """What the drawing shows. A finding is for the lead author to state: counts of options alone are none."""
    total = len(edition.standing)
    return ngettext("Where the crowd places %(n)s option", "Where the crowd places %(n)s options", total) % {"n": total}


def _held(edition: Edition, narrative: NarrativeFacts) -> int:
    """How many options make up a narrative; an objection to it is none of them."""
    return sum(1 for _option, kind in edition.members(narrative) if kind != "dissent")


def _described(edition: Edition, marks: list[figures.Mark]) -> str:
    x, y = edition.facts.axes
    ground = _(
        "A board of two axes, from %(left)s at the left to %(right)s at the right and from %(bottom)s at the bottom to"
        " %(top)s at the top, with %(n)s options as numbered dots."
    ) % {"left": x.negative, "right": x.positive, "bottom": y.negative, "top": y.positive, "n": len(marks)}
    holds = [
        _("%(numeral)s, %(name)s, lies at %(line)s and holds %(n)s.")
        % {
            "numeral": n.numeral,
            "name": n.nickname,
            "line": words.quadrant_line(n, edition.facts.axes),
            "n": _held(edition, n),
        }
        for n in edition.facts.narratives
    ]
    return " ".join([ground, *holds, _("The tables say the same in numbers.")])


def _source(edition: Edition, shown: list[OptionFacts], marks: list[figures.Mark]) -> str:
    counts = [o.placement.x.n for o in shown if o.placement.x.shown]
    drawn = {mark.number for mark in marks}
    missing = [option.label for option in shown if option.number not in drawn]
    said = []
    if counts:
        said.append(
            _(
                "Placements by %(low)s to %(high)s analysts an option. Of dots that would hide each other a thin line"
                " leads to their place."
            )
            % {"low": min(counts), "high": max(counts)}
        )
    if missing:
        said.append(_("Not drawn, because fewer than five placed them: %(options)s.") % {"options": ", ".join(missing)})
    return " ".join(said)


def _table(edition: Edition) -> Table:
    lead = edition.headline
    columns = [
        Column(_("Narrative"), share=6),
        Column(_("In a sentence"), share=8),
        Column(_("Core and supporting options"), share=8),
        Column(_("Dissent"), share=4),
    ]
    if lead:
        columns += [
            Column(_("%(criterion)s, median (n)") % {"criterion": _(lead.name)}, share=4, numeric=True),
            Column(_("Middle half"), share=2, numeric=True),
        ]
    return Table(
        title=_("The narratives side by side"),
        columns=tuple(columns),
        rows=tuple(_row(edition, narrative) for narrative in edition.facts.narratives),
        source=_("All answers to a narrative’s core and supporting options together; n counts answers, not people.")
        if lead
        else "",
    )


def _row(edition: Edition, narrative: NarrativeFacts) -> tuple[Cell, ...]:
    options = [option for option, kind in edition.members(narrative) if kind != "dissent"]
    cells = [
        Cell(
            (
                Hue(hue_of(narrative), narrative.numeral),
                Text(" "),
                Strong((to_narrative(narrative),)),
                Text(" "),
                Emphasis(text(words.quadrant_line(narrative, edition.facts.axes))),
            )
        ),
        Cell(text(words.first_sentence(plain_words(narrative.abstract)) or "–")),
        Cell(listed(options)),
        Cell(_dissent(edition, narrative)),
    ]
    if edition.headline:
        spread = edition.pooled(options, edition.headline)
        where = f"narrative-{narrative.number}"
        cells += [
            Cell((Reference("section", where, words.median_and_n(spread)),)),
            Cell(text(words.middle_half(spread))),
        ]
    return tuple(cells)


def _dissent(edition: Edition, narrative: NarrativeFacts) -> tuple[Inline, ...]:
    """The options that speak against it, how many notes of a minority, and the options that divide its raters."""
    members = edition.members(narrative)
    against = [option for option, kind in members if kind == "dissent"]
    divided = [option for option, kind in members if kind != "dissent" and option.divided]
    notes = len(narrative.minority)
    parts: list[tuple[Inline, ...]] = [listed(against)] if against else []
    if notes:
        parts.append(text(ngettext("%(n)s minority note", "%(n)s minority notes", notes) % {"n": notes}))
    if divided:
        parts.append((Text(_("divided on") + " "), *listed(divided)))
    said = [each for part in parts for each in (Text("; "), *part)][1:]
    return tuple(said) or text("–")


def to_narrative(narrative: NarrativeFacts) -> Reference:
    return Reference("narrative", str(narrative.number), narrative.nickname)
