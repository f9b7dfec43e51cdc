"""Which Chromium the browser tests drive; ``python -m tests.browser.find_browser`` prints it.

QUADRANT_BROWSER, else Playwright's own, else the system's. With CI=true a missing one is installed (Playwright's, or
as root Debian's), because there no test may be skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The shell first: the same engine without the window around it, which draws a tab strip and menus for every test.
SYSTEM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(Exception):
    """None was found, and none could be installed; one sentence for a person."""


def find() -> Path | None:
    """Find a Chromium that exists. Raises ``NoBrowser`` when QUADRANT_BROWSER points nowhere."""
    if chosen := os.environ.get("QUADRANT_BROWSER"):
        if not os.access(chosen, os.X_OK):
            raise NoBrowser(f"QUADRANT_BROWSER is {chosen}, and there is no program.")
        return Path(chosen)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.exists():
        return own
    return next((Path(path) for name in SYSTEM if (path := shutil.which(name))), None)


def install() -> None:
    """Try Playwright's Chromium, then as root Debian's."""
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        commands += [
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-y", "-q", "chromium-headless-shell"],
            ["apt-get", "install", "-y", "-q", "chromium"],
        ]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        print("Installing a browser:", " ".join(command), flush=True)
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False, timeout=900)
        if command[-1].startswith("chromium") and done.returncode == 0:
            return


def find_or_install() -> Path:
    """Find a browser; with CI=true install one that is missing. Raises ``NoBrowser``."""
    found = find()
    if found is None and os.environ.get("CI") == "true":
        install()
        found = find()
    if found is None:
        raise NoBrowser(
            "No Chromium for the browser tests: install one (`.venv/bin/playwright install chromium`, or the system's"
            " package chromium), or name one in QUADRANT_BROWSER."
        )
    return found


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoBrowser as missing:
        sys.exit(str(missing))
