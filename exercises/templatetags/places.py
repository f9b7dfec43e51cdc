"""Where something lies on the board, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from exercises.models import Axis

register = template.Library()


@register.filter
def where(point: Any, axes: Mapping[str, Axis]) -> str:
    """“34% Social, 60% Internal”: how far a point lies towards a pole of each axis."""
    return ", ".join(_towards(axes[key], getattr(point, key)) for key in ("x", "y"))


@register.filter
def quadrant(point: Any, axes: Mapping[str, Axis]) -> str:
    """“Social, Internal”: on which side of each axis a point lies."""
    return ", ".join(axes[key].negative if getattr(point, key) < 0 else axes[key].positive for key in ("x", "y"))


def _towards(axis: Axis, value: float) -> str:
    share = round(abs(value) * 100)
    if not share:
        return _("in the middle")
    return f"{share}% {axis.negative if value < 0 else axis.positive}"
