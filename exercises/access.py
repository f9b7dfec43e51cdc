"""The only door to data: the object for this person, or 404; and what a person may do now.

A view, a task, a socket and an API call reach an object through the functions of this file. A stranger learns
nothing, not even that an exercise exists. What may be done follows from role × phase kind (formats.OPEN) and
from nothing else.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from exercises import formats
from exercises.errors import ActionRefused
from exercises.formats import Capability, Slot
from exercises.models import (
    Challenge,
    Comment,
    Exercise,
    Narrative,
    Option,
    Participation,
    Phase,
    Report,
    ReportFile,
    ReportText,
    Sample,
    Takeaway,
)
from quadrant.accounts.models import User


def participation_or_404(user: User | AnonymousUser, slug: str) -> Participation:
    """This person's participation in the exercise *slug*, with the exercise and its phases."""
    if not user.is_authenticated or not user.is_active:
        raise Http404
    seat = (
        Participation.objects.filter(user_id=user.pk, exercise__slug=slug, removed_at=None)
        .select_related("exercise", "exercise__stream")
        .prefetch_related("exercise__phases")
        .first()
    )
    if seat is None:
        raise Http404
    seat.user = user  # who asks is read already
    return seat


def option_or_404(participation: Participation, number: int) -> Option:
    # Who holds it for review is a matter of the staff's own (_option_status.html).
    holder = ("reviewer",) if participation.role in formats.STAFF else ()
    option = (
        Option.objects.filter(exercise=participation.exercise, number=number)
        .select_related("current", "current__template", "author", *holder)
        .defer("search")  # as long as the text itself, and only PostgreSQL reads it
        .first()
    )
    if option is None:
        raise Http404
    option.exercise = participation.exercise  # whose phases are read already
    return option


def comment_or_404(participation: Participation, number: int, *, on: int | None = None) -> Comment:
    """The comment of that number; *on* is the option that it must belong to, if the address names one."""
    rows = Comment.objects.filter(exercise=participation.exercise, number=number)
    if on is not None:
        rows = rows.filter(option__number=on)
    comment = rows.select_related("exercise", "current", "author", "option", "option__current", "version").first()
    if comment is None:
        raise Http404
    return comment


def sample_or_404(participation: Participation, number: int) -> Sample:
    sample = Sample.objects.filter(exercise=participation.exercise, number=number).first()
    if sample is None:
        raise Http404
    return sample


def narrative_or_404(participation: Participation, number: int) -> Narrative:
    narrative = (
        Narrative.objects.filter(exercise=participation.exercise, number=number)
        .select_related("current", "current__author", "ended_by")
        .first()
    )
    if narrative is None:
        raise Http404
    narrative.exercise = participation.exercise  # whose phases are read already
    return narrative


def takeaway_or_404(participation: Participation, number: int) -> Takeaway:
    rows = Takeaway.objects.filter(exercise=participation.exercise, number=number)
    takeaway = rows.select_related("current", "current__author", "ended_by").first()
    if takeaway is None:
        raise Http404
    return takeaway


def challenge_or_404(participation: Participation, number: int) -> Challenge:
    rows = Challenge.objects.filter(exercise=participation.exercise, number=number)
    challenge = rows.select_related("narrative", "option", "author").first()
    if challenge is None:
        raise Http404
    return challenge


def reports_of(participation: Participation) -> QuerySet[Report]:
    """The builds of the levels that the role may fetch."""
    levels = formats.REPORT_READERS.get(participation.role, ())  # type: ignore[call-overload]
    return Report.objects.filter(exercise=participation.exercise, level__in=levels)


def report_or_404(participation: Participation, uid: Any) -> Report:
    report = reports_of(participation).filter(uid=uid).first()
    if report is None:
        raise Http404
    return report


def report_file_or_404(participation: Participation, uid: Any, file_format: str) -> ReportFile:
    """The file of a finished report, of a level that the role may fetch, while it has not expired."""
    report = report_or_404(participation, uid)
    file = report.files.filter(format=file_format).first()
    if file is None or report.state != "done" or report.expired(timezone.now()):
        raise Http404
    return file


def report_text_or_404(participation: Participation, slot: Slot) -> ReportText:
    row = report_text_at(participation, slot)
    if row is None:
        raise Http404
    return row


def report_text_at(participation: Participation, slot: Slot) -> ReportText | None:
    """The text of the report that stands there; None while nobody has written it."""
    rows = ReportText.objects.filter(exercise=participation.exercise, kind=slot.kind, number=slot.number)
    return rows.filter(subject=slot.subject).select_related("current__author", "ended_by").first()


def member_or_404(participation: Participation, pk: int) -> Participation:
    """Another person of the same exercise, for those who manage people."""
    member = Participation.objects.filter(exercise=participation.exercise, removed_at=None, pk=pk).first()
    if member is None:
        raise Http404
    return member


def now_in(exercise: Exercise) -> dt.datetime:
    """The exercise's present time; its clock may be offset from the real one."""
    return exercise.clock(timezone.now())


def phase_at(exercise: Exercise, now: dt.datetime) -> Phase | None:
    """The phase that is open at the exercise's time *now*; None before the first and after the last."""
    return next((p for p in exercise.phases.all() if p.opens_at <= now < p.closes_at), None)


def capabilities(participation: Participation, now: dt.datetime) -> frozenset[Capability]:
    """All that the participation's role may do at *now*."""
    if participation.removed_at is not None:
        return frozenset()
    phase = phase_at(participation.exercise, now)
    if phase is None:
        return frozenset({"manage"}) if participation.role == "manager" else frozenset()
    opened: frozenset[Capability] = formats.OPEN[phase.kind].get(participation.role, frozenset())  # type: ignore[call-overload, index]
    return opened


def may(participation: Participation, capability: Capability, now: dt.datetime) -> bool:
    return capability in capabilities(participation, now)


def opening_of(participation: Participation, capability: Capability, now: dt.datetime) -> Phase | None:
    """The next phase after *now* that opens *capability* to the participation's role; None if none will."""
    return next(
        (
            phase
            for phase in participation.exercise.phases.all()
            if phase.opens_at > now and capability in formats.OPEN[phase.kind].get(participation.role, ())  # type: ignore[call-overload, index]
        ),
        None,
    )


def require(participation: Participation, capability: Capability, now: dt.datetime) -> None:
    """Raise ActionRefused unless the participation may; the sentence tells the wrong role from the wrong time."""
    if may(participation, capability, now):
        return
    ever = any(capability in roles.get(participation.role, ()) for roles in formats.OPEN.values())  # type: ignore[call-overload]
    if not ever or participation.removed_at is not None:
        role = _(formats.ROLES[participation.role])  # type: ignore[index]
        raise ActionRefused("not_your_role", _("As %(role)s you can read this, but not change it.") % {"role": role})
    phase = phase_at(participation.exercise, now)
    name = _(formats.PHASES[phase.kind]) if phase else "–"  # type: ignore[index]
    raise ActionRefused("not_open", _("This is not open in the present phase, “%(phase)s”.") % {"phase": name})
