"""The time zones that this machine knows."""

from __future__ import annotations

import functools
import zoneinfo


@functools.cache
def zone_names() -> tuple[str, ...]:
    """All names, in order. To find them some six hundred files are opened: once a process, not once a request."""
    return tuple(sorted(zoneinfo.available_timezones()))


def zone_choices() -> list[tuple[str, str]]:
    """The same for a field of a form."""
    return [(name, name) for name in zone_names()]
