"""Programs that make parts of a file, each in a process of its own; whoever gives up ends all that are at work."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait
from typing import Any, TypeVar

Result = TypeVar("Result")

_FULL = b"No space left on device"  # as each of them says it in English
LOOK = 0.5  # seconds between two looks at whether anybody still wants the file

Progress = Callable[[float], None]  # told from 0 to 1; raises what ends the work


def untold(share: float) -> None:
    """For those to whom nobody listens."""


class Programs:
    """The programs of one file. Any thread may run one, and any end them."""

    def __init__(self) -> None:
        self._lock, self._running, self._ended = threading.Lock(), set[subprocess.Popen[bytes]](), False

    def run(self, command: list[str], seconds: float, **how: Any) -> subprocess.CompletedProcess[bytes]:
        """Run *command* to its end, with *how* as for subprocess.Popen.

        Raises subprocess.TimeoutExpired after *seconds*, CancelledError after ``end``, and OSError where the disk was
        full for the program.
        """
        with self._lock:
            if self._ended:
                raise CancelledError
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
            self._running.add(process)
        try:
            with process:
                try:
                    out, said = process.communicate(timeout=seconds)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
        finally:
            with self._lock:
                self._running.discard(process)
        if self._ended:
            raise CancelledError
        if process.returncode and _FULL in said:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return subprocess.CompletedProcess(command, process.returncode, out, said)

    def end(self) -> None:
        """Kill what is running, and let nothing begin."""
        with self._lock:
            self._ended = True
            for process in self._running:
                process.kill()


def awaited(future: Future[Result], share: float, progress: Progress) -> Result:
    """The result of *future*; *progress* is told *share* meanwhile, so that it can end the work."""
    while not wait([future], LOOK).done:
        progress(share)
    return future.result()
