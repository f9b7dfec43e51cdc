"""What analysts say to a draft narrative, and the lead author's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm
from quadrant.text import Text

_HIGHEST = 2**31 - 1


class ChallengeForm(KeyedForm):
    """Any word on a narrative; *seen_version* is the text that was read."""

    kind: str
    seen_version = forms.IntegerField(min_value=1, max_value=_HIGHEST, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        options: Iterable[tuple[int, str]] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=f"{self.kind}-%s")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "seen_version" in self.errors:  # hidden: its error has no place of its own
            self.add_error(None, _("This form does not say which text it is about. Load the page again."))
        return data


class FitForm(ChallengeForm):
    """Whether an option belongs in the narrative."""

    kind = "fit"
    option = forms.TypedChoiceField(
        coerce=int,
        label=gettext_lazy("Option"),
        error_messages={"invalid_choice": gettext_lazy("This option is not in this narrative any more.")},
    )
    verdict = forms.ChoiceField(
        choices=[(key, gettext_lazy(name)) for key, name in formats.FITS],
        widget=forms.RadioSelect,
        label=gettext_lazy("Does it belong here?"),
        error_messages={"required": gettext_lazy("Say whether it fits.")},
    )
    text = Text(
        limit=formats.CHALLENGE_LIMIT,
        rows=3,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The lead author answers the reason, not the vote."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        options: Iterable[tuple[int, str]] = (),
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [(number, f"{number}. {title}") for number, title in options]
        self.fields["option"].choices = choices  # type: ignore[attr-defined]


class SupportForm(ChallengeForm):
    """How far one supports it."""

    kind = "support"
    step = forms.TypedChoiceField(
        coerce=int,
        choices=[(n, gettext_lazy(word)) for n, word in enumerate(formats.SUPPORT_STEPS, 1)],
        widget=forms.RadioSelect,
        label=gettext_lazy("How far do you support it?"),
        error_messages={
            "required": gettext_lazy("Choose one of the five steps."),
            "invalid_choice": gettext_lazy("Choose one of the five steps."),
        },
    )


class MinorityForm(ChallengeForm):
    """Dissent from the narrative as a whole."""

    kind = "minority"
    text = Text(
        limit=formats.CHALLENGE_LIMIT,
        rows=4,
        label=gettext_lazy("Your minority note"),
        help_text=gettext_lazy("What you see otherwise, put as its readers should meet it."),
    )


class NicknameForm(ChallengeForm):
    """Another name."""

    kind = "nickname"
    text = Text(limit=formats.NICKNAME_LIMIT, label=gettext_lazy("A better nickname"))


FORMS: dict[str, type[ChallengeForm]] = {form.kind: form for form in (FitForm, SupportForm, MinorityForm, NicknameForm)}


class AnswerForm(forms.Form):
    """What the lead author says to it."""

    answer = forms.ChoiceField(
        choices=[(key, gettext_lazy(name)) for key, name in formats.ANSWERS],
        error_messages={
            "required": gettext_lazy("Choose accepted, answered or declined."),
            "invalid_choice": gettext_lazy("Choose accepted, answered or declined."),
        },
    )
    answer_text = Text(limit=formats.CHALLENGE_LIMIT, rows=3, required=False, label=gettext_lazy("Your answer"))
