"""What waits for those who review: the queue, who holds what, what was decided, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from exercises import formats
from exercises.models import Decision, Exercise, Option, Participation, Purge

PAGE = 25  # cases that are shown at once
DECIDED: tuple[str, ...] = ("accepted", "returned", "rejected")
ALL = "all"
APPEALED = "appealed"


def waiting(exercise: Exercise) -> Q:
    """Options that somebody must decide on; the present policy is never one of them."""
    undecided = Q(state__in=formats.WAITING_STATES) | Q(appealed_at__isnull=False)
    return Q(exercise=exercise, number__gt=0) & undecided


def count_waiting(exercise: Exercise) -> int:
    return Option.objects.filter(waiting(exercise)).count()


@dataclass
class Item:
    """An option in the queue; *appeal* is what its author says to the decision, *back* whether it was returned once.

    *claim* says who holds it.
    """

    option: Option
    claim: str = ""
    appeal: str = ""
    back: bool = False

    @property
    def acceptable(self) -> bool:
        """Whether it may be one of many that are accepted at once; an appeal is answered by itself."""
        return self.option.state in formats.WAITING_STATES and self.option.appealed_at is None


@dataclass
class Queue:
    """How much is decided, and what to look at next."""

    waiting: int = 0
    total: int = 0
    next: Option | None = None

    @property
    def decided(self) -> int:
        return self.total - self.waiting


def queue_for(seat: Participation, after: Option | None = None) -> Queue:
    """The queue as this moderator sees it, in three queries; *after* leaves that option behind."""
    options = Option.objects.filter(exercise=seat.exercise, number__gt=0)
    return Queue(count_waiting(seat.exercise), options.count(), _next(seat, after))


def _next(seat: Participation, after: Option | None) -> Option | None:
    """What one has taken up, then what is free: appeals before all others, then the oldest, from *after* on."""
    rows = Option.objects.filter(waiting(seat.exercise)).exclude(author=seat)
    rows = rows.filter(Q(reviewer=None) | Q(reviewer=seat))
    own = Case(When(reviewer=seat, then=0), default=1)
    if after is not None:
        # Whoever leaves a case goes on from there, and comes back to the beginning after the last.
        behind = Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, number__gt=after.number)
        rows = rows.exclude(pk=after.pk)
        return rows.order_by(Case(When(behind, then=0), default=1), "submitted_at", "number").first()
    return rows.order_by(own, F("appealed_at").asc(nulls_last=True), "submitted_at", "number").first()


def cases(seat: Participation, *, state: str = "", reason: str = "", mine: bool = False) -> QuerySet[Option]:
    """The cases that are asked for, the longest waiting first; one's own options are somebody else's to decide.

    *state* is a state of formats.OPTION_STATES, "appealed", "all", or empty for all that waits. *reason* leaves what
    was returned or rejected for it, decided as it may be by now; *mine* what one holds or has decided.
    """
    rows = Option.objects.filter(exercise=seat.exercise, number__gt=0).exclude(author=seat)
    decisions = Decision.objects.filter(option=OuterRef("pk"))
    if state == APPEALED:
        rows = rows.filter(appealed_at__isnull=False)
    elif state and state != ALL:
        rows = rows.filter(state=state)
    elif not state and not reason:
        rows = rows.filter(waiting(seat.exercise))
    if reason:
        rows = rows.filter(Exists(decisions.filter(reason=reason)))
    if mine:
        decided = Exists(decisions.filter(decided_by=seat, verdict__in=DECIDED))
        rows = rows.filter(Q(reviewer=seat) | decided)
    return rows.order_by(F("appealed_at").asc(nulls_last=True), "submitted_at", "number")


def items_of(seat: Participation, keys: list[int]) -> list[Item]:
    """These options as the queue shows them, in that order, in two queries."""
    rows = Option.objects.filter(pk__in=keys).select_related("current", "author", "reviewer")
    by_key = {option.pk: option for option in rows.defer("search", "current__aspects")}
    options = [by_key[key] for key in keys if key in by_key]
    said = _said(options)
    return [_item(seat, option, said.get(option.pk, [])) for option in options]


def _item(seat: Participation, option: Option, verdicts: list[Decision]) -> Item:
    appeal = next((d.note for d in verdicts if d.verdict == "appealed"), "") if option.appealed_at else ""
    back = any(d.verdict == "resubmitted" for d in verdicts)
    return Item(option, claim_words(seat, option) if option.reviewer else "", appeal, back)


def _said(options: list[Option]) -> dict[int, list[Decision]]:
    """Appeals and returns of these options, the newest first."""
    rows = Decision.objects.filter(option__in=options, verdict__in=["appealed", "resubmitted"])
    said: dict[int, list[Decision]] = {}
    for decision in rows.order_by("-decided_at", "-id"):
        said.setdefault(decision.option_id, []).append(decision)
    return said


def purges_for(seat: Participation) -> list[Purge]:
    """What others of the staff have asked to remove, for which *seat* can be the second."""
    rows = Purge.objects.filter(option__exercise=seat.exercise, done_at=None, dropped_at=None)
    return list(rows.exclude(asked_by=seat).select_related("option", "asked_by").order_by("asked_at", "id"))


def chosen(seat: Participation, numbers: Iterable[int]) -> list[Option]:
    """These options by number, with what a rule asks of them."""
    rows = Option.objects.filter(exercise=seat.exercise, number__in=list(numbers)).order_by("number")
    options = list(rows.select_related("current", "author", "reviewer").defer("search", "current__aspects"))
    for option in options:
        option.exercise = seat.exercise  # whose phases are read already
    return options


def claims(seat: Participation, numbers: Iterable[int]) -> dict[int, dict[str, str]]:
    """Of each of these options who holds it now and how it stands, in the words of the queue (_option_state.html)."""
    rows = Option.objects.filter(exercise=seat.exercise, number__in=list(numbers)).select_related("reviewer")
    return {
        option.number: {
            "claim": claim_words(seat, option),
            "state": _(option.get_state_display()),
            "kind": formats.STATE_KINDS.get(option.state, ""),
        }
        for option in rows.defer("search")
    }


def claim_words(seat: Participation, option: Option) -> str:
    if option.state not in formats.WAITING_STATES and option.appealed_at is None:
        return _("no longer waits")
    if option.reviewer is None:
        return ""
    return _("with you") if option.reviewer_id == seat.pk else _("with %(who)s") % {"who": option.reviewer.alias}


COLUMNS = ("marking", "option", "title", "at", "what", "by", "version", "reason", "reason in words", "note", "until")


def histories(seat: Participation) -> list[list[Any]]:
    """Every step of every case, the oldest first, as rows below COLUMNS; moments in UTC, ISO 8601."""
    rows = Decision.objects.filter(option__exercise=seat.exercise)
    of = ("option__current", "version", "decided_by")
    steps = rows.select_related(*of).defer("option__search", "option__current__aspects", "version__aspects")
    reasons: Mapping[str, str] = formats.REASONS
    return [
        [
            seat.exercise.marking,
            step.option.label,
            step.option.current.title if step.option.current else "",
            step.decided_at.isoformat(),
            step.get_verdict_display(),
            step.decided_by.alias if step.decided_by else _("the clock"),
            step.version.number,
            step.reason,
            _(reasons.get(step.reason, "")) if step.reason else "",
            step.note,
            step.until.isoformat() if step.until else "",
        ]
        for step in steps.order_by("option__number", "decided_at", "id")
    ]
