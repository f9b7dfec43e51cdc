"""The document as pandoc's syntax tree, never as any format's text.

pandoc reads the tree as JSON, so every word that a person wrote is the value of a string there, and pandoc's writers
escape it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Literal

from exercises.reports.column_widths import widths_of
from exercises.reports.document import (
    Block,
    Break,
    Code,
    CodeBlock,
    Document,
    Emphasis,
    Field,
    Figure,
    Footnote,
    Heading,
    Hue,
    Inline,
    Link,
    List,
    Note,
    Numbers,
    Paragraph,
    Quote,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    plain,
    printable,
    right_to_left,
)
from exercises.reports.raster import png_of

Target = Literal["docx", "html", "md"]
API = [1, 23, 1]
CHUNK = 1_500_000  # characters of a syntax tree; the demo’s is one piece, and this takes pandoc some 150 MB
LONG = 300  # rows of a table in one node; a longer one is several
LAST = 4  # rows that stay together in Word, with their source, and the first with the second: none stands alone
Node = dict[str, Any]
_LINE = re.compile(r"[ \n\t]+")
NOTHING: list[Any] = ["", [], []]


@dataclass
class Writer:
    """One run over a document for one *target*; *pictures* gathers the drawings that a Word file shows as PNG."""

    target: Target
    anchors: frozenset[str]
    folder: Path
    pictures: list[Path] = field(default_factory=list)
    # In Word a piece that is added to another brings neither lists nor addresses: those are kept beside the text.
    flat: bool = False

    # --- inside a line

    def inlines(self, content: tuple[Inline, ...]) -> list[Node]:
        return [node for inline in content for node in self.inline(inline)]

    def inline(self, inline: Inline) -> list[Node]:  # noqa: C901, PLR0911  a case a kind
        match inline:
            case Text(words):
                return string(words)
            case Emphasis(content):
                return [{"t": "Emph", "c": self.inlines(content)}]
            case Strong(content):
                return [{"t": "Strong", "c": self.inlines(content)}]
            case Code(words):
                return [{"t": "Code", "c": [NOTHING, printable(words)]}]
            case Link(href, content):
                if self.flat and self.target == "docx":
                    return [*self.inlines(content), *string(f" ({href})")]
                return [{"t": "Link", "c": [NOTHING, self.inlines(content), [href, ""]]}]
            case Break():
                return [{"t": "LineBreak"}]
            case Hue(hue, words):
                return [{"t": "Span", "c": [["", [f"hue-{hue}"], []], [{"t": "Strong", "c": string(words)}]]}]
            case Reference():
                return self.reference(inline)
            case Footnote(_, content):
                # In Word a piece that is added to another brings no notes with it.
                if self.flat and self.target == "docx":
                    return [*string(" ("), *self.inlines(content), *string(")")]
                return [{"t": "Note", "c": [{"t": "Para", "c": self.inlines(content)}]}]

    def reference(self, reference: Reference) -> list[Node]:
        """A link inside the document; words alone where it leads to nothing, and in Markdown, which has no anchors."""
        anchor = reference.target if reference.to == "section" else f"{reference.to}-{reference.target}"
        if anchor not in self.anchors or self.target == "md":
            return string(reference.text)
        return [{"t": "Link", "c": [NOTHING, string(reference.text), [f"#{anchor}", ""]]}]

    # --- blocks

    def blocks(self, blocks: tuple[Block, ...]) -> list[Node]:
        return [node for block in blocks for node in self.block(block)]

    def block(self, block: Block) -> list[Node]:  # noqa: C901, PLR0911  a case a kind
        match block:
            case Paragraph(content):
                return directed(content, {"t": "Para", "c": self.inlines(content)})
            case Heading(content):
                return directed(content, {"t": "Para", "c": [{"t": "Strong", "c": self.inlines(content)}]})
            case List(items, ordered, start):
                inner = [self.blocks(item) for item in items]
                if self.flat and self.target == "docx":
                    marks = [f"{n}. " if ordered else "• " for n in range(start, start + len(inner))]
                    return [node for mark, item in zip(marks, inner, strict=True) for node in [para(mark), *item]]
                if not ordered:
                    return [{"t": "BulletList", "c": inner}]
                return [{"t": "OrderedList", "c": [[start, {"t": "Decimal"}, {"t": "Period"}], inner]}]
            case Quote(inner):
                return [{"t": "BlockQuote", "c": self.blocks(inner)}]
            case CodeBlock(words):
                return [{"t": "CodeBlock", "c": [NOTHING, printable(words)]}]
            case Note(inner):
                return [self.note(self.blocks(inner))]
            case Field(label, inner):
                parts = [self.label(label), *self.blocks(inner)]
                # On a page that is wide enough the label stands beside its text.
                return [division("field", [parts[0], division("said", parts[1:])])] if self.target == "html" else parts
            case Numbers(items):
                lines = [[number_of(*item, tight=self.target == "md")] for item in items]
                return [division("numbers", [{"t": "BulletList", "c": lines}])]
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)

    # What Word and browsers show by a style, Markdown has to show by a form of its own.

    def label(self, words: str) -> Node:
        bold: Node = {"t": "Para", "c": [{"t": "Strong", "c": string(words)}]}
        return bold if self.target == "md" else styled("Field Label", "label", [para(words)])

    def aside(self, style: str, css: str, words: str) -> Node:
        leaning: Node = {"t": "Para", "c": [{"t": "Emph", "c": string(words)}]}
        return leaning if self.target == "md" else styled(style, css, [para(words)])

    def note(self, blocks: list[Node]) -> Node:
        return {"t": "BlockQuote", "c": blocks} if self.target == "md" else styled("Note", "note", blocks)

    def part(self, words: str) -> Node:
        head: Node = {"t": "Header", "c": [1, NOTHING, string(words)]}
        return head if self.target == "md" else styled("Part", "part", [para(words)])

    def cell(self, content: tuple[Inline, ...], *, kept: bool = False) -> list[Any]:
        """A cell; in Markdown it has to be one line, or pandoc writes nothing of the whole table.

        In Word what is *kept* stays on the page of what follows.
        """
        if self.target == "md":
            return cell([plain_block(on_one_line(self.inlines(content)))])
        if kept:
            return cell([styled("Kept Row", "", directed(content, {"t": "Para", "c": self.inlines(content)}))])
        return cell(directed(content, plain_block(self.inlines(content))))

    def table(self, table: Table) -> list[Node]:
        widths = widths_of(table, measured=self.target == "docx")
        specs = [
            [align(column.numeric), {"t": "ColWidth", "c": width} if width else {"t": "ColWidthDefault"}]
            for column, width in zip(table.columns, widths, strict=True)
        ]
        titles = [plain_block(string(column.title)) for column in table.columns]
        if self.target == "docx":
            titles = [styled("Table Head", "", [para(column.title)]) for column in table.columns]
        head = [NOTHING, [[NOTHING, [cell([title]) for title in titles]]]]
        width = len(table.columns)
        rows = []
        count = len(table.rows)
        last = range(count - LAST, count if table.source else count - 1)
        together = {0, *last} if self.target == "docx" and count > 1 else set()
        for place, row in enumerate(table.rows):
            cells = [self.cell(each.content, kept=place in together) for each in row[:width]]
            rows.append([NOTHING, cells + [cell([])] * (width - len(cells))])
        found = [self.label(table.title)] if table.title and self.target == "md" else []
        for start in range(0, max(1, len(rows)), LONG):
            captioned = table.title and not start and self.target != "md"  # there it would stand below
            caption = [None, [plain_block(string(table.title))] if captioned else []]
            bodies = [[NOTHING, 1, [], rows[start : start + LONG]]]  # its first column holds the headings of its rows
            drawn: Node = {"t": "Table", "c": [NOTHING, caption, specs, head, bodies, [NOTHING, []]]}
            found.append(scrolled(drawn, table.title, width) if self.target == "html" else drawn)
        if table.source:
            found.append(self.aside("Source", "source", table.source))
        return found

    def figure(self, figure: Figure) -> list[Node]:
        title = styled("Figure Title", "title", [{"t": "Para", "c": [{"t": "Strong", "c": string(figure.title)}]}])
        about = [title, self.aside("Figure How", "how", figure.how)]
        source = [self.aside("Source", "source", figure.source)] if figure.source else []
        if self.target == "html":
            return [division("figure", [*about, *self.drawings(figure), *source])]
        if self.target == "md":
            return [*about, {"t": "BlockQuote", "c": [para(figure.alt)]}, *source]
        # What is drawn for half a page is no larger here, or its letters would be twice those of the others.
        width = "62%" if figure.name.startswith("profile-") else "100%"
        image: Node = {
            "t": "Image",
            "c": [["", [], [["width", width]]], string(figure.alt), [self.picture(figure).name, ""]],
        }
        return [*about, styled("Drawing", "drawing", [{"t": "Para", "c": [image]}]), *source]

    def drawings(self, figure: Figure) -> Iterator[Node]:
        """For a wide page, a sheet and a phone, with what the narrow one only numbers; the style sheet shows one.

        Drawn in one place, where everything that people wrote is escaped.
        """
        for form, svg in (("wide", figure.wide), ("paper", figure.printed), ("narrow", figure.narrow)):
            yield {"t": "RawBlock", "c": ["html", f'<div class="drawing {form}">{svg}</div>']}
        if 0 < len(figure.key) <= LONG:  # beyond that the drawing has no numbers that it would name
            rows = [
                [plain_block([*self.inline(Hue(hue, number)), *string(f" {title}")])]
                for number, hue, title in figure.key
            ]
            yield division("key narrow", [{"t": "BulletList", "c": rows}])

    def picture(self, figure: Figure) -> Path:
        path = self.folder / f"figure-{len(self.pictures) + 1}.png"
        path.write_bytes(png_of(figure.printed))
        self.pictures.append(path)
        return path

    # --- sections

    def section(self, section: Section, level: int = 1) -> Iterator[Node]:
        """The nodes of a section one after another: a long annex is never in memory as a whole."""
        classes = [] if section.outline else ["unlisted", "unnumbered"]
        if section.new_page and self.target == "docx":
            yield {"t": "RawBlock", "c": ["openxml", NEW_PAGE]}
        # Word finds its contents in its headings, and Markdown has nothing else: there the letter is part of them.
        lettered = section.part == "B" and self.target != "html"
        if section.eyebrow and not lettered:
            yield self.aside("Eyebrow", f"eyebrow hue-{section.hue}", section.eyebrow)
        title = section.entry if lettered else section.title
        yield {"t": "Header", "c": [level, [section.anchor, classes, []], string(title)]}
        if section.lead:
            yield self.aside("Lead", "lead", section.lead)
        for block in section.blocks:
            yield from self.block(block)
        for inner in section.sections:
            yield from self.section(inner, level + 1)


def string(words: str) -> list[Node]:
    """*words* as pandoc has them: the first two by themselves, where a mark of a list would stand, the rest together.

    A node for each word, as pandoc’s own readers make them, costs it three times as much.
    """
    found: list[Node] = []
    for place, word in enumerate(_LINE.split(printable(words), maxsplit=2)):
        if place:
            found.append({"t": "Space"})
        if word:
            found.append({"t": "Str", "c": _LINE.sub(" ", word)})
    if place == 2 and word[-1:].isspace():
        # By itself, or “**the end: **” would be no bold words in Markdown.
        found[-1:] = [{"t": "Str", "c": last} for last in [found[-1]["c"].rstrip(" ")] if last] + [{"t": "Space"}]
    return found


def para(words: str) -> Node:
    return {"t": "Para", "c": string(words)}


def plain_block(content: list[Node]) -> Node:
    return {"t": "Plain", "c": content}


def styled(style: str, css: str, blocks: list[Node]) -> Node:
    """A division that Word gives a style, browsers classes, and Markdown nothing."""
    return {"t": "Div", "c": [["", css.split(), [["custom-style", style]]], blocks]}


def division(css: str, blocks: list[Node]) -> Node:
    """A division that only browsers know."""
    return {"t": "Div", "c": [["", css.split(), []], blocks]}


def scrolled(table: Node, title: str, columns: int) -> Node:
    """A table that scrolls by itself where the page is too narrow for it, by keys too."""
    wide = ["table", "many"] if columns > 3 else ["table"]
    named = [["role", "region"], ["aria-label", printable(title)]] if title else []
    return {"t": "Div", "c": [["", wide, [["tabindex", "0"], *named]], [table]]}


def number_of(number: str, label: str, *, tight: bool) -> Node:
    return {"t": "Plain" if tight else "Para", "c": [{"t": "Strong", "c": string(number)}, *string(f" {label}")]}


def on_one_line(nodes: list[Node]) -> list[Node]:
    """*nodes* with a space for each break."""
    return [
        {"t": "Space"} if node["t"] == "LineBreak" else {**node, "c": _inside(node["c"])} if "c" in node else node
        for node in nodes
    ]


def _inside(content: Any) -> Any:
    """What a node holds: words, or in a list its nodes among what else it needs."""
    if not isinstance(content, list):
        return content
    if content and all(isinstance(each, dict) and "t" in each for each in content):
        return on_one_line(content)
    return [_inside(each) for each in content]


def directed(content: tuple[Inline, ...], node: Node) -> list[Node]:
    return [{"t": "Div", "c": [["", [], [["dir", "rtl"]]], [node]]}] if right_to_left(plain(content)) else [node]


def align(numeric: bool) -> Node:
    return {"t": "AlignRight" if numeric else "AlignLeft"}


def cell(blocks: list[Node]) -> list[Any]:
    return [NOTHING, {"t": "AlignDefault"}, 1, 1, blocks]


# --- the whole -----------------------------------------------------------------------------------------------


def anchors_of(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.anchor
        yield from anchors_of(section.sections)


def write_trees(document: Document, writer: Writer) -> Iterator[Path]:
    """Files of one syntax tree each, of at most about CHUNK characters: pandoc takes many times that in memory."""
    nodes, number = _nodes(document, writer), 0
    node = next(nodes, None)
    while node is not None:
        writer.flat = number > 0
        path = writer.folder / f"tree-{number}.json"
        with path.open("w", encoding="utf-8") as out:
            out.write(f'{{"pandoc-api-version":{json.dumps(API)},"meta":{_meta(document)},"blocks":[')
            size = 0
            while node is not None and size < CHUNK:
                written = json.dumps(node, separators=(",", ":"))
                out.write(("," if size else "") + written)
                size += len(written)
                node = next(nodes, None)
            out.write("]}")
        number += 1
        yield path


def _meta(document: Document) -> str:
    return json.dumps(
        {
            "title": {"t": "MetaInlines", "c": string(document.cover.title)},
            "subtitle": {"t": "MetaInlines", "c": string(document.cover.deck)},
            "lang": {"t": "MetaString", "c": document.language},
        }
    )


def _nodes(document: Document, writer: Writer) -> Iterator[Node]:
    cover = document.cover
    if writer.target == "md":
        yield para(document.marking)
        yield {"t": "Header", "c": [1, NOTHING, string(cover.title)]}
        yield para(cover.deck)
    yield para(f"{cover.eyebrow} · {cover.draft}")
    yield from writer.block(cover.numbers)
    facts: list[Node] = [
        {"t": "Para", "c": [{"t": "Strong", "c": string(f"{label}: ")}, *string(value)]} for label, value in cover.facts
    ]
    yield styled("Fact", "facts", facts)
    for note in cover.notes:
        yield writer.note([para(note)])
    yield from writer.section(document.handling, 2 if writer.target == "md" else 1)
    yield from _contents(document, writer)
    part = "A"
    for section in document.sections:
        if section.part != part:
            part = section.part
            yield writer.part(document.words.part_b)
        yield from writer.section(section, 2 if writer.target == "md" else 1)
    if writer.target == "md":
        yield para(document.marking)


def _contents(document: Document, writer: Writer) -> Iterator[Node]:
    if writer.target == "docx":
        yield {"t": "RawBlock", "c": ["openxml", contents_field(document)]}
        return
    yield writer.label(document.words.contents)
    for part, name in (("A", document.words.part_a), ("B", document.words.part_b)):
        ways = [
            [plain_block(writer.reference(Reference("section", section.anchor, section.entry)))]
            for section in document.sections
            if section.part == part
        ]
        if ways:
            inside: list[Node] = [para(name), {"t": "BulletList", "c": ways}]
            yield {"t": "Div", "c": [[f"contents-{part.lower()}", ["contents"], []], inside]}


# A line of hardly any height that opens a page: what follows may have any style.
NEW_PAGE = (
    '<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)


def contents_field(document: Document) -> str:
    """Word's field for the contents, filled with its lines: pages' numbers are Word's to find."""
    run = "<w:r>{}</w:r>".format
    lines = []
    for section in document.sections:
        title = run(f'<w:t xml:space="preserve">{escape(printable(section.entry))}</w:t>')
        lines.append(
            f'<w:hyperlink w:anchor="{escape(section.anchor, quote=True)}" w:history="1">{title}</w:hyperlink>'
        )
    begin = run('<w:fldChar w:fldCharType="begin" w:dirty="true"/>')
    code = run('<w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText>')
    lines[0] = begin + code + run('<w:fldChar w:fldCharType="separate"/>') + lines[0]
    lines[-1] += run('<w:fldChar w:fldCharType="end"/>')
    name = run(f"<w:t>{escape(document.words.contents)}</w:t>")
    head = f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>{name}</w:p>'
    held = "".join(f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{line}</w:p>' for line in lines)
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    return f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{head}{held}</w:sdtContent></w:sdt>"
