"""The report of the full demo in real browsers: written with looked-up numbers, signed by two, published, fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reporting import build, downloaded, open_next, sign_as_author, sign_as_second

HOME = "/x/mexico/"
REPORT = f"{HOME}report/"
MOST_PAGES = 56  # of parts A and B together
REASON = "The two who were away place the last options next week."


@pytest.fixture(scope="module")
def running_quadrant(start_quadrant: Callable[..., Any]) -> Iterator[Any]:
    """A demo of its own: what is published here would be strange to the tests of other pages."""
    with start_quadrant(demo=True) as running:
        yield running


@pytest.fixture(scope="module")
def states() -> dict[str, Any]:
    """Who signed in to that demo."""
    return {}


def open_report(page: Page) -> Page:
    page.goto(REPORT)
    expect(page.locator("feed-state")).to_have_text("live")
    return page


def test_the_bottom_line_is_written_signed_by_two_and_published(
    sign_in: Callable[..., Page], violations: Callable[..., list[str]]
) -> None:
    manager = sign_in("manager")
    for phase in ("Challenge", "Draft"):
        open_next(manager, HOME, phase)
    reader = open_report(sign_in("analyst1"))
    expect(reader.locator("#desk-title")).to_have_text("A draft")

    lead = sign_in("lead", device="phone")
    lead.goto(f"{REPORT}texts/bottom_line/edit/")
    expect(lead.locator(".citable").first).to_be_hidden()  # nobody scrolls past the evidence to reach the end
    text = lead.locator("[name=text]")
    text.fill("Of ")
    lead.locator("field-picker [data-name]").select_option(label="Options accepted")
    lead.get_by_role("button", name="Put it in").click()
    text.press_sequentially(" options one comes first")
    lead.get_by_placeholder("Find an option").fill("clean institutions")
    lead.get_by_role("button", name="Cite PO-1", exact=True).click()
    text.press_sequentially(".")
    expect(text).to_have_value("Of {{options.accepted}} options one comes first (PO-1).")
    assert violations(lead) == []
    lead.locator(".write-actions button[type=submit]").click()
    lead.wait_for_url(f"**{REPORT}#bottom-line")
    expect(lead.get_by_text("Of 33 options one comes first (PO-1).")).to_be_visible()
    expect(reader.get_by_text("1 change of the text")).to_be_attached(timeout=5_000)

    sign_as_author(lead, HOME)
    second = open_report(sign_in("moderator1"))
    second.locator("summary", has_text="Sign as second reader").click()
    assert violations(second, within="#desk") == []
    sign_as_second(second, HOME)

    publish = lead.get_by_role(
        "button", name="Publish as final"
    )  # the desk has learnt of the second signature by itself
    publish.click()
    expect(lead.get_by_text("rest on nothing")).to_be_visible()  # it does not go out with gaps without a word
    lead.fill("#desk [name=reason]", REASON)
    publish.click()
    expect(lead.get_by_text("The report is published.")).to_be_visible()
    expect(reader.locator("#desk-title")).to_have_text("Final", timeout=5_000)
    expect(reader.get_by_text("signed as second reader.")).to_be_visible()
    expect(reader.locator("#desk").get_by_text(REASON)).to_be_visible()

    build(lead, "public")
    said, pages = downloaded(reader, HOME)
    assert said.count("RECONSTRUCTION – SYNTHETIC PARTICIPANTS") >= pages
    assert 20 < pages <= MOST_PAGES
    assert [words for words in ("Final", "Of 33 options one comes first (PO-1).", REASON) if words not in said] == []
