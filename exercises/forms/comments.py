"""What is said about an option, and why a moderator takes it out of sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.keys import KeyedForm
from quadrant.text import Text

_HIGHEST = 2**31 - 1  # what a number in the database holds


class CommentForm(KeyedForm):
    """A new comment, or with *thread* an answer; the kinds are those open in the *phase*."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what it is.")},
    )
    text = Text(limit=formats.COMMENT_LIMIT, rows=4, label=gettext_lazy("Comment"))
    thread = forms.IntegerField(required=False, min_value=1, max_value=_HIGHEST, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(min_value=1, max_value=_HIGHEST, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, phase: str | None, initial: Mapping[str, Any] | None = None
    ) -> None:
        thread = (data or initial or {}).get("thread")
        super().__init__(data, initial=dict(initial or {}), auto_id=f"comment-{thread}-%s" if thread else "comment-%s")
        kind = self.fields["kind"]
        kind.choices = [(key, _(name)) for key, name in formats.comment_kinds(phase)]  # type: ignore[attr-defined]
        kind.error_messages["invalid_choice"] = _not_open(phase)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "thread" in self.errors or "seen_version" in self.errors:  # hidden: their errors have no place of their own
            self.add_error(None, _("This form does not say what it is about. Load the page again."))
        return data

    @property
    def thread_number(self) -> int | None:
        """Which comment it answers, as far as that can be read."""
        number: int | None = self.cleaned_data.get("thread")
        return number

    def begin_a_thread(self) -> None:
        """What it answers is not to be seen any more: let it stand by itself when it is sent again."""
        self.data = {**dict(self.data.items()), "thread": ""}

    @property
    def kinds(self) -> list[tuple[BoundWidget, str]]:
        """Each kind's radio button with the sentence that explains it."""
        return [(radio, _(formats.COMMENT_HINTS[str(radio.data["value"])])) for radio in self["kind"]]


class CommentRevisionForm(KeyedForm):
    """Other words for one's own comment; *seen_version* is the wording that was started from."""

    text = Text(limit=formats.COMMENT_LIMIT, rows=4, label=gettext_lazy("Comment"))
    seen_version = forms.IntegerField(min_value=1, max_value=_HIGHEST, widget=forms.HiddenInput)

    def has_now_seen(self, version: int) -> None:
        """Let the next save start from *version*: its text is shown beside what was typed."""
        self.data = {**dict(self.data.items()), "seen_version": str(version)}


class HideForm(forms.Form):
    """Why a comment goes out of sight; its author reads both."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        error_messages={
            "required": gettext_lazy("Choose one of the reasons."),
            "invalid_choice": gettext_lazy("Choose one of the reasons."),
        },
    )
    note = Text(
        limit=formats.REASON_LIMIT,
        rows=2,
        required=False,
        label=gettext_lazy("Note to the author"),
        help_text=gettext_lazy("Only the author and the moderators read it."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        reasons = [(key, _(words)) for key, words in formats.REASONS.items()]
        self.fields["reason"].choices = [("", _("Choose …")), *reasons]  # type: ignore[attr-defined]


class ObjectionForm(forms.Form):
    """Which comment stands as the strongest objection; 0 for none."""

    comment = forms.IntegerField(min_value=0, max_value=_HIGHEST)


def _not_open(phase: str | None) -> str:
    if phase == "rate":
        return _("While rating is open, say only questions and evidence: for and against would sway the others.")
    return _("Say what it is: support, challenge, question or evidence.")
