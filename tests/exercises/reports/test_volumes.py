"""A long report is set in volumes and bound into one file: nothing is lost, tags and links lead on."""

from __future__ import annotations

import errno
import io
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest

from exercises.reports import binding, numbered, pdf, programs, volumes
from exercises.reports.compose import compose
from exercises.reports.document import Cell, Column, Document, Paragraph, Reference, Section, Table, paragraph, text
from exercises.reports.facts import collect

# What the objects of a file look like, written by a person.
HOSTILE = "7 0 R /StructParents 3 /ID (x) <ab> \\( >> endobj"


@pytest.fixture
def long(exercise, judged, monkeypatch) -> Document:
    """A document of six volumes; the first leads into the third, and all the others back."""
    monkeypatch.setattr(volumes, "SECTIONS", 4)
    monkeypatch.setattr(volumes, "ROWS", 20)
    monkeypatch.setattr(numbered, "TOGETHER", 7)
    document = compose(collect(exercise.pk))
    inner = tuple(
        Section(
            HOSTILE if n == 7 else f"Title {n}",
            f"option-{n}",
            (paragraph(f"text {n}"), Paragraph((Reference("section", "first", "back"),))),
        )
        for n in range(1, 9)
    )
    first = Section(
        "First", "first", (Paragraph((Reference("option", "7", "PO-7"), Reference("option", "99", "PO-99"))),)
    )
    rows = tuple((Cell(text(f"row {n}")), Cell((Reference("option", "1", "PO-1"),))) for n in range(60))
    table = Table("Rows", (Column("Head", share=1), Column("Option", share=1)), rows)
    sections = (first, Section("All", "all", (), inner), Section("Rows", "rows", (table,)))
    return replace(document, sections=sections)


def test_everything_is_in_one_tagged_file(long, moment):
    told: list[float] = []
    found = pdf.render(long, moment, told.append)
    assert list(dict.fromkeys(told)) == [n / 6 for n in range(6)]
    said = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(found.content)).pages).split())
    assert [said.count(f"text {n}") for n in range(1, 9)] == [1] * 8
    assert [said.count(f"row {n} ") for n in range(60)] == [1] * 60
    assert found.standard == "ua-1"
    with pikepdf.open(io.BytesIO(found.content)) as book:
        assert book.check_pdf_syntax() == []
        tags = book.Root.StructTreeRoot
        elements = list(below(tags.K[0], tags))
        titles = [str(element.T) for element in elements if element.S == "/H2"]
        assert titles == [*(f"Title {n}" for n in range(1, 7)), HOSTILE, "Title 8"]
        # Each page and each link finds the tags of what it holds, which hang in the one tree of the book.
        keys = pikepdf.NumberTree(tags.ParentTree)
        held = [page.obj.StructParents for page in book.pages]
        held += [link.StructParent for page in book.pages for link in page.obj.get("/Annots", ())]
        assert sorted(held) == [key for key, _value in keys.items()] == list(range(tags.ParentTreeNextKey))
        known = {element.objgen for element in elements}
        for page in book.pages:
            assert {element.objgen for element in keys[int(page.obj.StructParents)]} <= known
        # A cell finds the heads of its column by their names, of which no two are the same.
        heads = {str(element.ID): element.objgen for element in elements if "/ID" in element}
        assert len(heads) == sum(element.S == "/TH" for element in elements)
        named = {
            str(name) for element in elements for each in element.get("/A", ()) for name in each.get("/Headers", ())
        }
        assert named
        assert named <= set(heads)
        assert heads == {name: element.objgen for name, element in pikepdf.NameTree(tags.IDTree).items()}


def below(element: Any, above: Any) -> Iterator[Any]:
    """*element* and those below it, each of which knows what it hangs in."""
    assert element.P.objgen == above.objgen
    yield element
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from below(kid, element)


def test_links_lead_from_volume_to_volume(long, moment):
    with pikepdf.open(io.BytesIO(pdf.render(long, moment).content)) as book:
        links = [a for page in book.pages for a in page.obj.get("/Annots", [])]
        assert not [a for a in links if "/A" in a]
        ends = dict(pikepdf.NameTree(book.Root.Names.Dests).items())
        targets = [str(a.Dest) for a in links if "/Dest" in a and isinstance(a.Dest, pikepdf.String)]
        assert {"option-1", "option-7", "first"} <= set(targets) <= set(ends)
        pages = {page.obj.objgen: number for number, page in enumerate(book.pages)}
        assert pages[ends["first"][0].objgen] < pages[ends["option-7"][0].objgen]


def test_bound_twice_it_is_the_same_bytes(long, moment):
    assert pdf.render(long, moment).content == pdf.render(long, moment).content


def test_where_binding_fails_no_further_volume_is_set(long, moment, monkeypatch):
    began = []

    def slow(press, number, document):
        began.append(number)
        time.sleep(0.3 if number else 0)
        return press.folder / f"{number}.pdf", pdf.STANDARD

    def full(book, path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pdf, "_volume", slow)
    monkeypatch.setattr(binding.Book, "add", full)
    with pytest.raises(OSError, match="No space"):
        pdf.render(long, moment)
    assert began[0] == 0
    assert 5 not in began


def test_whoever_no_longer_wants_it_ends_the_volumes_that_are_being_set(long, moment, monkeypatch):
    ended, run, hour = [], programs.Programs.run, [sys.executable, "-c", "import time; time.sleep(3600)"]

    def running(self, command, seconds, **how):
        try:
            return run(self, hour, 20, **how)
        except CancelledError:
            ended.append(command[3])
            raise

    class Unwanted(Exception):
        pass

    def unwanted(share):
        told.append(share)
        if len(told) > 1:  # while the first is being set
            raise Unwanted

    told: list[float] = []
    monkeypatch.setattr(programs.Programs, "run", running)
    with pytest.raises(Unwanted):
        pdf.render(long, moment, unwanted)
    assert [each.rpartition("/")[2] for each in sorted(ended)] == ["0.json", "1.json"]
