"""The board in a real browser: by keyboard alone, by hand, by touch, live in a second one, and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

SignIn = Callable[..., Page]
BOARD = "/x/mexico/board/"


def opened(page: Page, path: str = BOARD) -> Page:
    page.goto(path)
    expect(page.locator("feed-state")).to_have_text("live")
    expect(page.locator(".board-card").first).to_be_visible()
    return page


def card(page: Page, number: int) -> Locator:
    return page.locator(f".board-card[data-number='{number}']")


def middle(spot: Locator) -> tuple[float, float]:
    box = spot.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def described(page: Page, number: int) -> str:
    """What a screen reader says of a card: number, title, narratives, place."""
    return card(page, number).get_attribute("aria-label") or ""


def place(page: Page, number: int) -> dict[str, Any]:
    """Where the server has a card, and in which version."""
    data = page.request.get(f"{BOARD}data/").json()
    placed: dict[str, Any] = data["state"]["cards"].get(str(number), {"version": 0})
    return placed


def focused(page: Page) -> int:
    return int(page.evaluate("document.activeElement.dataset.number"))


def drag(page: Page, number: int, dx: float, dy: float) -> None:
    x, y = middle(card(page, number))
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + dx * step / 8, y + dy * step / 8)
    page.mouse.up()


def version_is(page: Page, number: int, version: int) -> None:
    for _ in range(300):
        if place(page, number)["version"] == version:
            return
        page.wait_for_timeout(50)
    raise AssertionError(place(page, number))


def test_by_keyboard_alone(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    page.locator("main").focus()
    for _ in range(20):  # layers, search, zoom, names, then the board's one stop
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "board-card":
            break
    assert page.evaluate("document.activeElement.className") == "board-card"

    begun = focused(page)
    for key in ["ArrowRight"] * 12:  # card by card, until none lies further right
        page.keyboard.press(key)
    number = focused(page)
    assert middle(card(page, number))[0] > middle(card(page, begun))[0]
    before = place(page, number)["version"]

    said = page.locator("narrative-board [data-live]")
    page.keyboard.press("Space")
    expect(said).to_contain_text("picked up")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text(re.compile(r"^\d+% Kinetic, \d+% Internal forces$"))
    here = (said.text_content() or "").strip()
    page.keyboard.press("Space")
    expect(said).to_contain_text(f"dropped: {here}")
    version_is(page, number, before + 1)
    expect(card(page, number)).to_have_attribute("aria-label", re.compile(re.escape(here) + "$"))
    assert focused(page) == number  # the focus is where it was

    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Cancelled")
    expect(card(page, number)).to_have_attribute("aria-label", re.compile(re.escape(here) + "$"))
    page.keyboard.press("Enter")
    expect(page.locator(".board-option h2")).to_contain_text(f"{number}. ")
    expect(said).to_have_text(re.compile(r"^Cancelled"))  # to open a card follows nobody
    page.wait_for_timeout(200)
    assert place(page, number)["version"] == before + 1


def test_a_drag_is_seen_in_another_browser(sign_in: SignIn) -> None:
    mover, watcher = opened(sign_in("moderator1")), opened(sign_in("moderator2"))
    before = described(watcher, 7)
    drag(mover, 7, 90, -60)
    expect(card(watcher, 7)).not_to_have_attribute("aria-label", before)
    expect(card(mover, 7)).to_have_attribute("aria-label", described(watcher, 7))
    assert described(mover, 7) != before


def test_who_comes_second_glides_back_and_hears_who_was_first(sign_in: SignIn) -> None:
    first, second = opened(sign_in("moderator1")), opened(sign_in("moderator2"))
    start = place(first, 6)["version"]
    second.route("**/feed**", lambda route: route.abort())
    second.evaluate("document.querySelector('quadrant-feed').remove()")  # it will not hear of the first move
    drag(first, 6, -80, 40)
    version_is(first, 6, start + 1)
    drag(second, 6, 80, -40)
    notice = second.locator("notice-list .notice")
    expect(notice).to_contain_text("moved this card meanwhile.")
    assert place(first, 6)["version"] == start + 1
    expect(card(second, 6)).to_have_attribute("aria-label", described(first, 6))
    drag(second, 6, 60, 0)  # from where it lies now, the next move stands
    version_is(first, 6, start + 2)
    version_is(second, 6, start + 2)  # the other screen may hear of it before the answer has come back
    expect(card(first, 6)).to_have_attribute("aria-label", described(second, 6))


def test_a_move_whose_answer_is_lost_is_one_move(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    before = place(page, 16)["version"]
    lost: list[str] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())  # it arrives, but its answer does not
        route.abort("connectionreset")

    page.route("**/options/16/move/", lose)
    with page.expect_response("**/options/16/move/"):  # the one that was sent again
        drag(page, 16, -40, 30)
    version_is(page, 16, before + 1)
    assert len(lost) == 1
    expect(page.locator("notice-list .notice")).to_have_count(0)


def test_by_touch_on_a_phone(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1", device="phone"))
    before = place(page, 13)["version"]
    x, y = middle(card(page, 13))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    for step in range(1, 11):
        touch("touchMove", x - 8 * step, y + 4 * step)
    touch("touchEnd")
    version_is(page, 13, before + 1)
    assert page.evaluate("scrollX + scrollY") == 0  # the page did not move along

    card(page, 0).tap()  # once it rests: the others make room
    expect(page.locator(".board-option h2")).to_have_text(re.compile(r"^0\. "))
    sheet, plot = page.locator("board-panel").bounding_box(), page.locator(".board-plot").bounding_box()
    assert sheet
    assert plot
    assert plot["y"] + plot["height"] <= sheet["y"]  # the board stays in sight above the sheet
    page.locator("#close-option").tap()
    page.get_by_role("button", name="List", exact=True).tap()  # the list rises over most of the page
    expect(page.locator(".board-list input[name=options]").first).to_be_in_viewport()


def test_sliders_move_a_card_and_cancel_leaves_it(sign_in: SignIn) -> None:
    page = opened(sign_in("lead"), f"{BOARD}?option=11")
    before, version = described(page, 11), place(page, 11)["version"]
    page.click("#open-move")
    page.locator("#move-x").fill("0.5")
    expect(card(page, 11)).not_to_have_attribute("aria-label", before)  # shown, not moved
    page.get_by_role("button", name="Cancel").click()
    expect(card(page, 11)).to_have_attribute("aria-label", before)
    page.click("#open-move")
    page.locator("#move-x").fill("0.44")
    page.fill("[name=note]", "The money flows through Panama.")
    page.get_by_role("button", name="Move it there").click()
    version_is(page, 11, version + 1)
    assert place(page, 11)["x"] == 0.44
    expect(page.locator(".board-moved q")).to_have_text("The money flows through Panama.")


def test_an_option_is_put_into_a_narrative_and_the_other_screen_shows_it(sign_in: SignIn) -> None:
    one = opened(sign_in("moderator1"), f"{BOARD}?option=22")
    other = opened(sign_in("moderator2"))
    one.click("#place-3-core")
    expect(card(other, 22)).to_have_attribute("data-hue", "3")
    expect(one.locator("#place-3-core")).to_have_attribute("aria-pressed", "true")
    expect(other.locator("[data-part=list] [data-hue='3'] [data-select='22']")).to_be_visible()
    one.click("#place-3-core")  # and out again
    expect(card(other, 22)).to_have_attribute("data-hue", "0")


def test_readers_move_nothing(sign_in: SignIn) -> None:
    page = opened(sign_in("observer"))
    before = described(page, 7)
    drag(page, 7, 60, 60)
    card(page, 7).focus()
    page.keyboard.press("Space")  # selects, as there is nothing to pick up
    expect(page.locator(".board-option h2")).to_contain_text("7.")
    expect(page.locator("#open-move")).to_have_count(0)
    assert described(page, 7) == before


def test_zoom_by_buttons_and_wheel_and_back(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    shown = page.locator("[data-zoom-value]")
    page.click("[data-zoom=in]")
    expect(shown).to_have_text("125%")
    page.mouse.move(*middle(page.locator(".board-plot")))
    page.mouse.wheel(0, -240)
    expect(shown).not_to_have_text("125%")
    page.click("[data-zoom=fit]")
    expect(shown).to_have_text("100%")


def test_the_list_selects_and_gives_the_focus_back(sign_in: SignIn) -> None:
    page = opened(sign_in("analyst1"))
    row = page.locator("[data-part=list] [data-select='9']")
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".board-option h2")).to_contain_text("9.")
    expect(page).to_have_url(re.compile(r"\?option=9$"))
    page.click("#close-option")
    expect(row).to_be_focused()
    expect(page).to_have_url(re.compile(r"/board/$"))


def test_without_script_the_list_and_forms_do_the_same(sign_in: SignIn) -> None:
    sign_in("moderator1")  # the cookie
    page = sign_in("moderator1", java_script_enabled=False)
    page.goto(BOARD)
    expect(page.locator(".board-plot")).to_be_hidden()
    page.locator("[data-select='24']").first.click()
    expect(page.locator(".board-option h2")).to_contain_text("24.")
    before = place(page, 24)["version"]
    page.click("#open-move")
    page.locator("#move-y").press("ArrowUp")
    page.get_by_role("button", name="Move it there").click()
    expect(page.get_by_text("PO-24 was moved.")).to_be_visible()
    assert place(page, 24)["version"] == before + 1
    page.click("#place-4-dissent")
    expect(page.locator("#place-4-dissent")).to_have_attribute("aria-pressed", "true")
    page.click("#place-4-dissent")
    expect(page.locator("#place-4-dissent")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize(
    "path", [f"{BOARD}?option=8", "/x/mexico/narratives/2/?write", "/x/mexico/narratives/4/", "/x/mexico/narratives/"]
)
def test_axe_finds_nothing(sign_in: SignIn, violations: Callable[[Page], list[str]], path: str, device: str) -> None:
    page = sign_in("moderator1", device=device)
    page.goto(path)
    page.wait_for_timeout(500)
    if "option" in path:
        page.click("#open-move")
    assert violations(page) == []
