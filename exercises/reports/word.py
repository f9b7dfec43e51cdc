"""The report for Word: pandoc's own reference document in our styles, with the marking on every page."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from exercises.reports import pandoc
from exercises.reports.document import Document, printable
from exercises.reports.programs import Progress, untold

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{{kind}} xmlns:w="{_MAIN}">{{inside}}</w:{{kind}}>'
_SANS = '<w:rFonts w:ascii="Source Sans 3" w:hAnsi="Source Sans 3" w:cs="Arial" w:eastAsia="Noto Sans CJK SC"/>'
_SERIF = '<w:rFonts w:ascii="Source Serif 4" w:hAnsi="Source Serif 4" w:cs="Times New Roman"/>'
# Styles beyond pandoc's own: name, size in half points, ink, paragraph properties.
_STYLES = (
    ("Eyebrow", 18, "4E504F", '<w:keepNext/><w:spacing w:before="360" w:after="40"/>'),
    ("Lead", 19, "4E504F", '<w:keepNext/><w:spacing w:before="0" w:after="160"/>'),
    ("Field Label", 18, "4E504F", '<w:keepNext/><w:spacing w:before="160" w:after="20"/>'),
    ("Fact", 19, "1D1F23", '<w:spacing w:before="20" w:after="20"/>'),
    ("Figure How", 18, "4E504F", '<w:keepNext/><w:spacing w:before="0" w:after="100"/>'),
    ("Drawing", 18, "1D1F23", '<w:keepNext/><w:spacing w:before="60" w:after="60"/>'),
    ("Source", 16, "6B6961", '<w:spacing w:before="60" w:after="240"/>'),
    ("Note", 19, "1D1F23", '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="1D1F23"/></w:pBdr>'),
    ("Table Head", 14, "4E504F", '<w:keepNext/><w:spacing w:before="36" w:after="36"/>'),
    ("Kept Row", 17, "1D1F23", '<w:keepNext/><w:spacing w:before="36" w:after="36" w:line="240" w:lineRule="auto"/>'),
    ("Part", 56, "1D1F23", '<w:pageBreakBefore/><w:spacing w:before="2400" w:after="400"/>'),
)
_TOGETHER = "<w:keepNext/><w:keepLines/>"
# Styles of pandoc's that are ours as well: identifier, size, bold, paragraph properties. They keep their names.
_KEPT = (
    ("Title", 68, True, '<w:spacing w:before="3600" w:after="200" w:line="228" w:lineRule="auto"/>'),
    ("Subtitle", 29, False, '<w:spacing w:before="0" w:after="600"/>'),
    (
        "Heading1",
        44,
        True,
        '<w:keepNext/><w:keepLines/><w:spacing w:before="360" w:after="160"/><w:outlineLvl w:val="0"/>',
    ),
    (
        "Heading2",
        28,
        True,
        '<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="1"/>',
    ),
    (
        "Heading3",
        24,
        True,
        '<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="2"/>',
    ),
    ("TOCHeading", 44, True, '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="0" w:after="240"/>'),
    ("TableCaption", 24, True, '<w:keepNext/><w:spacing w:before="280" w:after="100"/>'),
    ("FigureTitle", 25, True, '<w:keepNext/><w:spacing w:before="320" w:after="20"/>'),
    ("BodyText", 21, False, '<w:spacing w:before="0" w:after="130" w:line="276" w:lineRule="auto"/>'),
    ("Compact", 17, False, '<w:spacing w:before="36" w:after="36" w:line="240" w:lineRule="auto"/>'),
    ("FootnoteText", 17, False, '<w:spacing w:before="0" w:after="40"/>'),
    ("TOC1", 20, False, '<w:spacing w:before="60" w:after="60"/>'),
)
_NAMES = {"FigureTitle": "Figure Title", "TOC1": "toc 1", "TOCHeading": "TOC Heading", "TableCaption": "Table Caption"}
_IN_SANS = {"Compact", "FootnoteText", "TOC1"}
# Where a reader's machine lacks our faces, the next best that most have.
_FONTS = "".join(
    f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:family w:val="{kind}"/></w:font>'
    for name, other, kind in (("Source Serif 4", "Georgia", "roman"), ("Source Sans 3", "Segoe UI", "swiss"))
)
_STRONG = {"Eyebrow", "Field Label", "Part", "Table Head"}
_THEIR_COLOURS = "0F4761|4F81BD|345A8A|365F91|156082|404040|595959|272727"
# A line above a title, and the title, whose own room would part them.
_UNDER_EYEBROW = re.compile(
    rb'(<w:pStyle w:val="Eyebrow" /></w:pPr>(?:(?!</w:p>).)*</w:p>(?:\s*<w:bookmark[^>]*>)*\s*'
    rb'<w:p><w:pPr><w:pStyle w:val="Heading[1-3]" />)'
)
_BOOKMARK = re.compile(rb'(<w:bookmark(?:Start|End) w:id=")(\d+)')
_NORMAL = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Source Serif 4" w:hAnsi="Source Serif 4"'
    ' w:cs="Times New Roman" w:eastAsia="Noto Serif CJK SC"/><w:color w:val="1D1F23"/><w:sz w:val="21"/>'
    '<w:szCs w:val="21"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault>'
)


def write(document: Document, out: Path, *, epoch: int, progress: Progress = untold) -> None:
    """Write *document* as DOCX to *out*; pieces after the first are put behind its body."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(reference_document(document))
        options = [f"--reference-doc={reference}"]
        pieces = pandoc.pieces(document, "docx", Path(folder), first=options, epoch=epoch, progress=progress)
        first = next(pieces)
        with zipfile.ZipFile(first) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for part in given.infolist():
                name = zipfile.ZipInfo(part.filename)
                name.compress_type = zipfile.ZIP_DEFLATED
                if part.filename != "word/document.xml":
                    made.writestr(name, given.read(part))
                    continue
                before, after = _body(_mended(given.read(part)))
                with made.open(name, "w", force_zip64=True) as main:
                    main.write(before)
                    for number, piece in enumerate(pieces, 1):
                        main.write(_inside(piece, number))
                        piece.unlink()
                    main.write(after)


def _body(main: bytes) -> tuple[bytes, bytes]:
    """A document's XML before and after the place where another body can be put: before its last section's frame."""
    at = main.rindex(b"<w:sectPr")
    return main[:at], main[at:]


def _mended(main: bytes) -> bytes:
    """No row of a table goes over a page's end, no title stands far from the line above it.

    And no picture keeps a distance that would push it over the margin.
    """
    main = _UNDER_EYEBROW.sub(rb'\1<w:spacing w:before="0"/>', main)
    rows = main.replace(b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
    return rows.replace(b"<wp:inline>", b'<wp:inline distT="0" distB="0" distL="0" distR="0">')


def _inside(piece: Path, number: int) -> bytes:
    """The body of a piece; its bookmarks get numbers of their own."""
    with zipfile.ZipFile(piece) as given:
        main = _mended(given.read("word/document.xml"))
    before, _after = _body(main)
    inside = before[before.index(b"<w:body>") + len(b"<w:body>") :]
    return _BOOKMARK.sub(lambda found: found[1] + b"%d%06d" % (number, int(found[2])), inside)


def reference_document(document: Document) -> bytes:
    """pandoc's reference document with our styles and with marking, title and page numbers around every page."""
    with zipfile.ZipFile(io.BytesIO(_default())) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"].decode(), document.language).encode()
    parts["word/header1.xml"] = _PART.format(kind="hdr", inside=_header(document)).encode()
    parts["word/footer1.xml"] = _PART.format(kind="ftr", inside=_footer(document)).encode()
    parts["word/document.xml"] = _with_sections(parts["word/document.xml"].decode()).encode()
    parts["word/fontTable.xml"] = _add(parts["word/fontTable.xml"], "</w:fonts>", _FONTS)
    parts["word/_rels/document.xml.rels"] = _add(
        parts["word/_rels/document.xml.rels"],
        "</Relationships>",
        f'<Relationship Id="rIdHead" Type="{_OFFICE}/header" Target="header1.xml"/>'
        f'<Relationship Id="rIdFoot" Type="{_OFFICE}/footer" Target="footer1.xml"/>',
    )
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts["[Content_Types].xml"] = _add(
        parts["[Content_Types].xml"],
        "</Types>",
        f'<Override PartName="/word/header1.xml" ContentType="{word}.header+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{word}.footer+xml"/>',
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


@cache
def _default() -> bytes:
    return pandoc.run(["--print-default-data-file", "reference.docx"])


def _add(part: bytes, end: str, more: str) -> bytes:
    return part.decode().replace(end, more + end).encode()


def _with_sections(main: str) -> str:
    """A4 with margins, and our header and footer, instead of whatever section the reference document ends with."""
    section = (
        f'<w:sectPr><w:headerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rIdHead"/>'
        f'<w:footerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rIdFoot"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1530" w:right="1304" w:bottom="1417" w:left="1304"'
        ' w:header="680" w:footer="624" w:gutter="0"/></w:sectPr>'
    )
    without = re.sub(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr\b[^>]*/>", "", main, flags=re.DOTALL)
    return without.replace("</w:body>", section + "</w:body>")


def _styles(given: str, language: str) -> str:
    """Our type and ink in place of the reference document's; its heading colours go."""
    own = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="BodyText"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{_SANS}'
        f'{"<w:b/>" if name in _STRONG else ""}<w:color w:val="{ink}"/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for name, size, ink, paragraph in _STYLES
    )
    plain = re.sub(r"<w:docDefaults>.*?</w:rPrDefault>", _NORMAL.format(language=language), given, flags=re.DOTALL)
    plain = re.sub(
        r'<w:color\b[^>]*w:val="(?:0F4761|4F81BD|345A8A|365F91|156082|404040|595959|272727)"[^>]*/>', "", plain
    )
    plain = re.sub(r'<w:rFonts\b[^>]*w:asciiTheme="major[^>]*/>', _SERIF, plain)
    plain = re.sub(r'<w:rFonts\b[^>]*w:asciiTheme="minor[^>]*/>', "", plain)
    plain = _ruled_tables(plain)
    for style, size, bold, paragraph in _KEPT:
        plain = _with_style(plain, style, _kept(style, size, paragraph, bold=bold))
    return plain.replace("</w:styles>", own + "</w:styles>")


def _with_style(styles: str, name: str, style: str) -> str:
    """*style* in place of the one of that name, or behind all where there is none."""
    found = re.search(rf'<w:style [^>]*w:styleId="{name}"[^>]*>.*?</w:style>', styles, re.DOTALL)
    if found is None:
        return styles.replace("</w:styles>", style + "</w:styles>")
    return styles[: found.start()] + style + styles[found.end() :]


def _kept(style: str, size: int, paragraph: str, *, bold: bool) -> str:
    name = _NAMES.get(style, re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", style))
    name = name.lower() if name.startswith("Heading") else name
    based = "" if style == "BodyText" else '<w:basedOn w:val="BodyText"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{_SANS if style in _IN_SANS else _SERIF}{'<w:b/>' if bold else ''}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _ruled_tables(styles: str) -> str:
    """Hairlines between rows, a line under the head, small sans letters: as in the PDF."""
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/><w:pPr><w:spacing w:before="40"'
        f' w:after="40"/></w:pPr><w:rPr>{_SANS}<w:sz w:val="17"/></w:rPr><w:tblPr><w:tblBorders>'
        '<w:bottom w:val="single" w:sz="4" w:color="CFC9BC"/><w:insideH w:val="single" w:sz="4" w:color="CFC9BC"/>'
        '</w:tblBorders><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:trPr><w:tblHeader/></w:trPr><w:tcPr>'
        '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="1D1F23"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )
    return re.sub(r'<w:style w:type="table"[^>]*w:styleId="Table">.*?</w:style>', table, styles, flags=re.DOTALL)


def _run(words: str, size: int = 15, bold: bool = False) -> str:
    strong = "<w:b/>" if bold else ""
    said = escape(printable(words).replace("\n", " "))
    return f'<w:r><w:rPr>{_SANS}{strong}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'


def _field(code: str) -> str:
    return (
        f'<w:fldSimple w:instr=" {code} "><w:r><w:rPr>{_SANS}<w:sz w:val="15"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )


def _centred(inside: str) -> str:
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{inside}</w:p>'


def _header(document: Document) -> str:
    return _centred(_run(document.marking, bold=True)) + _centred(_run(f"{document.running} · {document.cover.draft}"))


def _footer(document: Document) -> str:
    words = document.words
    numbers = f"{_run(words.page + ' ')}{_field('PAGE')}{_run(f' {words.of} ')}{_field('NUMPAGES')}"
    return _centred(_run(document.marking, bold=True)) + _centred(numbers)
