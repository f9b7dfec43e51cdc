"""Settings come from the environment alone, and a bad value stops the start with one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "QUADRANT_ORIGIN": "https://quadrant.example.org",
    "QUADRANT_ALLOWED_HOSTS": "quadrant.example.org",
    "QUADRANT_SECRET_KEY": "a-key-of-fifty-characters-or-more-with-many-different-ones-0123456789",
    "QUADRANT_TRUSTED_PROXIES": "1",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_djangos_own_check() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


def test_that_check_does_notice_a_site_without_encryption() -> None:
    """The test above could not fail otherwise."""
    plain = {**PRODUCTION, "QUADRANT_ORIGIN": "http://quadrant.example.org"}
    assert manage("check", "--deploy", "--fail-level", "WARNING", **plain).returncode != 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("QUADRANT_SSL_REDIRECT", "yes", "QUADRANT_SSL_REDIRECT must be True or False, not 'yes'."),
        ("QUADRANT_TRUSTED_PROXIES", "one", "QUADRANT_TRUSTED_PROXIES must be a whole number, not 'one'."),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must look like postgresql://user:password@host:5432/name."),
    ],
)
def test_a_bad_value_is_named(name: str, value: str, says: str) -> None:
    failed = manage("check", **{**PRODUCTION, name: value})
    assert (failed.returncode != 0, says in failed.stderr) == (True, True), failed.stderr
