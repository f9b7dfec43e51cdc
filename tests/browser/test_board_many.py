"""The board with many cards, by finger and by key; its search; names that are moved; what no longer stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

SignIn = Callable[..., Page]
BOARD = "/x/mexico/board/"
LONG = "A binding hemispheric compact on the tracing of precursor chemicals, with independent verification"
RIGHT_TO_LEFT = "إصلاح الشرطة المحلية ودعم القضاة المستقلين في الولايات الحدودية"


def with_cards(page: Page, size: int, names: list[tuple[float, float]]) -> Page:
    """The demo's board page with so many other cards on it, and narratives named at these anchors."""
    options = []
    state: dict[str, Any] = {"options": {}, "cards": {}, "memberships": {}, "narratives": {}}
    for number in range(size):
        x, y = ((number * 37) % 101) / 52 - 0.97, ((number * 61) % 97) / 50 - 0.96
        title = {3: LONG, 5: RIGHT_TO_LEFT}.get(number % 9, f"Option about ports {number}")
        crowd = {"x": round(x, 3), "y": round(y, 3), "n": 20, "spread": [0.03, 0.01, 0.02]}
        flags = {"divided": number % 7 == 2, "unclear": number % 10 == 6}
        options.append({"number": number, "title": title, "version": 1, "crowd": crowd, "mine": None, **flags})
        state["options"][str(number)] = {"state": "accepted", "version": 1}
        if number:
            state["memberships"][f"{number % len(names) + 1}:{number}"] = "core"
    narratives = []
    for number, (x, y) in enumerate(names, 1):
        state["narratives"][str(number)] = {"x": x, "y": y, "version": 1}
        narratives.append({"number": number, "numeral": f"N{number}", "nickname": f"The name of {number}"})
    made = {"options": options, "narratives": narratives, "seq": 10**9}

    def put(route: Route) -> None:
        if route.request.resource_type != "document":  # the panel's part
            route.continue_()
            return
        answer = route.fetch()

        def merge(found: re.Match[str]) -> str:
            data = json.loads(found[2])
            data["state"] |= state
            return found[1] + json.dumps(data | made).replace("<", "\\u003c") + found[3]

        script = r'(<script[^>]*type="application/json"[^>]*>)(.*?)(</script>)'
        route.fulfill(response=answer, body=re.sub(script, merge, answer.text(), count=1, flags=re.DOTALL))

    page.route(re.compile(r"/board/(\?[^/]*)?$"), put)
    page.route("**/feed**", lambda route: route.abort())
    page.goto(BOARD)
    expect(page.locator(".board-cards .board-card").first).to_be_visible()
    return page


def focused(page: Page) -> str | None:
    number: str | None = page.evaluate("document.activeElement.dataset.number")
    return number


def test_among_many_dots_the_keyboard_goes_from_card_to_card(sign_in: SignIn) -> None:
    page = with_cards(sign_in("moderator1"), 600, [(-0.7, 0.7), (0.7, 0.7), (0.7, -0.7), (-0.7, -0.7)])
    board, buttons = page.locator("narrative-board"), page.locator(".board-cards .board-card")
    expect(board).to_have_attribute("data-mode", "canvas")
    expect(buttons).to_have_count(1)
    buttons.focus()
    seen = [focused(page)]
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        seen.append(focused(page))
    assert None not in seen
    assert len(set(seen)) == 6
    expect(buttons).to_have_count(1)
    said = page.locator("narrative-board [data-live]")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowUp")
    expect(said).to_have_text(re.compile(r"\d+% (Social|Kinetic), \d+% (In|Ex)ternal forces"))
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Cancelled")
    assert focused(page) == seen[-1]

    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator("[data-zoom-value]")).to_have_text("156%")
    expect(page.locator(".board-minimap")).to_be_visible()
    page.keyboard.press("0")
    expect(page.locator("[data-zoom-value]")).to_have_text("100%")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys and signs on the board")).to_be_visible()
    page.keyboard.press("Escape")
    assert focused(page) == seen[-1]

    place = page.evaluate(
        "() => { const b = document.querySelector('narrative-board'), box = b.querySelector('.board-plot')"
        ".getBoundingClientRect(), p = b.view.toPixels(b.model.card(101).at); return [box.left + p.x, box.top + p.y] }"
    )
    page.mouse.move(*place)
    expect(page.locator(".board-tip")).to_contain_text("101. ")
    page.mouse.click(*place)
    expect(page.locator(".board-card[data-number='101']")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_no_card_hides_a_name(sign_in: SignIn, device: str) -> None:
    names = [(-0.7, 0.7), (0.7, 0.7), (0.7, -0.7), (-0.7, -0.7), (0.0, 0.3), (0.2, -0.4)]
    page = with_cards(sign_in("moderator1", device=device), 40, names)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    covered = """() => [...document.querySelectorAll('.board-name')].filter((name) => {
        const a = name.getBoundingClientRect();
        return [...document.querySelectorAll('.board-cards .board-card')].some((card) => {
            const dots = document.querySelector('narrative-board').dataset.mode === 'dots';
            const b = (dots ? card.querySelector('i') : card).getBoundingClientRect();
            return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        });
    }).map((name) => name.textContent)"""
    assert page.evaluate(covered) == []
    assert page.locator(".board-anchors .board-name").count() >= 2
    wrong = "[...document.querySelectorAll('.board-card span')].filter((s) => /^[ء-ي]/.test(s.textContent))"
    assert set(page.evaluate(f"{wrong}.map((s) => getComputedStyle(s).direction)")) == {"rtl"}


def test_two_fingers_zoom_and_one_pans(sign_in: SignIn) -> None:
    page = sign_in("moderator1", device="phone")
    page.goto(BOARD)
    expect(page.locator(".board-card").first).to_be_visible()
    box = page.locator(".board-plot").bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": box["x"] + x, "y": box["y"] + y, "id": index} for index, (x, y) in enumerate(points)]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def state() -> list[float]:
        found: list[float] = page.evaluate(
            "() => { const { zoom, offset } = document.querySelector('narrative-board').view;"
            " return [zoom, offset.x, offset.y, visualViewport.scale] }"
        )
        return found

    before = page.request.get(f"{BOARD}data/").json()["state"]["cards"]
    middle = (box["width"] / 2, 6.0)
    touch("touchStart", middle)
    touch("touchStart", middle, (middle[0] + 40, 6.0))
    for step in range(1, 11):
        touch("touchMove", (middle[0] - 6 * step, 6.0), (middle[0] + 40 + 6 * step, 6.0))
    touch("touchEnd")
    zoom, x, y, scale = state()
    assert (round(zoom, 1), scale) == (4.0, 1)  # 40 px apart, then 160; the page itself was not zoomed
    touch("touchStart", (box["width"] / 2, 6.0))
    for step in range(1, 11):
        touch("touchMove", (box["width"] / 2 + 5 * step, 6.0 + 3 * step))
    touch("touchEnd")
    now = state()
    assert now[0] == zoom
    assert (now[1] - x, now[2] - y) == pytest.approx((50, 30), abs=6)
    assert page.request.get(f"{BOARD}data/").json()["state"]["cards"] == before


def test_a_search_lights_up_counts_and_stays_in_the_address(sign_in: SignIn) -> None:
    page = sign_in("moderator1")
    page.goto(f"{BOARD}?q=AMERICAN&only=3")
    found = page.locator(".board-found")
    lit = page.locator(".board-cards .board-card:not([data-dim])")
    expect(found).to_have_text(re.compile(r"^\d+ of 34 found$"))
    number = int((found.text_content() or "").split()[0])
    expect(lit).to_have_count(number)
    assert 0 < number < 34
    page.get_by_role("search", name="Search on the board").get_by_role("searchbox").fill("po-11")
    page.get_by_label("Show only", exact=True).select_option("")
    expect(found).to_have_text("1 of 34 found")
    expect(page).to_have_url(re.compile(r"/board/\?q=po-11$"))
    page.locator("[name=q]").press("Enter")  # goes to the first that was found
    assert focused(page) == "11"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=po-11&option=11$"))


def test_a_name_is_moved_by_key_and_hand_and_others_see_it(sign_in: SignIn) -> None:
    mover, watcher = sign_in("moderator1"), sign_in("moderator2")
    for page in (mover, watcher):
        page.goto(BOARD)
        expect(page.locator("feed-state")).to_have_text("live")
    start = mover.request.get(f"{BOARD}data/").json()["state"]["narratives"]["1"]

    def anchor() -> tuple[float, float]:
        at = mover.request.get(f"{BOARD}data/").json()["state"]["narratives"]["1"]
        return at["x"], at["y"]

    name = mover.locator(".board-name[data-narrative='1']")
    name.focus()
    mover.keyboard.press("Space")
    expect(mover.locator("narrative-board [data-live]")).to_contain_text("picked up")
    for _ in range(4):
        mover.keyboard.press("Shift+ArrowDown")
    mover.keyboard.press("Space")
    expect(mover.locator("narrative-board [data-live]")).to_contain_text("dropped")
    expect(watcher.locator(".board-anchors .board-name[data-narrative='1']")).to_be_visible(timeout=2_000)
    assert anchor() == (start["x"], round(start["y"] - 0.4, 4))
    assert mover.evaluate("document.activeElement.dataset.narrative") == "1"

    mover.keyboard.press("Space")
    mover.keyboard.press("ArrowLeft")
    mover.keyboard.press("Escape")
    assert anchor() == (start["x"], round(start["y"] - 0.4, 4))

    box, plot = name.bounding_box(), mover.locator(".board-plot").bounding_box()
    assert box
    assert plot
    mover.mouse.move(box["x"] + 20, box["y"] + 10)
    mover.mouse.down()
    to = plot["x"] + (start["x"] + 1) / 2 * plot["width"], plot["y"] + (1 - start["y"]) / 2 * plot["height"]
    mover.mouse.move(to[0], to[1] + 30, steps=4)
    mover.mouse.move(*to, steps=2)
    mover.mouse.up()
    expect(watcher.locator(".board-names[data-corner='top-left'] .board-name[data-narrative='1']")).to_be_visible(
        timeout=2_000
    )
    assert mover.url.endswith("/board/")  # the drag followed no link
    assert anchor() == pytest.approx((start["x"], start["y"]), abs=0.01)
