"""What pages of narratives and takeaways draw: a look-up by number, and a narrative's part of the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from exercises.queries.board import Board, BoardNarrative
from exercises.templatetags.drawings import PLOT_HEIGHT, PLOT_WIDTH, across, down

register = template.Library()


@register.filter
def of(found: Mapping[int, Any], number: int) -> Any:
    """What *found* holds for *number*; nothing for a number that is not in it."""
    return found.get(number, "")


@register.inclusion_tag("_narrative_map.html")
def narrative_map(board: Board, narrative: BoardNarrative) -> dict[str, Any]:
    """Where the options of a narrative lie among all others, and where its name stands."""
    placed = [(option, option.position) for option in board.options if option.position is not None]
    return {
        "axes": board.axes,
        "narrative": narrative,
        "others": [(across(p.x), down(p.y)) for option, p in placed if narrative.number not in option.memberships],
        "members": [
            (across(p.x), down(p.y), option.memberships[narrative.number])
            for option, p in placed
            if narrative.number in option.memberships
        ],
        "anchor": (across(narrative.anchor.x), down(narrative.anchor.y)),
        "width": PLOT_WIDTH,
        "height": PLOT_HEIGHT,
    }
