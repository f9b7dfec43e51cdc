"""Editing and reviewing an option: two browsers on one field, and a moderator who uses nothing but keys."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]


@pytest.fixture
def deepening(running_quadrant) -> Iterator[None]:
    """Stand the demo's clock in the phase before rating, with all but a few options decided; put it back afterwards."""
    with psycopg.connect(running_quadrant.urls[0], autocommit=True) as connection:
        was = one(connection, "SELECT clock_offset FROM exercises_exercise WHERE slug = 'mexico'")
        then = one(
            connection,
            "SELECT p.opens_at FROM exercises_phase p JOIN exercises_exercise e ON e.id = p.exercise_id"
            " WHERE e.slug = 'mexico' AND p.kind = 'compete'",
        )
        offset = then + dt.timedelta(hours=3) - dt.datetime.now(dt.UTC)
        connection.execute("UPDATE exercises_exercise SET clock_offset = %s WHERE slug = 'mexico'", [offset])
        yield
        connection.execute("UPDATE exercises_exercise SET clock_offset = %s WHERE slug = 'mexico'", [was])


def one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def submitted(page: Page, title: str) -> str:
    """A new option of this person; the address of its page."""
    page.goto("/x/mexico/options/new/")
    for field in page.locator("form.write textarea").all():
        field.fill("Something is done by somebody.")
    page.fill("input[name=title]", title)
    page.get_by_role("button", name="Submit the option").click()
    page.wait_for_url("**/options/*/")
    return page.url


@pytest.mark.usefixtures("deepening")
def test_two_browsers_on_the_same_field_meet_and_nothing_is_lost(sign_in: SignIn) -> None:
    first, second = sign_in("analyst1"), sign_in("analyst1")
    address = submitted(first, f"Pay the police {uuid.uuid4().hex[:6]}")
    for page in (first, second):
        page.goto(f"{address}edit/")
    reader = sign_in("analyst2")
    reader.goto(address)
    first.fill("textarea[name=aspect_actors]", "The army pays.")
    first.fill("textarea[name=summary]", "Theirs alone.")
    first.get_by_label("A clarification").check()
    first.get_by_role("button", name="Save the new version").click()
    first.wait_for_url(address)
    # Whoever reads it is told, and what is being read stays.
    expect(reader.get_by_role("link", name="This text has changed: version 2")).to_be_visible()
    expect(reader.get_by_text("Theirs alone.")).to_have_count(0)

    second.fill("textarea[name=aspect_actors]", "The interior ministry pays.")
    second.fill("textarea[name=aspect_failure]", "Mine alone.")
    second.get_by_label("A material change").check()
    second.get_by_role("button", name="Save the new version").click()
    expect(second.get_by_role("alert")).to_contain_text("You saved version 2 elsewhere while you wrote here.")
    actors = second.get_by_role("group", name="Who acts: which text stands?")
    expect(actors).to_contain_text("army")
    expect(actors.get_by_label("Mine")).to_be_checked()
    expect(second.get_by_role("group", name="Summary: which text stands?").get_by_label("Theirs")).to_be_checked()
    expect(second.locator("textarea[name=aspect_actors]")).to_have_value("The interior ministry pays.")
    second.get_by_role("button", name="Save the new version").click()
    second.wait_for_url(address)
    text = second.locator("article").inner_text()
    assert [words in text for words in ("The interior ministry pays.", "Theirs alone.", "Mine alone.")] == [True] * 3
    # Their version stays as it was, and the difference can be read.
    second.goto(f"{address}versions/?from=2&to=3")
    expect(second.locator("del").filter(has_text="army")).to_be_visible()
    expect(second.locator("ins").filter(has_text="interior ministry")).to_be_visible()


@pytest.mark.usefixtures("deepening")
def test_a_moderator_returns_by_keys_alone_and_the_author_submits_again(sign_in: SignIn) -> None:
    author, moderator = sign_in("analyst3"), sign_in("moderator1")
    address = submitted(author, f"Mend the prisons {uuid.uuid4().hex[:6]}")
    number = address.rstrip("/").rsplit("/", 1)[1]
    moderator.goto(f"/x/mexico/moderation/{number}/")
    keys = moderator.keyboard
    keys.press("?")
    expect(moderator.get_by_role("heading", name="Keys")).to_be_visible()
    keys.press("Escape")
    keys.press("t")
    expect(moderator.get_by_text("You have taken this up")).to_be_visible()
    keys.press("r")
    expect(moderator.get_by_label("Reason")).to_be_focused()
    keys.type("It is not clear")
    keys.press("Tab")
    keys.type("Who pays, and area by area?")  # letters that would be commands outside
    keys.press("Escape")
    keys.press("r")
    expect(moderator.get_by_text(f"PO-{number} is returned to its author.")).to_be_visible()

    author.goto("/x/mexico/")
    expect(author.get_by_role("heading", name=f"Your option PO-{number} was returned")).to_be_visible()
    author.goto(address)
    expect(author.get_by_label("State of this option")).to_contain_text("Who pays, and area by area?")
    author.get_by_role("link", name="Edit and submit again").click()
    author.fill("textarea[name=aspect_actors]", "The interior ministry pays.")
    author.get_by_role("button", name="Submit again").click()
    author.wait_for_url(address)
    expect(author.get_by_text("not yet reviewed").first).to_be_visible()

    moderator.goto(f"/x/mexico/moderation/{number}/")
    moderator.keyboard.press("a")
    expect(moderator.get_by_text(f"PO-{number} is accepted.")).to_be_visible()
