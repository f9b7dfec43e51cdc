"""The report's figures beside the board: what each shows, how to read it, and what it says without being seen.

A title is neutral; the finding is stated by the lead author or not at all (prose.finding).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports import prose, words
from exercises.reports.document import Figure
from exercises.reports.drawing import charts
from exercises.reports.drawing.matrix import Field, Row, Words, matrix
from exercises.reports.edition import Edition, hue_of
from exercises.reports.facts import CriterionFacts, NarrativeFacts, OptionFacts

Draw = Callable[[float], tuple[list[str], float]]
BIN = dt.timedelta(hours=3)
HALF = 400.0  # of a sheet's width, in the units of a drawing
MOST = 24  # strips in a figure; the tables hold all
MOST_ROWS = 40  # options in the heat table: what a page holds


def _figure(
    edition: Edition,
    key: str,
    neutral: str,
    draw: Draw,
    *,
    how: str,
    source: str,
    alt: str,
    sheet: float = charts.WIDTHS["print"],
) -> Figure:
    """*sheet* is the width in print, in the drawing's units: half of the usual one is half a page."""
    title = prose.finding(edition, edition.facts.prose, key, neutral)
    made = {}
    for form, width in {**charts.WIDTHS, "print": sheet}.items():
        inside, height = draw(width)
        made[form] = charts.svg(inside, width, height, key=f"{key}-{form}", title=title, alt=alt)
    return Figure(
        title=title,
        how=how,
        source=source,
        alt=alt,
        wide=made["wide"],
        narrow=made["narrow"],
        printed=made["print"],
        name=key,
    )


def activity(edition: Edition) -> Figure | None:
    """What was handed in through the week, under its phases; None where nothing was."""
    hours = edition.facts.part.hours
    phases = [phase for phase in edition.facts.phases if phase.kind not in {"prepare", "closed"}]
    if not hours or not phases:
        return None
    start, end = phases[0].opens_at, phases[-1].closes_at
    length = max(1, -(-(end - start) // BIN))
    stacks = [[0, 0, 0] for _bin in range(length)]
    for hour in hours:
        if start <= hour.at < end:
            place = stacks[(hour.at - start) // BIN]
            for part, count in enumerate((hour.options, hour.comments, hour.sheets)):
                place[part] += count or 0
    whole = end - start
    spans = [
        charts.Span(_(formats.PHASES[p.kind]), (p.opens_at - start) / whole, (p.closes_at - start) / whole)  # type: ignore[index]
        for p in phases
    ]
    zone = ZoneInfo(edition.facts.exercise.zone)
    count = max(1, round(whole / dt.timedelta(days=1)))
    days = [(n / count, words.short_day((start + whole / count * n).astimezone(zone))) for n in range(count)]
    sums = [share.n for share in edition.facts.part.shares]
    names = [_("options and new texts"), _("comments"), _("sheets")]
    return _figure(
        edition,
        "activity",
        _("What was handed in, through the week"),
        lambda width: charts.week([tuple(stack) for stack in stacks], names, spans, days, width),
        how=_("Each bar is three hours; brackets above are the phases."),
        source=_("Log up to event %(seq)s; times in the zone %(zone)s. Hours with fewer than five sheets show none.")
        % {"seq": words.whole(edition.facts.snapshot.seq), "zone": edition.facts.exercise.zone},
        alt=_(
            "Bars over the days of the exercise: %(options)s options and new texts, %(comments)s comments, %(sheets)s"
            " sheets in all."
        )
        % dict(zip(("options", "comments", "sheets"), map(words.whole, sums), strict=True)),
    )


def funnel(edition: Edition) -> Figure | None:
    people = edition.facts.people
    rows = [
        (_("invited"), people.invited),
        (_("joined"), people.joined),
        (_("contributed"), people.contributed),
        (_("on two days or more"), edition.facts.part.returned),
    ]
    shown = [(name, count) for name, count in rows if count]
    if not people.joined or not shown:
        return None
    return _figure(
        edition,
        "funnel",
        _("From invitation to contribution"),
        lambda width: charts.bars(shown, min(width, 620)),
        how=_("How many analysts; contributed: wrote an option or judged one."),
        source=_("Counts under five are not drawn."),
        alt="; ".join(f"{name} {words.whole(count)}" for name, count in shown),
    )


def participation(edition: Edition) -> Figure | None:
    rows = [(_(g.name) if g.name else _("others"), g.joined) for g in edition.facts.part.regions]
    if not rows:
        return None
    return _figure(
        edition,
        "participation",
        _("Where the analysts come from"),
        lambda width: charts.bars(rows, min(width, 720)),
        how=_("Analysts who joined, by the region that they gave."),
        source=_("Groups under five, and those who gave none, are among the others."),
        alt="; ".join(f"{name} {words.whole(count)}" for name, count in rows),
    )


def profile(edition: Edition, narrative: NarrativeFacts) -> Figure | None:
    """The first criterion's answers to each option of a narrative."""
    lead = edition.headline
    options = [option for option, kind in edition.members(narrative) if kind != "dissent"]
    if lead is None:
        return None
    return _strips(
        edition,
        f"profile-{narrative.number}",
        _("%(criterion)s of the options of “%(name)s”") % {"criterion": _(lead.name), "name": narrative.nickname},
        [(option, lead) for option in options],
        sheet=HALF,
    )


def divided(edition: Edition) -> Figure | None:
    """The options with two camps, as strips of their answers."""
    named = {criterion.key: criterion for criterion in edition.facts.criteria}
    found = [
        (option, named[r.criterion]) for option in edition.judgeable for r in option.divided if r.criterion in named
    ]
    return _strips(edition, "divided", _("How the answers lie where there are two camps"), found, criterion=True)


def _strips(
    edition: Edition,
    key: str,
    title: str,
    found: Sequence[tuple[OptionFacts, CriterionFacts]],
    *,
    criterion: bool = False,
    sheet: float = charts.WIDTHS["print"],
) -> Figure | None:
    rows = []
    for option, asked in found:
        rating = option.rating(asked.key)
        if rating is None or not rating.spread.shown:
            continue
        name = f"{option.label} {_(asked.name)}: {option.title}" if criterion else f"{option.label} {option.title}"
        home = edition.home(option)
        hue, numeral = (hue_of(home[0]), home[0].numeral) if home and criterion else (0, "")
        rows.append(charts.Strip(name, rating.steps, rating.spread.median, rating.spread.n, hue, numeral))
    if not rows:
        return None
    shown = rows[:MOST]
    lead = found[0][1]
    ends = (f"1 {_(lead.steps[0])}", f"{_(lead.steps[-1])} 5") if not criterion else (_("step 1"), _("step 5"))
    counts = [row.n for row in shown]
    source = _("%(low)s to %(high)s answers an option.") % {"low": min(counts), "high": max(counts)}
    if len(rows) > MOST:
        source += " " + _("%(n)s more stand in the tables.") % {"n": len(rows) - MOST}
    return _figure(
        edition,
        key,
        title,
        lambda width: charts.strips(shown, ends, width),
        sheet=sheet,
        how=_("Each strip is all answers to one option, from step 1, light, to step 5, dark; at its end the median."),
        source=source,
        alt="; ".join(
            _("%(option)s: %(steps)s, median %(median)s")
            % {"option": row.name, "steps": ", ".join(map(str, row.steps)), "median": words.step(row.median)}
            for row in shown
        ),
    )


def wanted_and_possible(edition: Edition) -> Figure | None:
    """The first criterion against the second, by default desirability against feasibility."""
    if len(edition.facts.criteria) < 2:
        return None
    up, across = edition.facts.criteria[:2]
    points = []
    for option in edition.judgeable:
        one, other = option.rating(across.key), option.rating(up.key)
        if one is None or other is None or one.spread.median is None or other.spread.median is None:
            continue
        home = edition.home(option)
        hue, numeral = (hue_of(home[0]), home[0].numeral) if home else (0, "")
        points.append(charts.Point(option.number, one.spread.median, other.spread.median, hue, numeral))
    if not points or len(points) > 150:
        return None
    names = (_(across.name), _(up.name))
    return _figure(
        edition,
        "wanted",
        _("%(up)s against %(across)s") % {"up": names[1], "across": names[0]},
        lambda width: charts.scatter(points, names, width),
        how=_("Each option at its two medians, by its number; those on one spot stand beside each other."),
        source=_("Options that five or more judged on both."),
        alt=_("%(n)s options by two medians; the table of options and criteria says the same in numbers.")
        % {"n": len(points)},
    )


def all_criteria(edition: Edition, options: Sequence[OptionFacts]) -> Figure | None:
    """*options* by all criteria as a heat table, in the order that they come."""
    criteria = edition.facts.criteria
    if not options or not criteria:
        return None
    shown = options[:MOST_ROWS]
    ends = {"high": _("5 is good"), "low": _("1 is good")}
    words_ = Words(
        criteria=tuple((_(criterion.name), ends[criterion.good]) for criterion in criteria),
        answers=_("answers"),
        divided=_("two camps: the median hides them"),
    )
    rows = [_heat(edition, option) for option in shown]
    first, last = shown[0], shown[-1]
    more = len(options) - len(shown)
    source = _("Options that five or more judged; the numeral before one is its narrative’s.")
    if more:
        source += " " + _("%(n)s more stand in the table of part B.") % {"n": words.whole(more)}
    return _figure(
        edition,
        "criteria",
        _("Every option on every criterion"),
        lambda width: matrix(rows, words_, width),
        how=_(
            "The number is the median step; its field goes from light, which speaks against the option, to dark, which"
            " speaks for it. In the order of the first criterion."
        ),
        source=source,
        alt=_(
            "A table of %(n)s options by %(criteria)s, from %(first)s at the top to %(last)s at the bottom. The tables"
            " of the narratives and the one in part B say the same in numbers."
        )
        % {
            "n": len(shown),
            "criteria": ", ".join(_(criterion.name) for criterion in criteria),
            "first": f"{first.label} {first.title}",
            "last": f"{last.label} {last.title}",
        },
    )


def _heat(edition: Edition, option: OptionFacts) -> Row:
    fields, counts = [], []
    for criterion in edition.facts.criteria:
        rating = option.rating(criterion.key)
        step = rating.spread.median if rating and rating.spread.shown else None
        if rating is None or step is None:
            fields.append(Field(None, None))
            continue
        counts.append(rating.spread.n)
        fields.append(Field(step, step if criterion.good == "high" else 6 - step, rating.divided))
    low, high = min(counts), max(counts)
    home = edition.home(option)
    return Row(
        number=option.number,
        title=option.title,
        fields=tuple(fields),
        answers=f"{low}–{high}" if low < high else f"{low}",
        hue=hue_of(home[0]) if home else 0,
        numeral=home[0].numeral if home else "",
        href=edition.address(option.number),
    )
