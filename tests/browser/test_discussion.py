"""The discussion of an option in real browsers: said in one, heard of in the other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.running import ROOT, quadrant_environment

Violations = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def talking(running_quadrant) -> None:
    """The exercise "talking" beside the demo."""
    database, valkey = running_quadrant.urls
    engines = {"DATABASE_URL": database, "VALKEY_URL": valkey}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell"],
        input=Path(__file__).with_name("make_talking_exercise.py").read_bytes(),
        env=quadrant_environment(running_quadrant.var, running_quadrant.port, **engines),
        check=True,
        timeout=120,
    )


def post(page: Page, form: str, kind: str, text: str) -> None:
    page.locator(f"{form} input[name=kind][value={kind}]").check(force=True)  # the label is what one touches
    page.fill(f"{form} textarea[name=text]", text)
    page.locator(f"{form} button[type=submit]").click()
    page.wait_for_url(re.compile(r"#c\d+$"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_discussion_from_the_first_word_to_the_strongest_objection(
    sign_in: Callable[..., Page], violations: Violations, device: str
) -> None:
    option = "/x/mexico/options/12/" if device == "desktop" else "/x/mexico/options/13/"
    writer, other = sign_in("analyst1", device=device), sign_in("analyst2")
    writer.goto(option)
    other.goto(option)
    expect(other.locator("feed-state")).to_have_text("live")
    reading = other.evaluate("[scrollY, document.documentElement.scrollHeight]")

    post(writer, "#write", "challenge", "Nobody would *sign* it.")
    said = writer.locator("article.comment", has_text="Nobody would sign it.")
    expect(said.locator(".comment-kind")).to_have_text("Challenge")
    expect(said.locator(".comment-text em")).to_have_text("sign")

    # The other hears of it, and nothing of what is being read has moved.
    news = other.get_by_role("link", name="1 new comment")
    expect(news).to_be_attached(timeout=3_000)
    assert other.evaluate("[scrollY, document.documentElement.scrollHeight]") == reading
    news.evaluate("link => link.click()")
    head = other.locator("article.comment", has_text="Nobody would sign it.")
    expect(head).to_be_in_viewport()
    expect(head.get_by_text("new", exact=True)).to_be_visible()

    head.get_by_role("link", name="Reply").click()
    expect(other.locator(".comment-answer input[name=kind]").first).to_be_focused()
    post(other, ".comment-answer", "evidence", "Two of the three have said so.")
    assert other.locator(".comments .comments article.comment", has_text="Two of the three").count() == 1

    writer.goto(option)
    said.first.get_by_role("link", name="Edit").click()
    field = writer.locator(".comment-change textarea")
    expect(field).to_be_focused()
    field.fill("Nobody would *ever* sign it.")
    assert violations(writer) == []
    writer.locator(".comment-change button[type=submit]").click()
    edited = writer.locator("article.comment", has_text="Nobody would ever sign it.").first
    edited.get_by_role("link", name="edited, 2 wordings").click()
    expect(writer.get_by_text("Nobody would sign it.")).to_be_visible()
    assert violations(writer) == []

    moderator = sign_in("moderator1", device=device)
    moderator.goto(option)
    theirs = moderator.locator("article.comment", has_text="Nobody would ever sign it.").first
    theirs.get_by_text("Moderate").click()
    theirs.get_by_role("button", name="Make it the strongest objection").click()
    expect(moderator.locator(".objection-text")).to_have_text(re.compile("Nobody would ever sign it."))
    assert violations(moderator) == []
    assert moderator.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_without_script_everything_is_said_as_well(sign_in: Callable[..., Page]) -> None:
    page = sign_in("analyst3", java_script_enabled=False)
    page.goto("/x/mexico/options/14/")
    post(page, "#write", "question", "Who would pay for it?")
    said = page.locator("article.comment", has_text="Who would pay for it?")
    said.get_by_role("link", name="Reply").click()
    post(page, ".comment-write", "evidence", "The budget of that year does.")
    page.locator("article.comment", has_text="The budget").get_by_role("link", name="Edit").click()
    page.fill("textarea[name=text]", "The budget of the next year does.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The budget of the next year does.")).to_be_visible()


def test_a_long_discussion_is_read_in_parts_and_what_one_types_in_two_places_is_kept_in_both(
    talking: None, sign_in: Callable[..., Page], violations: Violations
) -> None:
    page = sign_in("analyst1", device="phone")
    page.goto("/x/talking/options/1/#c1")  # the oldest; somebody has copied no more than that
    page.wait_for_url("**/?comment=1#c1")
    first = page.locator("#c1")
    expect(first).to_be_in_viewport()
    expect(page.locator("#discussion > .comments > li > .comment")).to_have_count(20)
    for shown in (40, 49):
        page.get_by_role("link", name="more threads").click()
        expect(page.locator("#discussion > .comments > li > .comment")).to_have_count(shown)
        assert page.evaluate("document.activeElement.matches('article.comment')")
    expect(page.locator("#more-threads")).to_have_count(0)
    assert page.locator("article.comment").count() == 60
    right_to_left = page.locator("#c58 .comment-text p")
    assert right_to_left.evaluate("p => getComputedStyle(p).unicodeBidi") == "plaintext"

    # An answer to one's own comment, and other words for it.
    for link, form, typed in (("Reply", "#answer-1", "An answer"), ("Edit", "#change-1", "Other words")):
        first.get_by_role("link", name=link).click()
        page.locator(f"{form} textarea").fill(typed)
        expect(page.locator(f"{form} .save-state")).to_have_text(re.compile("^saved"), timeout=15_000)
    page.evaluate("scrollTo(0, 0)")  # where a bar covers half of a link, its target is half as high
    assert violations(page) == []
    page.goto("/x/talking/drafts/")
    page.get_by_role("link", name="Other words for comment 1 on PO-1").click()
    expect(page.locator("textarea")).to_have_value("Other words")
    page.goto("/x/talking/drafts/")
    page.get_by_role("link", name="An answer to comment 1 on PO-1").click()
    expect(page.locator("textarea")).to_have_value("An answer")
