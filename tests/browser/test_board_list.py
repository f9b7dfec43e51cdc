"""The list beside the board does all that the board does: by keyboard alone, by its words, and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
BOARD = "/x/mexico/board/"


def board(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"{BOARD}data/").json()
    return found


def opened(page: Page) -> Page:
    page.goto(BOARD)
    expect(page.locator("feed-state")).to_have_text("live")
    return page


def test_ten_options_are_clustered_by_keyboard_and_the_change_is_said(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator2"))
    before = board(page)["state"]["memberships"]
    ten = [int(place.split(":")[1]) for place, kind in before.items() if place.startswith(("3:", "2:"))]
    ten = [number for number in dict.fromkeys(ten) if f"4:{number}" not in before][:10]
    assert len(ten) == 10
    for number in ten:
        page.locator(f".board-list input[name=options][value='{number}']").first.focus()
        page.keyboard.press("Space")
    page.locator("#list-narrative").focus()
    page.keyboard.type("IV")
    expect(page.locator("#list-narrative")).to_have_value("4")
    page.locator("#list-supporting").focus()
    page.keyboard.press("Enter")
    expect(page.locator("board-panel > [aria-live]")).to_contain_text("10 options were placed.")
    expect(page.locator("#list-supporting")).to_be_focused()
    after = board(page)["state"]["memberships"]
    assert {number: after.get(f"4:{number}") for number in ten} == dict.fromkeys(ten, "supporting")
    for number in ten:  # and out again, so that the demo is as it was
        page.locator(f"#choose-4-{number}").focus()
        page.keyboard.press("Space")
    page.locator("#list-remove").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#choose-4-{ten[-1]}")).to_have_count(0)
    assert board(page)["state"]["memberships"] == before


def test_the_list_tells_the_whole_board(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    told = page.locator(".board-list").aria_snapshot()
    data = board(page)
    sections = told.split("heading ")
    for narrative in data["narratives"]:
        (section,) = [s for s in sections if s.startswith(f'"{narrative["numeral"]}. {narrative["nickname"]}')]
        for option in data["options"]:
            place = data["state"]["memberships"].get(f"{narrative['number']}:{option['number']}")
            link = f'link "{option["number"]} {option["title"]} {"" if place in {None, "core"} else f"{place} · "}'
            assert (link.strip() in section) == (place is not None), (narrative["numeral"], option["number"])
    for option in data["options"]:
        (line, *_) = [line for line in told.splitlines() if f'link "{option["number"]} {option["title"]}' in line]
        assert "%" in line or "in the middle" in line or "not yet placed" in line, line
        assert ("· divided" in line, "· unclear placement" in line) == (option["divided"], option["unclear"]), line
    assert "· divided" in told  # the demo has some of each
    assert "· unclear placement" in told


def test_words_filter_it_and_an_option_goes_down(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    page.fill("#list-filter", "church")
    shown = page.locator(".board-line:visible")
    expect(shown).to_have_count(2)
    page.fill("#list-filter", "")
    rows = page.locator(".board-list section").first.locator(".board-row")
    first = rows.first.get_attribute("data-select")
    page.locator(f"#down-1-{first}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("board-panel > [aria-live]")).to_contain_text("Now at place 2 of")
    expect(rows.nth(1)).to_have_attribute("data-select", str(first))
    page.locator(f"#up-1-{first}").focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_have_attribute("data-select", str(first))


def test_without_script_the_list_places(sign_in: SignIn) -> None:
    page = sign_in("moderator2", java_script_enabled=False)
    page.goto(BOARD)
    page.check("#choose-0-22")
    page.select_option("#list-narrative", "1")
    page.click("#list-dissent")
    expect(page.locator("#choose-1-22")).to_have_count(1)
    page.check("#choose-1-22")
    page.select_option("#list-narrative", "1")
    page.click("#list-remove")
    expect(page.locator("#choose-0-22")).to_have_count(1)
