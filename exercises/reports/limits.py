"""How far the report carries: who was missing, how few did how much, what is thin, where machines helped."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.analysis.agreement import ENOUGH
from exercises.reports import markdown, prose, signed, words
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Field,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition, listed
from exercises.reports.participation import GroupFacts, ShareFacts
from exercises.reports.words import percent


def section(edition: Edition) -> Section:
    parts: list[Block] = list(prose.limits(edition, edition.facts.prose))
    # What the exercise was and was not says how far all of it reaches.
    if context := markdown.blocks(edition.facts.exercise.context):
        parts.append(Field(_("About this exercise"), context))
    if edition.facts.exercise.synthetic:
        parts.append(Note((paragraph(_("The participants are synthetic: what the numbers say about people is nil.")),)))
    parts += [
        Field(_("Who was missing"), (paragraph(_missing(edition)),)),
        Field(_("Concentration"), (paragraph(_concentrated(edition)),)),
        Field(_("Thin options"), (_thin(edition),)),
        Field(_("Untested assumptions"), (paragraph(_untested(edition)),)),
        Field(
            _("Where machines helped"),
            (paragraph(_("Nowhere: no text was written, and no option placed, merged or judged, by a machine.")),),
        ),
        *signed.in_spite(edition),
    ]
    return Section(_("Limits"), "limits", tuple(parts))


def _missing(edition: Edition) -> str:
    people = edition.facts.people
    said = [
        _invited(people.invited, people.joined),
        _silent(people.joined, people.contributed),
        _("Who comes to such an exercise chooses to: it is no sample of anybody."),
    ]
    return " ".join(said)


def _silent(joined: int | None, contributed: int | None) -> str:
    if joined is None or contributed is None:
        return _("Fewer than five of them wrote an option or judged one.")
    if joined <= contributed:
        return _("Each of them wrote an option or judged one.")
    told = {"silent": words.count(joined - contributed)}
    return _("%(silent)s of those who joined neither wrote an option nor judged one.") % told


def _untested(edition: Edition) -> str:
    stated = [narrative.numeral for narrative in edition.facts.narratives if narrative.must_be_true.strip()]
    if not stated:
        return _("No narrative says yet what must be true for it to work.")
    return _(
        "What must be true for a narrative to work stands in its chapter (%(narratives)s). The exercise received no"
        " injects, so none of it was tried against events."
    ) % {"narratives": ", ".join(stated)}


def _invited(invited: int | None, joined: int | None) -> str:
    if invited is None or joined is None:
        return _("%(joined)s analysts joined.") % {"joined": words.whole(joined)}
    if invited < joined:
        return _("%(joined)s analysts joined; not all were invited by this platform.") % {"joined": words.whole(joined)}
    if invited == joined:
        return _("All %(invited)s invited analysts joined.") % {"invited": words.whole(invited)}
    numbers = {"invited": words.whole(invited), "absent": words.count(invited - joined)}
    return _("Of %(invited)s invited analysts %(absent)s did not join.") % numbers


def groups(found: tuple[GroupFacts, ...]) -> str:
    return ", ".join(f"{_(g.name) if g.name else _('others')} {words.whole(g.joined)}" for g in found)


def _concentrated(edition: Edition) -> str:
    """How much came from the busiest, a sentence a kind of work; the record has the table."""
    names = {"options": _("options and new texts"), "comments": _("comments"), "sheets": _("sheets")}
    said = [
        _("Of the %(work)s the three busiest gave %(three)s and the ten busiest %(ten)s (Gini %(gini).2f).")
        % {"work": names[share.kind], "three": percent(share.top_3), "ten": percent(share.top_10), "gini": share.gini}
        for share in edition.facts.part.shares
        if share.gini is not None
    ]
    return " ".join(said) or _("Too few have handed anything in to tell.")


def concentration(edition: Edition) -> list[Block]:
    """A table of how the work is spread over those who did it."""
    shares = [share for share in edition.facts.part.shares if share.n != 0]
    if not shares:
        return [Field(_("Concentration"), (paragraph(_("Nobody has handed anything in yet.")),))]
    names = {"options": _("Options and new texts"), "comments": _("Comments"), "sheets": _("Sheets of judgment")}
    table = Table(
        title=_("How far a few did most of it"),
        columns=(
            Column(_("Work"), share=4),
            Column(_("Pieces"), share=2, numeric=True),
            Column(_("Analysts"), share=2, numeric=True),
            Column(_("Top 3"), share=2, numeric=True),
            Column(_("Top 10"), share=2, numeric=True),
            Column(_("Gini"), share=2, numeric=True),
        ),
        rows=tuple(_row(names[share.kind], share) for share in shares),
        source=_(
            "Share of the pieces that came from the three and the ten busiest; Gini’s coefficient among those who did"
            " any, 0 is an even spread and 1 is one person alone. Not told where fewer than five did it."
        ),
    )
    return [table]


def _row(name: str, share: ShareFacts) -> tuple[Cell, ...]:
    told = (
        name,
        words.whole(share.n),
        words.count(share.people),
        percent(share.top_3),
        percent(share.top_10),
        "–" if share.gini is None else f"{share.gini:.2f}",
    )
    return tuple(Cell(text(each)) for each in told)


def _thin(edition: Edition) -> Paragraph:
    thin = [option for option in edition.standing if option.is_thin]
    if not thin:
        return paragraph(_("None: every standing option has %(enough)s sheets or more.") % {"enough": ENOUGH})
    said = ngettext(
        "%(n)s standing option has fewer than %(enough)s sheets:",
        "%(n)s standing options have fewer than %(enough)s sheets:",
        len(thin),
    ) % {"n": len(thin), "enough": ENOUGH}
    return Paragraph((Text(said), Text(" "), *listed(thin), Text(".")))
