"""Writing, editing and reviewing an option: a page that is killed, two browsers on one field, nothing but keys."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Error, Page, expect

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
    page.wait_for_url(re.compile(r"/options/\d+/$"))  # the form's own ends in “new”
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
    expect(
        second.get_by_role("group", name="Summary: which text stands?").get_by_label("What you saved elsewhere")
    ).to_be_checked()
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


@pytest.mark.usefixtures("deepening")
def test_two_moderators_see_each_others_claims_and_one_accepts_many(sign_in: SignIn) -> None:
    author, first, second = sign_in("analyst3"), sign_in("moderator1"), sign_in("moderator2")
    titles = [f"Light the harbour {uuid.uuid4().hex[:6]}" for _ in range(3)]
    numbers = [submitted(author, title).rstrip("/").rsplit("/", 1)[1] for title in titles]
    rows = {}
    for page in (first, second):
        page.goto("/x/mexico/moderation/?state=submitted")
        rows[page] = [page.locator(".case-row").filter(has_text=title) for title in titles]
        expect(page.locator("feed-state")).to_have_attribute("data-state", "live")

    # Taken up in another tab of the second; the first, who only looks, is told who has it and how it stands.
    tab = second.context.new_page()
    tab.goto(f"/x/mexico/moderation/{numbers[0]}/")
    tab.keyboard.press("t")
    expect(tab.get_by_text("You have taken this up")).to_be_visible()
    expect(rows[first][0].locator("[data-claim]")).to_contain_text("with ")
    expect(rows[first][0].locator(".state")).to_have_text("in review")
    expect(rows[second][0].locator("[data-claim]")).to_have_text("with you")

    for row in rows[first]:
        row.get_by_role("checkbox").check()
    first.get_by_role("button", name="Accept the chosen").click()
    expect(first.get_by_role("heading", name="Accept these")).to_be_visible()
    expect(first.get_by_label("Left out").get_by_role("listitem")).to_have_count(1)
    expect(first.get_by_label("Left out")).to_contain_text(f"PO-{numbers[0]}")
    first.get_by_role("button", name="Accept 2 options").click()
    expect(first.get_by_text("They are accepted, and their authors read so.")).to_be_visible()
    for row in rows[second][1:]:
        expect(row.locator(".state")).to_have_text("accepted")
        expect(row.locator("[data-claim]")).to_have_text("no longer waits")
    expect(rows[second][0].locator(".state")).to_have_text("in review")

    first.get_by_role("button", name="Undo").click()
    for row in rows[second][1:]:
        expect(row.locator(".state")).to_have_text("not yet reviewed")
        expect(row.locator("[data-claim]")).to_have_text("")


@pytest.mark.usefixtures("deepening")
@pytest.mark.parametrize(
    ("address", "field"),
    [("/x/mexico/options/new/", "textarea[name=summary]"), ("/x/mexico/options/12/", "#write textarea[name=text]")],
)
def test_a_page_that_is_killed_loses_at_most_a_second_of_typing(sign_in: SignIn, address: str, field: str) -> None:
    page = sign_in("analyst4")
    page.goto(address)
    page.route("**/drafts/", lambda route: route.abort())  # the server may not have heard of it yet
    words = f"Nobody pays for it {uuid.uuid4().hex[:6]}."
    page.locator(field).press_sequentially(words)
    page.wait_for_timeout(1_000)
    with contextlib.suppress(Error):
        page.goto("chrome://crash")  # no page of it is told that it ends
    again = page.context.new_page()
    again.goto(address)
    expect(again.locator(field)).to_have_value(words)
