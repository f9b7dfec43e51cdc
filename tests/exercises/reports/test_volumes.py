"""A long report is set in volumes and bound into one file: nothing is lost, tags and links lead on."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest

from exercises.reports import pdf, volumes
from exercises.reports.compose import compose
from exercises.reports.document import Document, Paragraph, Reference, Section, paragraph
from exercises.reports.facts import collect


@pytest.fixture
def long(exercise, judged, monkeypatch) -> Document:
    """A document of three volumes; the first leads into the last, and that one back."""
    monkeypatch.setattr(volumes, "SECTIONS", 4)
    document = compose(collect(exercise.pk))
    inner = tuple(
        Section(
            f"Title {n}", f"option-{n}", (paragraph(f"text {n}"), Paragraph((Reference("section", "first", "back"),)))
        )
        for n in range(1, 9)
    )
    first = Section(
        "First", "first", (Paragraph((Reference("option", "7", "PO-7"), Reference("option", "99", "PO-99"))),)
    )
    return replace(document, sections=(first, Section("All", "all", (), inner)))


def test_everything_is_in_one_tagged_file(long, moment):
    found = pdf.render(long, moment)
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(found.content)).pages)
    assert [said.count(f"text {n}") for n in range(1, 9)] == [1] * 8
    assert found.standard == "ua-1"
    with pikepdf.open(io.BytesIO(found.content)) as book:
        keys = [int(page.obj.StructParents) for page in book.pages]
        numbers = list(book.Root.StructTreeRoot.ParentTree.Nums)[::2]
        assert len(set(keys)) == len(keys)
        assert set(keys) <= {int(number) for number in numbers}
        assert [int(n) for n in numbers] == sorted({int(n) for n in numbers})


def test_links_lead_from_volume_to_volume(long, moment):
    with pikepdf.open(io.BytesIO(pdf.render(long, moment).content)) as book:
        links = [a for page in book.pages for a in page.obj.get("/Annots", [])]
        assert not [a for a in links if "/A" in a]
        (names,) = [list(kid.Names) for kid in book.Root.Names.Dests.Kids]
        ends = {str(name): value for name, value in zip(names[::2], names[1::2], strict=True)}
        targets = [str(a.Dest) for a in links if "/Dest" in a and isinstance(a.Dest, pikepdf.String)]
        assert {"option-7", "first"} <= set(targets) <= set(ends)
        pages = {page.obj.objgen: number for number, page in enumerate(book.pages)}
        assert pages[ends["first"][0].objgen] < pages[ends["option-7"][0].objgen]


def test_bound_twice_it_is_the_same_bytes(long, moment):
    assert pdf.render(long, moment).content == pdf.render(long, moment).content
