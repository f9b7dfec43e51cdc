"""A text of the report, with numbers as fields; and who signs and publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.analysis import fields
from exercises.forms.keys import KeyedForm
from exercises.forms.versions import HIGHEST, EvidencedForm
from exercises.queries.report_prose import EVIDENCED, PARTS
from quadrant.text import Text

_FORECAST = ("actor", "condition", "due", "likelihood")

# What the title and the text are called, and what helps to write them, where a kind has words of its own.
TITLES: dict[str, tuple[Any, Any]] = {
    "bottom_line": (gettext_lazy("Headline"), gettext_lazy("The finding of the whole exercise, in one line.")),
    "judgment": (gettext_lazy("Judgment"), gettext_lazy("A whole sentence that could turn out wrong.")),
    "actor": (gettext_lazy("Actor"), gettext_lazy("Who must read this: a government, a ministry, a church.")),
    "figure": (gettext_lazy("Finding"), gettext_lazy("What the drawing shows, as you would say it aloud.")),
}
HINTS: dict[str, Any] = {
    "bottom_line": gettext_lazy("For somebody who reads nothing else."),
    "judgment": gettext_lazy("Why it holds, in three or four sentences."),
    "background": gettext_lazy("What was known before the exercise began, and why it was asked."),
    "diagnosis": gettext_lazy("What the problem is, as the exercise came to see it."),
    "actor": gettext_lazy("What follows for them, and what they would have to decide."),
    "limits": gettext_lazy("Who was missing, what was not asked, what the numbers cannot bear."),
}


class Prose(Text):
    """Text in which {{…}} must be a field of the closed list; what is none is named."""

    def clean(self, value: object) -> Any:
        text = super().clean(value)
        wrong = [_fault(fault) for fault in fields.faults(text)]
        if wrong:
            raise ValidationError([ValidationError(sentence, code="field") for sentence in wrong])
        return text


def _fault(fault: fields.Fault) -> str:
    sentences = {
        "broken": _("%(raw)s: a field stands between {{ and }}, on one line."),
        "unknown": _("%(raw)s is no field. Pick one from the list beside the text."),
        "missing": _("%(raw)s does not say which %(about)s: add %(about)s=…"),
        "surplus": _("%(raw)s: “%(about)s” does not belong into this field."),
        "number": _("%(raw)s: “%(about)s” is no number."),
    }
    return sentences[fault.problem] % {"raw": fault.raw, "about": fault.about}


class ReportTextForm(EvidencedForm):
    """One text of the report; a kind has the fields that it is made of. *theirs* as in the form of a narrative."""

    title = Prose(limit=formats.FINDING_LIMIT, label=gettext_lazy("Title"))
    form = forms.ChoiceField(
        choices=[(key, gettext_lazy(name)) for key, name in formats.JUDGMENT_FORMS],
        widget=forms.RadioSelect,
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy("What should be done is a recommendation. Only what will happen is likely or unlikely."),
        error_messages={"required": gettext_lazy("Say whether it recommends or foresees something.")},
    )
    text = Prose(limit=formats.REPORT_TEXT_LIMIT, rows=9, label=gettext_lazy("Text"))
    actor = Text(
        limit=formats.ACTOR_LIMIT,
        required=False,
        label=gettext_lazy("Forecast: about whom"),
        help_text=gettext_lazy("Who would do or suffer it."),
    )
    condition = Prose(
        limit=formats.CONDITION_LIMIT,
        required=False,
        label=gettext_lazy("Forecast: on condition that"),
        help_text=gettext_lazy("What must happen first, so that one can check it."),
    )
    due = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        label=gettext_lazy("Forecast: by"),
        error_messages={"invalid": gettext_lazy("Write the date as 2014-12-31.")},
    )
    likelihood = forms.ChoiceField(
        choices=[
            ("", gettext_lazy("no likelihood")),
            *((step.key, f"{step.words} ({step.low}–{step.high} %)") for step in formats.LIKELIHOODS),
        ],
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        label=gettext_lazy("Forecast: likelihood"),
        help_text=gettext_lazy("In the words of ICD 203, each with its range."),
    )
    confidence_why = Prose(
        limit=formats.WHY_LIMIT,
        rows=3,
        label=gettext_lazy("Why that confidence"),
        help_text=gettext_lazy("A sentence of its own, on the grounds; no likelihood in it."),
    )
    change_mind = Prose(
        limit=formats.WHY_LIMIT,
        rows=3,
        label=gettext_lazy("What would change our mind"),
        help_text=gettext_lazy("What one would have to see to judge otherwise."),
    )
    seen_version = forms.IntegerField(min_value=0, max_value=HIGHEST, widget=forms.HiddenInput)
    field_order = (
        *("title", "form", "text", "actor", "condition", "due", "likelihood"),
        *("confidence", "confidence_why", "change_mind", "supports", "contradicts"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        theirs: Mapping[str, str] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, theirs=theirs, initial=initial)
        self.kind = kind
        has = {*PARTS[kind], *(("supports", "contradicts") if kind in EVIDENCED else ()), "key", "seen_version"}
        for name in set(self.fields) - has:
            del self.fields[name]
        self._name_fields()

    def _name_fields(self) -> None:
        if self.kind in TITLES and "title" in self.fields:
            self.fields["title"].label, self.fields["title"].help_text = TITLES[self.kind]
            self.fields["title"].required = self.kind != "bottom_line"
        if "text" in self.fields:
            self.fields["text"].help_text = HINTS[self.kind]

    @property
    def forecast(self) -> tuple[str, ...]:
        """The names of what a forecast alone says: the page hides them beside a recommendation."""
        return _FORECAST

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "form" in data:
            self._clean_judgment(data)
        return data

    def _clean_judgment(self, data: Mapping[str, Any]) -> None:
        """Only a forecast is likely, and it says about whom, on what condition and by when."""
        for name in _FORECAST:
            if name in self.errors:
                continue
            given = bool(data.get(name))
            if data["form"] == "forecast" and not given:
                self.add_error(
                    name, _("A forecast needs this: without it nobody could say later whether it came true.")
                )
            elif data["form"] == "recommendation" and given:
                self.add_error(name, _("A recommendation has none. Leave this empty, or call the judgment a forecast."))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PARTS[self.kind]}


class SignForm(KeyedForm):
    """As whom one signs, and the text that one has read."""

    role = forms.ChoiceField(
        choices=formats.SIGNING_ROLES,
        error_messages={
            "required": gettext_lazy("Say as whom you sign."),
            "invalid_choice": gettext_lazy("Sign as author or as second reader."),
        },
    )
    seen = forms.RegexField(
        regex=r"\A[0-9a-f]{64}\Z",
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Load the page again and read the text."),
            "invalid": gettext_lazy("Load the page again and read the text."),
        },
    )
    standards = forms.MultipleChoiceField(
        choices=[(key, gettext_lazy(words)) for key, words in formats.STANDARDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=gettext_lazy("The text meets these standards of ICD 203"),
    )
    note = Text(
        limit=formats.WHY_LIMIT,
        rows=2,
        required=False,
        label=gettext_lazy("What it does not meet, and why it may go out"),
    )


class PublishForm(KeyedForm):
    """The text that is published, and why it goes out although something rests on nothing."""

    seen = forms.RegexField(
        regex=r"\A[0-9a-f]{64}\Z",
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Load the page again and read the text."),
            "invalid": gettext_lazy("Load the page again and read the text."),
        },
    )
    reason = Text(
        limit=formats.WHY_LIMIT,
        rows=2,
        required=False,
        label=gettext_lazy("Why it goes out with these gaps"),
        help_text=gettext_lazy("This sentence prints in the report."),
    )
