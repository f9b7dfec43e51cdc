"""What the demo exercise says: the two TOML files beside this module, read and typed as plain data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ASPECTS = ("outcome", "actors", "implementation", "conditions", "failure")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


@cache
def exercise() -> dict[str, Any]:
    """exercise, axes, criteria, options, narratives and takeaways."""
    return tomllib.loads((HERE / "mexico.toml").read_text(encoding="utf-8"))


@cache
def people() -> dict[str, Any]:
    """staff and analysts."""
    return tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))


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
        for key in ("nickname", "abstract", "diagnosis", "adversaries", "risks", "objection")
    }
    texts["must_be_true"] = "\n".join(f"- {line}" for line in narrative["must_be_true"])
    texts["steps"] = "\n".join(f"{n}. {line}" for n, line in enumerate(narrative["steps"], 1))
    return texts
