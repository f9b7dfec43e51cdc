"""Between whom a crowd is divided: the answers of groups of people, none of them under five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from exercises.analysis.agreement import Spread, spread_of
from exercises.analysis.camps import Camp, Division
from exercises.analysis.spread import shown_groups

Side = Literal["low", "high", ""]
MOSTLY = 2 / 3  # of a group's answers; less is no side, since one person more or less would turn it


@dataclass(frozen=True)
class GroupAnswer:
    """What *group* said on one criterion: median and quartiles of its answers, and the camp that it mostly sits in.

    *side* is "low" or "high", or empty where the option is not divided or the group is so itself.
    """

    group: str
    spread: Spread
    side: Side


def by_group(answers: Iterable[tuple[str, int]], *, rest: str, division: Division | None = None) -> list[GroupAnswer]:
    """From large to small the groups of *answers*: the group of the person ("" for unknown) and the step 1…5.

    Groups under five are put into *rest*, with the smallest shown ones where *rest* would hold fewer than five, so that
    no small group follows from the total (shown_groups). The groups may be expertise, region, or both in one name. On
    a page that shows several groupings, sizes of small groups may follow from one another; their answers do not, since
    medians cannot be subtracted.
    """
    steps: defaultdict[str, list[int]] = defaultdict(list)
    for group, step in answers:
        steps[group].append(step)
    shown = [name for name, _ in shown_groups({name: len(found) for name, found in steps.items()}, rest)]
    merged: defaultdict[str, list[int]] = defaultdict(list)
    for group, found in steps.items():
        merged[group if group in shown else rest] += found
    return [GroupAnswer(group, spread_of(merged[group]), _side(merged[group], division)) for group in shown]


def opposed(groups: Sequence[GroupAnswer]) -> bool:
    """Whether the division runs between *groups*: one mostly in the low camp and one mostly in the high camp."""
    return {"low", "high"} <= {group.side for group in groups}


def _side(steps: Sequence[int], division: Division | None) -> Side:
    if division is None or not steps:
        return ""
    if _share(steps, division.low) >= MOSTLY:
        return "low"
    return "high" if _share(steps, division.high) >= MOSTLY else ""


def _share(steps: Sequence[int], camp: Camp | None) -> float:
    return sum(step in camp.steps for step in steps) / len(steps) if camp else 0.0
