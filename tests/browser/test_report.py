"""The report in real browsers: written with looked-up numbers, signed by two, published before everybody's eyes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.running import ROOT, quadrant_environment

REPORT = "/x/deciding/report/"


@pytest.fixture(scope="module")
def deciding(running_quadrant) -> None:
    """The exercise "deciding" beside the demo."""
    database, valkey = running_quadrant.urls
    engines = {"DATABASE_URL": database, "VALKEY_URL": valkey}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell"],
        input=Path(__file__).with_name("make_report_exercise.py").read_bytes(),
        env=quadrant_environment(running_quadrant.var, running_quadrant.port, **engines),
        check=True,
        timeout=120,
    )


def open_report(page: Page) -> Page:
    page.goto(REPORT)
    expect(page.locator("feed-state")).to_have_text("live")
    return page


def test_the_bottom_line_is_written_signed_by_two_and_published(
    sign_in: Callable[..., Page], violations: Callable[[Page], list[str]], deciding: None
) -> None:
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
    lead.get_by_placeholder("Find an option").fill("pilots")
    lead.get_by_role("button", name="Cite PO-1").click()
    text.press_sequentially(".")
    expect(text).to_have_value("Of {{options.accepted}} options one comes first (PO-1).")
    assert violations(lead) == []
    lead.get_by_role("button", name="Save", exact=True).click()
    lead.wait_for_url(f"**{REPORT}#bottom-line")
    expect(lead.get_by_text("Of 1 options one comes first (PO-1).")).to_be_visible()
    expect(reader.get_by_text("1 change of the text")).to_be_attached(timeout=3_000)

    open_report(lead).get_by_role("button", name="Sign as author").click()
    expect(lead.get_by_text("You have signed the report as it stands.")).to_be_visible()
    expect(lead.locator("feed-state")).to_have_text("live")
    second = open_report(sign_in("moderator1"))
    second.locator("summary", has_text="Sign as second reader").click()
    for box in second.locator("[name=standards]").all():
        box.check()
    assert violations(second) == []
    second.get_by_role("button", name="Sign as second reader").click()
    expect(second.get_by_text("You have signed the report as it stands.")).to_be_visible()

    lead.get_by_role("button", name="Publish as final").click()  # the desk has learnt of the second signature by itself
    expect(lead.get_by_text("The report is published.")).to_be_visible()
    expect(reader.locator("#desk-title")).to_have_text("Final", timeout=3_000)
    expect(reader.get_by_text("Mate signed as second reader.")).to_be_visible()
