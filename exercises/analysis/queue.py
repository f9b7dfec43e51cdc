"""Which options a person is asked to judge next: random for each person, even for the options."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Collection, Mapping

NEARLY = 3.0  # sheets; within it chance decides, so that people who start at once are not all sent to the same few


def portion(
    *,
    seed: str,
    sheets: Mapping[int, int],
    done: Collection[int],
    skipped: Collection[int],
    own: Collection[int],
    size: int,
    floor: int,
) -> list[int]:
    """The next options for one person, at most *size* of them, in the order in which to judge them.

    *sheets* counts the sheets on each option that may be judged, by option number. A caller adds what lies in others'
    unfinished portions: without that, seventy people who ask at the same moment bury the options that had fewest
    (6 to 69 sheets where 17 were due; with it 16 to 18). *seed* is the person's, the same on every visit.

    Options in *done* and *own* never come. First are those below *floor* sheets, then the others, and in both parts
    those with the fewest: a count is raised by a draw of 0 to NEARLY sheets that belongs to person and option, which
    spreads people who come at once. What the person skipped fills the end, where nothing else is left.
    """
    barred, put_off = {*done, *own}, set(skipped)

    def place(number: int) -> tuple[bool, bool, float, int]:
        count = sheets[number]
        return number in put_off, count >= floor, count + NEARLY * _draw(seed, number), number

    return heapq.nsmallest(size, (number for number in sheets if number not in barred), key=place)


def _draw(seed: str, number: int) -> float:
    """A number in 0…1 that belongs to *seed* and *number*; the same on every machine."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{number}".encode(), digest_size=6).digest()) / 2**48
