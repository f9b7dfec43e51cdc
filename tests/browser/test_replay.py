"""The week again, in a real browser: by keyboard to a day, change by change, and back to now."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]


def placed(page: Page) -> str:
    return page.locator(".board-count").inner_text()


def test_by_keys_to_the_third_day_and_back_to_now(sign_in: SignIn) -> None:
    page = sign_in("moderator1")
    page.goto("/x/mexico/board/")
    expect(page.locator(".board-card").first).to_be_visible()
    now = placed(page)
    names = page.locator(".board-name").count()
    opens, slider = page.locator(".board-open-more"), page.locator("[data-replay-slider]")
    opens.press("Enter")
    page.locator("[data-replay-open]").press("Enter")
    expect(page.locator("[data-replay-play]")).to_be_focused()
    expect(page.locator("[data-replay-banner]")).to_be_visible()
    # On the first morning there is the present policy alone.
    expect(page.locator(".board-count")).to_have_text("0 of 1 placed")

    days = page.locator("[data-replay-days] button")
    assert days.all_inner_texts() == [f"Day {n}" for n in range(1, 6)]
    days.nth(2).press("Enter")
    when, count = page.locator("[data-replay-when]"), page.locator("[data-replay-count]")
    expect(when).to_have_text(re.compile(r"^Day 3, .*2013.* \([A-Z]\w+(/\w+)*\)$"))
    expect(page.locator("narrative-board [data-live]")).to_have_text(re.compile(r"^Day 3, .*\d+ of \d+ changes\.$"))
    then = page.locator(".board-count").inner_text()
    assert then.startswith("0 of ")  # sealed until the reveal: nothing lies on it
    assert page.locator("narrative-board").get_attribute("data-movable") is None

    # What moderators do with cards is done with those of now.
    expect(page.locator(".board-tools")).to_be_hidden()
    page.locator(".board-plot").hover()
    page.keyboard.press("Control+z")
    expect(page.locator("notice-list")).to_contain_text("This is a picture of the past; nothing was changed.")
    slider.focus()
    before = int(count.inner_text().split()[0])
    page.locator("[data-replay-step='1']").click()
    assert int(count.inner_text().split()[0]) == before + 1
    page.locator("[data-replay-step='-1']").click()
    assert int(count.inner_text().split()[0]) == before
    value = float(slider.input_value())
    slider.press("ArrowRight")
    assert float(slider.input_value()) > value
    slider.press("Home")
    expect(page.locator(".board-count")).to_have_text("0 of 1 placed")
    slider.press(" ")
    expect(page.locator("[data-replay-play]")).to_have_text("Pause")
    expect(count).not_to_have_text(re.compile(r"^1 of "))  # by jumps, for who wants nothing to move
    slider.press(" ")
    expect(page.locator("[data-replay-play]")).to_have_text("Play")

    days.nth(4).press("Enter")
    for _ in range(3):
        slider.press("PageUp")
    slider.press("End")
    expect(page.locator("[data-replay-banner]")).to_be_hidden()
    expect(page.locator(".board-count")).to_have_text(now)
    assert page.locator(".board-name").count() == names
    days.nth(0).press("Enter")
    page.locator("[data-replay-close]").click()
    expect(opens).to_be_focused()
    expect(page.locator(".board-count")).to_have_text(now)
