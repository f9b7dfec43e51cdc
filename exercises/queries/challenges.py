"""What was said to a narrative, as one reader may see it now.

While the challenge is open, how far others support a narrative reaches nobody, and which options they find out of
place reaches only those who answer; afterwards both are there for everybody who sees narratives. Minority notes and
rival names are arguments and no votes, so they stand at once. What is sealed is not selected.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from exercises import access, formats
from exercises.analysis.agreement import FEWEST
from exercises.models import Challenge, Exercise, Narrative, Participation


@dataclass(frozen=True)
class Support:
    """How far people support a narrative: how many said so and, where that is open and they are five, each step."""

    n: int
    counts: tuple[int, ...] = ()

    @property
    def steps(self) -> list[tuple[str, int, int]]:
        """Each step's word, how many chose it, and their share in percent."""
        return [
            (_(word), n, round(100 * n / self.n)) for word, n in zip(formats.SUPPORT_STEPS, self.counts, strict=True)
        ]


@dataclass(frozen=True)
class Fit:
    """What was said about the place of one option."""

    option: int
    label: str
    title: str
    said: list[Challenge] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many said what; a group under five is not broken out."""
        if len(self.said) < FEWEST:
            return []
        found = Counter(challenge.verdict for challenge in self.said)
        return [(_(name), found[key]) for key, name in formats.FITS if found[key]]


@dataclass(frozen=True)
class Challenges:
    """All that a reader may see of what was said to a narrative."""

    open: bool
    support: Support
    notes: list[Challenge]
    nicknames: list[Challenge]
    fits: list[Fit]
    own: dict[str, Challenge]
    own_fits: dict[int, Challenge]
    waiting: int

    @property
    def any(self) -> bool:
        return bool(self.notes or self.nicknames or self.fits or self.support.n)


def is_open(exercise: Exercise, now: dt.datetime) -> bool:
    """Whether analysts can challenge narratives at *now*."""
    phase = access.phase_at(exercise, now)
    return phase is not None and "challenge" in formats.OPEN[phase.kind].get("analyst", ())  # type: ignore[index]


def challenges_on(seat: Participation, narrative: Narrative, now: dt.datetime) -> Challenges:
    """What *seat* may read of what was said to *narrative*; three queries, or two while it is open."""
    opened = is_open(seat.exercise, now)
    current = Challenge.objects.filter(narrative=narrative, current=True)
    answers = seat.role in formats.STAFF
    hidden = [kind for kind in formats.SEALED_CHALLENGES if opened and not (kind == "fit" and answers)]
    hidden = [*{*hidden, "support"}]  # steps are only ever counted
    visible = ~Q(kind__in=hidden) | Q(author=seat)
    said = list(current.filter(visible).select_related("author", "option__current", "answered_by", "version"))
    own = [each for each in said if each.author_id == seat.pk]
    shown = [each for each in said if each.kind not in hidden]
    return Challenges(
        open=opened,
        support=_support(narrative, opened=opened),
        notes=[each for each in shown if each.kind == "minority"],
        nicknames=[each for each in shown if each.kind == "nickname"],
        fits=_fits(each for each in shown if each.kind == "fit"),
        own={each.kind: each for each in own if each.kind != "fit"},
        own_fits={each.option.number: each for each in own if each.kind == "fit" and each.option},
        waiting=sum(not each.answer for each in shown),
    )


def _support(narrative: Narrative, *, opened: bool) -> Support:
    rows = Challenge.objects.filter(narrative=narrative, current=True, kind="support")
    if opened:
        return Support(rows.count())
    steps = Counter(rows.values_list("step", flat=True))
    n = sum(steps.values())
    return Support(n, tuple(steps[step] for step in range(1, 6)) if n >= FEWEST else ())


def _fits(said: Iterable[Challenge]) -> list[Fit]:
    found: dict[int, Fit] = {}
    for each in said:
        if each.option is None or each.option.current is None:
            continue
        number, title = each.option.number, each.option.current.title
        found.setdefault(number, Fit(number, each.option.label, title)).said.append(each)
    return [found[number] for number in sorted(found)]


def answers_for(seat: Participation) -> list[Challenge]:
    """What the lead author answered to one's own words, the latest first."""
    rows = Challenge.objects.filter(author=seat, current=True, narrative__ended_at=None).exclude(answer="")
    return list(rows.select_related("narrative__current", "answered_by", "option").order_by("-answered_at")[:5])


def count_unanswered(exercise: Exercise) -> int:
    """How many words of analysts wait for the lead author."""
    rows = Challenge.objects.filter(exercise=exercise, current=True, answer="", narrative__ended_at=None)
    return rows.exclude(kind="support").count()
