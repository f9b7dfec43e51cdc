"""One edition of the report: the facts at a release level, and what several of its parts ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.agreement import Spread, spread_of
from exercises.queries.board import hue
from exercises.reports.document import Block, Inline, Paragraph, Reference, Strong, Text, text
from exercises.reports.facts import CriterionFacts, Facts, NarrativeFacts, OptionFacts
from exercises.reports.levels import Level

LISTED = 60  # options in a line of text; the table of the trace has them all
LONG = 300  # options; beyond it each is set as text alone

Address = Callable[[int], str]  # of an option's page, for its number


def nowhere(number: int) -> str:
    """In a file a drawing's dots lead nowhere; its tables do."""
    return ""


@dataclass(frozen=True)
class Edition:
    """*facts* as they may be told at *level*."""

    facts: Facts
    level: Level
    address: Address = nowhere

    @property
    def is_long(self) -> bool:
        """Whether there are so many options that their record is set in plain lines."""
        return len(self.facts.options) > LONG

    @property
    def headline(self) -> CriterionFacts | None:
        """The criterion that the overview leads with: the first."""
        return self.facts.criteria[0] if self.facts.criteria else None

    @cached_property
    def option(self) -> dict[int, OptionFacts]:
        return {option.number: option for option in self.facts.options}

    @cached_property
    def standing(self) -> list[OptionFacts]:
        """The options that count for coverage: those that stand, without PO-0, the present policy."""
        return [o for o in self.facts.options if o.number and o.state in formats.STANDING_STATES]

    @cached_property
    def judgeable(self) -> list[OptionFacts]:
        """The options that stand, with the present policy, which is judged like any other."""
        return [o for o in self.facts.options if not o.number or o.state in formats.STANDING_STATES]

    @cached_property
    def places(self) -> dict[int, list[tuple[NarrativeFacts, str]]]:
        """Option number → the narratives that it is in, each with the kind of its place; core first."""
        found: dict[int, list[tuple[NarrativeFacts, str]]] = defaultdict(list)
        order = [kind for kind, _name in formats.MEMBERSHIP_KINDS]
        pairs = [(n, m) for n in self.facts.narratives for m in n.members]
        for narrative, member in sorted(pairs, key=lambda pair: (order.index(pair[1].kind), pair[0].number)):
            found[member.option].append((narrative, member.kind))
        return found

    @cached_property
    def wild_cards(self) -> list[OptionFacts]:
        return [option for option in self.standing if option.wild_card and option.number not in self.places]

    @cached_property
    def orphans(self) -> list[OptionFacts]:
        """The standing options that nobody has found a place for."""
        return [o for o in self.standing if o.number not in self.places and not o.wild_card]

    @cached_property
    def _cited(self) -> dict[int, list[tuple[int, int, str]]]:
        found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for turn, takeaway in enumerate(self.facts.takeaways, 1):
            for number, stance in sorted({(c.number, c.stance) for c in takeaway.citations if c.kind == "option"}):
                found[number].append((turn, takeaway.number, stance))
        return found

    def cited_by(self, option: OptionFacts) -> list[tuple[int, int, str]]:
        """The takeaways that name the option: turn, number, and whether it supports or contradicts them."""
        return self._cited.get(option.number, [])

    def home(self, option: OptionFacts) -> tuple[NarrativeFacts, str] | None:
        """The narrative whose colour the option has: its core one, else the first that it supports."""
        return next((place for place in self.places.get(option.number, []) if place[1] != "dissent"), None)

    def members(self, narrative: NarrativeFacts) -> list[tuple[OptionFacts, str]]:
        return [(self.option[m.option], m.kind) for m in narrative.members if m.option in self.option]

    def pooled(self, options: Sequence[OptionFacts], criterion: CriterionFacts) -> Spread:
        """All answers to one criterion over several options, each counted once."""
        ratings = [rating for option in options if (rating := option.rating(criterion.key))]
        return spread_of([step for r in ratings for step, n in enumerate(r.steps, 1) for _each in range(n)])


def hue_of(narrative: NarrativeFacts | None) -> int:
    return hue(narrative.number) if narrative else 0


def to_option(option: OptionFacts, words: str = "") -> Reference:
    """The way to an option's evidence, in *words* or by its label."""
    return Reference("option", str(option.number), words or option.label)


def listed(options: Sequence[OptionFacts], nothing: str = "–") -> tuple[Inline, ...]:
    """“PO-1, PO-5, PO-9”, each a way to its option."""
    found: list[Inline] = []
    for option in options[:LISTED]:
        found += [Text(", ")] if found else []
        found.append(to_option(option))
    if len(options) > LISTED:
        found.append(Text(" " + _("and %(n)s more, which the trace names") % {"n": len(options) - LISTED}))
    return tuple(found) or (Text(nothing),)


def in_lines(label: str, found: tuple[Block, ...]) -> tuple[Block, ...]:
    """A field whose label stands in its text: the margin costs more than all the rest of it."""
    head = (Strong(text(f"{label}.")), Text(" "))
    match found:
        case (Paragraph(content), *rest):
            return (Paragraph((*head, *content)), *rest)
        case _:
            return (Paragraph(head), *found)
