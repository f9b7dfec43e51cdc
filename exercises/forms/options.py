"""The text of an option, and how its list is searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm
from exercises.models import Template
from quadrant.text import Text

PREFIX = "aspect_"  # a template may have a field called "title"


class OptionForm(KeyedForm):
    """Title, summary and the fields of the exercise's template, all of them asked for."""

    title = Text(limit=formats.TITLE_LIMIT, label=gettext_lazy("Title"))
    summary = Text(
        limit=formats.SUMMARY_LIMIT,
        rows=3,
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("The option in two or three sentences. It stands in the list and on the board."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, template: Template, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.template_keys = [field["key"] for field in template.fields]
        for field in template.fields:
            self.fields[PREFIX + field["key"]] = Text(
                limit=field["limit"], rows=6, label=_(field["label"]), help_text=_(field["hint"])
            )

    @property
    def written(self) -> list[forms.BoundField]:
        """What is written, in the order of the page."""
        return [self[name] for name in self.fields if name != "key"]

    def values(self) -> dict[str, Any]:
        """What submit_option takes."""
        data = self.cleaned_data
        aspects = {key: data[PREFIX + key] for key in self.template_keys}
        return {"title": data["title"], "summary": data["summary"], "aspects": aspects}


class OptionFilter(forms.Form):
    """Search and filter of the list; what is set stands in the address.

    *narratives* for those who may see them, *marks* for those who may see results.
    """

    q = Text(limit=100, required=False, label=gettext_lazy("Search"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("State"))
    narrative = forms.TypedChoiceField(
        required=False, label=gettext_lazy("Narrative"), coerce=int, empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("There is no such narrative.")},
    )  # fmt: skip
    mark = forms.ChoiceField(
        required=False, label=gettext_lazy("What to know of the answers"),
        choices=[
            ("", gettext_lazy("all answers")), ("divided", gettext_lazy("divided")),
            ("unclear", gettext_lazy("unclear placement")), ("few", gettext_lazy("few answers")),
        ],
        error_messages={"invalid_choice": gettext_lazy("There is no such mark.")},
    )  # fmt: skip
    mine = forms.BooleanField(required=False, label=gettext_lazy("my own"))
    new = forms.BooleanField(required=False, label=gettext_lazy("new since my last visit"))

    def __init__(
        self, data: Mapping[str, Any], narratives: Iterable[tuple[int, str]] | None = None, *, marks: bool = False
    ) -> None:
        super().__init__(data)
        if not marks:
            del self.fields["mark"]
        self.fields["q"].widget.input_type = "search"
        state = self.fields["state"]
        state.choices = [("", _("all states")), *((k, _(n)) for k, n in formats.OPTION_STATES)]  # type: ignore[attr-defined]
        state.error_messages["invalid_choice"] = _("There is no such state.")
        if narratives is None:
            del self.fields["narrative"]
        else:
            self.fields["narrative"].choices = [("", _("all narratives")), *narratives]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What is asked for, empty where it cannot be right: then the whole list is shown, and the reason said."""
        return self.cleaned_data if self.is_valid() else {}


class SimilarForm(forms.Form):
    """What is being written, as far as similar options are looked for by it."""

    title = Text(limit=10 * formats.TITLE_LIMIT, required=False)
    summary = Text(limit=10 * formats.SUMMARY_LIMIT, rows=3, required=False)
