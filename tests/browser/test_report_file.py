"""The report as one HTML file, opened from a folder: on a phone, in the dark, on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from exercises.reports import webpage
from exercises.reports.document import (
    Cell,
    Column,
    Cover,
    Document,
    Figure,
    Inline,
    Numbers,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    paragraph,
    text,
)

MARKING = 'MARKED "SO" – <\\0041 *'
DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 390 90"><g data-hue="3">'
    '<circle r="9" cx="45" cy="45" class="fill-hue" fill="#80073f"/></g>'
    '<text x="9" y="60" class="ink" fill="#1d1f23" font-family="\'Source Sans 3\'">Words</text></svg>'
)
NUMBERS = ("Desirability", "Feasibility", "Impact", "Risk")


def way(number: int) -> Reference:
    return Reference("option", str(number), f"PO-{number}")


def document() -> Document:
    named: list[Inline] = [part for n in range(10, 60) for part in (way(n), Text(", "))]
    row = (Cell(text("A sentence about an option. " * 6)), *(Cell((way(n),)) for n in range(10, 14)))
    table = Table(
        "A title of a table that is so long that it takes more than a line of a phone",
        (Column("Option"), *(Column(name, numeric=True) for name in NUMBERS)),
        (row,) * 12,
    )
    figure = Figure("Drawn", "How", "Source", "Alt", DRAWN, DRAWN, DRAWN, (("7", 2, "Its name"),), "board")
    options = tuple(Section(f"Option {n}", f"option-{n}", (paragraph("Words. " * 40),)) for n in range(10, 60))
    held = Section("Held", "held", (Paragraph(tuple(named)), table, figure), options)
    handling = Section("How to handle this copy", "handling", (paragraph("With care."),))
    cover = Cover("Report", "A title", "A deck", "Draft", Numbers((("5", "options"),)), (("Dates", "June"),), ())
    return Document("en", MARKING, "A title", cover, handling, (held,))


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The file on a phone at night."""
    webpage.write(document(), tmp_path / "report.html", epoch=0)
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    yield page
    context.close()


def test_a_phone_shows_options_whole_and_numbers_beside_them(opened: Page) -> None:
    lines = opened.locator("a[href^='#option-']").evaluate_all("all => all.map(a => a.getClientRects().length)")
    assert set(lines) == {1}  # “PO-” never ends a line
    assert opened.evaluate("document.documentElement.scrollWidth") == 390
    first = opened.locator("thead th").nth(1).bounding_box()
    title = opened.locator("caption").bounding_box()
    assert first
    assert title
    assert first["x"] + first["width"] < 390
    assert title["width"] <= 390
    assert opened.locator(".key strong").evaluate("each => getComputedStyle(each).color") == "rgb(240, 180, 94)"


def test_at_night_drawings_are_dark_as_the_page_and_on_paper_white_as_the_sheet(opened: Page) -> None:
    def seen(css: str, of: str) -> set[str]:
        return set(opened.locator(of).evaluate_all(f"all => all.map(each => getComputedStyle(each).{css})"))

    assert seen("fill", ".drawing circle") == {"rgb(229, 112, 143)"}
    assert seen("fill", ".drawing text") == {"rgb(236, 234, 228)"}
    assert seen("backgroundColor", ".drawing") == {"rgba(0, 0, 0, 0)"}
    shown = ".drawing:visible"
    assert opened.locator(shown).get_attribute("class") == "drawing narrow"
    opened.emulate_media(media="print")
    assert (seen("fill", ".drawing circle"), seen("fill", ".drawing text")) == (
        {"rgb(128, 7, 63)"},
        {"rgb(29, 31, 35)"},
    )
    assert opened.locator(shown).get_attribute("class") == "drawing paper"


def test_it_has_its_letters_with_it_and_asks_nobody_for_anything(opened: Page) -> None:
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url[:40]))
    opened.reload()
    # Two of the faces that it holds, in the weights that stand on the page; no other word comes from elsewhere.
    opened.evaluate("document.fonts.ready")
    assert set(opened.evaluate("[...document.fonts].map(f => f.family + f.status)")) == {
        "Source Sans 3loaded",
        "Source Serif 4loaded",
    }
    assert {url[:5] for url in asked} <= {"file:", "data:"}


def test_at_night_one_sees_where_the_keys_are(opened: Page) -> None:
    opened.keyboard.press("Tab")
    assert opened.evaluate("getComputedStyle(document.activeElement).outlineColor") == "rgb(138, 180, 255)"


def test_on_paper_each_sheet_is_marked_and_light(opened: Page) -> None:
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(opened.pdf(format="A4"))).pages]
    assert 3 < len(sheets) < 8  # fifty options in two columns
    assert {sheet.count(MARKING) for sheet in sheets[1:-1]} == {2}
    opened.emulate_media(media="print")
    assert opened.locator("h1").first.evaluate("each => getComputedStyle(each).color") == "rgb(29, 31, 35)"
