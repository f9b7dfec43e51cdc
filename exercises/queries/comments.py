"""The discussion of an option as one reader may see it.

What is out of sight for a reader is left out here, so that no template holds it: the text of a hidden comment
reaches its author and those who may moderate, that of a withdrawn one nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exercises import formats
from exercises.formats import Capability
from exercises.models import Comment, CommentVersion, Objection, Option, Participation


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
    """All threads of an option, in the order in which they began.

    *kinds* are the kinds that occur, with how many comments are of each; the number is None while it is sealed.
    """

    threads: list[Remark]
    objection: StrongestObjection | None
    kinds: list[tuple[str, str, int | None]]
    total: int | None
    kind: str = ""

    @property
    def shown(self) -> list[Remark]:
        """The threads that hold a comment of the kind that is asked for, whole."""
        return [head for head in self.threads if not self.kind or self.kind in {r.kind for r in (head, *head.replies)}]


def discussion_of(
    reader: Participation, option: Option, may: frozenset[Capability], *, sealed: bool, kind: str = ""
) -> Discussion:
    """The discussion of *option* in two queries; *sealed* withholds every number, as rating does."""
    rows = Comment.objects.filter(option=option).select_related("current", "version", "author").order_by("number")
    latest = option.current.number if option.current else 1
    remarks = {row.pk: (row, remark_of(row, reader, may, latest=latest, sealed=sealed)) for row in rows}
    heads = [remark for row, remark in remarks.values() if row.thread_id is None]
    for row, remark in remarks.values():
        if row.thread_id is not None and remark.state != "withdrawn":
            remarks[row.thread_id][1].replies.append(remark)
    threads = [head for head in heads if head.state != "withdrawn" or head.replies]
    counted = Counter(r.kind for head in threads for r in (head, *head.replies) if r.standing)
    kinds = [(key, _(name), None if sealed else counted[key]) for key, name in formats.COMMENT_KINDS if counted[key]]
    return Discussion(
        threads=threads,
        objection=_objection(option, (remark for _row, remark in remarks.values())),
        kinds=kinds,
        total=None if sealed else counted.total(),
        kind=kind if kind in counted else "",
    )


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


def versions_of(comment: Comment, reader: Participation, may: frozenset[Capability]) -> list[CommentVersion]:
    """All wordings of *comment*, the newest first; none where it is out of sight for the reader."""
    if not may_read(comment, reader, may):
        return []
    return list(comment.versions.order_by("-number"))


def _objection(option: Option, remarks: Iterable[Remark]) -> StrongestObjection | None:
    row = Objection.objects.filter(option=option, ended_at=None).select_related("chosen_by", "comment").first()
    if row is None:
        return None
    remark = next((remark for remark in remarks if remark.number == row.comment.number and remark.standing), None)
    return StrongestObjection(remark, row.chosen_by.alias, row.chosen_at) if remark else None
