"""Inviting, joining, removing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from exercises import access
from exercises.actions.people import hash_token, invite_person, join_exercise, remove_person
from exercises.errors import ActionRefused
from exercises.models import Participation

Middle = Callable[[str], dt.datetime]
VALUES = {"alias": "Copper Heron", "region": "Europe", "expertise": "Law", "consent": True}


def test_an_invitation_lets_one_person_in_once(cast, exercise, middle: Middle) -> None:
    now = middle("prepare")
    invitation, token = invite_person(manager=cast.manager, email="New@cast.invalid", role="analyst", now=now)
    assert (invitation.token_hash, invitation.email) == (hash_token(token), "new@cast.invalid")
    assert token not in invitation.token_hash
    person = join_exercise(user=cast.stranger, invitation=invitation, values=VALUES, now=now)
    assert (person.role, person.alias, person.consent_at) == ("analyst", "Copper Heron", now)
    assert exercise.events.last().data == {"role": "analyst"}
    with pytest.raises(ActionRefused) as refused:
        join_exercise(user=cast.stranger, invitation=invitation, values=VALUES, now=now)
    assert refused.value.status == 410


def test_an_expired_invitation_is_gone(cast, middle: Middle) -> None:
    invitation, _token = invite_person(manager=cast.manager, email="a@b.invalid", role="analyst", now=middle("prepare"))
    with pytest.raises(ActionRefused) as refused:
        join_exercise(user=cast.stranger, invitation=invitation, values=VALUES, now=invitation.expires_at)
    assert refused.value.code == "gone"


def test_nobody_joins_without_consent(cast, middle: Middle) -> None:
    now = middle("prepare")
    invitation, _token = invite_person(manager=cast.manager, email="a@b.invalid", role="analyst", now=now)
    with pytest.raises(ActionRefused) as refused:
        join_exercise(user=cast.stranger, invitation=invitation, values={**VALUES, "consent": False}, now=now)
    assert list(refused.value.fields) == ["consent"]


def test_an_alias_is_worn_by_one_person_whatever_its_case(cast, middle: Middle) -> None:
    now = middle("prepare")
    invitation, _token = invite_person(manager=cast.manager, email="a@b.invalid", role="analyst", now=now)
    with pytest.raises(ActionRefused) as refused:
        join_exercise(user=cast.stranger, invitation=invitation, values={**VALUES, "alias": "ALIAS ana"}, now=now)
    assert list(refused.value.fields) == ["alias"]
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_a_removed_person_is_outside_at_once_and_what_was_done_stays(cast, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    remove_person(manager=cast.manager, person=cast.ana, now=middle("diverge"))
    gone = Participation.objects.get(pk=cast.ana.pk)
    assert (access.capabilities(gone, middle("diverge")), option.author_id) == (frozenset(), gone.pk)


def test_a_manager_cannot_lock_everybody_out(cast, middle: Middle) -> None:
    with pytest.raises(ActionRefused):
        remove_person(manager=cast.manager, person=cast.manager, now=middle("diverge"))
