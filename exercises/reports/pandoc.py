"""The document for Word, for browsers and as Markdown: its syntax tree, written out by pandoc.

The program runs by itself with a time and a memory limit. It reads the tree, and for Word our own drawings beside it: a
picture's node is never made of what a person wrote.
"""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pypandoc

from exercises.reports.document import Document
from exercises.reports.programs import Programs, Progress, awaited, untold
from exercises.reports.syntax_tree import Target, Writer, anchors_of, write_trees

WRITERS: dict[Target, str] = {"docx": "docx", "html": "html5", "md": "gfm-raw_html"}
SECONDS = 300  # for one piece
HEAP = "400m"
HEAP_EXHAUSTED = 251  # pandoc's answer when it wants more
AT_ONCE = 2


class Unbuildable(Exception):
    """pandoc gave up; its words are for the log."""


def pieces(
    document: Document, target: Target, folder: Path, *, first: list[str], epoch: int, progress: Progress = untold
) -> Iterator[Path]:
    """*document* in *target*'s format, in pieces that follow each other; *first* are options for the first one.

    Two run at a time, and are ended when *progress* raises. Raises Unbuildable where pandoc gives up, TimeoutError
    where it is too slow, and MemoryError where it wants too much memory.
    """
    writer = Writer(target, frozenset(anchors_of(document.sections)), folder)
    running: deque[tuple[Future[bytes], Path]] = deque()
    programs = Programs()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for number, tree in enumerate(write_trees(document, writer)):
                out = tree.with_suffix(f".{target}")
                options = ["--from=json", f"--to={WRITERS[target]}", "--wrap=none", *(first if number == 0 else [])]
                running.append(
                    (pool.submit(run, [*options, f"--output={out}", str(tree)], epoch, folder, programs), out)
                )
                while len(running) > AT_ONCE:
                    yield _done(*running.popleft(), progress)
            while running:
                yield _done(*running.popleft(), progress)
        finally:
            programs.end()
            pool.shutdown(cancel_futures=True)


def _done(future: Future[bytes], out: Path, progress: Progress) -> Path:
    progress(0)  # how many pieces there will be nobody knows
    awaited(future, 0, progress)
    out.with_suffix(".json").unlink()
    return out


def run(arguments: list[str], epoch: int = 0, folder: Path | None = None, programs: Programs | None = None) -> bytes:
    """pandoc with *arguments*, in *folder*; its own times are *epoch*, so that the same tree gives the same bytes."""
    environment = {"PATH": os.environ.get("PATH", ""), "SOURCE_DATE_EPOCH": str(epoch), "LC_ALL": "C.UTF-8"}
    command = [program(), *arguments, "+RTS", f"-M{HEAP}", "-RTS"]
    try:
        done = (programs or Programs()).run(command, SECONDS, env=environment, cwd=folder)
    except subprocess.TimeoutExpired as slow:
        raise TimeoutError("pandoc took too long") from slow
    if done.returncode == HEAP_EXHAUSTED:
        raise MemoryError("pandoc wanted too much memory")
    if done.returncode:
        raise Unbuildable(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


@cache
def program() -> str:
    path: str = pypandoc.get_pandoc_path()
    return path
