"""Steps of those who bring a report out, in real browsers; *home* is the address of an exercise, "/x/mexico/"."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader


def open_next(manager: Page, home: str, name: str) -> None:
    """Open the next phase, *name*, now."""
    manager.goto(home)
    button = manager.get_by_role("button", name=f"Open “{name}” now")
    if not button.is_visible():
        manager.locator("summary", has_text=re.compile("next phase", re.IGNORECASE)).click()
    button.click()
    expect(manager.get_by_text(f"“{name}” is open.")).to_be_visible()


def sign_as_author(lead: Page, home: str) -> None:
    lead.goto(f"{home}report/")
    lead.get_by_role("button", name="Sign as author").click()
    expect(lead.get_by_text("You have signed the report as it stands.")).to_be_visible()
    expect(lead.locator("feed-state")).to_have_text("live")


def sign_as_second(reader: Page, home: str) -> None:
    reader.goto(f"{home}report/")
    reader.locator("summary", has_text="Sign as second reader").click()
    for box in reader.locator("[name=standards]").all():
        box.check()
    reader.get_by_role("button", name="Sign as second reader").click()
    expect(reader.get_by_text("You have signed the report as it stands.")).to_be_visible()


def build(lead: Page, level: str) -> None:
    """Let the worker build the PDF, and wait until its file is there."""
    lead.get_by_text("Level and formats").click()
    lead.get_by_role("radio", name=level).check()
    lead.get_by_role("button", name="Build the files").click()
    expect(lead.locator("#builds a[href$='/pdf/']").first).to_be_visible(timeout=60_000)


def downloaded(reader: Page, home: str) -> tuple[str, int]:
    """The words and the number of pages of the PDF that the report's page offers."""
    reader.goto(f"{home}report/")
    with reader.expect_download() as download:
        reader.locator("#builds a[href$='/pdf/']").first.click()
    pages = PdfReader(download.value.path()).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split()), len(pages)
