from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.prose import safe_link, to_html


def test_ordinary_markdown_is_shown() -> None:
    html = to_html("# Aim\n\nPay *well*, **early**.\n\n1. one\n2. two\n\n> said\n\n`x < y`")
    assert html == (
        "<h3>Aim</h3>\n<p>Pay <em>well</em>, <strong>early</strong>.</p>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"
        "<blockquote>\n<p>said</p>\n</blockquote>\n<p><code>x &lt; y</code></p>\n"
    )


def test_links_to_named_places_and_to_this_site_stay() -> None:
    assert to_html("[a](https://example.org/x?y=1#z)") == (
        '<p><a href="https://example.org/x?y=1#z" rel="noopener noreferrer nofollow">a</a></p>\n'
    )
    for href in ("/x/mexico/options/7/", "#actors", "mailto:someone@example.org", "?state=accepted"):
        assert f'href="{href}"' in to_html(f"[a]({href})")


HOSTILE_LINKS = [
    "//evil.example/x",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil",  # harmless: an escaped backslash is a path
    "///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "//[::1",
    "http://[",
]


@pytest.mark.parametrize("href", HOSTILE_LINKS)
def test_a_link_elsewhere_names_its_scheme_and_its_host(href: str) -> None:
    for source in (f"[a]({href})", f"[a](<{href}>)", f"[a][b]\n\n[b]: {href}", f"<{href}>"):
        for found in re.findall(r'href="([^"]*)"', to_html(source)):
            assert re.match(r"(https?://[^/]|mailto:|#|\?|/(?![/\\]))", found), (source, found)


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<style>@import '//evil.example'</style>",
    "<base href='//evil.example'>",
    "<form action='//evil.example'><button>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```"onload=alert(1)\nx\n```',
    "`</code><script>alert(1)</script>`",
    "![x](https://evil.example/pixel.gif)",
    "![<script>alert(1)</script>](x)",
    "![a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[![a](https://evil.example/p.gif)](https://example.org)",
    "[x](https://example.org '\"onmouseover=alert(1)')",
    '[x](https://example.org/"onmouseover=alert(1))',
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "# <img src=x onerror=alert(1)>",
    "[x]: javascript:alert(1)\n[x]",
    "<x" + "\0" + "onclick=alert(1)>",
]
ALLOWED = re.compile(
    r"</?(p|em|strong|s|ul|li|blockquote|code|pre|h3|h4|h5|table|thead|tbody|tr|th|td)>|<(br|hr)>"
    r'|</?ol>|<ol start="\d+">|<a( href="[^"<>]*")? rel="noopener noreferrer nofollow">|</a>'
)


def assert_inert(html: str) -> None:
    """Nothing but our own tags without a single foreign attribute is left; all other angle brackets are text."""
    assert "<" not in ALLOWED.sub("", html), html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_only_text(payload: str) -> None:
    assert_inert(to_html(payload))
    assert_inert(to_html(f"- {payload}\n\n> {payload} *{payload}*"))


@given(st.text(alphabet="<>/\\()[]!`*_&;:#\"'=\n\tajsrcipthx1", max_size=120))
def test_whatever_is_typed_is_only_text(text: str) -> None:
    assert_inert(to_html(text))


def test_a_picture_becomes_its_description() -> None:
    assert to_html("![a map & <more>](https://evil.example/p.gif)") == "<p>a map &amp; &lt;more&gt;</p>\n"


def test_deep_nesting_ends() -> None:
    assert_inert(to_html("> " * 3_000 + "x"))
    assert_inert(to_html("*" * 5_000 + "x" + "*" * 5_000))
    assert_inert(to_html("[" * 5_000))


@given(st.text(max_size=40))
def test_a_safe_link_never_leaves_the_site_unnamed(href: str) -> None:
    if safe_link(href):
        assert not href.startswith(("//", "/\\", "\\"))
