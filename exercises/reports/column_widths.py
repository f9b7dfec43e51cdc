"""How wide the columns of a table are, for formats that do not find it by themselves."""

from __future__ import annotations

from exercises.reports.document import Table, plain

LINE = 88  # letters that a line of a table in Word holds
MOST_NEEDED = 0.25  # of the whole, however long a cell


def widths_of(table: Table, *, measured: bool) -> list[float]:
    """Each column's part of the whole, 0 where the format finds it by itself.

    Where it does not, the columns without a share are *measured*: they get what their longest cell needs.
    """
    shares, whole = [column.share for column in table.columns], sum(column.share for column in table.columns)
    if not whole or (not all(shares) and not measured):
        return [0.0] * len(shares)
    if not measured:
        return [share / whole for share in shares]
    needs = [
        0.0 if share else min(MOST_NEEDED, (2 + max(map(len, _said(table, place)))) / LINE)
        for place, share in enumerate(shares)
    ]
    rest = max(0.3, 1 - sum(needs))
    least = [
        min(MOST_NEEDED, (2 + max(len(word) for said in _said(table, place) for word in said.split() or [""])) / LINE)
        for place in range(len(shares))
    ]
    return _roomy([need or rest * share / whole for need, share in zip(needs, shares, strict=True)], least)


def _said(table: Table, place: int) -> list[str]:
    """What stands in a column, its title first."""
    return [table.columns[place].title, *(plain(row[place].content) for row in table.rows if place < len(row))]


def _roomy(widths: list[float], least: list[float]) -> list[float]:
    """*widths* as parts of one; none under its *least*, where Word would break a word, as far as there is room."""
    if sum(least) >= 1:
        return [each / sum(least) for each in least]
    held: dict[int, float] = {}
    while True:
        rest, free = 1 - sum(held.values()), sum(each for place, each in enumerate(widths) if place not in held)
        given = [held.get(place, rest * each / free if free else 0.0) for place, each in enumerate(widths)]
        tight = {place: low for place, low in enumerate(least) if place not in held and given[place] < low - 1e-9}
        if not tight:
            return given
        held |= tight
