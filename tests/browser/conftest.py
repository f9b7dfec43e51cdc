"""A real Chromium against a real Quadrant."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
SignIn = Callable[..., Page]

# Playwright's loop runs in this thread; Django's guard takes it for async code, and the tests are not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *sandbox])
        yield running
        running.close()


@pytest.fixture
def visitor(browser: Browser, running_quadrant) -> Iterator[Callable[..., Page]]:
    """A page of a browser of its own: ``visitor(device="phone", scheme="dark", state=…)``.

    Whatever goes wrong in a page's script fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(device: str = "desktop", scheme: Any = "light", **options: Any) -> Page:
        context = browser.new_context(
            base_url=running_quadrant.address,
            color_scheme=scheme,
            reduced_motion="reduce",
            **{**DEVICES[device], **options},
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def states() -> dict[str, Any]:
    """Cookies of those who signed in before: sign-ins are limited, and so they should be."""
    return {}


@pytest.fixture
def sign_in(visitor: Callable[..., Page], running_quadrant, states: dict[str, Any]) -> SignIn:
    """A page of the demo account *name*, signed in: ``sign_in("moderator1", device="phone")``."""

    def signed_in(name: str, **options: Any) -> Page:
        if name in states:
            return visitor(storage_state=states[name], **options)
        page = visitor(**options)
        page.goto("/accounts/login/")
        page.fill("input[name=login]", f"{name}@demo.invalid")
        page.fill("input[name=password]", running_quadrant.password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda address: "/login/" not in address)
        states[name] = page.context.storage_state()
        return page

    return signed_in


# How long a page may take is measured by the benchmarks; here other demos start beside this one.
expect.set_options(timeout=15_000)

ONLY = {"resultTypes": ["violations"]}  # of what passes not every element's address is worked out
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], **ONLY}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **ONLY}  # all that the dark can change for axe
# Of the report's options, and of the rows of its tables, which are set alike, the first few are looked at.
ALIKE = [".report section section:nth-of-type(n + 4)", ".report tbody tr:nth-child(n + 6)"]
# A colour on its way to another has no contrast to speak of.
STAND_STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets.push(still);
}"""


@pytest.fixture(scope="session")
def violations() -> Callable[..., list[str]]:
    """What axe finds on a page or *within* a part of it, in the light and in the dark.

    It is evaluated: the policy lets no foreign script in.
    """
    source = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()

    def ask(page: Page, rules: dict[str, Any], within: str) -> list[str]:
        # Only the violations leave the page: what passed is many times as much, and takes longer than the search.
        search = "async ([within, rules]) => (await axe.run(within, rules)).violations"
        result = page.evaluate(search, [{"include": [within or "html"], "exclude": ALIKE}, rules])
        return [f"{v['id']}: {node['html'][:160]}" for v in result for node in v["nodes"]]

    def found(page: Page, within: str = "") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
            page.evaluate(STAND_STILL)
        in_the_light = ask(page, RULES, within)
        page.emulate_media(color_scheme="dark")
        in_the_dark = ask(page, COLOURS, within)
        page.emulate_media(color_scheme="light")
        return in_the_light + [f"in the dark, {line}" for line in in_the_dark]

    return found
