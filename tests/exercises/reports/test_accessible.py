"""The PDF by the rules of another checker than the compiler's own: PDF/UA-1, also where volumes were bound."""

from __future__ import annotations

import io
from dataclasses import replace

import page
import pikepdf
import pytest

from exercises.reports import pdf, volumes
from exercises.reports.compose import compose
from exercises.reports.document import Paragraph, Reference, Section, paragraph
from exercises.reports.facts import collect


def broken(content: bytes) -> set[str]:
    """The rules that a PDF does not keep."""
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return {failure.rule_id for failure in report.failures}


def test_a_report_with_figures_tables_and_notes(exercise, judged, moment):
    content = pdf.render(compose(collect(exercise.pk), "public"), moment).content
    assert broken(content) == set()
    with pikepdf.open(io.BytesIO(content)) as damaged:  # what is wrong is found
        tags = [each for each in damaged.objects if isinstance(each, pikepdf.Dictionary)]
        del next(each for each in tags if each.get("/S") == pikepdf.Name.Figure)["/Alt"]
        del damaged.Root["/Lang"]
        out = io.BytesIO()
        damaged.save(out)
    assert {"PDFUA1-FIGURE-ALTERNATIVE-TEXT-001", "PDFUA1-ALT-TEXT-LANGUAGE-001"} <= broken(out.getvalue())


def test_a_report_bound_of_volumes(exercise, judged, moment, monkeypatch):
    monkeypatch.setattr(volumes, "SECTIONS", 4)
    inner = tuple(Section(f"Title {n}", f"o{n}", (paragraph(f"text {n}"),), outline=False) for n in range(1, 9))
    document = compose(collect(exercise.pk), record=False)
    held = Section("All", "all", (paragraph("All of them."),), inner, eyebrow="C", part="B")
    first = replace(
        document.sections[0],
        blocks=(*document.sections[0].blocks, Paragraph((Reference("section", "o7", "the seventh"),))),
    )
    bound = pdf.render(replace(document, sections=(first, *document.sections[1:], held)), moment)
    assert (bound.standard, broken(bound.content)) == ("ua-1", set())


@pytest.mark.usefixtures("hostile")
def test_a_report_in_which_everything_is_hostile(exercise, moment):
    assert broken(pdf.render(compose(collect(exercise.pk)), moment).content) == set()
