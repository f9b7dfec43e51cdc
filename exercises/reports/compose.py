"""From facts to document: which parts the report has, in which order, and what each says.

A release level removes, it never rewords: levels.py takes out of the facts what the level withholds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports import (
    across,
    annex,
    certainty,
    chapters,
    charts,
    handling,
    limits,
    markdown,
    method,
    overview,
    prose,
    sources,
    takeaways,
    words,
)
from exercises.reports import (
    record as the_record,
)
from exercises.reports.document import (
    Block,
    Cover,
    Document,
    Field,
    Footnote,
    Inline,
    Note,
    Numbers,
    Paragraph,
    Section,
    Text,
    Words,
    paragraph,
    text,
)
from exercises.reports.edition import Address, Edition, nowhere
from exercises.reports.facts import Facts
from exercises.reports.levels import Level, has_record, released


def compose(
    facts: Facts, level: Level = "internal", address: Address = nowhere, *, record: bool | None = None
) -> Document:
    """The document of *facts* at a release level, in the active language; *address* leads from dots to pages.

    *record*: with part B or without; as the level has it where it is not said.
    """
    edition = Edition(released(facts, level), level, address)
    holds_record = has_record(level, asked=record)
    return Document(
        language=get_language() or "en",
        marking=facts.exercise.marking,
        running=facts.exercise.title,
        cover=_cover(edition),
        handling=handling.page(edition, record=holds_record),
        sections=(*_part_a(edition), *(_part_b(edition) if holds_record else ())),
        words=Words(
            contents=_("Contents"),
            page=_("Page"),
            of=_("of"),
            part_a=_("Part A · For decision makers"),
            part_b=_("Part B · The record"),
        ),
    )


def _part_a(edition: Edition) -> tuple[Section, ...]:
    facts = edition.facts
    return (
        prose.bottom_line(edition, facts.prose),
        _question(edition),
        prose.diagnosis(edition, facts.prose),
        _how_it_was_run(edition),
        overview.section(edition),
        *(chapters.narrative(edition, narrative) for narrative in facts.narratives),
        chapters.wild_cards(edition),
        *((certainty.divided(edition),) if facts.people.sheets != 0 else ()),
        across.section(edition),
        takeaways.section(edition),
        prose.implications(edition, facts.prose),
        limits.section(edition),
    )


def _part_b(edition: Edition) -> tuple[Section, ...]:
    """The record, a section a letter: what an edition does not hold keeps its letter and says so."""
    sections = (
        the_record.overview(edition),
        the_record.objectives(),
        annex.all_options(edition),
        the_record.trace(edition),
        the_record.injects(),
        the_record.participation(edition),
        the_record.lessons(),
        the_record.improvement(),
        method.section(edition),
        sources.section(edition),
        the_record.moderation(),
        the_record.closing(edition),
    )
    lettered = zip("ABCDEFGHIJKL", sections, strict=True)
    return tuple(replace(section, part="B", eyebrow=letter) for letter, section in lettered)


def _question(edition: Edition) -> Section:
    """The background as the lead author wrote it, else what the analysts were told and asked."""
    exercise = edition.facts.exercise
    section = prose.background(edition, edition.facts.prose)
    if edition.facts.prose.background is not None:
        return section
    asked: list[Block] = [paragraph(exercise.deck)] if exercise.deck else []
    return replace(section, blocks=(*asked, *(markdown.blocks(exercise.brief) if exercise.brief else section.blocks)))


def _cover(edition: Edition) -> Cover:
    facts = edition.facts
    level = _(dict(formats.REPORT_LEVELS)[edition.level])
    notes = [_("What this report says are the views of those who took part, not of those who asked or paid for it.")]
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
        draft=_("Final") if facts.release.final else _("Draft"),
        numbers=_numbers(edition),
        facts=(
            (_("Dates"), _dates(edition)),
            (_("Version"), _version(edition)),
            (_("Release level"), level),
            (_("Marking"), facts.exercise.marking),
            # No exercise names its sponsor yet, so no edition can.
            (_("Sponsor"), _("withheld")),
            (_("Snapshot"), _("event %(seq)s of the log") % {"seq": words.whole(facts.snapshot.seq)}),
            (_("Hash of the facts"), facts.hash),
        ),
        notes=tuple(notes),
    )


def _version(edition: Edition) -> str:
    """Which publication it is, or of when the draft is."""
    facts = edition.facts
    at = facts.release.published_at if facts.release.final else facts.snapshot.at
    if at is None:
        return _("draft")
    when = words.moment(at, facts.exercise.zone)
    if facts.release.final:
        return _("publication %(number)s, %(when)s") % {"number": facts.release.number, "when": when}
    return _("draft of %(when)s") % {"when": when}


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
        "Of %(joined)s analysts who joined %(authors)s wrote an option and %(raters)s handed in a sheet of judgment. A"
        " sheet is one analyst’s judgment of one option."
    ) % {
        "joined": words.whole(people.joined),
        "authors": words.whole(people.authors),
        "raters": words.whole(people.raters),
    }


def _course(edition: Edition) -> str:
    """How the week went, for a reader who has never seen such an exercise; only what has come already."""
    at = edition.facts.snapshot.at
    begun = {phase.kind for phase in edition.facts.phases if at is not None and phase.opens_at <= at}
    said = {
        "diverge": _(
            "Analysts worked from where they live, each under an alias and at hours of their own. They wrote options"
            " that all answer the same points, and moderators accepted them, sent them back or rejected them with a"
            " reason."
        ),
        "rate": _(
            "Then they judged what others had written, one option at a time, and placed it on the two axes. While they"
            " did, nobody could see what anybody else had answered, nor any sum of it."
        ),
        "reveal": _(
            "Everybody learned the answers at the same moment; from them moderators and the lead author put together"
            " what belongs together as narratives."
        ),
        "challenge": _("After that analysts tested the narratives and wrote what speaks against them."),
    }
    return " ".join(sentence for kind, sentence in said.items() if kind in begun)


def _steps(edition: Edition) -> Numbers:
    """The funnel in large: fewer at each step from invitation to coming back."""
    people = edition.facts.people
    return Numbers(
        (
            (words.whole(people.invited), _("invited")),
            (words.whole(people.joined), _("joined")),
            (words.whole(people.contributed), _("wrote an option or judged one")),
            (words.whole(edition.facts.part.returned), _("at work on two days or more")),
        )
    )


def _how_it_was_run(edition: Edition) -> Section:
    facts = edition.facts
    course = _course(edition)
    parts: list[Block] = [*([paragraph(course)] if course else []), paragraph(_funnel(edition)), _steps(edition)]
    if facts.people.sheets == 0:
        parts.append(Note((paragraph(_("Nobody has judged an option yet, so there are no medians.")),)))
    parts.append(_states(edition))
    if facts.part.regions:
        came = _("Regions: %(regions)s. Fields: %(fields)s.") % {
            "regions": limits.groups(facts.part.regions),
            "fields": limits.groups(facts.part.expertise) or "–",
        }
        parts.append(Field(_("Who took part"), (paragraph(came),)))
    parts.append(Field(_("To read the numbers"), (Paragraph(_reading()),)))
    parts += filter(None, (charts.activity(edition),))
    return Section(_("How it was run"), "how", tuple(parts))


def _judged(edition: Edition) -> str:
    """How many sheets, how many on each option, and whether news came in between."""
    counts = [option.sheets for option in edition.judgeable if option.sheets]
    if not counts:
        return ""
    return _("%(sheets)s sheets, %(low)s to %(high)s on each that five or more judged; no injects.") % {
        "sheets": words.whole(edition.facts.people.sheets),
        "low": min(counts),
        "high": max(counts),
    }


def _reading() -> tuple[Inline, ...]:
    """What a median, a middle half and n are, said where they are first needed; how they are made, at the foot."""
    return (
        Text(_("The crowd’s answer is a median")),
        Footnote(
            "median",
            text(_("Half of those who answered chose this step or a lower one, half this step or a higher one.")),
        ),
        Text(_(" of steps 1 to 5, its spread the middle half")),
        Footnote(
            "middle-half",
            text(_("From the lower to the upper quartile: a quarter of the answers lie below it, a quarter above.")),
        ),
        Text(_(" of the answers; n is how many answered")),
        Footnote(
            "few",
            text(
                _(
                    "Of fewer than five nothing is told but that they are few; of camps and unclear placements nothing"
                    " below fifteen."
                )
            ),
        ),
        Text(_(". None of it is weighted.")),
    )


def _states(edition: Edition) -> Field:
    """What became of the options: how many were submitted, and in which state each ended."""
    options = [option for option in edition.facts.options if option.number]
    counted = Counter(option.state for option in options)
    said = [f"{_(name)} {words.whole(counted[key])}" for key, name in formats.OPTION_STATES if counted[key]]
    total = ngettext("%(n)s option was submitted", "%(n)s options were submitted", len(options)) % {
        "n": words.whole(len(options))
    }
    told = [f"{total}: {', '.join(said)}." if said else f"{total}.", _judged(edition)]
    return Field(_("Options"), (paragraph(" ".join(filter(None, told))),))
