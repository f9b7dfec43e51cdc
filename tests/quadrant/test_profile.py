"""One's own name and time zone."""

from __future__ import annotations

import sys
import zoneinfo

import pytest
from django.test import Client

from quadrant.accounts.models import User
from quadrant.zones import zone_names


@pytest.fixture
def nora(db: None) -> User:
    return User.objects.create_user("nora@cast.invalid", None, name="Nora", zone="Europe/Berlin")


@pytest.fixture
def browser(nora: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(nora)
    return client


def test_name_and_zone_are_kept(browser: Client, nora: User) -> None:
    answer = browser.post("/accounts/profile/", {"name": " Nora N. ", "zone": "Africa/Cairo"}, follow=True)
    assert "Saved." in answer.content.decode()
    nora.refresh_from_db()
    assert (nora.name, nora.zone) == ("Nora N.", "Africa/Cairo")


def test_the_zones_are_looked_up_once_and_not_at_every_request(browser: Client) -> None:
    assert list(zone_names()) == sorted(zoneinfo.available_timezones())
    browser.get("/accounts/profile/")  # the reader's own zone is read once as well
    opened: list[str] = []
    sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" and listening else None)
    listening = [True]
    browser.get("/accounts/profile/")
    listening.clear()
    assert [path for path in opened if "zoneinfo" in path or "tzdata" in path] == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "x" * 121, "zone": "UTC"}, {"name": ["At most 120 characters fit here; this is 1 too long."]}),
        (
            {"name": "No\u202era", "zone": "UTC"},
            {"name": ["This holds a character that turns the reading direction (U+202E). Remove it."]},
        ),
        (
            {"name": "Nora\0", "zone": "UTC"},
            {"name": ["This holds a NUL character (U+0000), which cannot be stored. Remove it."]},
        ),
        ({"name": "Nora", "zone": "Mars/Olympus"}, {"zone": ["Choose a zone from the list."]}),
        ({}, {"zone": ["Choose a zone from the list."]}),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_and_kept(
    sent: dict[str, str], said: dict[str, list[str]], browser: Client, nora: User
) -> None:
    answer = browser.post("/accounts/profile/", sent)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (422, said)
    assert answer.context["form"]["name"].value() == sent.get("name")
    nora.refresh_from_db()
    assert (nora.name, nora.zone) == ("Nora", "Europe/Berlin")
