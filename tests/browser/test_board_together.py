"""Moderators at one board in several browsers: one card in two hands, groups, undo, following, and the frozen board."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_board import BOARD, card, middle, opened, place

SignIn = Callable[..., Page]


@pytest.fixture
def moderators(sign_in: SignIn) -> tuple[Page, Page]:
    return opened(sign_in("moderator1")), opened(sign_in("moderator2"))


def alias(page: Page) -> str:
    return page.locator("narrative-board").get_attribute("data-me") or ""


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"{BOARD}data/").json()["state"]
    return found


def hold(page: Page, number: int, dx: float, dy: float) -> None:
    x, y = middle(card(page, number))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)


def chosen(page: Page) -> set[int]:
    cards = page.locator(".board-card[data-chosen]")
    return {int(number) for number in cards.evaluate_all("cards => cards.map(card => card.dataset.number)")}


@contextlib.contextmanager
def taken_back(page: Page, count: int = 1) -> Iterator[None]:
    """What a test does with the demo's board is undone again, by the way that it tests as well."""
    before = state(page)
    yield
    for _ in range(count):
        with page.expect_response(lambda answer: answer.url.endswith("/undo/")) as undone:
            page.keyboard.press("Control+z")
        assert undone.value.ok
    after = state(page)
    places = [{n: (c["x"], c["y"]) for n, c in board["cards"].items()} for board in (before, after)]
    assert places[0] == places[1]
    assert (before["memberships"], before["wild_cards"]) == (after["memberships"], after["wild_cards"])


def test_one_card_in_two_hands_goes_where_the_first_puts_it_and_the_other_learns_who(
    moderators: tuple[Page, Page],
) -> None:
    first, second = moderators
    with taken_back(first):
        hold(second, 6, 60, 60)
        hold(first, 6, -120, 40)
        with first.expect_response(lambda answer: answer.url.endswith("/move/")):
            first.mouse.up()
        present, seq = place(first, 6), first.request.get(f"{BOARD}data/").json()["seq"]
        # Also when the news is faster than the hand: what was not seen when the card was picked up is not overwritten.
        second.wait_for_function(f"document.querySelector('quadrant-feed').dataset.seq >= {seq}")
        with second.expect_response(lambda answer: answer.url.endswith("/move/")) as answered:
            second.mouse.up()
        assert answered.value.status == 409
        expect(second.locator("notice-list")).to_contain_text(f"{alias(first)} moved this card meanwhile.")
        assert place(second, 6) == present
        expect(card(second, 6)).to_have_attribute("aria-label", card(first, 6).get_attribute("aria-label") or "?")


def test_ten_cards_are_clustered_by_keyboard_alone(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    with taken_back(page, 3):
        card(page, 32).focus()
        order = ["ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"]
        for step in range(60):
            number = page.evaluate("Number(document.activeElement.dataset.number)")
            if number and number not in chosen(page):
                page.keyboard.press("x")
                expect(card(page, number)).to_have_attribute("data-chosen", "")  # it is drawn with the next frame
            if len(chosen(page)) == 10:
                break
            page.keyboard.press(order[step // 3 % 4])
        group = chosen(page)
        assert len(group) == 10
        expect(page.locator(".board-group output")).to_have_text("10 cards chosen")
        page.keyboard.press("g")
        expect(page.locator(".board-grouping")).to_be_visible()
        page.locator(".board-grouping input[name=narrative]").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        with page.expect_response(lambda answer: answer.url.endswith("/place/")) as answered:
            page.keyboard.press("Enter")
        assert answered.value.ok
        expect(page.locator(".board-grouping")).not_to_be_visible()
        held = state(page)["memberships"]
        assert {n for n in group if held.get(f"2:{n}") == "supporting"} == group
        # And they move together, and back, also after the page was loaded anew.
        before = {n: place(page, n) for n in group}
        page.keyboard.press(" ")
        page.keyboard.press("Shift+ArrowRight")
        with page.expect_response(lambda answer: answer.url.endswith("/board/move/")) as moved:
            page.keyboard.press(" ")
        assert len(moved.value.json()["cards"]) == 10
        page.keyboard.press("Control+z")
        expect(page.locator("notice-list")).to_contain_text("Undone: the move of 10 options.")
        with page.expect_response(lambda answer: answer.url.endswith("/redo/")):
            page.keyboard.press("Control+Shift+z")
        assert before != {n: place(page, n) for n in group}
        opened(page)
        card(page, 32).focus()
        page.keyboard.press("x")
        page.keyboard.press("g")
        page.locator(".board-grouping input[value=alone]").check()
        page.keyboard.press("Enter")
        expect(page.locator("notice-list")).to_contain_text("1 option was placed.")
        assert state(page)["wild_cards"] == {"32": True}


def test_chosen_cards_are_moved_by_numbers(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    data = page.request.get(f"{BOARD}data/").json()
    crowd = {option["number"]: option["crowd"] for option in data["options"]}
    before = {n: data["state"]["cards"].get(str(n), crowd[n]) for n in (6, 20)}
    with taken_back(page):
        for number in before:
            card(page, number).focus()
            page.keyboard.press("x")
        page.locator("[data-group-move]").click()
        dialog = page.locator(".board-shifting")
        dialog.get_by_role("spinbutton").first.fill("-30")
        expect(dialog.get_by_role("slider").first).to_have_value("-30")
        dialog.get_by_role("button", name="Cancel").click()
        page.locator("[data-group-move]").click()
        dialog.get_by_role("spinbutton").first.fill("-30")
        with page.expect_response(lambda answer: answer.url.endswith("/board/move/")) as answered:
            page.keyboard.press("Enter")
        after = {moved["option"]: (moved["x"], moved["y"]) for moved in answered.value.json()["cards"]}
        expected = {n: (max(at["x"] - 0.3, -1), at["y"]) for n, at in before.items()}
        assert after == {n: pytest.approx(at, abs=1e-3) for n, at in expected.items()}


def test_a_lasso_and_a_finger_choose_cards(sign_in: SignIn) -> None:
    page = opened(sign_in("moderator1"))
    box = page.locator(".board-plot").bounding_box()
    assert box
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    for x, y in ((0.45, 0.01), (0.45, 0.45), (0.01, 0.45)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    inside = {n for n in range(34) if card(page, n).count() and _in(middle(card(page, n)), box)}
    assert chosen(page) == inside
    page.keyboard.press("Escape")
    phone = opened(sign_in("moderator2", device="phone"))
    touch = phone.context.new_cdp_session(phone)
    for number, long, then in ((6, True, True), (16, False, True), (30, False, True), (16, False, False)):
        x, y = middle(card(phone, number))
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        if long:
            expect(card(phone, number)).to_have_attribute("data-chosen", "")
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(phone.locator(f".board-card[data-number='{number}'][data-chosen]")).to_have_count(int(then))
    expect(phone.locator(".board-group output")).to_have_text("2 cards chosen")
    assert chosen(phone) == {6, 30}


def _in(at: tuple[float, float], box: Any) -> bool:
    return at[0] < box["x"] + box["width"] * 0.45 and at[1] < box["y"] + box["height"] * 0.45


def test_moderators_see_who_is_here_and_follow(moderators: tuple[Page, Page], sign_in: SignIn) -> None:
    first, second = moderators
    lead, analyst = opened(sign_in("lead")), opened(sign_in("analyst1"))
    names = {alias(second), alias(lead)}
    expect(first.locator(".board-here .chip")).to_have_count(2)
    assert set(first.locator(".board-here .chip").all_inner_texts()) == names
    x, y = middle(second.locator(".board-plot"))
    second.mouse.move(x + 50, y + 20)
    expect(first.locator(".board-cursor", has_text=alias(second))).to_be_visible()
    card(second, 5).click()
    expect(card(first, 5)).to_have_attribute("data-theirs", "")
    first.get_by_role("button", name=f"Follow {alias(second)}").click()
    second.locator("[data-zoom=in]").click()
    expect(first.locator("[data-zoom-value]")).to_have_text("125%")
    first.mouse.move(x, y)
    first.mouse.wheel(0, -100)  # one's own look ends it
    expect(first.get_by_role("button", name=f"Follow {alias(second)}")).to_have_attribute("aria-pressed", "false")
    second.goto("/x/mexico/")
    expect(first.locator(".board-here .chip")).to_have_count(1)
    assert analyst.locator(".board-here, .board-cursor").count() == 0


def test_a_frozen_board_holds_for_all_and_is_released(moderators: tuple[Page, Page], sign_in: SignIn) -> None:
    first, second = moderators
    analyst = opened(sign_in("analyst1"))
    second.get_by_role("button", name="More of the board").click()
    second.get_by_role("button", name="Freeze…").click()
    second.get_by_label("Why? Everybody reads this.").fill("We vote until noon.")
    second.get_by_role("button", name="Freeze", exact=True).click()
    for page in (first, second, analyst):
        expect(page.locator(".board-frozen")).to_contain_text("We vote until noon.")
    expect(first.locator(".board-frozen")).to_contain_text(alias(second))
    expect(analyst.locator(".board-frozen")).not_to_contain_text(alias(second))
    card(first, 6).focus()
    first.keyboard.press(" ")
    expect(first.locator("narrative-board [data-live]")).to_contain_text("The board is frozen")
    assert first.locator(".board-card[data-held]").count() == 0
    opened(second)
    second.get_by_role("button", name="Release").click()
    for page in (first, second, analyst):
        expect(page.locator(".board-frozen")).to_have_count(0)
    first.keyboard.press(" ")
    expect(first.locator(".board-card[data-held]")).to_have_count(1)
    first.keyboard.press("Escape")
