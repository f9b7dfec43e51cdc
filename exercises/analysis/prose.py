"""What people write, in Markdown, as HTML that is safe to show.

markdown-it-py (js-default: no raw HTML, no linkify) parses, nh3 sanitises what comes out: two walls, because each
has had its holes. A link leads to a named place (http, https, mailto) or to a path of this site; "//host" passes
a list of schemes and is denied by hand. Pictures become their description: one from elsewhere would tell its
server who reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from exercises.analysis.citations import CITED

TAGS = frozenset(
    "p br hr em strong s a ul ol li blockquote code pre h3 h4 h5 table thead tbody tr th td".split()  # noqa: SIM905
)
SCHEMES = frozenset({"http", "https", "mailto"})
_DEEPEST_HEADING = 5
_OUR_PATH = re.compile(r"^(#|/(?![/\\])|[?])")


@dataclass(frozen=True)
class Cite:
    """Where an option that is cited can be read, and its title."""

    href: str
    title: str


def to_html(markdown: str, cites: Mapping[int, Cite] | None = None) -> str:
    """*markdown* as sanitised HTML; headings begin at h3, below those of the page.

    PO-17 becomes a link with the option's title where *cites* knows 17. A title that somebody wrote is dropped.
    """
    return nh3.clean(
        _parser().render(markdown, {"cites": cites or {}}),
        tags=set(TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=set(SCHEMES),
        attribute_filter=_attribute,
        link_rel="noopener noreferrer nofollow",
    )


def safe_link(href: str) -> bool:
    """True for a named place elsewhere and for a path of this site; false for "//host" and every other trick."""
    if any(ord(character) <= 32 or character == "\\" for character in href):
        return False  # browsers drop or turn these, so what is checked would not be what is opened
    if _OUR_PATH.match(href):
        return True
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or parts.scheme == "mailto")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Only what is listed: the library would also let title and lang through on every element."""
    if (tag, name) == ("a", "href"):
        return value if safe_link(value) else None
    return value if (tag, name) in {("a", "rel"), ("a", "title"), ("ol", "start")} else None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    parser.validateLink = safe_link  # type: ignore[assignment, method-assign]
    parser.add_render_rule("image", _description)
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.push("link_citations", _link_citations)
    return parser


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, _DEEPEST_HEADING)}"


def _link_citations(state: Any) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_links(block.children, state.env.get("cites", {}))


def _with_links(tokens: list[Token], cites: Mapping[int, Cite]) -> list[Token]:
    """Citations in plain text become links; inside a link of the writer's own they stay words."""
    found: list[Token] = []
    inside = 0
    for token in tokens:
        inside += token.nesting if token.tag == "a" else 0
        if token.tag == "a":
            token.attrs.pop("title", None)
        found += [token] if inside or token.type != "text" else _linked(token.content, cites)
    return found


def _linked(text: str, cites: Mapping[int, Cite]) -> list[Token]:
    found: list[Token] = []
    end = 0
    for match in CITED.finditer(text):
        cite = cites.get(int(match["number"]))
        if cite is None:
            continue
        begin = match.start("number") - len("PO-")
        opened = Token("link_open", "a", 1, attrs={"href": cite.href, "title": cite.title})
        found += [_words(text[end:begin]), opened, _words(text[begin : match.end()]), Token("link_close", "a", -1)]
        end = match.end()
    return [*found, _words(text[end:])]


def _words(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _description(self: Any, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    inside = tokens[index].children or []
    return str(self.renderInlineAsText(inside, options, env)).replace("&", "&amp;").replace("<", "&lt;")
