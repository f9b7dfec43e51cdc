"""How long does a report take, and how much memory? All formats of 33 and of 10,000 options, and WeasyPrint beside.

Each format is built in a process of its own. Seconds are wall-clock; beside them stands processor time, children
included, because a machine that does other things at once makes the first say little. Memory is the peak of the
process and its children together, looked at ten times a second. The package of 10,000 options holds 20,000 sheets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from quadrant import embedded
from tests.benchmarks.run import record

SIZES = (33, 10_000)
FORMATS = ("pdf", "docx", "html", "md", "package")
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quadrant-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the engines' own uid passes through
        var = Path(folder, "var")
        with embedded.running(var):
            os.environ.update(
                QUADRANT_VAR=str(var), QUADRANT_LOG_LEVEL="WARNING", DJANGO_SETTINGS_MODULE="quadrant.settings"
            )
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("VALKEY_URL", None)
            _prepare()
            found: dict[str, Any] = {"seconds": {}, "cpu_seconds": {}, "peak_mb": {}, "bytes": {}}
            print(f"{'options':>8} {'format':10}{'seconds':>9}{'cpu':>9}{'MB':>8}{'bytes':>14}")
            for size in SIZES:
                rows = {each: _measured(size, each, Path(folder)) for each in (*FORMATS, *_rival(size))}
                for key, measured in found.items():
                    measured[str(size)] = {each: row[key] for each, row in rows.items()}
    record("report", found)


def _rival(size: int) -> tuple[str, ...]:
    return ("weasyprint",) if size < 1000 else ()  # it takes hours and all memory there is


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.benchmarks import pages_world

    people = pages_world.analysts()
    for size in SIZES:
        pages_world.make(size, people)


def _measured(size: int, each: str, folder: Path) -> dict[str, Any]:
    """One format, built by this module in another process."""
    out = folder / f"{size}.{each}"
    command = [sys.executable, "-m", "tests.benchmarks.bench_report", str(size), each, str(out)]
    began = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        peak = _Peak(worker.pid)
        peak.start()
        said, _none = worker.communicate()
        peak.done.set()
        peak.join()
    if worker.returncode:
        raise SystemExit(f"{each} of {size} options was not built")
    told = json.loads(said.splitlines()[-1])
    row = {"seconds": round(told["seconds"], 2), "cpu_seconds": round(told["cpu"], 2), "peak_mb": peak.most // 2**20,
           "bytes": out.stat().st_size}  # fmt: skip
    print(f"{size:8,} {each:10}{row['seconds']:9.2f}{row['cpu_seconds']:9.2f}{row['peak_mb']:8,}{row['bytes']:14,}"
          f"   (with start-up and collecting {time.monotonic() - began:.1f} s)", flush=True)  # fmt: skip
    return row


class _Peak(threading.Thread):
    """The most memory that a process and its children held together; what several share counts for each."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process, self.done, self.most = psutil.Process(pid), threading.Event(), 0

    def run(self) -> None:
        while not self.done.wait(0.1):
            total = 0
            try:
                command, children = self.process.cmdline(), self.process.children(recursive=True)
                total += self.process.memory_info().rss
            except psutil.Error:
                return
            for each in children:
                try:
                    # Until it has become its own program, a child shows its parent's memory as its own.
                    total += 0 if each.cmdline() == command else each.memory_info().rss
                except psutil.Error:
                    continue
            self.most = max(self.most, total)


def build(size: int, each: str, out: Path) -> None:
    """Collect, then build one format and print how long that took."""
    import django

    django.setup()
    from exercises.models import Exercise
    from exercises.reports import files

    wanted = "html" if each == "weasyprint" else each
    exercise = Exercise.objects.get(slug=f"bench-{size}")
    with tempfile.TemporaryDirectory() as folder:
        source = files.gather(exercise.pk, "internal", Path(folder), formats=(wanted,), record=True)
        if each == "weasyprint":
            files.write(source, "html", out.with_suffix(".html"))
        began, cpu = time.monotonic(), _cpu()
        if each == "weasyprint":
            import weasyprint

            # As on a screen: in the two columns that the file has for paper it stops with an error of its own.
            page = weasyprint.HTML(filename=str(out.with_suffix(".html")), media_type="screen")
            page.write_pdf(str(out), pdf_variant="pdf/ua-1")
        else:
            files.write(source, each, out)
        print(json.dumps({"seconds": time.monotonic() - began, "cpu": _cpu() - cpu}))


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    build(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
