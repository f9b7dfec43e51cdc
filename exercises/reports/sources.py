"""Part B, the sources: every address that a text links, numbered, with the texts that link it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from exercises.reports.document import (
    Block,
    Break,
    Cell,
    Column,
    Inline,
    Link,
    Reference,
    Section,
    Table,
    Text,
    paragraph,
    plain,
    text,
)
from exercises.reports.edition import LISTED, Edition, to_option
from exercises.reports.markdown import blocks
from exercises.reports.overview import to_narrative

# What a text must hold to link anything: only such texts are parsed a second time.
_MAY_LINK = re.compile(r"\]\(|\]:|<[a-z]+:", re.IGNORECASE)


def section(edition: Edition) -> Section:
    found: dict[str, tuple[str, dict[str, Inline]]] = {}
    for place, markdown in _texts(edition):
        for link in _links_in(markdown):
            _name, places = found.setdefault(link.href, (plain(link.content), {}))
            places.setdefault(plain((place,)), place)
    held: Block = _table(found) if found else paragraph(_("No text of this exercise links a source."))
    return Section(_("Sources"), "sources", (held,))


def _table(found: dict[str, tuple[str, dict[str, Inline]]]) -> Table:
    return Table(
        title=_("What texts link to"),
        columns=(
            Column(_("Number"), share=1, numeric=True),
            Column(_("Source"), share=6),
            Column(_("Linked by"), share=3),
        ),
        rows=tuple(
            (
                Cell(text(str(number))),
                Cell((*(() if name == href else (Text(name), Break())), Link(href, text(href)))),
                Cell(_between(list(places.values()))),
            )
            for number, (href, (name, places)) in enumerate(found.items(), 1)
        ),
        source=_("In the order in which the report links them. None is graded: nobody has judged the sources."),
    )


def _between(places: list[Inline]) -> tuple[Inline, ...]:
    said = [each for place in places[:LISTED] for each in (Text(", "), place)][1:]
    return (*said, Text(" …")) if len(places) > LISTED else tuple(said)


def _texts(edition: Edition) -> Iterator[tuple[Inline, str]]:
    """Every text in Markdown with the way to where it stands."""
    facts = edition.facts
    background = Reference("section", "background", _("background"))
    yield from ((background, each) for each in (facts.exercise.brief, facts.exercise.context))
    for prose in facts.prose.all:
        anchor = prose.slot.replace(".", "-").replace("_", "-")
        way = Reference("section", anchor, prose.title or _("the report"))
        yield from ((way, each) for each in (prose.text, prose.confidence_why, prose.change_mind))
    for narrative in facts.narratives:
        notes = (each for note in narrative.minority for each in (note.text, note.answer_text))
        written = (
            *(narrative.abstract, narrative.diagnosis, narrative.must_be_true, narrative.steps, narrative.adversaries),
            *(narrative.risks, narrative.risks_abroad, narrative.objection, *notes),
        )
        yield from ((to_narrative(narrative), each) for each in written)
    for takeaway in facts.takeaways:
        way = Reference("section", f"takeaway-{takeaway.number}", takeaway.title)
        yield from ((way, each) for each in (takeaway.text, takeaway.disagreement))
    for option in facts.options:
        objection = (option.objection.text,) if option.objection else ()
        note = (option.decision.note,) if option.decision else ()
        written = (*(words for _label, words in option.aspects), *objection, *note)
        yield from ((to_option(option), each) for each in written)


def _links_in(markdown: str) -> Iterator[Link]:
    if _MAY_LINK.search(markdown):
        yield from _links(blocks(markdown))


def _links(node: Any) -> Iterator[Link]:
    if isinstance(node, Link):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _links(each)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _links(getattr(node, field.name))
