"""Every format says what the document says, whatever people wrote, and twice the same."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import html.parser
import io
import json
import re
import unicodedata
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from django.core.management import CommandError, call_command
from frictionless import Package
from markdown_it import MarkdownIt

from exercises.actions.report_texts import write_report_text
from exercises.analysis.agreement import FEWEST
from exercises.formats import Slot
from exercises.models import Comment, CommentVersion, Exercise, Objection, Option, OptionVersion, Participation
from exercises.reports import files, webpage, word
from exercises.reports.column_widths import widths_of
from exercises.reports.compose import compose
from exercises.reports.document import Break, Cell, Column, Link, Section, Table, Text, text
from exercises.reports.facts import collect
from exercises.reports.levels import LEVELS, Level
from tests.exercises.reports.conftest import sheet

SENTENCE = "Some thousands of letters. "
REPEATED = 10
LONGEST = 2_000_000 // len(SENTENCE)  # of them make two megabytes: pages that hold nothing else
MARKS = 10_000  # on one letter
SECRET = re.compile(r"Secretname|Secretalias|[a-z]+@cast\.invalid")
TEXTS = (".xml", ".csv", ".svg", ".json", ".md")
MARKDOWN_WORDS = {"text", "code_inline", "code_block", "fence"}


def build(exercise: Exercise, folder: Path, level: Level = "internal", *formats: str) -> dict[str, Path]:
    """The files of a report by their format."""
    folder.mkdir(exist_ok=True)
    wanted = formats or files.FORMATS
    source = files.gather(exercise.pk, level, folder, formats=wanted, record=True)
    return {each: files.write(source, each, folder / f"report.{files.ENDINGS[each]}").path for each in wanted}


class Page(html.parser.HTMLParser):
    """Which elements and attributes a page has, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.styled: set[str] = set()
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.styled |= {tag for name, _value in attrs if name == "style"}
        self.addresses |= {value.partition(":")[0] for name, value in attrs if name in {"href", "src"}}

    def handle_data(self, data):
        self.words.append(data)


def words_of(path: Path) -> str:
    """All that a file says to a reader."""
    if path.suffix == ".pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            inside = archive.read("word/document.xml").decode()
        text = " ".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inside.replace("</w:p>", " ")))
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", '"')
    elif path.suffix == ".html":
        text = " ".join(Page(path.read_text()).words)
    elif path.suffix == ".md":
        # Pandoc, which wrote it, takes a minute to read what is hostile; markup that came through is no text here.
        tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text())
        read = [child for token in tokens for child in token.children or [token]]
        text = " ".join(each.content for each in read if each.type in MARKDOWN_WORDS)
    else:
        with zipfile.ZipFile(path) as archive:
            text = " ".join(archive.read(name).decode() for name in archive.namelist() if not name.endswith("png"))
    return " ".join(text.split())


@pytest.fixture
def nasty(cast, exercise, hostile) -> Option:
    """More than any form would take: it stands in the tables all the same."""
    version = OptionVersion.objects.get(option=hostile)
    version.aspects = {
        **version.aspects,
        "outcome": "a" + "\u0301" * MARKS,
        "actors": '=HYPERLINK("http://evil.invalid") \n\n@SUM(A1) \u202eRTL שלום\u2066 عربى 漢字かな한글',
        "implementation": "x" * 5_000,
        "conditions": "👩‍👩‍👧‍👦 🏳️‍🌈 🇲🇽 #include \\input{/etc/passwd} ```{=html}\n<script>alert(2)</script>\n```",
    }
    version.save()
    comment = Comment.objects.create(
        exercise=exercise, number=1, option=hostile, version=version, author=cast.ben, kind="challenge",
        created_at=version.created_at,
    )  # fmt: skip
    text = CommentVersion.objects.create(
        comment=comment, number=1, text=SENTENCE * REPEATED, created_at=version.created_at
    )
    comment.current = text
    comment.save()
    Objection.objects.create(option=hostile, comment=comment, chosen_by=cast.mona, chosen_at=version.created_at)
    return hostile


@pytest.mark.parametrize("level", LEVELS)
def test_each_format_says_the_same(exercise, judged, tmp_path, level):
    for path in build(exercise, tmp_path, level).values():
        said = words_of(path)
        for words in ("EXERCISE – FICTIONAL", "Exercise alpha", "Pay the police", "Train judges", "Own strength"):
            assert words in said, (path.suffix, words)


def test_hostile_words_are_words_in_every_format(exercise, nasty, tmp_path):
    built = build(exercise, tmp_path)
    for kind, path in built.items():
        said = words_of(path).replace('""', '"')  # as a table quotes
        assert '#eval("1+1") #panic("no") @label <label>'[:20] in said, kind
        assert "<script>alert(1)</script>" in said, kind
        assert said.count("letters.") == REPEATED, kind
        assert said.count("x") >= 5_000, kind
        assert "\\input{/etc/passwd}" in said.replace("\\\\", "\\"), kind
        # One mark is in the letter. No font can set all of them above each other: on paper a few stand for them.
        assert kind == "pdf" or unicodedata.normalize("NFC", said).count("\u0301") >= MARKS - 1, kind
        for words in ("שלום", "عربى", "漢字", "かな", "한글", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇲🇽"):
            assert words in said or kind == "pdf", (kind, words)  # what stands on paper is checked against PDF/UA
        assert "\u202e" not in said or kind == "package", kind  # no form takes it; what is data stays as it is
    page = Page(built["html"].read_text())
    assert page.elements.isdisjoint({"script", "iframe", "img", "object", "embed", "form", "base", "link"})
    assert not [name for name in page.attributes if name.startswith("on") or name == "srcdoc"]
    assert page.styled <= {"table", "col", "td", "th"}  # widths and sides that pandoc writes
    assert page.addresses <= {"http", "https", "mailto", *(a for a in page.addresses if a.startswith("#"))}
    with zipfile.ZipFile(built["docx"]) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "embeddings" in name]


def test_a_comment_of_two_megabytes_is_there_to_its_last_word(exercise, nasty, tmp_path):
    CommentVersion.objects.update(text=SENTENCE * LONGEST + "Here it ends.")
    built = build(exercise, tmp_path)
    paper = pypdf.PdfReader(built.pop("pdf"))
    assert len(paper.pages) > 300
    assert any("Here it ends." in page.extract_text() for page in reversed(paper.pages))
    for kind, path in built.items():
        said = words_of(path)
        assert (said.count("letters."), said.count("Here it ends.")) == (LONGEST, 1), kind


def test_no_cell_of_the_package_begins_a_formula(exercise, nasty, tmp_path):
    with zipfile.ZipFile(build(exercise, tmp_path, "internal", "package")["package"]) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        cells = [
            cell
            for name in names
            for row in csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
            for cell in row
        ]
    dangerous = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [cell for cell in dangerous if not re.fullmatch(r"-\d+(\.\d+)?", cell)] == []


def test_a_note_stands_at_the_foot_in_every_format(exercise, judged, tmp_path):
    """Once, as the format's own footnote, and not in the line that it belongs to."""
    built = build(exercise, tmp_path, "public", "pdf", "docx", "html", "md")
    note, line = "Half of those who answered chose this step", "The crowd’s answer is a median"
    with pikepdf.open(built["pdf"]) as pdf:
        tags = Counter(str(each.S) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each)
        assert tags["/Note"] >= 8
    assert words_of(built["pdf"]).count(note) == 1
    with zipfile.ZipFile(built["docx"]) as archive:
        foot, body = archive.read("word/footnotes.xml").decode(), archive.read("word/document.xml").decode()
        styles = re.findall(r'w:styleId="([^"]+)"', archive.read("word/styles.xml").decode())
    assert (note in foot, note in body, body.count("w:footnoteReference ") >= 8) == (True, False, True)
    # Word takes a file with two styles or places of one name for a broken one; a picture without distances is cut.
    places = re.findall(r'w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', body)
    for names in (styles, *zip(*places, strict=True)):
        assert len(set(names)) == len(names)
    anchors = re.findall(r'w:anchor="([^"]+)"', body)
    assert {"bottom-line", "closing"} <= set(anchors) <= {name for _number, name in places}
    assert "<wp:inline>" not in body
    page = built["html"].read_text()
    assert page.index(line) < page.index('<section id="footnotes"') < page.index(note)
    assert re.search(r"^\[\^\d+\]: " + note, built["md"].read_text(), re.MULTILINE)
    assert re.search(line + r"\[\^\d+\]", built["md"].read_text())


def test_the_package_is_one(exercise, judged, tmp_path):
    path = build(exercise, tmp_path, "internal", "package")["package"]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "open")
        manifest = archive.read("MANIFEST.sha256").decode().splitlines()
        assert {line.partition("  ")[2] for line in manifest} == set(archive.namelist()) - {"MANIFEST.sha256"}
        told = json.loads(archive.read("datapackage.json"))
        assert (told["marking"], told["name"]) == ("EXERCISE – FICTIONAL", "alpha")
        sheets = archive.read("data/sheets.csv").decode().splitlines()
        drawn = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".svg")]
    report = Package(str(tmp_path / "open" / "datapackage.json")).validate()
    assert (report.valid, [error.message for task in report.tasks for error in task.errors]) == (True, [])
    # Each may leave by itself: it says at both ends how it is handled, what it shows, and is white at night.
    assert {svg.count(">EXERCISE – FICTIONAL</text>") for svg in drawn} == {2}
    assert {'<rect width="100%" height="100%" fill="#ffffff"/>' in svg for svg in drawn} == {True}
    assert sum("Every option on every criterion</text>" in svg for svg in drawn) == 1
    assert len(sheets) == 1 + 6  # of the option that six have judged; four sheets are too few to be told


def test_one_file_of_the_package_holds_all_facts(cast, exercise, judged, middle, tmp_path):
    forecast = {
        "title": "Fewer kill", "text": "They will (PO-1).", "form": "forecast", "actor": "The cartels",
        "condition": "courts work", "due": dt.date(2014, 12, 31), "likelihood": "likely", "confidence": "low",
        "confidence_why": "Few grounds.", "change_mind": "A verdict.",
    }  # fmt: skip
    now = middle("draft")
    write_report_text(
        author=cast.lead, slot=Slot("judgment"), values=forecast, seen_version=0, key=uuid.uuid4(), now=now
    )
    path = build(exercise, tmp_path, "internal", "package")["package"]
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("exercise.json"))

    def written(value: Any) -> str:
        return (value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value).isoformat()

    held = json.loads(json.dumps(dataclasses.asdict(collect(exercise.pk)), default=written))
    assert told == {"format": "quadrant-exercise", "version": 2, "level": "internal", "facts": held}
    assert held["prose"]["judgments"][0]["due"] == "2014-12-31"


def test_the_same_snapshot_twice_is_the_same_bytes(exercise, judged, tmp_path):
    one, other = build(exercise, tmp_path / "one"), build(exercise, tmp_path / "other")
    assert {kind: path.read_bytes() == other[kind].read_bytes() for kind, path in one.items()} == dict.fromkeys(
        files.FORMATS, True
    )


def everything(path: Path) -> str:
    """All that stands in a file, also where no reader looks: tags, alternative texts, properties, every part."""
    raw = [path.name, path.read_bytes().decode("utf-8", "replace"), words_of(path)]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            held = (
                str(value) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) for value in each.values()
            )
            raw += [value for value in held if len(value) < 100_000]
            raw += [each.read_bytes().decode("latin-1") for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    if path.suffix in {".docx", ".zip"}:
        with zipfile.ZipFile(path) as archive:
            raw += archive.namelist() + [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return " ".join(raw)


def test_the_files_name_nobody(cast, exercise, judged, tmp_path):
    """At no level is anybody called by name or address; at the public one not by alias either."""
    people = list(Participation.objects.filter(exercise=exercise).select_related("user"))
    for seat in people:  # some of the cast are called as words are
        seat.user.name = f"Secretname {seat.pk}"
        seat.user.save()
        seat.alias = f"Secretalias {seat.pk}"
        seat.save()
    levels: tuple[Level, ...] = ("internal", "public")
    found = {
        (level, kind): {word for word in SECRET.findall(everything(path)) if word}
        for level in levels
        for kind, path in build(exercise, tmp_path / level, level).items()
    }
    assert {key: words for key, words in found.items() if words - {"Secretalias"}} == {}
    assert {kind for (level, kind), words in found.items() if words} == set(files.FORMATS)  # it would see them
    assert {kind for (level, kind), words in found.items() if words and level == "public"} == set()
    with zipfile.ZipFile(tmp_path / "public" / "report.zip") as archive:
        assert "data/sheets.csv" not in archive.namelist()


def test_small_groups_stand_in_no_format(cast, exercise, judged, tmp_path):
    """Four judged the second option, all alike and all from one place: no format says how, or where from."""
    rated = judged[1].sheets.values_list("participation_id", flat=True)
    Participation.objects.filter(exercise=exercise).update(region="Elsewhere land")
    Participation.objects.filter(pk__in=list(rated)).update(region="Tiny land", expertise="Tiny field")
    for kind, path in build(exercise, tmp_path, "internal").items():
        said = everything(path)
        assert [word for word in ("Tiny land", "Tiny field") if word in said] == [], kind
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        rows = csv.DictReader(io.StringIO(archive.read("data/judgments.csv").decode()))
        few = [row for row in rows if row["option"] == "2"]
        assert few
        assert {row[column] for row in few for column in ("median", "low", "high", "step_2", "abstained")} == {""}
        facts = json.loads(archive.read("exercise.json"))["facts"]
    second = next(option for option in facts["options"] if option["number"] == 2)
    assert {tuple(rating["steps"]) for rating in second["ratings"]} == {(0, 0, 0, 0, 0)}
    assert second["placement"]["x"]["median"] is None


def test_in_word_a_column_without_a_share_takes_what_it_needs():
    """Word would make all columns alike, and the one that holds sentences as narrow as its numbers."""
    rows = ((Cell(text("A sentence " * 9)), Cell(text("4 (35)"))),)
    table = Table("", (Column("Option", share=1), Column("Risk", numeric=True)), rows)
    wide, narrow = widths_of(table, measured=True)
    assert (narrow < 0.12, round(wide + narrow, 6)) == (True, 1)
    assert widths_of(table, measured=False) == [0, 0]


@pytest.mark.parametrize("shares", [(6, 8, 8, 4, 4, 2), (1, 0, 0, 0, 0, 0), (1, 30, 1, 1, 1, 1)])
def test_in_word_no_column_breaks_a_word_and_no_table_leaves_the_page(shares):
    titles = ("Narrative", "In a sentence", "Core and supporting options", "Dissent", "Desirability, median", "Half")
    columns = tuple(Column(title, share=share) for title, share in zip(titles, shares, strict=True))
    row = tuple(Cell(text(said)) for said in ("I One", "Words " * 30, "PO-1, " * 9, "PO-1", "4 (35)", "withdrawn"))
    widths = widths_of(Table("", columns, (row,)), measured=True)
    assert round(sum(widths), 6) == 1
    for width, longest in zip(
        widths, ("Narrative", "sentence", "supporting", "Dissent", "Desirability,", "withdrawn"), strict=True
    ):
        assert width * 88 >= len(longest) + 2 - 1e-6, longest


def test_in_word_the_end_of_a_table_and_a_title_stay_with_what_is_theirs(exercise, judged, tmp_path):
    document = compose(collect(exercise.pk))
    rows = tuple((Cell(text(f"row {n}")), Cell(text("x"))) for n in range(9))
    columns = (Column("Head", share=1), Column("Other", share=1))
    tables = [Table("", columns, rows, source=source) for source in ("From here.", "")]
    held = Section("Held", "held", tuple(tables), eyebrow="Above")
    word.write(dataclasses.replace(document, sections=(held,)), tmp_path / "it.docx", epoch=0)
    with zipfile.ZipFile(tmp_path / "it.docx") as archive:
        main, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
    assert re.search(r'w:styleId="KeptRow"[^>]*>(?:(?!</w:style>).)*<w:keepNext ?/>', styles, re.DOTALL)
    said = [(style, words) for style, words in re.findall(r'<w:pStyle w:val="(\w+)" />.*?<w:t[^>]*>([^<]*)<', main)]
    kept = [words for style, words in said if style == "KeptRow" and words.startswith("row")]
    assert kept == [f"row {n}" for n in (0, 5, 6, 7, 8, 0, 5, 6, 7)]  # the last row of all has nothing to stay with
    assert [words for style, words in said if style == "TableHead"] == ["Head", "Other"] * 2
    title = re.search(r'<w:pStyle w:val="Heading1" />(<w:spacing w:before="0"/>)?</w:pPr>.{0,60}Held', main, re.DOTALL)
    assert title
    assert title[1]  # the room above belongs above the line that stands over it


PEOPLE = {
    "n", "sheets", "older", "revised", "worded", "abstained", "people", "invited", "joined", "authors", "raters",
    "contributed", "returned", "answers", "x_n", "y_n",
}  # fmt: skip
FEW = re.compile(
    r"(?<![\w<.,–-])[1-4]\s+(?:raters?|answers?|analysts?|sheets?|of\s+those|did\s+not|wrote|handed|were|joined)\b"
    r"|\bn [1-4]\b|\b\d(?:\.\d+)? \([1-4]\)|instead: [1-4]\b"
)


def counts_of_people(value: Any, name: str = "") -> Iterator[tuple[str, int]]:
    """The numbers that stand under a name that counts people, wherever they are."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from counts_of_people(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from counts_of_people(each, "n" if name == "reasons" else name)
    elif type(value) is int and name in PEOPLE:
        yield name, value


@pytest.mark.parametrize("level", LEVELS)
def test_no_file_counts_fewer_than_five_people(exercise, judged, judge, crowd, cast, tmp_path, level):
    """Where four judged, three wrote, two placed in words and one abstained, every format says that they are few."""
    for n, rater in enumerate(crowd):
        judge(rater, judged[2], sheet(3, "unclear" if n < 2 else 0.5) if n else sheet("expertise"))
    assert Counter(Option.objects.values_list("author", flat=True)).total() < FEWEST
    found: dict[str, set[object]] = {}
    for kind, path in build(exercise, tmp_path / level, level).items():
        found[kind] = set(FEW.findall(words_of(path))) if kind != "package" else set()
        if kind == "pdf":
            with pikepdf.open(path) as pdf:
                nodes = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
                alts = [str(node.Alt) for node in nodes if "/Alt" in node]
            assert alts
            found[kind] |= {few for alt in alts for few in FEW.findall(alt)}
        if kind == "html":
            found[kind] |= set(FEW.findall(path.read_text()))
        if kind in {"docx", "package"}:
            with zipfile.ZipFile(path) as archive:
                texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(TEXTS)}
            found[kind] |= {(name, few) for name, text in texts.items() for few in FEW.findall(text)}
            for name, text in texts.items():
                if name.endswith(".csv"):
                    rows = list(csv.DictReader(io.StringIO(text, newline="")))
                    told = [(key, int(row[key])) for row in rows for key in row.keys() & PEOPLE if row[key]]
                elif name == "exercise.json":
                    told = list(counts_of_people(json.loads(text)))
                    assert ("raters", 6) in told
                else:
                    continue
                found[kind] |= {(name, *each) for each in told if 0 < each[1] < FEWEST}
    assert found == {kind: set() for kind in files.FORMATS}


def test_the_command_says_what_it_wrote(exercise, judged, tmp_path, capsys):
    call_command("build_report", "alpha", level="public", formats="md,package", out=tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert [re.sub(r"[0-9a-f]{64}|\d+(\.\d+)?", "N", line.replace(str(tmp_path), "OUT")) for line in lines[1:]] == [
        "OUT/alpha-public.md  N bytes  shaN N  N s",
        "OUT/alpha-public.zip  N bytes  shaN N  N s",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alpha-public.md", "alpha-public.zip"]


@pytest.mark.parametrize(("slug", "formats"), [("nothing", "md"), ("alpha", "md,exe"), ("alpha", " ,")])
def test_the_command_refuses_what_it_does_not_know(exercise, tmp_path, slug, formats):
    with pytest.raises(CommandError):
        call_command("build_report", slug, formats=formats, out=tmp_path)


def in_markdown(document, folder: Path) -> str:
    webpage.write_markdown(document, folder / "it.md", epoch=0)
    return (folder / "it.md").read_text()


def test_in_markdown_form_says_what_a_style_says_elsewhere(exercise, judged, tmp_path):
    said = in_markdown(compose(collect(exercise.pk)), tmp_path)
    lines = said.splitlines()
    assert {"**Marking**", "**Contents**", "# Part B · The record", "*Master narrative*"} <= set(lines)
    assert re.search(r"^\*\*Hash of the facts:\*\* [0-9a-f]{64}$", said, re.MULTILINE)
    assert re.search(r"^- \*\*\d+\*\* .+\n- \*\*\d+\*\* ", said, re.MULTILINE)
    title = lines.index("**From option to narrative and takeaway**")
    assert [line[:9] for line in lines[title + 1 : title + 3]] == ["", "| Option "]  # above the table, not below
    assert "> What this report says are the views of those who took part" in said


@pytest.mark.parametrize(
    "content",
    [(Text("one"), Break(), Link("https://one.invalid", text("two"))), text("שלום one two"), text("one\ntwo")],
)
def test_in_markdown_no_cell_takes_the_table_with_it(exercise, judged, tmp_path, content):
    document = compose(collect(exercise.pk))
    table = Table("Named", (Column("Column", share=1), Column("Other")), ((Cell(content), Cell(text("here"))),))
    said = in_markdown(dataclasses.replace(document, sections=(Section("Held", "held", (table,)),)), tmp_path)
    assert re.search(r"^\| .*one.*two.*\| here", said, re.MULTILINE)
    assert "[TABLE]" not in said
