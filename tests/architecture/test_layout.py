"""The shape of the tree, checked: what a reader may rely on without looking."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "deploy",
    "exercises",
    "frontend",
    "manage.py",
    "platform",
    "pyproject.toml",
    "tests",
}
SAYS_NOTHING = {"utils.py", "helpers.py", "common.py", "misc.py", "services.py", "managers.py", "admin.py"}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(line) for line in listing.stdout.splitlines()]


def test_the_top_level_is_what_was_agreed() -> None:
    assert {path.parts[0] for path in tracked()} == TOP


def test_the_folder_platform_does_not_shadow_the_standard_library() -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ROOT not in Path(where.stdout.strip()).parents
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_tests_are_no_packages() -> None:
    assert [path for path in tracked() if path.parts[0] == "tests" and path.name == "__init__.py"] == []
    assert [path for path in tracked() if path.parts[:2] == ("tests", "platform")] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in tracked() if path.name in SAYS_NOTHING] == []


def test_importing_follows_the_contracts() -> None:
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_paths_in_the_readmes_exist() -> None:
    """The journeys name their code by path; a renamed file must not leave a lie behind."""
    missing: list[tuple[str, str]] = []
    for readme in [ROOT / "README.md", *sorted((ROOT / "exercises").rglob("README.md"))]:
        names = re.findall(r"`([a-z_]+(?:/[\w.-]+)+\.(?:py|ts|html|css|toml|md|json))", readme.read_text())
        missing += [(readme.name, name) for name in names if not (ROOT / name).exists()]
    assert missing == []


def test_nothing_acts_at_a_distance() -> None:
    """No signals and no save() that does more than save."""
    found = [
        str(path)
        for path in tracked()
        if path.suffix == ".py" and path.parts[0] in {"exercises", "platform"}
        if re.search(r"@receiver|post_save|pre_save|def save\(self", (ROOT / path).read_text())
    ]
    assert found == []
