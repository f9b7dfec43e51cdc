"""What two people signed: the nine standards, their signatures, and why a report went out in spite of gaps."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import formats
from exercises.queries.report_prose import SignatureFacts
from exercises.reports import words
from exercises.reports.document import (
    Block,
    Cell,
    Column,
    Field,
    Footnote,
    Inline,
    List,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
    paragraph,
    text,
)
from exercises.reports.edition import Edition
from exercises.reports.prose import ICD


def self_check(edition: Edition) -> Section:
    """The report against the nine analytic standards, as its second reader signed it."""
    release = edition.facts.release
    about: tuple[Inline, ...] = (
        Text(_("A second reader, who has written none of the texts, holds the report against nine standards")),
        Footnote("standards", text(f"{ICD}.")),
        Text("."),
    )
    parts: list[Block] = [Paragraph(about)]
    if not release.number:
        parts.append(paragraph(_("The report is not published yet, so nobody’s word for it stands here.")))
    else:
        parts += _publication(edition)
    return Section(_("Self-check and signatures"), "self-check", tuple(parts))


def _publication(edition: Edition) -> list[Block]:
    release = edition.facts.release
    zone = edition.facts.exercise.zone
    parts: list[Block] = []
    if not release.final:
        changed = _("The report has changed since it was published: this was signed of the text as it was then.")
        parts.append(Note((paragraph(changed),)))
    reader = next((each for each in release.signatures if each.role == "reader"), None)
    met = frozenset(reader.standards) if reader else frozenset()
    parts.append(
        Table(
            title=_("The nine standards"),
            columns=(Column(_("Standard"), share=6), Column(_("The second reader says"), share=2)),
            rows=tuple(
                (Cell(text(_(said))), Cell(text(_("met") if key in met else _("not met"))))
                for key, said in formats.STANDARDS.items()
            ),
        )
    )
    roles = dict(formats.SIGNING_ROLES)
    return [*parts, *(Field(str(roles[each.role]).capitalize(), _signed(each, zone)) for each in release.signatures)]


def _signed(signature: SignatureFacts, zone: str) -> tuple[Block, ...]:
    when = _("Signed on %(moment)s.") % {"moment": words.moment(signature.signed_at, zone)}
    said = f"{signature.alias}. {when}" if signature.alias else when
    return (paragraph(said), *((paragraph(signature.note),) if signature.note else ()))


def in_spite(edition: Edition) -> list[Block]:
    """The gaps with which the report went out, and the reason that was given; nothing where there were none."""
    release = edition.facts.release
    if not release.final or not release.gaps:
        return []
    said = ngettext(
        "%(n)s thing in this report rested on nothing when it was published:",
        "%(n)s things in this report rested on nothing when it was published:",
        len(release.gaps),
    ) % {"n": len(release.gaps)}
    gaps = List(tuple((paragraph(gap),) for gap in release.gaps))
    return [
        Field(_("Published all the same"), (paragraph(said), gaps)),
        Field(_("The reason given"), (paragraph(release.reason),)),
    ]
