"""The discussion of an option as one reader may see it.

What is out of sight for a reader is left out here, so that no template holds it: the text of a hidden comment
reaches its author and those who may moderate, that of a withdrawn one nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.differences import Piece, differences
from exercises.formats import Capability
from exercises.models import Comment, Objection, Option, Participation

THREADS = 20  # that are read at once


@dataclass(frozen=True)
class Remark:
    """A comment within reach of its reader; *text* is empty where it is out of sight for them.

    *changeable* where its author may give it other words in the present phase.
    """

    number: int
    kind: str
    state: str
    who: str
    own: bool
    text: str
    at: dt.datetime
    revised_at: dt.datetime | None
    words: int
    on_version: int
    text_version: int
    reason: str = ""
    note: str = ""
    changeable: bool = False
    replies: list[Remark] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return _(dict(formats.COMMENT_KINDS)[self.kind])

    @property
    def standing(self) -> bool:
        return self.state == "standing"

    @property
    def on_older_text(self) -> bool:
        """Whether the option's text has another version since."""
        return self.on_version < self.text_version

    @property
    def reason_words(self) -> str:
        return _(formats.REASONS[self.reason]) if self.reason else ""


@dataclass(frozen=True)
class StrongestObjection:
    """What stands in the slot; *revised* when its author has changed the words since it was chosen."""

    remark: Remark
    by: str
    at: dt.datetime

    @property
    def revised(self) -> bool:
        return self.remark.revised_at is not None and self.remark.revised_at > self.at


@dataclass(frozen=True)
class Discussion:
    """Some threads of an option, those first in which something was said last.

    *kinds* are the kinds that occur, with how many comments are of each; a number is None while it is sealed.
    *more* is where the next threads begin (*before* of discussion_of), 0 at the end; *left* is how many they are.
    """

    threads: list[Remark]
    objection: StrongestObjection | None
    kinds: list[tuple[str, str, int | None]]
    total: int | None
    kind: str = ""
    more: int = 0
    left: int | None = None

    @property
    def fetch(self) -> int | None:
        """How many threads the next fetch brings."""
        return None if self.left is None else min(self.left, THREADS)


def discussion_of(
    reader: Participation,
    option: Option,
    may: frozenset[Capability],
    *,
    sealed: bool,
    kind: str = "",
    before: int = 0,
    comment: int = 0,
) -> Discussion:
    """The discussion of *option*; *sealed* withholds every number, as rating does. Two queries, three with a challenge.

    *kind* leaves the threads that hold a comment of it. *before* leaves those in which nothing was said from the
    comment of that number on. The thread of *comment*, which a link leads to, stands before all others, and on
    the first page only. THREADS at most are read.
    """
    lines = _lines(option)
    counted = Counter(line.kind for line in lines if line.state == "standing")
    led_to = next((line.thread or line.pk for line in lines if line.number == comment), 0)
    shown, more, left = _page(_threads(lines), kind if kind in counted else "", before, led_to)
    slot = _slot(option) if counted["challenge"] else None
    wanted = {line.pk for thread in shown for line in (thread.head, *thread.answers)} | (
        {slot.comment_id} if slot else set()
    )
    latest = option.current.number if option.current else 1
    remarks = {row.pk: remark_of(row, reader, may, latest=latest, sealed=sealed) for row in _read(wanted)}
    for thread in shown:
        remarks[thread.head.pk].replies.extend(remarks[line.pk] for line in thread.answers)
    kinds = [(key, _(name), None if sealed else counted[key]) for key, name in formats.COMMENT_KINDS if counted[key]]
    return Discussion(
        threads=[remarks[thread.head.pk] for thread in shown],
        objection=StrongestObjection(remarks[slot.comment_id], slot.chosen_by.alias, slot.chosen_at) if slot else None,
        kinds=kinds,
        total=None if sealed else counted.total(),
        kind=kind if kind in counted else "",
        more=more,
        left=None if sealed else left,
    )


class _Line(NamedTuple):
    """What the order of threads goes by, of one comment."""

    pk: int
    thread: int | None
    number: int
    kind: str
    state: str


@dataclass
class _Thread:
    """The head of a thread and the answers within reach."""

    head: _Line
    answers: list[_Line]

    @property
    def said_last(self) -> int:
        """The number of its newest comment: a thread that somebody answers moves up, so nothing comes twice."""
        return max(line.number for line in (self.head, *self.answers))

    @property
    def shown(self) -> bool:
        """A withdrawn comment is there for what was answered to it alone."""
        return bool(self.answers) or self.head.state != "withdrawn"

    def holds(self, kind: str) -> bool:
        return any(line.kind == kind and line.state != "withdrawn" for line in (self.head, *self.answers))


def _lines(option: Option) -> list[_Line]:
    """All comments on the option without their words: a few numbers each, and cheaper than to order them twice."""
    rows = Comment.objects.filter(option=option).order_by("number")
    return [_Line(*row) for row in rows.values_list("pk", "thread_id", "number", "kind", "state")]


def _threads(lines: list[_Line]) -> dict[int, _Thread]:
    """The threads by the key of their heads."""
    threads = {line.pk: _Thread(line, []) for line in lines if line.thread is None}
    for line in lines:
        if line.thread is not None and line.state != "withdrawn":
            threads[line.thread].answers.append(line)
    return {pk: thread for pk, thread in threads.items() if thread.shown}


def _page(threads: dict[int, _Thread], kind: str, before: int, led_to: int) -> tuple[list[_Thread], int, int]:
    """The threads to be read, the number of what was said last in the last of them, and how many are left."""
    rows = [
        thread
        for pk, thread in threads.items()
        if (pk == led_to and not before)
        or (pk != led_to and (not kind or thread.holds(kind)) and (not before or thread.said_last < before))
    ]
    rows.sort(key=lambda thread: (thread.head.pk != led_to, -thread.said_last))
    found, left = rows[:THREADS], len(rows[THREADS:])
    return found, found[-1].said_last if left else 0, left


def _read(wanted: Iterable[int]) -> list[Comment]:
    """The comments with these keys; of the text that each is on, the number alone."""
    rows = Comment.objects.filter(pk__in=list(wanted)).select_related("current", "version", "author")
    return list(rows.defer("version__title", "version__summary", "version__aspects").order_by("number"))


def strongest_on(option: Option) -> Comment | None:
    """The comment in the slot of the strongest objection while it stands; one query."""
    rows = Objection.objects.filter(option=option, ended_at=None, comment__state="standing")
    found = rows.select_related("comment__current", "comment__author").first()
    return found.comment if found else None


def remark_of(row: Comment, reader: Participation, may: frozenset[Capability], *, latest: int, sealed: bool) -> Remark:
    """*row* as *reader* may see it; *latest* is the number of the option's present version."""
    text, own, hidden = row.current, row.author_id == reader.pk, row.state == "hidden"
    assert text is not None  # a comment is born with version 1
    readable = may_read(row, reader, may)
    return Remark(
        number=row.number,
        kind=row.kind,
        state=row.state,
        who=row.author.alias if readable else "",
        own=own,
        text=text.text if readable else "",
        at=row.created_at,
        revised_at=text.created_at if text.number > 1 else None,
        words=text.number,
        on_version=row.version.number,
        text_version=latest,
        reason=row.hidden_reason if hidden and readable else "",
        note=row.hidden_note if hidden and readable else "",
        changeable=own and readable and not hidden and (not sealed or row.kind in formats.CONTENT_KINDS),
    )


def may_read(comment: Comment, reader: Participation, may: frozenset[Capability]) -> bool:
    """Whether the words of *comment* are for this reader."""
    if comment.state == "hidden":
        return comment.author_id == reader.pk or "moderate" in may
    return comment.state == "standing"


@dataclass(frozen=True)
class Wording:
    """One text of a comment; *pieces* are what it says otherwise than the one before, word by word."""

    number: int
    text: str
    at: dt.datetime
    pieces: list[Piece]


def wordings_of(comment: Comment, reader: Participation, may: frozenset[Capability]) -> list[Wording]:
    """All wordings of *comment*, the newest first; none where it is out of sight for the reader."""
    if not may_read(comment, reader, may):
        return []
    rows = list(comment.versions.order_by("number"))
    before = ["", *(row.text for row in rows)]
    wordings = [
        Wording(row.number, row.text, row.created_at, differences(old, row.text) if old else [])
        for old, row in zip(before, rows, strict=False)
    ]
    return wordings[::-1]


def _slot(option: Option) -> Objection | None:
    """What fills the slot of the strongest objection while its comment stands, with who chose it."""
    rows = Objection.objects.filter(option=option, ended_at=None, comment__state="standing")
    return rows.select_related("chosen_by").first()
