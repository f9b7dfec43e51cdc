"""From the reveal on: the demo's lead author writes the report's texts beside their evidence."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from exercises import formats
from exercises.actions.report_texts import write_report_text
from exercises.analysis.citations import Evidence, Stance
from exercises.demo import content
from exercises.demo.week import Week, key

_STANCES: dict[Stance, tuple[str, str]] = {
    "supports": ("options", "narratives"),
    "contradicts": ("against", "against_narratives"),
}


def plan(week: Week) -> None:
    for n, text in enumerate(content.read("report")["texts"]):
        week.at(content.moment(text["at"]), partial(_writes, week, n, text))


def _writes(week: Week, n: int, text: dict[str, Any], now: dt.datetime) -> None:
    slot = formats.slot_of(text["slot"])
    assert slot is not None
    values = {name: value.strip() if isinstance(value, str) else value for name, value in text.items()}
    write_report_text(
        author=week.seats["lead"],
        slot=slot,
        values=values,
        evidence=[
            Evidence(
                stance,
                tuple(text.get(options, ())),
                tuple(content.ROMAN[numeral] for numeral in text.get(narratives, ())),
            )
            for stance, (options, narratives) in _STANCES.items()
        ],
        seen_version=text.get("seen", 0),
        key=key("report", n, text["slot"]),
        now=now,
    )
