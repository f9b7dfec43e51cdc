"""Judging in real browsers: by thumb on a slow link, by keys alone, in two sittings, and through a dead connection."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.running import ROOT, quadrant_environment

STEPS = {"desirability": 4, "feasibility": 2, "impact": 5, "risk": 1}
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # bytes a second
SignIn = Callable[..., Page]
Violations = Callable[[Page], list[str]]


@pytest.fixture(scope="session", autouse=True)
def rating(running_quadrant) -> None:
    """The exercises "rating" and "opening" beside the demo."""
    database, valkey = running_quadrant.urls
    engines = {"DATABASE_URL": database, "VALKEY_URL": valkey}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell"],
        input=Path(__file__).with_name("make_rating_exercise.py").read_bytes(),
        env=quadrant_environment(running_quadrant.var, running_quadrant.port, **engines),
        check=True,
        timeout=120,
    )


def elsewhere(here: str) -> Callable[[str], bool]:
    """Whether an address is another page than *here*."""
    return lambda url: url.partition("#")[0] != here.partition("#")[0]


def begin(page: Page) -> None:
    page.goto("/x/rating/judge/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile(r"/judge/\d+/$"))


def at(page: Page, x: float, y: float) -> dict[str, float]:
    """A place within the small board, as its element counts: from its left and its top, each 0…1."""
    box = page.locator(".plane-field").bounding_box()
    assert box
    return {"x": box["width"] * x, "y": box["height"] * y}


def answer_by_thumb(page: Page) -> None:
    page.get_by_role("link", name="Your answers").tap()
    for key, step in STEPS.items():
        page.locator(f"label.scale-step:has([name=rating_{key}][value='{step}'])").tap()
    page.locator(".plane-field").tap(position=at(page, 0.5, 0.5))
    page.locator(".plane-field").tap(position=at(page, 0.25, 0.2))  # and corrected
    expect(page.locator("input[type=range][name=x]")).to_have_value("-0.5")
    expect(page.locator("input[type=range][name=y]")).to_have_value("0.6")


def save_and_leave(page: Page) -> None:
    here = page.url
    page.get_by_role("button", name="Save").tap()
    page.wait_for_url(elsewhere(here), timeout=30_000)


class Bytes:
    """What came over the link since the last look."""

    def __init__(self, wire: CDPSession) -> None:
        self.count = 0
        wire.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, float]) -> None:
        self.count += int(event["encodedDataLength"])

    def since(self) -> int:
        found, self.count = self.count, 0
        return found


def test_ten_sheets_by_thumb_on_a_slow_link(sign_in: SignIn, violations: Violations) -> None:
    page = sign_in("analyst1", device="phone")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": False})
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.set_default_timeout(60_000)
    page.goto("/x/rating/judge/")
    loaded, took, came = Bytes(wire), [], []
    page.get_by_role("button", name="Begin").tap()
    page.wait_for_url(re.compile(r"/judge/\d+/$"))
    for number in range(1, 11):
        started = time.monotonic()
        if page.url.endswith("/judge/"):
            expect(page.get_by_text("Done, thank you. 16 more options could use your judgment.")).to_be_visible()
            page.get_by_role("button", name="Take another 8").tap()
            page.wait_for_url(re.compile(r"/judge/\d+/$"))
        expect(page.locator(".judge-progress")).to_contain_text(f"{(number - 1) % 8 + 1} of 8")
        expect(page.locator("h1")).to_be_focused()
        expect(page.locator("h1")).to_be_in_viewport()
        answer_by_thumb(page)
        save_and_leave(page)
        took.append(round(time.monotonic() - started, 1))
        came.append(loaded.since())
    print(f"\nseconds a sheet {took}; kilobytes {[round(n / 1000) for n in came]}")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    wire.send(
        "Network.emulateNetworkConditions", {**SLOW_3G, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )
    page.goto("/x/rating/judge/")
    expect(page.locator(".queue-list a")).to_have_count(10)
    assert max(took) < 30
    assert violations(page) == []


def press_until(page: Page, key: str, found: str) -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("words => document.activeElement?.textContent.trim().startsWith(words)", found):
            return
    pytest.fail(f"{found!r} is not reached by {key}")


def test_a_portion_by_keys_alone(sign_in: SignIn, violations: Violations) -> None:
    page = sign_in("analyst2")
    page.goto("/x/rating/judge/")
    press_until(page, "Tab", "Begin")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/judge/\d+/$"))
    seen = set()
    for number in range(1, 9):
        seen.add(page.url)
        expect(page.locator(".judge-progress")).to_contain_text(f"{number} of 8")
        expect(page.locator("h1")).to_be_focused()
        if number == 1:
            page.keyboard.press("?")
            expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
            assert violations(page) == []
            page.keyboard.press("Escape")
            expect(page.locator("h1")).to_be_focused()
        for key, step in STEPS.items():
            page.keyboard.press(str(step))
            expect(page.locator(f"[name=rating_{key}][value='{step}']")).to_be_checked()
        expect(page.locator(".plane-field")).to_be_focused()
        for key in ("Shift+ArrowLeft", "ArrowLeft", "ArrowUp"):
            page.keyboard.press(key)
        expect(page.locator(".plane-field")).to_have_attribute(
            "aria-label", "Place on both axes: Law 0.30, At home 0.05"
        )
        here = page.url
        page.keyboard.press("Control+Enter")
        page.wait_for_url(elsewhere(here))
        saved = "Your sheet on PO-" + here.split("/")[-2] + " is saved."
        expect(page.get_by_text(saved)).to_be_visible()
    assert len(seen) == 8
    expect(page.get_by_text("Done, thank you. 16 more options could use your judgment.")).to_be_visible()


def test_left_here_and_resumed_in_another_browser(sign_in: SignIn) -> None:
    first = sign_in("analyst3")
    begin(first)
    for _ in range(2):
        here = first.url
        for key, step in STEPS.items():
            first.locator(f"label.scale-step:has([name=rating_{key}][value='{step}'])").click()
        first.locator(".plane-field").click(position=at(first, 0.75, 0.9))
        first.get_by_role("button", name="Save and go on").click()
        first.wait_for_url(elsewhere(here))
    left = first.url
    first.context.close()
    second = sign_in("analyst3", device="phone")
    second.goto("/x/rating/")
    second.goto("/x/rating/judge/")
    second.get_by_role("link", name="Go on").tap()
    second.wait_for_url(left)
    expect(second.locator(".judge-progress")).to_contain_text("3 of 8")
    # Put aside with a reason, and taken back.
    second.get_by_text("Put this option aside").tap()
    second.get_by_label("outside my field").last.check(force=True)
    second.get_by_role("button", name="Put aside").tap()
    second.wait_for_url(elsewhere(left))
    second.get_by_role("button", name="Undo").tap()
    second.wait_for_url(left)


def test_a_dead_connection_costs_nothing(sign_in: SignIn) -> None:
    page = sign_in("analyst4", device="phone")
    begin(page)
    here = page.url
    answer_by_thumb(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("No connection. Your answers are kept")).to_be_visible()
    for key, step in STEPS.items():
        expect(page.locator(f"[name=rating_{key}][value='{step}']")).to_be_checked()
    assert page.url.split("#")[0] == here
    page.context.set_offline(False)  # and it is sent by itself
    page.wait_for_url(elsewhere(here))
    page.goto("/x/rating/judge/")
    expect(page.locator(".queue-list a")).to_have_count(1)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_no_page_of_judging_has_a_violation(sign_in: SignIn, violations: Violations, device: str) -> None:
    page = sign_in("analyst5", device=device)
    page.goto("/x/rating/judge/")
    assert violations(page) == []
    page.goto("/x/rating/judge/3/")
    page.wait_for_selector(".plane-field")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    staff = sign_in("manager", device=device)
    staff.goto("/x/rating/judge/")
    assert violations(staff) == []


def test_a_sheet_without_script_is_the_same_sheet(sign_in: SignIn) -> None:
    sign_in("analyst6")
    page = sign_in("analyst6", java_script_enabled=False)
    page.goto("/x/rating/judge/")
    page.get_by_role("button", name="Begin").click()
    here = page.url
    for key, step in STEPS.items():
        page.locator(f"[name=rating_{key}][value='{step}']").check(force=True)
    for axis in ("x", "y"):
        page.locator(f"[name={axis}_answer][value=placed]").check(force=True)
    page.get_by_role("button", name="Save and go on").click()
    assert page.url != here
    expect(page.get_by_text("is saved.")).to_be_visible()


def test_after_the_reveal_a_sheet_is_revised_with_a_reason(sign_in: SignIn, violations: Violations) -> None:
    page = sign_in("analyst7")
    page.goto("/x/mexico/judge/")
    for path in page.locator(".queue-list a").evaluate_all("links => links.map((link) => link.pathname)"):
        page.goto(path)
        if page.get_by_role("heading", name="Your sheet, round 2").is_visible():
            break
    expect(page.get_by_text("round 1:").first).to_be_visible()
    assert violations(page) == []
    page.locator("label.scale-step:has([name=rating_risk][value='5'])").click()
    page.locator("form.sheet").evaluate("form => { form.noValidate = true }")  # the server must say it as well
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write something here.")).to_be_visible()
    expect(page.locator("[name=rating_risk][value='5']")).to_be_checked()
    page.fill("[name=reason]", "The comments on what it costs.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/options/*/")
    expect(page.get_by_text("Your revised sheet on")).to_be_visible()
    expect(page.get_by_text("The comments on what it costs.")).to_be_visible()


def test_two_who_wait_hear_of_the_reveal_and_a_sheet_is_revised_once(sign_in: SignIn, violations: Violations) -> None:
    reading, waiting, manager = sign_in("analyst1"), sign_in("analyst2", device="phone"), sign_in("manager")
    reading.goto("/x/opening/judge/2/")
    waiting.goto("/x/opening/")
    reading.locator("label.scale-step:has([name=rating_risk][value='5'])").click()
    where = "[scrollY, document.documentElement.scrollHeight, window.sameDocument]"
    before = []
    for page in (reading, waiting):
        expect(page.locator("feed-state")).to_have_text("live")
        page.evaluate("() => { window.sameDocument = true; scrollTo(0, 200) }")
        before.append(page.evaluate(where))

    manager.goto("/x/opening/")
    manager.locator("summary", has_text="Open the next phase now").click()
    manager.get_by_role("button", name="Open “Reveal” now").click()
    expect(manager.get_by_text("“Reveal” is open.")).to_be_visible()
    for page, was in zip((reading, waiting), before, strict=True):
        news = page.get_by_role("link", name="Rating is closed. See what the crowd says")
        expect(news).to_be_in_viewport()
        assert page.evaluate(where) == was
        assert violations(page) == []
    expect(reading.locator("[name=rating_risk][value='5']")).to_be_checked()
    for page in (reading, waiting):
        page.get_by_role("link", name="Rating is closed. See what the crowd says").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What the crowd says")
        expect(page.locator("feed-state")).to_have_text("live")

    other = reading.context.new_page()
    for page, step, reason in ((reading, 4, "What it costs."), (other, 1, "On second thoughts, less.")):
        page.goto("/x/opening/judge/2/")
        expect(page.get_by_role("heading", name="Your sheet, round 2")).to_be_visible()
        page.locator(f"label.scale-step:has([name=rating_risk][value='{step}'])").click()
        page.fill("[name=reason]", reason)
    reading.get_by_role("button", name="Save").click()
    expect(reading.get_by_text("Your revised sheet on PO-2 is saved.")).to_be_visible()
    expect(waiting.get_by_role("link", name="1 sheet was revised since")).to_be_attached()
    other.get_by_role("button", name="Save").click()
    twin, late = other.get_by_text("You have sent this form before"), other.get_by_text("You revised this sheet on")
    expect(twin.or_(late)).to_be_visible()
    if twin.is_visible():  # the tabs of one browser may share the key of a form that was begun in one of them
        other.get_by_role("button", name="Save").click()
    expect(late).to_be_visible()
    expect(other.locator("[name=reason]")).to_have_value("On second thoughts, less.")
    expect(other.locator("[name=rating_risk][value='1']")).to_be_checked()
