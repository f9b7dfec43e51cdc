"""Markdown becomes blocks; what is no Markdown of ours stays text, and nothing that was written is lost."""

from __future__ import annotations

import pytest

from exercises.reports.document import (
    Break,
    Cell,
    Code,
    CodeBlock,
    Column,
    Emphasis,
    Heading,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    Strong,
    Table,
    Text,
    paragraph,
    plain,
)
from exercises.reports.markdown import blocks, plain_words


def words(found) -> str:
    """All words of blocks, in order."""
    said = []
    for block in found:
        match block:
            case Paragraph(content) | Heading(content):
                said.append(plain(content))
            case Quote(inner):
                said.append(words(inner))
            case List(items=items):
                said += [words(item) for item in items]
            case CodeBlock(text):
                said.append(text)
    return " ".join(said)


def test_prose():
    assert blocks("One *two* **three** `four`  \nfive\nsix") == (
        Paragraph(
            (
                Text("One "),
                Emphasis((Text("two"),)),
                Text(" "),
                Strong((Text("three"),)),
                Text(" "),
                Code("four"),
                Break(),
                Text("five"),
                Text(" "),
                Text("six"),
            )
        ),
    )


def test_lists_quotes_headings_code_and_tables():
    assert blocks("3. a\n4. b\n\n> c\n\n## d\n\n```\ne\n```\n\n| f |\n|---|\n| g |") == (
        List(((paragraph("a"),), (paragraph("b"),)), ordered=True, start=3),
        Quote((paragraph("c"),)),
        Heading((Text("d"),)),
        CodeBlock("e"),
        Table("", (Column("f", share=1),), ((Cell((Text("g"),)),),)),
    )


@pytest.mark.parametrize(
    "written", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "#eval(1)", "#set page()", "$x$ @y <z>"]
)
def test_markup_of_others_is_text(written):
    assert words(blocks(written)) == written


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//host/x", "/x/mexico/", "data:text/html,x", "#top", "file:///"]
)
def test_a_link_that_leads_nowhere_is_its_words(href):
    assert not any(isinstance(inline, Link) for inline in blocks(f"[words]({href})")[0].content)
    assert "words" in words(blocks(f"[words]({href})"))


def test_a_link_to_a_named_place():
    assert blocks("[a](https://b.invalid/c)") == (Paragraph((Link("https://b.invalid/c", (Text("a"),)),)),)


def test_an_options_number_is_a_way_to_it():
    assert blocks("As in PO-17, not xPO-1.") == (
        Paragraph((Text("As in "), Reference("option", "17", "PO-17"), Text(", not xPO-1."))),
    )


def test_a_picture_is_its_description():
    assert blocks("![a map](https://x.invalid/y.png)") == (paragraph("a map"),)


@pytest.mark.parametrize(
    "written",
    [
        ">" * 300 + " deep",
        "- " * 200 + "deep",
        "*a _b " * 1000 + "deep" + "_ *" * 1000,
        "1. " * 50 + "deep",
        "> " * 9 + "deep",
    ],
)
def test_however_deep_it_is_nested_the_words_stay(written):
    assert "deep" in words(blocks(written))


def test_nothing_written_is_no_block():
    assert (blocks(""), blocks(" \n\n "), plain_words("")) == ((), (), "")


def test_the_words_of_the_first_paragraph():
    assert plain_words("# Head\n\nIt *is* PO-1.\n\nMore.") == "It is PO-1."
