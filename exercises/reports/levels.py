"""Release levels: pure functions from facts to facts that only remove. Nothing is reworded on the way out.

| level | holds |
|---|---|
| internal | aliases, reasons and notes |
| sponsor | aliases; no reasons and notes of moderators, nobody's invitation |
| public | neither; no alias, because nobody is asked yet for consent to be named |

Groups under five are broken out at no level: they never enter the facts, neither what they said nor how many they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from exercises.reports.facts import Facts, NarrativeFacts, OptionFacts

Level = Literal["internal", "sponsor", "public"]
LEVELS: tuple[Level, ...] = ("internal", "sponsor", "public")


def released(facts: Facts, level: Level) -> Facts:
    """*facts* as they may be told at *level*."""
    if level == "internal":
        return facts
    without = facts_without_reasons(facts)
    return without if level == "sponsor" else facts_without_aliases(without)


def has_record(level: Level, *, asked: bool | None = None) -> bool:
    """Whether part B belongs to the report: a sponsor's copy is part A unless it is *asked* for."""
    return level != "sponsor" if asked is None else asked


def facts_without_reasons(facts: Facts) -> Facts:
    """Without what moderators wrote about people's work: notes of decisions, reasons of places."""
    return replace(
        facts,
        options=tuple(_no_note(option) for option in facts.options),
        narratives=tuple(
            replace(n, members=tuple(replace(member, reason="") for member in n.members)) for n in facts.narratives
        ),
        release=replace(facts.release, signatures=tuple(replace(each, note="") for each in facts.release.signatures)),
    )


def _no_note(option: OptionFacts) -> OptionFacts:
    return replace(option, decision=replace(option.decision, note="")) if option.decision else option


def facts_without_aliases(facts: Facts) -> Facts:
    return replace(
        facts,
        options=tuple(_unsigned(option) for option in facts.options),
        narratives=tuple(_unsigned_notes(narrative) for narrative in facts.narratives),
        release=replace(facts.release, signatures=tuple(replace(each, alias="") for each in facts.release.signatures)),
    )


def _unsigned(option: OptionFacts) -> OptionFacts:
    objection = replace(option.objection, author="") if option.objection else None
    return replace(option, author="", objection=objection)


def _unsigned_notes(narrative: NarrativeFacts) -> NarrativeFacts:
    return replace(narrative, minority=tuple(replace(note, author="") for note in narrative.minority))
