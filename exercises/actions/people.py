"""Writes on people: invite, join, remove."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.errors import ActionRefused
from exercises.models import Invitation, Participation
from quadrant.accounts.models import User

INVITATION_DAYS = 14


def hash_token(token: str) -> str:
    """What the table keeps of an invitation's token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite_person(*, manager: Participation, email: str, role: str, now: dt.datetime) -> tuple[Invitation, str]:
    """An invitation and its token, which is told once and never stored. Nothing is logged until someone joins."""
    access.require(manager, "manage", now)
    if role not in formats.ROLES:
        raise ActionRefused("invalid", _("Choose a role."), fields={"role": _("Choose a role.")})
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        exercise=manager.exercise,
        token_hash=hash_token(token),
        role=role,
        email=email.strip().lower(),
        created_by=manager,
        created_at=now,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS),
    )
    return invitation, token


def join_exercise(*, user: User, invitation: Invitation, values: Mapping[str, Any], now: dt.datetime) -> Participation:
    """Take part by *invitation*: consent, alias, and the facts of the profile copied. A link works once.

    *values* are alias, region, expertise and consent (must be true).
    """
    if not values.get("consent"):
        message = _("Nobody takes part without accepting the conditions.")
        raise ActionRefused("invalid", message, fields={"consent": message})
    try:
        with transaction.atomic():
            invitation = Invitation.objects.select_for_update().select_related("exercise").get(pk=invitation.pk)
            _refuse_spent(invitation, now)
            _refuse_second_seat(user, invitation)
            person = Participation.objects.create(
                exercise=invitation.exercise,
                user=user,
                role=invitation.role,
                alias=values["alias"],
                region=values.get("region", ""),
                expertise=values.get("expertise", ""),
                consent_at=now,
                joined_at=now,
            )
            invitation.used_at, invitation.used_by = now, person
            invitation.save(update_fields=["used_at", "used_by"])
            activity.append(invitation.exercise, events.PersonJoined(role=person.role), actor=person, now=now)
    except IntegrityError:  # two people chose one alias at the same moment
        message = _("Somebody already has this alias. Choose another.")
        raise ActionRefused("conflict", message, fields={"alias": message}) from None
    return person


def join_as_newcomer(*, invitation: Invitation, values: Mapping[str, Any], now: dt.datetime) -> Participation:
    """Make the account that the invitation was sent to, and take part, both or neither.

    *values* are those of join_exercise and name, zone and password (already validated).
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email, values["password"], name=values["name"], zone=values["zone"]
            )
            return join_exercise(user=user, invitation=invitation, values=values, now=now)
    except IntegrityError:
        message = _("There is an account with this address already. Sign in, then open the link again.")
        raise ActionRefused("conflict", message) from None


def _refuse_spent(invitation: Invitation, now: dt.datetime) -> None:
    if invitation.used_at is not None:
        raise ActionRefused("gone", _("This invitation has been used. Ask the manager for a new one."))
    if invitation.expires_at <= now:
        raise ActionRefused("gone", _("This invitation has expired. Ask the manager for a new one."))


def _refuse_second_seat(user: User, invitation: Invitation) -> None:
    if Participation.objects.filter(exercise=invitation.exercise, user=user).exists():
        raise ActionRefused("conflict", _("You already take part in this exercise."))


@transaction.atomic
def remove_person(*, manager: Participation, person: Participation, now: dt.datetime) -> None:
    """End a participation: its sockets close within seconds, what the person wrote and rated stays."""
    access.require(manager, "manage", now)
    if person.pk == manager.pk:
        raise ActionRefused("conflict", _("You cannot remove yourself."))
    gone = Participation.objects.filter(pk=person.pk, removed_at=None).update(removed_at=now)
    if gone:
        activity.append(manager.exercise, events.PersonRemoved(role=person.role), actor=manager, now=now)
