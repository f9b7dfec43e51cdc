"""The synthetic crowd: the same on every machine, two camps only where mexico.toml says so, and human hours."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest

from exercises.demo import content, crowd, hours

CAMPS = [number for number, option in content.options().items() if "camps" in option]
RATE = (content.moment("4 00:00"), content.moment("5 00:00"))


def sheets(number: int) -> dict[int, crowd.Values]:
    return {who: crowd.sheet(who, content.options()[number], str(number)) for who in content.analysts()}


def steps(number: int, criterion: str) -> dict[int, int]:
    given = {who: values["ratings"][criterion] for who, values in sheets(number).items()}
    return {who: step for who, step in given.items() if isinstance(step, int)}


def test_the_answers_are_the_same_on_every_machine() -> None:
    all_sheets = [list(sheets(number).values()) for number in content.options()]
    digest = hashlib.sha256(json.dumps(all_sheets).encode()).hexdigest()
    assert digest[:16] == "95d81ad471fd8f1b"


@pytest.mark.parametrize("number", CAMPS)
def test_the_two_camps_are_about_as_large_and_stand_apart(number: int) -> None:
    sides = crowd.camps(number)
    assert 0.4 <= mean(side == 1 for side in sides.values()) <= 0.6
    for criterion, direction in (("desirability", 1), ("risk", -1)):
        given = steps(number, criterion)
        middles = {side: mean(step for who, step in given.items() if sides[who] == side) for side in (1, -1)}
        apart = (middles[1] - middles[-1]) * direction
        assert apart > (1.6 if criterion == "desirability" else 0.5)


def test_a_field_of_the_profile_divides_people_on_three_options_and_only_views_on_two() -> None:
    fields = {number: content.options()[number]["camps"]["field"] for number in CAMPS}
    assert fields == {2: "expertise", 10: "views", 17: "views", 21: "expertise", 24: "region"}


@pytest.mark.parametrize(("number", "field", "ahead", "behind"), [
    (2, "expertise", "Security", "Law"),
    (21, "expertise", "Public health", "Security"),
    (24, "region", "North America", "Latin America"),
])  # fmt: skip
def test_where_a_field_divides_them_most_of_a_group_stand_on_one_side(
    number: int, field: str, ahead: str, behind: str
) -> None:
    def share(group: str) -> float:
        return mean(crowd.camps(number)[n] == 1 for n, person in content.analysts().items() if person[field] == group)

    assert share(ahead) >= 0.88
    assert share(behind) <= 0.15


@pytest.mark.parametrize("number", [10, 17])
@pytest.mark.parametrize("field", ["expertise", "region"])
def test_where_only_views_divide_them_no_group_is_ahead(number: int, field: str) -> None:
    for group in {person[field] for person in content.analysts().values()}:
        members = [n for n, person in content.analysts().items() if person[field] == group]
        ahead = sum(crowd.camps(number)[n] == 1 for n in members)
        assert abs(ahead - len(members) / 2) <= 2.5, (group, ahead, len(members))


def test_about_half_answer_in_words_where_the_placement_is_unclear_and_nobody_elsewhere() -> None:
    for number, option in content.options().items():
        words = mean(isinstance(values["x"], str) for values in sheets(number).values())
        assert 0.3 <= words <= 0.7 if option.get("unclear") else words == 0


def test_a_revision_towards_the_median_moves_no_answer_past_it() -> None:
    option = content.options()[4]
    everybody = sheets(4)
    middles = crowd.medians(list(everybody.values()))
    moved = {"toward": 0, "away": 0, "place": 0}
    for who, before in everybody.items():
        said = crowd.revision(who, option, before, middles)
        if said:
            after, reason = said
            kind = next(k for k, reasons in content.read("habits")["reasons"].items() if reason in reasons)
            moved[kind] += 1
            assert after != before
            gain = crowd.distance(before, middles) - crowd.distance(after, middles)
            assert gain > 0 if kind == "toward" else gain < 0 if kind == "away" else gain == 0
            assert all(abs(_step(after, key) - _step(before, key)) <= 1 for key in middles)
    assert moved["toward"] > 3 * moved["away"]


def _step(values: crowd.Values, key: str) -> int:
    answer = values["ratings"][key]
    return answer if isinstance(answer, int) else 0


def test_they_sit_down_when_they_are_awake_and_owls_at_night() -> None:
    for who in content.analysts():
        start = hours.sitting(who, "rate", *RATE)
        assert RATE[0] <= start < RATE[1]
        assert hours.awake(who, start.replace(second=0, microsecond=0))
    owls = content.read("habits")["owls"]
    assert len(owls) == 7
    assert all(not hours.awake(who, _noon(who)) for who in owls)
    assert all(hours.awake(who, _noon(who)) for who in content.analysts() if who not in owls)


def _noon(who: int) -> dt.datetime:
    """Noon of 11 April where the analyst lives."""
    zone = ZoneInfo(content.analysts()[who]["zone"])
    return dt.datetime(2013, 4, 11, 12, tzinfo=zone)


def test_nobody_judges_faster_than_people_read() -> None:
    taken = [hours.pace(who, number).total_seconds() for who in content.analysts() for number in content.options()]
    assert min(taken) >= 60
    assert max(taken) <= 6 * 60
    assert 140 <= median(taken) <= 220
