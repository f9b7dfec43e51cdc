"""Does the replay stall? Seeks through a week of 100,000 changes of 500 options, in the engine that browsers have.

The film (frontend/elements/board/replay.ts) is built for Node and run there. Measured is what the slider waits for:
finding the state, and turning it into what the board shows; drawing it is bench_board's. A frame is 16.7 ms.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.run import record

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FRAME_MS = 16.7


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = json.loads(_run(_built(Path(folder))))
    print(
        f"{found['changes']:,} changes of {found['options']} options: {found['prepare_cpu_ms']} ms of processor time to"
    )
    print(f"make ready, in slices of 8 ms; {found['heap_mib']} MiB. A frame is {FRAME_MS} ms.")
    print(f"{'ms':24}{'cpu':>9}{'median':>9}{'p95':>9}{'most':>9}")
    for what in ("seek_anywhere_ms", "next_change_ms", "drag_over_the_week_ms"):
        columns = "".join(f"{found[what][column]:9.2f}" for column in ("cpu", "median", "p95", "most"))
        print(f"{what.removesuffix('_ms').replace('_', ' '):24}{columns}")
    record("replay", found)


def _built(folder: Path) -> Path:
    """One file that Node reads, made by the front end's own builder."""
    out = folder / "seeks.mjs"
    source = json.dumps(str(HERE / "replay_seeks.ts"))
    script = (
        "import { build } from 'vite';"
        f"await build({{ configFile: false, logLevel: 'error', build: {{ ssr: {source},"
        f" outDir: {json.dumps(str(folder))}, rolldownOptions: {{ output: {{ entryFileNames: 'seeks.mjs' }} }} }} }});"
    )
    _node(["--input-type=module", "-e", script])
    return out


def _run(script: Path) -> str:
    return _node([str(script)])


def _node(arguments: list[str]) -> str:
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["node", *arguments],
        cwd=ROOT / "frontend",
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
