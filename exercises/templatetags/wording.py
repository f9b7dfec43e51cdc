"""What two wordings of a protocol say otherwise, in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from exercises.analysis.wording import Difference

register = template.Library()


@register.filter
def told(difference: Difference) -> dict[str, str]:
    """ "title", "before" and "after" of a difference; what was not there, or is no more, is empty."""
    part = _parts().get(difference.part, difference.part)
    name = _(difference.name) if difference.name else ""
    return {
        "title": f"{name}: {part}" if name else part,
        "before": _value(difference.part, difference.before),
        "after": _value(difference.part, difference.after),
    }


def _value(part: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_(word) for word in value)
    if part == "good":
        return _("step 5") if value == "high" else _("step 1")
    return _(value) if isinstance(value, str) and value else str(value or "")


def _parts() -> dict[str, str]:
    return {
        "question": _("question"),
        "negative": _("left or lower end"),
        "positive": _("right or upper end"),
        "name": _("name"),
        "for_whom": _("for whom"),
        "by_when": _("by when"),
        "steps": _("steps"),
        "good": _("which end speaks for an option"),
        "added": _("added"),
        "removed": _("taken away"),
        "order": _("Order of the criteria"),
        "rating_floor": _("Sheets that every option should have"),
        "portion": _("Options in a sitting"),
    }
