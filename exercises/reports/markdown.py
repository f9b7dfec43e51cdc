"""What people wrote, in Markdown, as blocks of the document: parsed by a library, never passed on as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from exercises.analysis.prose import safe_link
from exercises.reports.document import (
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Column,
    Emphasis,
    Heading,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    Strong,
    Table,
    Text,
    plain,
    text,
)

# Lists, quotes and stresses inside each other beyond this are shown at this depth: nothing written is lost.
DEEPEST = 5

# Nested this deep it is no prose, and the parser drops what is nested deeper still: it is shown as it was typed.
TANGLED = 80
OPTION = re.compile(r"\b(PO-\d{1,6})\b", re.ASCII)


@cache
def _parser() -> MarkdownIt:
    # html: False turns tags into text. Typographer and linkify stay off: what was typed is what is printed.
    return MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})


def blocks(markdown: str) -> tuple[Block, ...]:
    """*markdown* as blocks; empty for what holds no words. Pictures become their description, PO-17 a reference."""
    tokens = _parser().parse(markdown)
    if any(token.level > TANGLED for token in tokens):
        return (Paragraph(text(markdown)),)
    for token in tokens:
        if token.children and max(child.level for child in token.children) > TANGLED:
            token.children = [Token("text", "", 0, content=token.content)]
    return _blocks(SyntaxTreeNode(tokens).children, 0)


def plain_words(markdown: str) -> str:
    """The words of the first paragraph of *markdown*, without their form."""
    return next((plain(block.content) for block in blocks(markdown) if isinstance(block, Paragraph)), "")


def safe_href(href: str) -> str:
    """*href* if it leads to a named place elsewhere, else "": a path of the site leads nowhere on paper."""
    return href if safe_link(href) and not href.startswith(("#", "/", "?")) else ""


def _blocks(nodes: Sequence[SyntaxTreeNode], depth: int) -> tuple[Block, ...]:
    return tuple(block for node in nodes for block in _block(node, depth))


def _block(node: SyntaxTreeNode, depth: int) -> tuple[Block, ...]:  # noqa: PLR0911  a case a kind
    match node.type:
        case "paragraph":
            content = _inlines(node.children)
            return (Paragraph(content),) if content else ()
        case "heading":
            return (Heading(_inlines(node.children)),)
        case "bullet_list" | "ordered_list":
            return _list(node, depth)
        case "blockquote":
            inner = _blocks(node.children, depth + 1)
            return (Quote(inner),) if depth < DEEPEST else inner
        case "fence" | "code_block":
            return (CodeBlock(node.content.rstrip("\n")),)
        case "table":
            return (_table(node),)
        case "hr":
            return ()
        case _:  # anything a later version of the parser may know: its words stay
            return _blocks(node.children, depth) if node.children else _words_only(node)


def _words_only(node: SyntaxTreeNode) -> tuple[Block, ...]:
    return (Paragraph(text(node.content)),) if node.content else ()


def _list(node: SyntaxTreeNode, depth: int) -> tuple[Block, ...]:
    items = tuple(_blocks(item.children, depth + 1) for item in node.children)
    if depth >= DEEPEST:
        return tuple(block for item in items for block in item)
    start = node.attrs.get("start", 1)
    return (List(items, ordered=node.type == "ordered_list", start=int(start)),)


def _table(node: SyntaxTreeNode) -> Table:
    head, *body = node.children
    titles = [plain(_inlines(cell.children)) for cell in head.children[0].children]
    rows = [row for part in body for row in part.children]
    return Table(
        title="",
        columns=tuple(Column(title, share=1) for title in titles),
        rows=tuple(tuple(Cell(_inlines(cell.children)) for cell in row.children) for row in rows),
    )


def _inlines(nodes: Sequence[SyntaxTreeNode], depth: int = 0) -> tuple[Inline, ...]:
    return tuple(inline for node in nodes for inline in _inline(node, depth))


def _inline(node: SyntaxTreeNode, depth: int) -> tuple[Inline, ...]:  # noqa: PLR0911  a case a kind
    match node.type:
        case "inline":
            return _inlines(node.children, depth)
        case "em" | "strong" | "s" | "link" if depth >= DEEPEST:
            return _inlines(node.children, depth)
        case "text" | "html_inline" | "image":
            return _word(node)
        case "softbreak":
            return (Text(" "),)
        case "hardbreak":
            return (Break(),)
        case "em":
            return (Emphasis(_inlines(node.children, depth + 1)),)
        case "strong":
            return (Strong(_inlines(node.children, depth + 1)),)
        case "code_inline":
            return (Code(node.content),)
        case "link":
            return _link(node, depth)
        case _:  # struck through, and what a later version may know: the words stay
            return _inlines(node.children, depth) if node.children else _word(node)


def _link(node: SyntaxTreeNode, depth: int) -> tuple[Inline, ...]:
    content = _inlines(node.children, depth + 1)
    href = safe_href(str(node.attrs.get("href", "")))
    return (Link(href, content),) if href and content else content


def _word(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    """The words of *node*; where they name an option, a way to it."""
    parts = OPTION.split(node.content)
    return tuple(
        Reference("option", part.removeprefix("PO-"), part) if place % 2 else Text(part)
        for place, part in enumerate(parts)
        if part
    )
