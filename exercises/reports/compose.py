"""From facts to document: which parts the report has, in which order, and what each says.

A release level removes, it never rewords: what it withholds is left out while composing, and nowhere else.
"""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports import annex, chapters, overview, words
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Cover,
    Document,
    Note,
    Numbers,
    Section,
    Table,
    Words,
    paragraph,
    text,
)
from exercises.reports.edition import Address, Edition, Level, nowhere
from exercises.reports.facts import Facts


def compose(facts: Facts, level: Level = "internal", address: Address = nowhere) -> Document:
    """The document of *facts* at a release level, in the active language; *address* leads from dots to pages."""
    edition = Edition(facts, level, address)
    return Document(
        language=get_language() or "en",
        marking=facts.exercise.marking,
        running=facts.exercise.title,
        cover=_cover(edition),
        sections=(
            _how_it_was_run(edition),
            overview.section(edition),
            *(chapters.narrative(edition, narrative) for narrative in facts.narratives),
            chapters.wild_cards(edition),
            annex.all_options(edition),
            annex.trace(edition),
        ),
        words=Words(contents=_("Contents"), page=_("Page"), of=_("of")),
    )


def _cover(edition: Edition) -> Cover:
    facts = edition.facts
    level = _(dict(formats.REPORT_LEVELS)[edition.level])
    notes = [
        _("What this report says are the views of those who took part, not of those who asked or paid for it."),
        _("Numbers are raw: medians and middle halves of what people answered, never weighted."),
    ]
    if facts.exercise.synthetic:
        notes.insert(
            0,
            _(
                "The participants are synthetic. No number in this report measures what real people thought, and none"
                " should be quoted as if it did."
            ),
        )
    return Cover(
        eyebrow=_("After-action report"),
        title=facts.exercise.title,
        deck=facts.exercise.question,
        draft=_("Draft"),
        numbers=_numbers(edition),
        facts=(
            (_("Dates"), _dates(edition)),
            (_("Release level"), level),
            (_("Marking"), facts.exercise.marking),
            (_("Snapshot"), _("event %(seq)s of the log") % {"seq": words.whole(facts.snapshot.seq)}),
            (_("Hash of the facts"), facts.hash),
        ),
        notes=tuple(notes),
    )


def _dates(edition: Edition) -> str:
    """The days of the exercise, in its zone; preparation and what follows are none of them."""
    days = [phase for phase in edition.facts.phases if phase.kind not in {"prepare", "closed"}]
    return words.days(days[0].opens_at, days[-1].closes_at, edition.facts.exercise.zone) if days else "–"


def _numbers(edition: Edition) -> Numbers:
    people = edition.facts.people
    return Numbers(
        (
            (words.whole(people.contributed), _("analysts")),
            (words.whole(len(edition.standing)), _("policy options")),
            (words.whole(len(edition.facts.narratives)), _("master narratives")),
            (words.whole(people.sheets), _("sheets of judgment")),
        )
    )


def _funnel(edition: Edition) -> str:
    people = edition.facts.people
    return _(
        "%(invited)s analysts were invited and %(joined)s joined. %(authors)s wrote an option, %(raters)s handed in a"
        " sheet of judgment, %(contributed)s did one or the other. A sheet is one analyst’s judgment of one option."
    ) % {
        "invited": words.whole(people.invited),
        "joined": words.whole(people.joined),
        "authors": words.whole(people.authors),
        "raters": words.whole(people.raters),
        "contributed": words.whole(people.contributed),
    }


def _how_it_was_run(edition: Edition) -> Section:
    facts = edition.facts
    parts: list[Block] = [paragraph(_funnel(edition))]
    if not facts.people.sheets:
        parts.append(Note((paragraph(_("Nobody has judged an option yet, so there are no medians.")),)))
    parts.append(
        Table(
            title=_("Phases"),
            columns=(Column(_("Phase"), share=2), Column(_("Dates"), share=3)),
            rows=tuple(
                (
                    Cell(text(_(formats.PHASES[phase.kind]))),  # type: ignore[index]
                    Cell(text(words.days(phase.opens_at, phase.closes_at, facts.exercise.zone))),
                )
                for phase in facts.phases
                if phase.kind not in {"prepare", "closed"}
            ),
            source=_("Dates in the zone %(zone)s.") % {"zone": facts.exercise.zone},
        )
    )
    parts.append(
        Table(
            title=_("What was asked of each option"),
            columns=(
                Column(_("Criterion"), share=2),
                Column(_("Question"), share=5),
                Column(_("Steps 1 to 5"), share=7),
            ),
            rows=tuple(
                (Cell(text(_(c.name))), Cell(text(_(c.question))), Cell(text(" · ".join(_(step) for step in c.steps))))
                for c in facts.criteria
            ),
        )
    )
    parts.append(_protocols(edition))
    return Section(_("How it was run"), "how", tuple(parts))


def _protocols(edition: Edition) -> Block:
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
