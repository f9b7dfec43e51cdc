"""The report's document on a page: blocks by the fragments _report_*.html, the inside of lines here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exercises.models import Report
from exercises.reports.document import (
    Break,
    Cell,
    Code,
    Column,
    Emphasis,
    Footnote,
    Hue,
    Inline,
    Link,
    Reference,
    Strong,
    Text,
    plain,
    right_to_left,
)

register = template.Library()


@register.filter
def kind(node: Any) -> str:
    """What a node of the document is: “paragraph”, “table”."""
    return type(node).__name__.lower()


@register.simple_tag
def left_out(node: Any) -> str:
    """Stop where a fragment knows no form for *node*: a page without it would look whole."""
    raise TypeError(f"no such kind of block: {kind(node)}")


@register.filter
def direction(content: Sequence[Inline]) -> str:
    return "rtl" if right_to_left(plain(content)) else "ltr"


@register.simple_tag(takes_context=True)
def inlines(context: Context, content: Sequence[Inline]) -> SafeString:
    """The inside of a line; every word that a person wrote is escaped."""
    return _all(content, context["exercise"].slug)


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing made by reports/figures.py, which escapes what people wrote."""
    return mark_safe(svg)  # noqa: S308  made here, not sent by anyone


def _all(content: Sequence[Inline], slug: str) -> SafeString:
    return format_html_join("", "{}", ((_inline(inline, slug),) for inline in content))


def _inline(inline: Inline, slug: str) -> SafeString:  # noqa: C901, PLR0911  a case a kind
    match inline:
        case Text(text):
            return format_html("{}", text)
        case Emphasis(content):
            return format_html("<em>{}</em>", _all(content, slug))
        case Strong(content):
            return format_html("<strong>{}</strong>", _all(content, slug))
        case Code(text):
            return format_html("<code>{}</code>", text)
        case Link(href, content):
            return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', href, _all(content, slug))
        case Hue(hue, text):
            return format_html('<b class="numeral" data-hue="{}">{}</b>', hue, text)
        case Reference(to="option"):
            return format_html('<a class="option-link" href="{}">{}</a>', _address(inline, slug), inline.text)
        case Reference():
            return format_html('<a href="{}">{}</a>', _address(inline, slug), inline.text)
        case Break():
            return SafeString("<br>")
        case Footnote(key, content):
            # A page has no foot: the note opens where its mark stands, without script.
            return format_html(
                '\u2060<button type="button" class="footnote-mark" popovertarget="note-{0}" aria-label="{1}">*</button>'
                '<span class="footnote" id="note-{0}" popover>{2}</span>',
                key,
                _("Note: %(words)s") % {"words": plain(content)},
                _all(content, slug),
            )


def _address(reference: Reference, slug: str) -> str:
    """An option's own page; a narrative's chapter and other sections are on this page."""
    if reference.to == "option":
        return reverse("option", args=[slug, int(reference.target)])
    return f"#narrative-{reference.target}" if reference.to == "narrative" else f"#{reference.target}"


@register.filter
def beside(columns: Sequence[Column], row: Sequence[Cell]) -> list[tuple[Column, Cell]]:
    """Each cell of a row with its column; a row that somebody typed may be shorter or longer."""
    return list(zip(columns, row, strict=False))


@register.filter
def step(report: Report, steps: Mapping[str, Any]) -> Any:
    """What a build is doing, in words."""
    return steps.get(report.step, steps[""])
