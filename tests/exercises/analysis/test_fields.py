"""Fields in prose: what is one, what is none, and what a sentence rests on."""

from __future__ import annotations

import pytest

from exercises.analysis.fields import Fault, Field, bare_sentences, cited, fields, grounds, parts


def test_text_and_fields_come_in_reading_order() -> None:
    text = "Of {{ options.submitted }} one, {{median option=12 criterion=desirability}}."
    median = Field("median", option=12, criterion="desirability")
    assert parts(text) == ["Of ", Field("options.submitted"), " one, ", median, "."]
    assert str(median) == "{{median option=12 criterion=desirability}}"
    assert fields(str(median)) == [median]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("{{options.acepted}}", Fault("unknown", "{{options.acepted}}", "options.acepted")),
        ("{{}}", Fault("unknown", "{{}}", "")),
        ("{{median option=12}}", Fault("missing", "{{median option=12}}", "criterion")),
        ("{{sheets option=12}}", Fault("surplus", "{{sheets option=12}}", "option=12")),
        ("{{option.title option=1 option=2}}", Fault("surplus", "{{option.title option=1 option=2}}", "option=2")),
        ("{{option.title option=twelve}}", Fault("number", "{{option.title option=twelve}}", "twelve")),
        ("{{option.title option=1234567}}", Fault("number", "{{option.title option=1234567}}", "1234567")),
        ("{{sheets", Fault("broken", "{{sheets")),
        ("sheets}} and", Fault("broken", "}} and")),
        ("{{sheets\n}}", Fault("broken", "{{sheets")),
    ],
)
def test_what_is_no_field_is_told_as_a_fault(typed: str, fault: Fault) -> None:
    assert [part for part in parts(typed) if not isinstance(part, str)] == [fault]


def test_a_field_cites_what_it_is_about() -> None:
    text = "PO-3 leads, contra PO-4; {{narrative.nickname narrative=2}} holds {{option.title option=3}}."
    assert cited(text) == [
        ("option", 3, "supports"),
        ("option", 4, "contradicts"),
        ("narrative", 2, "supports"),
    ]


def test_a_sentence_rests_on_an_option_a_field_or_a_source() -> None:
    text = (
        "Courts come first (PO-3). {{option.title option=3}} was liked. Nobody asked the towns."
        " The record [says so](https://example.org/a.b?c). {{sheets}}"
    )
    assert bare_sentences(text) == ["Nobody asked the towns."]
    assert (grounds(text).sentences, grounds(text).cited) == (5, 4)
