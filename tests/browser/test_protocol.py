"""The protocol in a real browser: changed by keyboard before rating, deviated from after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Violations = Callable[[Page], list[str]]
EDIT = "/x/quays/protocol/edit/"


@pytest.fixture
def manager(sign_in: Callable[..., Page]) -> Page:
    """The manager of an exercise in preparation, which the tests of this file share."""
    page = sign_in("manager")
    if page.request.get("/x/quays/").status == 200:
        return page
    page.goto("/x/new/")
    day = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=3)
    fields = {"title": "Quays", "question": "Who guards the quays?", "marking": "EXERCISE – FICTIONAL"}
    poles = {"x_negative": "Law", "x_positive": "Force", "y_negative": "Abroad", "y_positive": "At home"}
    days: dict[str, str] = {"first_day": day.isoformat(), "x_question": "How?", "y_question": "Who?"}
    for name, text in {**fields, **poles, **days}.items():
        page.fill(f"[name={name}]", text)
    page.locator("main button.button-primary").click()
    page.wait_for_url("**/x/quays/")
    return page


def names(page: Page) -> list[str]:
    return page.locator(".question h3").all_inner_texts()


def press(page: Page, control: Any, key: str) -> None:
    control.focus()
    page.keyboard.press(key)


def test_the_manager_changes_the_protocol_by_keyboard(manager: Page, violations: Violations) -> None:
    page = manager
    page.goto(EDIT)
    press(page, page.locator("#up-3"), "Enter")
    expect(page.locator(".question h3").nth(2)).to_have_text("Risk")
    expect(page.get_by_text("Words of criterion 3")).to_be_focused()  # the focus went with it
    press(page, page.locator("#add-criterion"), "Space")
    expect(page.locator(".question")).to_have_count(5)
    expect(page.get_by_text("Words of criterion 5")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Cost")
    expect(page.locator(".question h3").nth(4)).to_have_text("Cost")  # raters' view follows the typing
    page.keyboard.press("Tab")
    page.keyboard.type("What does it cost?")
    for words in ("the harbour", "in a year", "nothing", "little", "some", "much", "too much"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")  # from none to the last: step 1 speaks for it
    expect(page.locator(".question").nth(4)).to_have_attribute("data-good", "low")
    assert violations(page) == []
    press(page, page.locator("[name=c4_name]"), "Enter")  # saves, and takes nothing away
    page.wait_for_url("**/x/quays/protocol/")
    assert names(page) == ["Desirability", "Feasibility", "Risk", "Impact", "Cost"]
    expect(page.get_by_text("in a year")).to_be_visible()
    assert violations(page) == []


def test_without_script_the_buttons_do_the_same(manager: Page, visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False, storage_state=manager.context.storage_state())
    page.goto(EDIT)
    before = names(page)
    with page.expect_navigation():
        page.click("#down-0")
    assert names(page)[:2] == before[1::-1]
    with page.expect_navigation():
        page.click("#remove-0")
    assert names(page)[0] == before[0]


def test_after_the_freeze_a_change_is_a_deviation_with_a_reason(
    sign_in: Callable[..., Page], violations: Violations
) -> None:
    page = sign_in("manager")
    page.goto("/x/mexico/protocol/edit/")
    assert page.locator("[name=do]").count() == 0
    page.get_by_text("Words of criterion 1").click()
    page.fill("[name=c0_by_when]", "the end of 2018")
    page.get_by_role("button", name="Log the deviation").click()
    expect(page.get_by_text("Write something here.")).to_be_visible()
    expect(page.locator("[name=c0_by_when]")).to_have_value("the end of 2018")
    page.fill("[name=reason]", "Raters asked which part of 2018.")
    assert violations(page) == []
    page.get_by_role("button", name="Log the deviation").click()
    page.wait_for_url("**/x/mexico/protocol/")
    expect(page.get_by_text("Raters asked which part of 2018.")).to_be_visible()
    expect(page.locator(".differences ins")).to_have_text("the end of 2018")
    page.locator(".hash summary").first.click()
    assert len(page.locator(".hash-full").first.inner_text()) == 64
    assert violations(page) == []
