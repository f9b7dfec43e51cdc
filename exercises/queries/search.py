"""Finding options by words: PostgreSQL's full text over Option.search, which index_text writes."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable

from exercises import formats
from exercises.models import Exercise, Option

# Around a word that was found, until the text is escaped; no stored text can hold them (quadrant.text).
BEGIN, END = "\x02", "\x03"
SIMILAR = 5
CLOSE = 0.12  # of ts_rank: about a quarter of the words
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?:PO)?[-\s]?([0-9]{1,9})", re.IGNORECASE)  # ten digits would overflow the column


def matching(q: str) -> Q:
    """Options with every word of *q* in their text, the last one perhaps half typed; and PO-17 by its number."""
    found = Q(search=_query(q)) if _WORD.search(q) else Q(pk__in=[])
    number = _NUMBER.fullmatch(q.strip())
    return found | Q(number=int(number[1])) if number else found


def headline(field: str, q: str) -> SearchHeadline:
    """The text of *field* with BEGIN and END around each word that *q* finds."""
    return SearchHeadline(field, _query(q), config="quadrant", start_sel=BEGIN, stop_sel=END, highlight_all=True)


def similar(exercise: Exercise, text: str, limit: int = SIMILAR) -> QuerySet[Option]:
    """Standing options whose title or summary shares much with *text*, the closest first; none while it says little.

    ts_rank over the words of *text*, any of them, is about the share of them that an option has, its title counting
    more than its summary. One word in common is nothing: most options name the police.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))[:40]
    rows = Option.objects.filter(exercise=exercise, state__in=formats.STANDING_STATES, number__gt=0)
    if len(words) < 2:
        return rows.none()
    anyone = SearchQuery(" | ".join(f"{word}:AB" for word in words), config="quadrant", search_type="raw")
    return (
        rows.filter(search=anyone)
        .annotate(rank=SearchRank(F("search"), anyone, weights=[0.0, 0.0, 0.5, 1.0]))
        .filter(rank__gte=CLOSE)
        .order_by("-rank", "number")
        .select_related("current")
        .defer("search", "current__aspects")[:limit]
    )


def _query(q: str) -> Combinable:
    """All words as English stems; the last also as the beginning of a word, stemmed or as it is typed.

    Half a word is stemmed differently from the whole ("policin", "policing"), hence both.
    """
    *whole, last = _WORD.findall(q) or [""]
    ends = Once(_terms(f"{last}:*", "quadrant"), "||", _terms(f"{last}:*", "simple"))
    return Once(_terms(" & ".join(whole), "quadrant"), "&&", ends) if whole else ends


def _terms(words: str, config: str) -> SearchQuery:
    return SearchQuery(Unaccent(Value(words)), config=config, search_type="raw")


class Once(CombinedSearchQuery):
    """A query of words that PostgreSQL works out once, not for every row: unaccent() is no constant to it.

    10,000 options with a word that most of them have were counted in 420 ms, and are in 18: what is known before the
    rows can be looked up in the index.
    """

    def __init__(self, one: Combinable, connector: str, other: Combinable) -> None:
        super().__init__(one, connector, other, config=None)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)
        return f"(SELECT {sql})", params


class Unaccent(Func):
    """PostgreSQL's unaccent(): é as e."""

    function = "unaccent"
    output_field = TextField()
