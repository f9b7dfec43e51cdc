"""axe finds nothing on any page, light and dark, desktop and phone, and none scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import resolve
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEVICES
from tests.exercises.test_access_table import EXERCISE, NEVER

OPEN = ["/accounts/login/", "/accounts/password/reset/", "/x/mexico/nothing-here/"]
MANAGER = ["/", "/accounts/profile/", "/x/new/", "/x/mexico/people/", "/x/mexico/settings/", "/x/mexico/"]
MANAGER += ["/x/mexico/protocol/", "/x/mexico/protocol/edit/", "/x/mexico/practise/", "/x/mexico/options/10/reopen/"]
MANAGER += ["/x/mexico/options/10/purge/"]
LEAD = [
    "/x/mexico/board/",
    "/x/mexico/narratives/",
    "/x/mexico/narratives/1/",
    "/x/mexico/narratives/1/edit/",
    "/x/mexico/narratives/1/versions/",
    "/x/mexico/takeaways/",
    "/x/mexico/takeaways/new/",
    "/x/mexico/report/",
    "/x/mexico/report/drafts/",
    "/x/mexico/report/texts/bottom_line/edit/",
    "/x/mexico/report/texts/judgment.new/edit/",
    "/x/mexico/report/texts/figure.board/edit/",
    "/x/mexico/report/texts/background/versions/",
    "/x/mexico/judge/",
    "/x/mexico/moderation/",
    "/x/mexico/moderation/10/",
    "/x/mexico/options/10/edit/",
    "/x/mexico/options/10/versions/",
    "/x/mexico/reveal/",
]
ANALYST = [
    "/x/mexico/",
    "/x/mexico/options/",
    "/x/mexico/options/10/",
    "/x/mexico/options/10/comments/",
    "/x/mexico/drafts/",
    "/x/mexico/practise/1/",
    "/x/mexico/judge/",
    "/x/mexico/board/",
    "/x/mexico/report/",
]
REJECTED = ["/x/mexico/options/35/appeal/"]  # whose author is analyst 36
LOOKED_AT = [*OPEN[:-1], *MANAGER, *LEAD, *ANALYST, *REJECTED]
WALKS = [("", OPEN), ("manager", MANAGER), ("lead", LEAD), ("analyst1", ANALYST), ("analyst36", REJECTED)]
ELSEWHERE = {  # in other files, or further down: each of these calls for more than an address
    "join": "test_journey",
    "new_option": "test_journey",
    "judge_option": "test_judging",
    "comment": "test_discussion",
    "edit_takeaway": "a_takeaway",
    "takeaway_versions": "a_takeaway",
}
NO_PAGES = {
    "similar_options",
    "claims",
    "moderation_history",
    "protocol_file",
    "board_data",
    "board_replay",
    "board_svg",
}
NO_PAGES |= {"board_png", "report_progress", "report_file", "events"}


def test_every_page_is_looked_at() -> None:
    """Every address that the access table says can be read is a page in the lists above, or it is said why not."""
    readable = {name for name, (get, _post) in EXERCISE.items() if get != NEVER}
    seen = {resolve(path).url_name for path in LOOKED_AT} | ELSEWHERE.keys()
    assert readable - seen == NO_PAGES


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize(("who", "paths"), WALKS)
def test_no_page_has_a_violation(
    visitor: Callable[..., Page],
    sign_in: Callable[..., Page],
    violations: Callable[[Page], list[str]],
    who: str,
    paths: list[str],
    device: str,
) -> None:
    page = sign_in(who, device=device) if who else visitor(device=device)
    found = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok or "nothing-here" in path, path
        page.wait_for_load_state("networkidle") if path.startswith("/accounts") else page.wait_for_timeout(300)
        found[path] = [*_sideways(page), *violations(page)]
    assert found == {path: [] for path in paths}


def _sideways(page: Page) -> list[str]:
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"scrolls sideways by {beyond} px"] if beyond > 0 else []


def test_a_takeaway_has_no_violation(sign_in: Callable[..., Page], violations: Callable[[Page], list[str]]) -> None:
    page = sign_in("lead")
    page.goto("/x/mexico/takeaways/new/")
    page.fill("[name=title]", "Pay comes first")
    page.fill("[name=text]", "What is paid late is paid twice.")
    page.check("[name=confidence][value=low]")
    page.get_by_role("button", name="Create takeaway").click()
    page.wait_for_url("**/takeaways/*")
    edit = page.locator("a[href$='/edit/']").first.get_attribute("href") or ""
    for path in (edit, edit.replace("edit", "versions")):
        page.goto(path)
        for device in DEVICES.values():
            page.set_viewport_size(device["viewport"])
            assert [*_sideways(page), *violations(page)] == []


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_nothing_that_opens_on_the_board_has_a_violation(
    sign_in: Callable[..., Page], violations: Callable[[Page], list[str]], device: str
) -> None:
    other = sign_in("moderator2")
    other.goto("/x/mexico/board/")
    page = sign_in("moderator1", device=device)
    page.goto("/x/mexico/board/")
    expect(page.locator(".board-here .chip")).to_have_count(1)
    more, found = page.locator(".board-open-more"), {}

    def look(name: str) -> None:
        found[name] = violations(page)
        page.keyboard.press("Escape")

    if device == "desktop":
        page.locator("[data-lasso]").click()
    else:
        page.locator(".board-open-filter").click()
    look("lasso, presence, or the search of a phone")
    more.click()
    look("menu")
    for name in ("[data-keys]", ".board-freezer button")[device == "phone" :]:
        more.click()
        page.locator(name).click()
        expect(page.locator("dialog[open]")).to_have_count(1)
        look(name)
        expect(more).to_be_focused()
    card = page.locator(".board-card[data-number='6']")
    card.focus()
    card.press("x")
    found["chosen"] = violations(page)
    for name in ("[data-group-open]", "[data-group-move]"):
        page.locator(name).click()
        expect(page.locator("dialog[open]")).to_have_count(1)
        look(name)
    more.click()
    page.locator("[data-replay-open]").click()
    expect(page.locator("[data-replay-play]")).to_be_focused()
    look("replay")
    assert found == {name: [] for name in found}


def test_axe_does_see_violations(visitor: Callable[..., Page], violations: Callable[[Page], list[str]]) -> None:
    """The test above could not fail otherwise."""
    page = visitor()
    page.goto("/accounts/login/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('h1').style.color = 'light-dark(black, #333)'")
    assert [line.split(": ")[0] for line in violations(page)] == ["html-has-lang", "in the dark, color-contrast"]
