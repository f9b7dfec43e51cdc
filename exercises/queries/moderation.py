"""What waits for those who review: the queue, who holds what, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from exercises import formats
from exercises.models import Decision, Exercise, Option, Participation

SHOWN = 50  # of each part of the queue; the next ones move up


def waiting(exercise: Exercise) -> Q:
    """Options that somebody must decide on; the present policy is never one of them."""
    undecided = Q(state__in=formats.WAITING_STATES) | Q(appealed_at__isnull=False)
    return Q(exercise=exercise, number__gt=0) & undecided


def count_waiting(exercise: Exercise) -> int:
    return Option.objects.filter(waiting(exercise)).count()


@dataclass
class Item:
    """An option in the queue; *appeal* is what its author says to the decision, *back* whether it was returned once."""

    option: Option
    appeal: str = ""
    back: bool = False


@dataclass
class Queue:
    """What waits, the longest first: free for all, one's own, other people's; and how much is decided already."""

    free: list[Item] = field(default_factory=list)
    mine: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    waiting: int = 0
    total: int = 0

    @property
    def decided(self) -> int:
        return self.total - self.waiting

    @property
    def next(self) -> Item | None:
        """What to look at next: what one has taken up, then what is free."""
        return next(iter([*self.mine, *self.free]), None)


def queue_for(seat: Participation) -> Queue:
    """The queue as this moderator sees it. Four queries, however long it is."""
    options = Option.objects.filter(waiting(seat.exercise)).exclude(author=seat)
    rows = list(options.select_related("current", "author", "reviewer").order_by("submitted_at", "number")[: 3 * SHOWN])
    said = _said(rows)
    queue = Queue(waiting=count_waiting(seat.exercise))
    queue.total = Option.objects.filter(exercise=seat.exercise, number__gt=0).count()
    for option in rows:
        verdicts = said.get(option.pk, [])
        appeal = next((d.note for d in verdicts if d.verdict == "appealed"), "") if option.appealed_at else ""
        item = Item(option, appeal, any(d.verdict == "resubmitted" for d in verdicts))
        part = queue.free if option.reviewer is None else queue.mine if option.reviewer_id == seat.pk else queue.others
        part.append(item)
    # An appeal has waited longer than its option's date says: somebody has decided on it before.
    queue.free.sort(key=lambda item: not item.appeal)
    return queue


def _said(options: list[Option]) -> dict[int, list[Decision]]:
    """Appeals and returns of these options, the newest first."""
    rows = Decision.objects.filter(option__in=options, verdict__in=["appealed", "resubmitted"])
    said: dict[int, list[Decision]] = {}
    for decision in rows.order_by("-decided_at", "-id"):
        said.setdefault(decision.option_id, []).append(decision)
    return said
