"""axe finds nothing: every page, light and dark, desktop and phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

OPEN = ["/accounts/login/", "/accounts/password/reset/", "/x/mexico/nothing-here/"]
MANAGER = ["/", "/accounts/profile/", "/x/new/", "/x/mexico/people/", "/x/mexico/settings/", "/x/mexico/"]
MANAGER += ["/x/mexico/protocol/", "/x/mexico/protocol/edit/", "/x/mexico/practise/"]
LEAD = [
    "/x/mexico/board/",
    "/x/mexico/narratives/",
    "/x/mexico/narratives/1/",
    "/x/mexico/report/",
    "/x/mexico/judge/",
    "/x/mexico/moderation/",
    "/x/mexico/moderation/10/",
    "/x/mexico/options/10/edit/",
]
ANALYST = [
    "/x/mexico/",
    "/x/mexico/options/",
    "/x/mexico/options/10/",
    "/x/mexico/options/10/comments/",
    "/x/mexico/options/new/",
    "/x/mexico/judge/",
    "/x/mexico/board/",
    "/x/mexico/report/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize(("who", "paths"), [("", OPEN), ("manager", MANAGER), ("lead", LEAD), ("analyst1", ANALYST)])
def test_no_page_has_a_violation(
    visitor: Callable[..., Page],
    sign_in: Callable[..., Page],
    violations: Callable[[Page], list[str]],
    who: str,
    paths: list[str],
    device: str,
    scheme: str,
) -> None:
    page = sign_in(who, device=device, scheme=scheme) if who else visitor(device=device, scheme=scheme)
    found = {}
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle") if path.startswith("/accounts") else page.wait_for_timeout(300)
        found[path] = violations(page)
    assert found == {path: [] for path in paths}


def test_axe_does_see_a_violation(visitor: Callable[..., Page], violations: Callable[[Page], list[str]]) -> None:
    """The test above could not fail otherwise."""
    page = visitor()
    page.goto("/accounts/login/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [line.split(":")[0] for line in violations(page)] == ["html-has-lang"]


@pytest.mark.parametrize("path", ["/x/mexico/", "/x/mexico/options/10/", "/x/mexico/board/", "/x/mexico/report/"])
def test_no_page_scrolls_sideways_on_a_phone(sign_in: Callable[..., Page], path: str) -> None:
    page = sign_in("analyst1", device="phone")
    page.goto(path)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
