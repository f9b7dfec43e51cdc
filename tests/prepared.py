"""Quadrants that ran once, kept to be copied: to make a database and play the demo's week takes half a minute."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from quadrant.var_folder import place
from tests.running import ROOT

KEEP = 3600  # seconds; later in its day the demo would not be the one that the tests speak of
MADE_OF = ("exercises", "platform", "deploy/requirements.txt")


def copy_prepared(name: str, target: Path, make: Callable[[Path], None]) -> None:
    """Let *target* be a copy of the var folder *name*, which *make* fills if no other test has done so lately."""
    folder = ROOT / "var" / f"ready-{name}"
    folder.parent.mkdir(exist_ok=True)
    with _alone(folder.with_suffix(".lock")):
        stamp = folder / "made-of"
        code = _code()
        if not (stamp.exists() and stamp.read_text() == code and time.time() - stamp.stat().st_mtime < KEEP):
            for old in (place(folder).home, folder):
                shutil.rmtree(old, ignore_errors=True)
            make(folder)
            stamp.write_text(code)
        subprocess.run(["cp", "-a", folder, target], check=True)  # with the owners, and sparse files sparse
    if not place(target).home.exists():
        subprocess.run(["cp", "-a", place(folder).home, place(target).home], check=True)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _code() -> str:
    """What a database is made of: the hash of all code and content that can write into one."""
    files = (path for top in MADE_OF for path in sorted([ROOT / top, *(ROOT / top).rglob("*")]) if path.is_file())
    kept = (path for path in files if path.suffix in {".py", ".toml", ".txt"})
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in kept)).hexdigest()
