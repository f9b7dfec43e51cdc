"""Work that a request does not wait for: the job's row is the truth, Celery is only told to look at it.

A wake-up may be lost (the broker is down) or come twice; both are harmless. The sweeper wakes for every row that
waits too long, and a task that finds its row taken leaves.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from quadrant.celery import app

logger = logging.getLogger(__name__)

BUILD_REPORT = "exercises.build_report"
WRITE_DRAFT = "exercises.write_draft"


def wake_after_commit(task: str, pk: int) -> None:
    """Wake the worker for the row *pk* once the write that made it is committed: before, it would find nothing."""
    transaction.on_commit(lambda: wake(task, pk), robust=True)


def wake(task: str, pk: int, *, expires: float | None = None) -> bool:
    """Send the task's name and the row's key; False when the broker does not answer, and the row stays as it is.

    After *expires* seconds in the queue the message is worth nothing, because the next sweep sends another.
    """
    try:
        app.send_task(task, args=[pk], expires=expires)
    except Exception:  # noqa: BLE001  whatever the broker's client raises, the row stands
        logger.warning("nobody was woken for %s %s: the broker does not answer", task, pk)
        return False
    return True


@contextlib.contextmanager
def beating(beat: Callable[[], None], every: float) -> Iterator[None]:
    """Call *beat* every *every* seconds from a thread of its own, for as long as the block runs.

    A step such as typesetting tells nothing for a while; without a sign of life its row would be taken for dead.
    When the process dies, the beat dies with it.
    """
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(beat, every, done), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(beat: Callable[[], None], every: float, done: threading.Event) -> None:
    try:
        while not done.wait(every):
            try:
                beat()
            except Exception:  # noqa: BLE001  the database may be away for a moment: the next beat tries again
                logger.warning("a heartbeat was missed")
    finally:
        connection.close()  # this thread's own
