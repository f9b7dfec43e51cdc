"""Markdown in templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from exercises.analysis.prose import Cite, to_html
from exercises.queries.search import BEGIN, END

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Markdown that people wrote, as HTML that was sanitised (analysis/prose.py)."""
    return mark_safe(to_html(text))  # noqa: S308  the one place where HTML is trusted, because it was made here


@register.filter
def citing(text: str, cites: Mapping[int, Cite]) -> SafeString:
    """The same with every PO-17 as a link to its option, which bears the option's title."""
    return mark_safe(to_html(text, cites))  # noqa: S308  as above


@register.filter
def marked(text: str) -> SafeString:
    """Text with <mark> around the words that a search found (queries/search.py, headline); all else is escaped."""
    return mark_safe(escape(text).replace(BEGIN, "<mark>").replace(END, "</mark>"))  # noqa: S308  escaped first
