"""Two texts that were written on one: which of them stands, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TAKE = "take_"  # + a field's name: "theirs" takes the other text instead of what stands in the field
MINE = "mine_"  # + a field's name: what stood there when that was asked


def taken(data: Mapping[str, Any], theirs: Mapping[str, str]) -> dict[str, Any]:
    """What was sent, with *theirs* in every field for which that was chosen.

    Whoever goes on writing in a field has chosen it, whatever the button beside it still says.
    """
    sent = dict(data.items())
    chosen = {name: text for name, text in theirs.items() if sent.get(TAKE + name) == "theirs"}
    return {**sent, **{name: text for name, text in chosen.items() if not _rewritten(sent, name)}}


def _rewritten(sent: Mapping[str, str], name: str) -> bool:
    """Whether a field holds something else than when its clash was shown; browsers send other line ends."""
    stood = sent.get(MINE + name)
    return stood is not None and stood.split() != sent.get(name, "").split()
