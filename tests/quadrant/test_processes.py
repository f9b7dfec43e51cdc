"""Child processes: what is written about them."""

from __future__ import annotations

from pathlib import Path

from quadrant.processes import Part, start, stop


def test_a_pid_file_is_replaced_whole_and_taken_away_at_the_end(tmp_path: Path) -> None:
    part = Part("sleeper", ["sleep", "60"], tmp_path / "sleeper.log")
    start(part, tmp_path)
    first = part.process
    assert first is not None
    file = tmp_path / "sleeper.pid"
    with file.open() as reader:  # somebody who has opened the file just before the part is started again
        first.kill()
        first.wait()
        start(part, tmp_path)
        assert part.process is not None
        assert (reader.read(), file.read_text()) == (f"{first.pid}\n", f"{part.process.pid}\n")
    stop([part], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sleeper.log"]
