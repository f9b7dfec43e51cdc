"""What no template may hold: what the security policy refuses, trusted markup, words without a translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "frontend" / "templates").rglob("*.html"))

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "a style attribute: use a class": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element: use frontend/styles": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src: use an entry of vite": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "an event attribute: use a custom element": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on, which evaluates text": re.compile(r"\bhx-on\b", re.IGNORECASE),
    "js: or javascript:, which evaluate text": re.compile(r"\b(?:js|javascript)\s*:", re.IGNORECASE),
    "a filter in hx-trigger, which evaluates text": re.compile(r"""hx-trigger\s*=\s*(["'])[^"']*\["""),
    "|safe or safeseq: sanitise where the text is rendered": re.compile(r"\|\s*safe(?:seq)?\b"),
    "autoescape off": re.compile(r"\{%\s*autoescape\s+off"),
}

TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*block\s+body_class\s*%\}.*?\{%\s*endblock\b.*?%\}"  # names of classes: base.html puts it into an attribute
    r"|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
SPOKEN_ATTRIBUTE = re.compile(
    r"""\s(?:alt|aria-label|aria-description|title|placeholder)\s*=\s*(["'])(.*?)\1""", re.DOTALL
)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Quadrant"}  # not translated anywhere


def words_without_translation(source: str) -> list[str]:
    """Words that a reader would see (or hear) and that no translator would."""
    bare = TRANSLATED.sub(" ", COMMENT.sub("", source))
    attributes = " ".join(match.group(2) for match in SPOKEN_ATTRIBUTE.finditer(bare))
    text = ENTITY.sub(" ", TAG.sub(" ", bare))
    return [word for word in WORD.findall(f"{text} {attributes}") if word not in NAMES]


def forbidden(source: str) -> list[str]:
    """What of FORBIDDEN stands in it."""
    bare = COMMENT.sub("", source)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(bare)]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "frontend" / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path) -> None:
    assert forbidden(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert words_without_translation(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p class="a" style="color: red">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<button onclick="go()">',
        '<button hx-on:click="go()">',
        """<div hx-vals='js:{"a": b()}'>""",
        '<a href="javascript:go()">',
        '<input hx-trigger="keyup[key==1]">',
        "{{ text|safe }}",
        "{% autoescape off %}{{ text }}{% endautoescape %}",
    ],
)
def test_the_check_sees_it(source: str) -> None:
    assert forbidden(source) != []


@pytest.mark.parametrize(
    "source",
    [
        '<script src="{% static "a.js" %}"></script>',
        "<script type='module' src='/a.js'></script>",
        '<p class="stylish" data-style="x">',
        "{# style= and |safe in a comment #}",
        "{% comment %}<script>{% endcomment %}",
    ],
)
def test_the_check_lets_it_pass(source: str) -> None:
    assert forbidden(source) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Save it</p>", ["Save", "it"]),
        ('<a aria-label="Close" href="/x/">×</a>', ["Close"]),
        ('<p>{% translate "Save" %}: {{ count }} · 12 &nbsp;</p>', []),
        ("<p>{% blocktranslate with n=count %}{{ n }} options{% endblocktranslate %}</p>", []),
        ('<a title="{{ name }}" class="button">{% translate "Open" %}</a>', []),
        ("{% block body_class %}page-fill{% endblock %}{% block main %}Words{% endblock %}", ["Words"]),
        ("<title>Quadrant</title>", []),
    ],
)
def test_the_check_knows_words_from_markup(source: str, words: list[str]) -> None:
    assert words_without_translation(source) == words
