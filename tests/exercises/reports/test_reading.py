"""A data package is enough to build the report again: the same facts, the same bytes, and nothing beyond its level."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from exercises.reports import files, reading
from exercises.reports.facts import collect
from exercises.reports.levels import LEVELS, Level, released

LOCAL = ("data/sheets.csv", "DICTIONARY.md", "datapackage.json", "MANIFEST.sha256")  # and what speaks of the sheets


def packed(exercise, folder: Path, level: Level) -> Path:
    source = files.gather(exercise.pk, level, folder, formats=("package",), record=True)
    return files.write(source, "package", folder / f"{level}.zip").path


def built(folder: Path, *words: str, **given: Any) -> dict[str, bytes]:
    call_command("build_report", *words, formats="html,md,package", out=folder, record=True, **given)
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


def members(package: bytes, path: Path) -> dict[str, bytes]:
    path.write_bytes(package)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name not in LOCAL}


@pytest.mark.parametrize("level", LEVELS)
def test_a_package_makes_the_same_report_elsewhere(exercise, judged, tmp_path, level):
    package = packed(exercise, tmp_path, level)
    facts = released(collect(exercise.pk), level)
    assert reading.read(package) == (facts, level)
    assert reading.read(package).facts.hash == facts.hash
    here = built(tmp_path / "here", "alpha", level=level)
    there = built(tmp_path / "there", packed=package)
    assert here.keys() == there.keys() == {".html", ".md", ".zip"}
    assert [there[kind] == here[kind] for kind in (".html", ".md")] == [True, True]
    assert members(there[".zip"], tmp_path / "a.zip") == members(here[".zip"], tmp_path / "b.zip")


def test_what_people_wrote_comes_back_letter_by_letter(exercise, hostile, tmp_path):
    facts = reading.read(packed(exercise, tmp_path, "internal")).facts
    assert facts == collect(exercise.pk)


def test_a_file_can_be_told_with_less_and_never_with_more(exercise, judged, tmp_path):
    public = built(tmp_path / "here", "alpha", level="public")
    assert built(tmp_path / "there", packed=packed(exercise, tmp_path, "internal"), level="public") == public
    with pytest.raises(CommandError, match=r"sponsor\.zip was written for the level “sponsor” and knows nothing"):
        built(tmp_path / "more", packed=packed(exercise, tmp_path, "sponsor"), level="internal")
    assert not (tmp_path / "more").exists()


def changed(**given: Any) -> Callable[[dict[str, Any]], str]:
    return lambda told: json.dumps(told | given)


def damaged(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], str]:
    def made(told: dict[str, Any]) -> str:
        change(told["facts"])
        return json.dumps(told)

    return made


ODD: list[tuple[Callable[[dict[str, Any]], str], str]] = [
    (lambda told: "no JSON at all", "cannot be read"),
    (lambda told: "[" * 100_000, "cannot be read"),
    (lambda told: "[]", "is no exercise that Quadrant has written"),
    (changed(format="other"), "is no exercise that Quadrant has written"),
    (changed(version=3), "has version 3 of the format; this Quadrant reads 2"),
    (changed(level="secret"), "does not say which release level"),
    (changed(facts=None), "damaged at facts."),
    (damaged(lambda facts: facts.pop("people")), "damaged at facts."),
    (damaged(lambda facts: facts.update(more=1)), "damaged at facts."),
    (damaged(lambda facts: facts["people"].update(joined="7")), r"damaged at facts\.people\.joined\."),
    (damaged(lambda facts: facts["people"].update(joined=True)), r"damaged at facts\.people\.joined\."),
    (damaged(lambda facts: facts["options"][1].update(moved=[1.0])), r"damaged at facts\.options\[1\]\.moved\."),
    (damaged(lambda facts: facts["snapshot"].update(at="yesterday")), r"damaged at facts\.snapshot\.at\."),
    (damaged(lambda facts: facts["exercise"].update(slug="../up")), r"damaged at facts\.exercise\.slug\."),
    (damaged(lambda facts: facts["narratives"][0].update(x=True)), r"damaged at facts\.narratives\[0\]\.x\."),
]  # fmt: skip


def test_a_file_that_is_none_is_refused_with_a_sentence(exercise, judged, tmp_path):
    with zipfile.ZipFile(packed(exercise, tmp_path, "internal")) as archive:
        text = archive.read("exercise.json").decode()
    odd = tmp_path / "exercise.json"
    for make, sentence in ODD:
        odd.write_text(make(json.loads(text)))
        with pytest.raises(CommandError, match=sentence):
            built(tmp_path / "out", packed=odd)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_and_a_package_of_something_else(tmp_path):
    other = tmp_path / "photos.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("beach.txt", "sand")
    for path in (tmp_path / "missing.json", other, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            built(tmp_path / "out", packed=path)


@pytest.mark.parametrize("words", [((), {}), (("alpha",), {"packed": Path("exercise.json")})])
def test_either_an_exercise_or_a_file(words, tmp_path):
    with pytest.raises(CommandError, match="Name an exercise, or a file"):
        built(tmp_path / "out", *words[0], **words[1])
