"""What the demo exercise says: the TOML files beside this module, read and typed as plain data."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ASPECTS = ("outcome", "actors", "implementation", "conditions", "failure")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


@cache
def read(name: str) -> dict[str, Any]:
    """The file *name*.toml: mexico, people, talk, versions, practice, habits, synthesis or report."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def exercise() -> dict[str, Any]:
    """exercise, axes, criteria, options, narratives and takeaways."""
    return read("mexico")


def people() -> dict[str, Any]:
    """staff and analysts."""
    return read("people")


@cache
def options() -> dict[int, dict[str, Any]]:
    """The options by number; 0 is the present policy, and none of them was withdrawn or rejected."""
    return {option["number"]: option for option in exercise()["options"]}


@cache
def analysts() -> dict[int, dict[str, Any]]:
    return {person["number"]: person for person in people()["analysts"]}


@cache
def first_midnight() -> dt.datetime:
    """When day 1 begins, in the exercise's zone."""
    about = exercise()["exercise"]
    return dt.datetime.combine(about["starts"], dt.time(), ZoneInfo(about["zone"]))


def moment(at: str) -> dt.datetime:
    """“3 14:05” is the third day at five past two in the exercise's zone; day 0 is the day before the first."""
    day, clock = at.split()
    hour, minute = map(int, clock.split(":"))
    there = first_midnight() + dt.timedelta(days=int(day) - 1)  # same wall clock whatever summer time does
    return there.replace(hour=hour, minute=minute).astimezone(dt.UTC)


@dataclass(frozen=True)
class Text:
    """One text of an option, as its form would hand it over; *at*, *change* and *by* say how the next one came."""

    values: dict[str, Any]
    at: str = ""
    change: str = ""
    by: str = ""


@cache
def texts(number: int) -> list[Text]:
    """All texts of an option, the first one first and the present one last."""
    present = options()[number]
    found = [Text(option_values(present))]
    for step in reversed([step for step in read("versions")["texts"] if step["option"] == number]):
        present = _before(present, step["was"])
        found.insert(0, Text(option_values(present), step["at"], step["change"], step.get("by", "")))
    return found


def _before(option: dict[str, Any], changes: list[dict[str, str]]) -> dict[str, Any]:
    """The option as it was before *changes* were made; each must be found exactly once."""
    earlier = dict(option)
    for change in changes:
        text = earlier[change["field"]]
        if "now" in change and text.count(change["now"]) != 1:
            raise ValueError(f"PO-{option['number']}, {change['field']}: {change['now']!r} is not there once")
        earlier[change["field"]] = text.replace(change["now"], change["was"]) if "now" in change else change["was"]
    return earlier


def option_values(option: dict[str, Any]) -> dict[str, Any]:
    """An option as its form would hand it over."""
    return {
        "title": option["title"],
        "summary": option["summary"],
        "aspects": {key: option[key].strip() for key in ASPECTS},
    }


def narrative_values(narrative: dict[str, Any]) -> dict[str, str]:
    """A narrative's texts; what the file lists becomes a Markdown list."""
    texts = {
        key: narrative[key].strip()
        for key in ("nickname", "abstract", "diagnosis", "adversaries", "risks", "risks_abroad", "objection")
    }
    texts["must_be_true"] = "\n".join(f"- {line}" for line in narrative["must_be_true"])
    texts["steps"] = "\n".join(f"{n}. {line}" for n, line in enumerate(narrative["steps"], 1))
    return texts
