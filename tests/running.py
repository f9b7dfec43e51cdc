"""What a test needs to run Quadrant's programs. Apart from conftest.py, which starts engines when it is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def quadrant_environment(var: Path, port: int, **more: str) -> dict[str, str]:
    """Environment for a Quadrant of its own: nothing of the developer's or of the test run's own engines."""
    ours = ("QUADRANT_", "DATABASE_URL", "VALKEY_URL")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**clean, "QUADRANT_VAR": str(var), "QUADRANT_PORT": str(port), "PYTHONUNBUFFERED": "1", **more}


def ask_crowd(var: Path, urls: tuple[str, str], *arguments: str) -> dict[str, Any]:
    """What ``python -m tests.journeys.crowd`` says of a running Quadrant's database."""
    environment = {**os.environ, "QUADRANT_VAR": str(var), "DATABASE_URL": urls[0], "VALKEY_URL": urls[1]}
    command = [sys.executable, "-m", "tests.journeys.crowd", *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
