"""A sheet: every criterion answered or abstained from, and a place on both axes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm
from exercises.models import Axis, Criterion
from quadrant.text import Text

RATING, ABSTAIN, ANSWER = "rating_{}", "abstain_{}", "{}_answer"
_REASONS, _WORDS = dict(formats.ABSTENTIONS), dict(formats.PLACEMENT_ANSWERS)
PLACED = "placed"  # the answer that says: where the slider stands


@dataclass(frozen=True)
class CriterionFields:
    """A criterion on the page: its steps and, equal to them, the reasons for not answering."""

    criterion: Criterion
    steps: forms.BoundField
    abstention: forms.BoundField
    before: str = ""  # the answer of round 1, in words, on a sheet that is revised


@dataclass(frozen=True)
class AxisFields:
    """An axis on the page: its slider and the answers, of which one is "where the slider stands"."""

    axis: Axis
    slider: forms.BoundField
    answers: forms.BoundField
    value: float | None
    before: str = ""


class SheetForm(KeyedForm):
    """One option judged: rating_<criterion> 1–5 or abstain_<criterion>; x and y in −1…+1 with x_answer and y_answer."""

    seen_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen_protocol = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    certainty = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label=gettext_lazy("How sure are you?"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        criteria: Sequence[Criterion],
        axes: Sequence[Axis],
        initial: Mapping[str, Any] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.before = before
        self.criteria, self.axes = list(criteria), list(axes)
        sure = self.fields["certainty"]
        sure.choices = [(k, _(n)) for k, n in formats.CERTAINTIES]  # type: ignore[attr-defined]
        for criterion in self.criteria:
            self.fields[RATING.format(criterion.key)] = _steps(criterion)
            self.fields[ABSTAIN.format(criterion.key)] = _abstention(criterion)
        for axis in self.axes:
            self.fields[axis.key] = _slider(axis)
            self.fields[ANSWER.format(axis.key)] = _answers(axis)

    @property
    def criterion_fields(self) -> list[CriterionFields]:
        return [
            CriterionFields(c, self[RATING.format(c.key)], self[ABSTAIN.format(c.key)], self._step_before(c))
            for c in self.criteria
        ]

    @property
    def axis_fields(self) -> list[AxisFields]:
        return [
            AxisFields(a, self[a.key], self[ANSWER.format(a.key)], _number(self[a.key].value()), self._place_before(a))
            for a in self.axes
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "seen_version" in self.errors or "seen_protocol" in self.errors:
            self.add_error(None, _("This sheet does not say which text it is about. Load the page again."))
        for criterion in self.criteria:
            self._clean_criterion(criterion.key, data)
        for axis in self.axes:
            if (
                data.get(ANSWER.format(axis.key)) == PLACED
                and data.get(axis.key) is None
                and axis.key not in self.errors
            ):
                self.add_error(axis.key, _("Move the slider to where the option lies."))
        return data

    def renew_seen(self, **seen: int) -> None:
        """The page that is shown now shows this *version* of the text, or this *protocol*."""
        self.data = {**dict(self.data.items()), **{f"seen_{what}": str(number) for what, number in seen.items()}}

    def seen(self) -> dict[str, Any]:
        """The version of the text and the number of the protocol that the sender had before them."""
        return {name: self.cleaned_data[name] for name in ("seen_version", "seen_protocol")}

    def _step_before(self, criterion: Criterion) -> str:
        answer = self.before["ratings"].get(criterion.key) if self.before else None
        return "" if answer is None else in_round_1(criterion, answer)

    def _place_before(self, axis: Axis) -> str:
        answer = self.before[axis.key] if self.before else None
        if answer is None:
            return ""
        words = _(_WORDS[answer]) if isinstance(answer, str) else f"{answer:+.2f}".replace("-", "−")
        return _("round 1: %(answer)s") % {"answer": words}

    def _clean_criterion(self, key: str, data: Mapping[str, Any]) -> None:
        step, abstention = RATING.format(key), ABSTAIN.format(key)
        if step in self.errors or abstention in self.errors:
            return
        if not data.get(step) and not data.get(abstention):
            self.add_error(step, _("Choose a step, or say why you do not."))
        if data.get(step) and data.get(abstention):
            self.add_error(abstention, _("You chose a step and a reason for not choosing one. Keep one of them."))

    def values(self) -> dict[str, Any]:
        """What judge_option takes."""
        data = self.cleaned_data
        ratings = {
            c.key: int(data[RATING.format(c.key)]) if data[RATING.format(c.key)] else data[ABSTAIN.format(c.key)]
            for c in self.criteria
        }
        placed = {a.key: self._place(a.key) for a in self.axes}
        return {"ratings": ratings, **placed, "certainty": data["certainty"]}

    def _place(self, axis: str) -> float | str:
        answer: str = self.cleaned_data[ANSWER.format(axis)]
        return round(float(self.cleaned_data[axis]), 4) + 0.0 if answer == PLACED else answer


class RevisionForm(SheetForm):
    """A sheet judged once more after the reveal, and why."""

    reason = Text(
        limit=formats.REASON_LIMIT,
        rows=3,
        label=gettext_lazy("What changed your mind?"),
        help_text=gettext_lazy("A sentence or two. Moderators read it beside the two sheets, without your name."),
    )


class SkipForm(forms.Form):
    """Why an option is put aside."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=gettext_lazy("Why do you put it aside?"),
        error_messages={
            "required": gettext_lazy("Choose one of the reasons."),
            "invalid_choice": gettext_lazy("Choose one of the reasons."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=None, auto_id="id_skip_%s")
        self.fields["reason"].choices = _translated(formats.SKIPS)  # type: ignore[attr-defined]


def in_round_1(criterion: Criterion, answer: int | str) -> str:
    """What somebody answered in round 1, a step or the reason of an abstention, in words."""
    words = f"{answer} {_(criterion.steps[answer - 1])}" if isinstance(answer, int) else _(_REASONS[answer])
    return _("round 1: %(answer)s") % {"answer": words}


def sheet_initial(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The form's fields for answers in the shape of SheetForm.values()."""
    initial: dict[str, Any] = {"certainty": answers["certainty"]}
    for key, answer in answers["ratings"].items():
        initial[(RATING if isinstance(answer, int) else ABSTAIN).format(key)] = answer
    for axis in ("x", "y"):
        placed = not isinstance(answers[axis], str)
        initial[ANSWER.format(axis)] = PLACED if placed else answers[axis]
        if placed:
            initial[axis] = answers[axis]
    return initial


def _steps(criterion: Criterion) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,  # a step or an abstention, which clean() looks at
        label=_(criterion.name),
        help_text=_question(criterion),
        choices=_translated((str(n), word) for n, word in enumerate(criterion.steps, 1)),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the five steps.")},
    )


def _question(criterion: Criterion) -> str:
    """What is asked, and below it for whom and by when, as far as the protocol says so."""
    whom = _("For whom: %(whom)s.") % {"whom": _(criterion.for_whom)} if criterion.for_whom else ""
    when = _("By when: %(when)s.") % {"when": _(criterion.by_when)} if criterion.by_when else ""
    bounds = f"{whom} {when}".strip()
    asked = _(criterion.question)
    return format_html('{} <span class="hint-for">{}</span>', asked, bounds) if bounds else asked


def _abstention(criterion: Criterion) -> forms.ChoiceField:
    spoken = _("%(criterion)s: why you cannot say") % {"criterion": _(criterion.name)}
    return forms.ChoiceField(
        required=False,
        choices=[("", _("or I cannot say, because …")), *_translated(formats.ABSTENTIONS)],
        widget=forms.Select({"aria-label": spoken}),
        error_messages={"invalid_choice": _("Choose one of the reasons.")},
    )


def _slider(axis: Axis) -> forms.FloatField:
    return forms.FloatField(
        required=False,
        label=_(axis.question),
        min_value=-1,
        max_value=1,
        error_messages={
            "invalid": _("A position is a number."),
            "min_value": _("A position lies between −1 and +1."),
            "max_value": _("A position lies between −1 and +1."),
        },
    )


def _answers(axis: Axis) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_(axis.question),
        choices=[(PLACED, _("as the slider stands")), *_translated(formats.PLACEMENT_ANSWERS)],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Move the slider, or choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )


def _translated(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(key, _(name)) for key, name in choices]


def _number(value: Any) -> float | None:
    """Where the slider stands when the page is shown again; whatever else was sent leaves it untouched."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if -1 <= number <= 1 else None
