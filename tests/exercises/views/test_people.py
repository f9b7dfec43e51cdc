"""The people page, invitations, and joining by a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from exercises.actions.people import invite_person
from exercises.models import Invitation, Participation
from quadrant.accounts.models import User

ORIGIN = {"origin": "http://testserver"}
JOIN = {"alias": "Copper Heron", "region": "Europe", "expertise": "Law", "consent": "on"}
NEWCOMER = {**JOIN, "name": "Nora New", "zone": "Europe/Berlin", "password": "correct horse battery"}


@pytest.fixture
def mails(settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def invite(cast, stand_in, email: str = "new@cast.invalid") -> tuple[Invitation, str]:
    return invite_person(manager=cast.manager, email=email, role="analyst", now=stand_in("prepare"))


def test_the_manager_invites_and_sees_the_link_once(cast, stand_in, mails: Path) -> None:
    stand_in("prepare")
    page = cast.client("manager").post(
        "/x/alpha/people/", {"email": "new@cast.invalid", "role": "analyst"}, follow=True
    )
    links = re.findall(r"http://testserver/join/[\w-]+/", page.content.decode())
    assert len(links) == 1
    mail = next(mails.iterdir()).read_text()
    assert (links[0] in mail, "EXERCISE" in mail) == (True, True)
    assert links[0] not in cast.client("manager").get("/x/alpha/people/").content.decode()


def test_a_wrong_address_is_said_beside_the_field_and_kept(cast, stand_in) -> None:
    stand_in("prepare")
    page = cast.client("manager").post("/x/alpha/people/", {"email": "not an address", "role": "analyst"})
    assert (page.status_code, 'value="not an address"' in page.content.decode()) == (422, True)
    assert Invitation.objects.count() == 0


def test_a_newcomer_gets_an_account_and_a_seat_in_one_go(cast, stand_in) -> None:
    _invitation, token = invite(cast, stand_in)
    browser = Client(headers=ORIGIN)
    answer = browser.post(f"/join/{token}/", NEWCOMER)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/x/alpha/")
    person = Participation.objects.select_related("user").get(alias="Copper Heron")
    assert (person.user.email, person.user.name, person.role) == ("new@cast.invalid", "Nora New", "analyst")
    assert browser.get("/x/alpha/people/").status_code == 200
    assert browser.get(f"/join/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"consent": ""}, 422),
        ({"alias": ""}, 422),
        ({"alias": "alias ANA"}, 409),
        ({"alias": "x" * 41}, 422),
        ({"alias": "a\u202eb"}, 422),
        ({"password": "short"}, 422),
        ({"password": "password1234"}, 422),
        ({"region": "Atlantis"}, 422),
        ({"zone": "Mars/Olympus"}, 422),
    ],
)
def test_what_cannot_be_right_makes_no_account_and_keeps_what_was_typed(cast, stand_in, changed, status) -> None:
    _invitation, token = invite(cast, stand_in)
    page = Client(headers=ORIGIN).post(f"/join/{token}/", {**NEWCOMER, **changed})
    assert (page.status_code, 'value="Nora New"' in page.content.decode()) == (status, True)
    assert not User.objects.filter(email="new@cast.invalid").exists()
    assert Invitation.objects.get().used_at is None


def test_the_link_alone_opens_nobodys_account(cast, stand_in) -> None:
    _invitation, token = invite(cast, stand_in, "stranger@cast.invalid")
    answer = Client(headers=ORIGIN).get(f"/join/{token}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next=/join/{token}/")


def test_somebody_signed_in_joins_with_the_own_account(cast, stand_in) -> None:
    _invitation, token = invite(cast, stand_in)
    assert cast.client("stranger").post(f"/join/{token}/", JOIN).status_code == 302
    assert Participation.objects.get(alias="Copper Heron").user == cast.stranger


def test_whoever_only_holds_a_link_is_led_to_no_page_of_the_exercise(cast, stand_in) -> None:
    _invitation, token = invite(cast, stand_in)
    page = Client().get(f"/join/{token}/").content.decode()
    assert (page.count("/x/alpha/"), page.count("EXERCISE – FICTIONAL")) == (0, 3)  # twice the marking, once quoted


def test_an_unknown_link_does_not_exist_and_an_expired_one_says_so(cast, stand_in) -> None:
    invitation, token = invite(cast, stand_in)
    assert Client().get("/join/unknown/").status_code == 404
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=invitation.created_at)
    gone = Client().get(f"/join/{token}/")
    assert (gone.status_code, "has expired" in gone.content.decode()) == (410, True)


def test_only_the_manager_invites_and_removes(cast, stand_in) -> None:
    stand_in("prepare")
    for name in ("ana", "mona", "lead", "olga"):
        assert (
            cast.client(name).post("/x/alpha/people/", {"email": "a@b.invalid", "role": "analyst"}).status_code == 403
        )
        assert cast.client(name).post(f"/x/alpha/people/{cast.ben.pk}/remove/").status_code == 403
    assert (Invitation.objects.count(), Participation.objects.filter(removed_at=None).count()) == (0, 8)


def test_a_refusal_carries_the_marking_like_every_page(cast, stand_in) -> None:
    stand_in("prepare")
    page = cast.client("ana").post(f"/x/alpha/people/{cast.ben.pk}/remove/").content.decode()
    assert ("As Analyst you can read this, but not change it." in page, page.count("EXERCISE – FICTIONAL")) == (True, 2)
    assert "<h1>Not open to your role</h1>" in page


def test_a_removed_person_finds_no_exercise(cast, stand_in) -> None:
    stand_in("diverge")
    browser = cast.client("ana")
    assert browser.get("/x/alpha/people/").status_code == 200
    assert cast.client("manager").post(f"/x/alpha/people/{cast.ana.pk}/remove/").status_code == 302
    assert browser.get("/x/alpha/people/").status_code == 404


def test_the_page_never_shows_an_address_or_a_name_beside_an_alias(cast, stand_in) -> None:
    stand_in("prepare")
    page = cast.client("ana").get("/x/alpha/people/").content.decode()
    main = page.split("<main", 1)[1].split("</main", 1)[0]
    assert [
        name
        for name in ("cast.invalid", "Ben<", "Olga<")
        if name in main.replace("Alias Ben", "").replace("Alias Olga", "")
    ] == []


@pytest.mark.parametrize("extra", [0, 2])
def test_the_list_asks_as_many_questions_for_few_as_for_many(
    cast, stand_in, exercise, django_assert_num_queries, extra
) -> None:
    stand_in("prepare")
    for n in range(extra):
        user = User.objects.create_user(f"more{n}@cast.invalid")
        Participation.objects.create(
            exercise=exercise,
            user=user,
            role="analyst",
            alias=f"More {n}",
            consent_at=exercise.created_at,
            joined_at=exercise.created_at,
        )
    browser = cast.client("ana")
    with django_assert_num_queries(5):
        browser.get("/x/alpha/people/")
