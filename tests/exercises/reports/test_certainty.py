"""Where the report says it is divided, and the checks beside its raw numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exercises.models import Exercise, Option
from exercises.queries.crowd import crowd_of
from exercises.reports.answers import SideFacts
from exercises.reports.compose import compose
from exercises.reports.document import Figure, Section, Table
from exercises.reports.edition import Edition, nowhere
from exercises.reports.facts import Facts, collect
from exercises.reports.overview import board_figure
from tests.exercises.conftest import KEYS


@pytest.fixture
def facts(judged_week: list[Option], exercise: Exercise) -> Facts:
    return collect(exercise.pk)


def section(facts: Facts, anchor: str) -> Section:
    every = [each for part in compose(facts).sections for each in (part, *part.sections)]
    (found,) = [part for part in every if part.anchor == anchor]
    return found


def rows(part: Section) -> list[list[str]]:
    table = next(block for block in part.blocks if isinstance(block, Table))
    return [["".join(_words(inline) for inline in cell.content) for cell in row] for row in table.rows]


def _words(inline: Any) -> str:
    return str(getattr(inline, "text", inline))


def test_the_report_finds_the_camps_that_the_pages_find(facts: Facts, exercise: Exercise) -> None:
    crowd = crowd_of(exercise)
    found = {(o.number, r.criterion): r.division for o in facts.options for r in o.ratings}
    assert found == {place: result.division for place, result in crowd.judged.items()}
    assert [(o.number, [r.criterion for r in o.divided]) for o in facts.options] == [
        (1, []), (2, list(KEYS)), (3, []), (4, []),
    ]  # fmt: skip
    assert [o.number for o in facts.options if o.placement.unclear] == [3]
    assert {r.sides for r in facts.options[1].ratings} == {(SideFacts("expertise", ("Law",), ("Economics",)),)}
    assert {r.sides for r in facts.options[0].ratings} == {()}


def test_where_it_is_divided_lists_camps_sizes_and_groups(facts: Facts) -> None:
    part = section(facts, "divided")
    assert [row[1] for row in rows(part)] == ["Desirability", "Feasibility", "Impact", "Risk"]
    assert [row[2][:11] + row[3][:11] + row[4] for row in rows(part)] == [
        "10 answers:10 answers:By expertise: Law lower; Economics upper."
    ] * 4
    assert any(isinstance(block, Figure) and block.name == "divided" for block in section(facts, "options").blocks)
    unclear, few = (" ".join(_words(i) for i in block.content) for block in part.blocks[1:])
    assert "PO-3" in unclear
    assert ("PO-4" in few, "PO-1" in few) == (True, False)


def test_the_checks_stand_beside_and_name_what_is_loose(facts: Facts) -> None:
    assert [check.criterion for check in facts.checks] == list(KEYS)
    assert [check.check.options for check in facts.checks if check.check] == [3] * 4
    assert [row[0] for row in rows(section(facts, "checks"))] == ["Desirability", "Feasibility", "Impact", "Risk"]
    assert all(len(row) == 6 for row in rows(section(facts, "checks")))


def test_the_board_draws_the_marks_and_its_legend_names_them(facts: Facts) -> None:
    figure = board_figure(Edition(facts, "internal", nowhere))
    unmarked = tuple(
        replace(
            option,
            ratings=tuple(replace(rating, division=None) for rating in option.ratings),
            placement=replace(option.placement, unclear=False),
        )
        for option in facts.options
    )
    plain = board_figure(Edition(replace(facts, options=unmarked), "internal", nowhere))
    told = ("ratings divided", "place unclear")
    assert [[words in drawn.wide for words in told] for drawn in (figure, plain)] == [[True, True], [False, False]]
    assert [drawn.wide.count("stroke-dasharray") for drawn in (figure, plain)] == [2, 0]  # a dot, and in the legend
