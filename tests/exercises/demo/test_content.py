"""What the demo's files say fits together: texts, times, people, and who may say what when."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from exercises import formats
from exercises.demo import content, hours

PHASES = formats.schedule("one_week", dt.date(2013, 4, 8), "America/Mexico_City", working_days=False)
DRAFTED = {option["number"]: option for option in content.read("versions")["extra"]} | content.options()


def phase_at(moment: dt.datetime) -> str:
    return next(kind for kind, opens, closes in PHASES if opens <= moment < closes)


def said() -> Iterator[tuple[dict[str, Any], int, int, dict[str, Any] | None]]:
    """Every comment with its option, who says it, and the comment that it answers."""
    for comment in content.read("talk")["comments"]:
        yield comment, comment["option"], comment["by"], None
        for reply in comment.get("replies", []):
            author = content.options()[comment["option"]].get("author", 0)
            yield reply, comment["option"], author if reply["by"] == "author" else reply["by"], comment


def test_a_time_is_day_and_hour_in_mexico_city() -> None:
    assert content.moment("1 00:00") == dt.datetime(2013, 4, 8, 5, tzinfo=dt.UTC)
    assert content.moment("0 23:30") == dt.datetime(2013, 4, 8, 4, 30, tzinfo=dt.UTC)
    assert content.moment("-6 11:20") == dt.datetime(2013, 4, 1, 17, 20, tzinfo=dt.UTC)  # before summer time


def test_the_33_options_have_22_from_the_report_and_11_from_the_background() -> None:
    assert sorted(content.options()) == list(range(34))
    origins = [option["origin"] for option in content.options().values()]
    assert {origin: origins.count(origin) for origin in set(origins)} == {"report": 22, "background": 11, "present": 1}


def test_options_come_in_the_order_of_their_numbers_while_writing_is_open() -> None:
    moments = [content.moment(DRAFTED[number]["at"]) for number in range(1, 36)]
    assert moments == sorted(moments)
    assert {phase_at(moment) for moment in moments} == {"diverge", "compete"}


@pytest.mark.parametrize("number", range(34))
def test_each_step_changes_the_text_and_the_last_text_is_the_present_one(number: int) -> None:
    texts = content.texts(number)
    values = [text.values for text in texts]
    assert all(before != after for before, after in itertools.pairwise(values))
    assert values[-1] == content.option_values(content.options()[number])
    assert not any("now" in text or "was" in text for text in values[0]["aspects"])
    moments = [content.moment(content.options()[number]["at"])] if number else []
    moments += [content.moment(text.at) for text in texts[:-1]]
    assert moments == sorted(moments)


def test_about_a_dozen_options_were_improved_and_three_were_returned_first() -> None:
    improved = {number for number in content.options() if len(content.texts(number)) > 1}
    returned = {step["option"] for step in content.read("versions")["returned"]}
    assert improved == {1, 3, 5, 7, 8, 12, 13, 16, 19, 21, 23, 27, 30, 31}
    assert returned == {12, 16, 27}
    steps = [text.change for number in improved for text in content.texts(number)[:-1]]
    assert {change: steps.count(change) for change in set(steps)} == {"typo": 5, "clarification": 5, "material": 5}


def test_an_earlier_wording_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="PO-1, title"):
        content._before(content.options()[1], [{"field": "title", "now": "not in it", "was": ""}])


def test_every_option_is_talked_about_and_nobody_before_it_is_there() -> None:
    talked = {option for _comment, option, _by, _below in said()}
    assert talked == set(range(34))
    for comment, option, _by, below in said():
        first = DRAFTED[option]["at"] if option else "1 00:00"
        assert content.moment(comment["at"]) > content.moment(below["at"] if below else first), comment


def test_only_questions_and_evidence_are_said_while_rating_is_open() -> None:
    assert {phase_at(content.moment(comment["at"])) for comment, *_ in said()} == {
        *("diverge", "compete", "rate", "reveal", "challenge")
    }
    kinds = {c["kind"] for c, *_ in said() if phase_at(content.moment(c["at"])) == "rate"}
    assert kinds == {"question", "evidence"}


def test_those_who_speak_and_write_are_awake_and_no_silent_ones() -> None:
    written = [(option["author"], option["at"]) for number, option in DRAFTED.items() if number]
    spoken = [(by, comment["at"]) for comment, _option, by, _below in said()]
    drafted = [(draft["by"], draft["at"]) for draft in content.read("habits")["drafts"]]
    asleep = [(who, at) for who, at in written + spoken + drafted if not hours.awake(who, content.moment(at))]
    assert asleep == []
    assert not {who for who, _at in written + spoken} & set(content.read("habits")["silent"])


def test_only_a_challenge_stands_as_the_strongest_objection() -> None:
    strongest = [comment for comment in content.read("talk")["comments"] if "strongest" in comment]
    assert {comment["kind"] for comment in strongest} == {"challenge"}
    assert len(strongest) == len({comment["option"] for comment in strongest}) == 17


def test_texts_keep_to_the_limits_of_the_forms() -> None:
    for number, option in DRAFTED.items():
        values = content.option_values(option)
        assert len(values["title"]) <= formats.TITLE_LIMIT, number
        assert len(values["summary"]) <= formats.SUMMARY_LIMIT, number
    for reasons in content.read("habits")["reasons"].values():
        assert max(map(len, reasons)) <= formats.REASON_LIMIT
    assert {step["reason"] for step in content.read("versions")["returned"]} <= set(formats.REASONS)
    assert set(content.read("habits")["skips"]) == set(dict(formats.SKIPS))
