"""Writes on the protocol: what is fixed for rating."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.analysis.wording import AXIS_PARTS, CRITERION_PARTS, doubled, folded, turned
from exercises.errors import ActionRefused
from exercises.models import Axis, Criterion, Exercise, Participation, Protocol
from exercises.queries import protocol as protocols

Axes = Mapping[str, Mapping[str, str]]
Criteria = Sequence[Mapping[str, Any]]


def change_protocol(
    *,
    manager: Participation,
    axes: Axes,
    criteria: Criteria,
    thresholds: Mapping[str, int],
    seen_hash: str,
    now: dt.datetime,
) -> str:
    """Save the whole set before the freeze and return its hash; what is saved already changes and logs nothing.

    *axes* maps "x" and "y" to question, negative and positive. *criteria* come in their order, 1 to 6, each with
    name, question, for_whom, by_when, five steps and good ("high" or "low"), and with its key unless it is new;
    a key is made from the first name and stays. *thresholds* are rating_floor (1–200) and portion (1–50).
    Refused as stale, with the present hash, unless *seen_hash* is what the set hashed to before.
    """
    access.require(manager, "manage", now)
    _refuse_impossible(axes, criteria, thresholds)
    exercise = manager.exercise
    with transaction.atomic():
        hold_protocol(exercise)
        opens_at = protocols.opening_of_rating(exercise)
        if protocols.frozen(exercise) or (opens_at and opens_at <= now):
            message = _("Rating has begun, so the protocol is frozen. Give a reason, and this becomes a deviation.")
            raise ActionRefused("conflict", message)
        before = protocols.content_of(exercise)
        wanted = protocols.content_with(before, axes, criteria, thresholds)
        if wanted == before:
            return protocols.hash_of(before)
        _refuse_stale(protocols.hash_of(before), seen_hash)
        _write(exercise, wanted)
        activity.append(exercise, events.ProtocolChanged(), actor=manager, now=now)
    return protocols.hash_of(wanted)


def deviate(
    *,
    manager: Participation,
    axes: Axes,
    criteria: Criteria,
    thresholds: Mapping[str, int],
    reason: str,
    seen_hash: str,
    now: dt.datetime,
) -> Protocol:
    """Change the frozen protocol, with a reason, and return the new one; the same request again returns it too.

    Words, steps' labels and thresholds may change. What would turn answers that exist into answers to another
    question is refused: another set or order of criteria, another good end, swapped poles. Arguments as in
    change_protocol; *seen_hash* is the hash of the protocol in force.
    """
    access.require(manager, "manage", now)
    _refuse_impossible(axes, criteria, thresholds)
    if not reason.strip():
        message = _("Say why: the reason is printed in the report.")
        raise ActionRefused("invalid", message, fields={"reason": message})
    exercise = manager.exercise
    with transaction.atomic():
        hold_protocol(exercise)
        last = _in_force(exercise, now)
        wanted = protocols.content_with(last.content, axes, criteria, thresholds)
        if wanted == last.content and (last.reason, last.made_by_id) == (reason, manager.pk):
            return last  # the answer to the first request was lost on its way
        _refuse_stale(last.hash, seen_hash)
        _refuse_turning(last.content, wanted)
        _write(exercise, wanted)
        made = {"number": last.number + 1, "reason": reason, "made_by": manager, "made_at": now}
        protocol = Protocol.objects.create(exercise=exercise, content=wanted, hash=protocols.hash_of(wanted), **made)
        activity.append(exercise, events.ProtocolDeviated(number=protocol.number), actor=manager, now=now)
    return protocol


def freeze_protocol(*, exercise: Exercise, now: dt.datetime) -> Protocol:
    """Fix axes, criteria, template and thresholds as protocol 1; the same again changes and logs nothing.

    Called where rating opens, in that transaction.
    """
    hold_protocol(exercise)
    known = protocols.frozen(exercise)
    if known is not None:
        return known
    content = protocols.content_of(exercise)
    protocol = Protocol.objects.create(
        exercise=exercise, number=1, content=content, hash=protocols.hash_of(content), made_at=now
    )
    activity.append(exercise, events.ProtocolFrozen(number=1), actor=None, now=now)
    return protocol


def hold_protocol(exercise: Exercise) -> None:
    """Let nobody else change or freeze the protocol until the commit.

    Take it before the first event of the transaction: the log's counter is locked last by everybody.
    """
    Exercise.objects.select_for_update(no_key=True).get(pk=exercise.pk)


def _in_force(exercise: Exercise, now: dt.datetime) -> Protocol:
    """The protocol in force. Where the clock is late and rating is open by its dates, it freezes here."""
    opens_at = protocols.opening_of_rating(exercise)
    known = protocols.frozen(exercise)
    if known is not None:
        return known
    if opens_at is None or now < opens_at:
        raise ActionRefused("conflict", _("The protocol is not frozen yet: change it without a reason."))
    return freeze_protocol(exercise=exercise, now=now)


# What may be


def _refuse_impossible(axes: Axes, criteria: Criteria, thresholds: Mapping[str, int]) -> None:
    """Raise ActionRefused for a set that nobody could rate with; forms say the same beside the fields."""
    if not criteria:
        raise ActionRefused("invalid", _("An exercise has at least one criterion."))
    if len(criteria) > formats.CRITERIA_LIMIT:
        limit = formats.CRITERIA_LIMIT
        raise ActionRefused("invalid", _("An exercise has at most %(limit)s criteria.") % {"limit": limit})
    if doubled([criterion["name"] for criterion in criteria]):
        raise ActionRefused("invalid", _("Two criteria have the same name."))
    if not all(len(c["steps"]) == formats.STEPS and all(c["steps"]) for c in criteria):
        raise ActionRefused("invalid", _("Every criterion has five steps with a label each."))
    if any(c["good"] not in {"high", "low"} for c in criteria):
        raise ActionRefused("invalid", _("Say of every criterion which end is good."))
    if set(axes) != {"x", "y"} or any(folded(a["negative"]) == folded(a["positive"]) for a in axes.values()):
        raise ActionRefused("invalid", _("The poles of an axis must differ."))
    for name, (least, most) in formats.THRESHOLDS.items():
        if not least <= thresholds[name] <= most:
            raise ActionRefused("invalid", _("A threshold lies outside of its range."))


def _refuse_stale(present: str, seen: str) -> None:
    if present != seen:
        message = _("Somebody changed the protocol meanwhile. Both are shown; nothing is lost.")
        raise ActionRefused("stale", message, facts={"hash": present})


def _refuse_turning(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if wanted == before:
        raise ActionRefused("invalid", _("Nothing differs from the protocol in force."))
    code = turned(before, wanted)
    if code == "set":
        message = _("There are answers already: criteria are not added, removed or put in another order any more.")
        raise ActionRefused("conflict", message)
    if code == "good":
        message = _("There are answers already: which end of a criterion is good cannot be turned any more.")
        raise ActionRefused("conflict", message)
    if code == "poles":
        message = _("There are answers already: the poles of an axis cannot be swapped any more.")
        raise ActionRefused("conflict", message)


# The tables that pages read


def _write(exercise: Exercise, content: Mapping[str, Any]) -> None:
    for axis in content["axes"]:
        Axis.objects.filter(exercise=exercise, key=axis["key"]).update(**{part: axis[part] for part in AXIS_PARTS})
    kept = [criterion["key"] for criterion in content["criteria"]]
    Criterion.objects.filter(exercise=exercise).exclude(key__in=kept).delete()
    for position, criterion in enumerate(content["criteria"]):
        words = {part: criterion[part] for part in CRITERION_PARTS}
        Criterion.objects.update_or_create(
            exercise=exercise, key=criterion["key"], defaults={"position": position, **words}
        )
    limits = {name: content["thresholds"][name] for name in formats.THRESHOLDS}
    Exercise.objects.filter(pk=exercise.pk).update(**limits)
