"""The PDF says what the document says, on marked pages, whatever people wrote."""

from __future__ import annotations

import dataclasses
import io
import json
import threading
import time

import pypdf
import pytest
import typst

from exercises.reports import pdf, record, typeset
from exercises.reports.compose import compose
from exercises.reports.document import Cell, Column, Field, Figure, Section, Table, paragraph, text
from exercises.reports.edition import Edition
from exercises.reports.facts import collect

FRONT = 2  # the cover, and how to handle the copy with the contents below


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def flat(words: str) -> str:
    return " ".join(words.split())


@pytest.fixture
def document(exercise, judged):
    return compose(collect(exercise.pk))


def test_it_holds_title_marking_option_and_trace(document, moment):
    found = pdf.render(document, moment)
    said = pages(found.content)
    assert (found.standard, flat(said[0])[:61]) == (
        "ua-1",
        "EXERCISE – FICTIONAL After-action report DRAFT Exercise alpha",
    )
    # At the top and at the bottom; the page behind the cover says besides what the marking means.
    assert [page.count("EXERCISE – FICTIONAL") for page in said[1:]] == [3, *[2] * (len(said) - 2)]
    assert [f"Page {n} of {len(said)}" in flat(page) for n, page in enumerate(said, 1)] == [
        False,
        *[True] * (len(said) - 1),
    ]
    assert any("PO-1 Pay the police accepted 1 I Own strength, core – 6" in flat(page) for page in said)
    assert any("PO-1 Pay the police Accepted, version 1 of 3 March 2026, by Alias Ana" in flat(page) for page in said)


def test_it_is_tagged_titled_and_in_its_language(document, moment):
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(document, moment).content))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"]), reader.metadata.title) == ("en", True, "Exercise alpha")
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert outline == [section.title for section in document.sections]


def test_the_same_document_gives_the_same_bytes(document, moment):
    assert pdf.render(document, moment).content == pdf.render(document, moment).content


@dataclasses.dataclass(frozen=True)
class Riddle:
    words: str


def test_what_the_template_does_not_know_is_not_left_out(document, moment):
    strange = Section("Strange", "strange", (Riddle("Said nowhere."),))
    with pytest.raises(pdf.Unsettable, match="no such kind of node: riddle"):
        pdf.render(dataclasses.replace(document, sections=(strange,)), moment)


def test_what_latin_words_are_spared_changes_no_byte(document):
    held = typeset.inputs(json.dumps(pdf.as_data(document), ensure_ascii=False))
    set_as = [
        typst.compile(
            typeset.TEMPLATE, font_paths=pdf.fonts(), ignore_system_fonts=True, sys_inputs=held | {"latin": latin}
        )
        for latin in (held["latin"], "")
    ]
    assert held["latin"]
    assert set_as[0] == set_as[1]


@pytest.mark.parametrize("words", ["e\u0301", "שלום", "漢字", "😀", "мир"])
def test_other_words_are_spared_nothing(words):
    assert typeset.inputs(f"So: {words}")["latin"] == ""


def test_hostile_words_are_words(exercise, hostile, moment):
    found = pdf.render(compose(collect(exercise.pk)), moment)
    said = flat(" ".join(pages(found.content)))
    for words in (
        '#eval("1+1") #panic("no") @label <label> $ x^2 $ = Heading',
        "<script>alert(1)</script> <img src=x onerror=alert(1)>",
        "#marking() <b>",
        "{{ 7*7 }} %s %(x)s",
        "deep",
    ):
        assert words in said
    assert said.count("W") > 3000 * 12  # in five aspects and seven texts of the narrative
    assert found.standard == "ua-1"  # it holds Hebrew, Arabic, Chinese and emoji, and a glyph for each


def test_no_line_runs_off_the_page(exercise, hostile, moment):
    said = pages(pdf.render(compose(collect(exercise.pk)), moment).content)
    lines = [line.replace("\u200b", "") for page in said for line in page.splitlines() if ". . ." not in line]
    assert max(map(len, lines)) < 160


@pytest.mark.parametrize("beside", [False, True], ids=["side by side", "beside a profile"])
def test_what_stands_side_by_side_goes_on_on_the_next_page(document, moment, beside):
    long, short = (
        Field(label, tuple(paragraph(f"{label} {n}") for n in range(many)))
        for label, many in (("Steps", 150), ("Risks", 3))
    )
    (profile,) = (
        block for section in document.sections for block in section.blocks
        if isinstance(block, Figure) and block.name.startswith("profile-")
    )  # fmt: skip
    whole = Section("Whole", "whole", (profile, short, long) if beside else (long, short), part="A")
    made = pdf.render(type(document)(**{**vars(document), "sections": (whole,)}), moment)
    low: list[tuple[float, str]] = []

    def seen(said, transformed, at, *_font):
        if said.strip():
            low.append((transformed[1] * at[4] + transformed[3] * at[5] + transformed[5], said))

    for page in pypdf.PdfReader(io.BytesIO(made.content)).pages:
        page.extract_text(visitor_text=seen)
    assert [said for y, said in low if not 0 < y < 842] == []
    assert flat(" ".join(said for _y, said in low)).count("Steps 149") == 1


def test_a_long_table_breaks_and_repeats_its_head(document, moment):
    rows = tuple((Cell(text(f"row {n}")), Cell(text("value"))) for n in range(200))
    table = Table("A long table", (Column("Head one", share=1), Column("Head two", share=1)), rows)
    long = Section("Long", "long", (table,), new_page=True)
    said = pages(pdf.render(type(document)(**{**vars(document), "sections": (long,)}), moment).content)[FRONT:]
    assert len(said) > 3
    assert {"Head one" in page for page in said} == {True}
    assert [flat(" ".join(said)).count(f"row {n} ") for n in range(200)] == [1] * 200


def test_the_trace_of_an_exercise_of_a_usual_size_is_a_page(exercise, judged, document, moment):
    """Titles of a usual length take a line, or its last rows would stand alone on a page."""
    facts = collect(exercise.pk)
    option = next(each for each in facts.options if each.number == 1)
    many = tuple(
        dataclasses.replace(option, number=n, title=f"Follow drug money inside the banks {n}") for n in range(1, 37)
    )
    trace = record.trace(Edition(dataclasses.replace(facts, options=many), "internal"))
    said = pages(pdf.render(dataclasses.replace(document, sections=(trace,)), moment).content)[FRONT:]
    assert (len(said), flat(said[0]).count("inside the banks")) == (1, 36)


def test_a_short_table_is_never_torn_from_what_stands_around_it(document, moment):
    columns = (Column("Criterion", share=1), Column("Median", share=1, numeric=True))

    def option(number: int) -> Section:
        rows = tuple((Cell(text(f"row {number}.{n}")), Cell(text("3"))) for n in range(4))
        # Of different lengths, so that each part comes to stand at a page's end once.
        more = [paragraph("and so on")] * (number % 7)
        first = Field("Outcome", (paragraph(f"outcome {number}"), *more))
        last = Field("Place", (paragraph(f"place {number}"),))
        table = Table("", columns, rows, source=f"source {number}")
        return Section(f"Title {number}", f"o{number}", (paragraph(f"lead {number}"), first, last, table))

    whole = Section("Whole", "whole", (), tuple(option(n) for n in range(10, 50)), new_page=True)
    said = pages(pdf.render(type(document)(**{**vars(document), "sections": (whole,)}), moment).content)[FRONT:]
    assert len(said) > 8
    parts = [(n, {f"row {n}.0", f"row {n}.3", f"place {n}", f"source {n}"}) for n in range(10, 50)]
    torn = [n for n, words in parts if sum(any(word in page for word in words) for page in said) != 1]
    opening = [(n, (f"Title {n}", f"lead {n}", f"outcome {n}")) for n in range(10, 50)]
    heads = [n for n, words in opening if not any(all(word in page for word in words) for page in said)]
    assert (torn, heads) == ([], [])


def test_no_row_of_a_table_stands_alone_on_a_page(document, moment):
    columns = (Column("Criterion", share=1), Column("Median", share=1, numeric=True))

    def part(number: int) -> Section:
        # The room that is left on the page differs, so that each row comes to stand at its end once.
        before = tuple(paragraph(f"line {n}") for n in range(44 - number))
        rows = tuple((Cell(text(f"row {number}.{n}.")), Cell(text("3"))) for n in range(7))
        table = Table(f"Table {number}", columns, rows, source=f"source {number}.")
        return Section(f"Title {number}", f"o{number}", (*before, table), new_page=True)

    numbers = range(20)
    document = dataclasses.replace(document, sections=tuple(part(n) for n in numbers))
    said = [flat(page) for page in pages(pdf.render(document, moment).content)[FRONT:]]
    counts = {n: [page.count(f"row {n}.") for page in said if f"row {n}." in page] for n in numbers}
    assert {sum(each) for each in counts.values()} == {7}
    assert any(len(each) > 1 for each in counts.values())
    assert {n: each for n, each in counts.items() if 1 in each} == {}
    assert [n for n in numbers if not any(f"Table {n} " in page and f"row {n}.1." in page for page in said)] == []
    assert [n for n in numbers if not any(f"source {n}." in page and f"row {n}.5." in page for page in said)] == []


def test_a_reference_to_what_is_not_there_is_words(document, moment):
    from exercises.reports.document import Paragraph, Reference

    lost = Section("Lost", "lost", (Paragraph((Reference("option", "999", "PO-999"),)), paragraph("x")))
    said = pages(pdf.render(type(document)(**{**vars(document), "sections": (lost,)}), moment).content)
    assert "PO-999" in said[-1]


def test_others_may_work_while_pages_are_set(document, moment):
    """The heartbeat of a job is a thread: typesetting must not hold the interpreter's lock."""
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.wait(0.005):
            counted += 1

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    pdf.render(document, moment)
    took = time.monotonic() - began
    done.set()
    thread.join()
    assert counted > took / 0.005 * 0.05  # a busy machine counts slower; a render that keeps the lock counts nothing


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\x1bc\u202ed\ufeff", "abcd"),
        ("e\u0301", "é"),
        ("line\nline\ttab", "line\nline\ttab"),
        ("\ud800x", "x"),
        ("short words stay", "short words stay"),
        ("x" * 30, "\u200b".join(("x" * 12, "x" * 12, "x" * 6))),
        ("words and " + "x" * 25, "words and " + "\u200b".join(("x" * 12, "x" * 12, "x"))),
        ("x" * 24 + "\n" + "y" * 24, "x" * 24 + "\n" + "y" * 24),
        ("x" + "\u0323" * 18, "x" + "\u0323" * 16),
        ("all of it: " + "x" * 16 + " e\u0301 \u00adx", "all of it: " + "x" * 16 + " é \u00adx"),
    ],
)
def test_what_cannot_be_printed_is_left_out(typed, shown):
    assert pdf.breakable(typed) == shown


def test_of_many_marks_on_one_letter_sixteen_are_printed():
    shown = pdf.breakable("a" + "\u0323" * 10_000 + "b")
    assert shown == "ạ" + "\u0323" * 16 + "b"


def test_a_long_word_breaks_before_no_mark():
    broken = pdf.breakable("a\u0323\u0302\u0308" * 100)
    assert all(not piece.startswith(("\u0302", "\u0308", "\u0323")) for piece in broken.split("\u200b"))
