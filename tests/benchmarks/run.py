"""Run the benchmarks: ``make bench`` runs all of them, ``make bench ONLY=feed`` one.

A benchmark is a file ``bench_<name>.py`` here with a ``main()`` that prints its table and calls ``record``.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.metadata
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "var" / "bench"
VERSIONS_OF = ("django", "channels", "channels-redis", "uvicorn", "uvloop", "websockets", "psycopg", "numpy", "typst")


def names() -> list[str]:
    """Name every benchmark there is."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def record(name: str, figures: dict[str, Any]) -> Path:
    """Write ``var/bench/<name>.json``: the figures, and on what they were measured."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    about = {
        "measured": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": len(os.sched_getaffinity(0)),
            "load_average": os.getloadavg(),  # what else was going on
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        },
        "versions": {"python": platform.python_version()}
        | {package: importlib.metadata.version(package) for package in VERSIONS_OF},
    }
    path.write_text(json.dumps(about | figures, indent=2) + "\n")
    return path


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main(only: list[str]) -> None:
    """Run the named benchmarks, or all."""
    unknown = set(only) - set(names())
    if unknown:
        sys.exit(f"No benchmark is called {', '.join(sorted(unknown))}; there are: {', '.join(names()) or 'none yet'}.")
    for name in only or names():
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
