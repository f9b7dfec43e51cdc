"""A new text of an option, and what is decided and said about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.forms.clashes import taken
from exercises.forms.keys import KeyedForm
from exercises.forms.options import OptionForm
from exercises.models import OptionVersion
from exercises.queries.versions import texts_of
from quadrant.text import Text

CHANGES = [
    ("typo", gettext_lazy("A typo: nothing is said differently")),
    ("clarification", gettext_lazy("A clarification: the same, said better")),
    ("material", gettext_lazy("A material change: something else is proposed")),
]
MANY = 100  # options that are accepted at once
_NUMBER_AND_VERSION = re.compile(r"[1-9][0-9]{0,8}:[1-9][0-9]{0,8}")
_HIGHEST = 2**31 - 1
_HOURS = format_lazy(gettext_lazy("Give between 1 and {hours} hours."), hours=formats.GRACE_LIMIT)


class EditForm(OptionForm):
    """The text of an option as it shall be now, and what kind of change that is.

    *seen_version* is the version that the writer started from or, after a clash, the newer one that was shown
    beside: *theirs*, from which single fields can be taken.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        version: OptionVersion,
        theirs: OptionVersion | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        before = {**texts_of(version), "seen_version": version.number}
        super().__init__(
            taken(data, texts_of(theirs) if theirs else {}) if data is not None else None,
            template=version.template,
            initial={**before, **(initial or {})},
        )
        self.fields["change"] = forms.ChoiceField(
            choices=CHANGES,
            widget=forms.RadioSelect,
            label=_("What kind of change is it?"),
            error_messages={"required": _("Say what kind of change it is.")},
        )
        self.fields["seen_version"] = forms.IntegerField(min_value=1, max_value=_HIGHEST, widget=forms.HiddenInput)

    @property
    def written(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in {"key", "change", "seen_version"}]

    def has_now_seen(self, version: int) -> None:
        """Let the next save start from *version*: its text is shown beside what was typed."""
        self.data = {**dict(self.data.items()), "seen_version": str(version)}


class DecisionForm(KeyedForm):
    """What a moderator decides on the text that was read."""

    DO = ("take", "over", "release", "accept", "return", "reject")

    do = forms.ChoiceField(
        choices=[(name, name) for name in DO],
        error_messages={
            "required": gettext_lazy("Choose what to do."),
            "invalid_choice": gettext_lazy("There is no such decision."),
        },
    )
    seen_version = forms.IntegerField(min_value=1, max_value=_HIGHEST, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("To return or reject it. Its author reads this."),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the reasons.")},
    )
    note = Text(
        limit=formats.NOTE_LIMIT,
        rows=3,
        required=False,
        label=gettext_lazy("Note to its author"),
        help_text=gettext_lazy("What would make it ready? Only its author and the staff read it."),
    )
    grace_hours = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=formats.GRACE_LIMIT,
        initial=formats.GRACE_HOURS,
        label=gettext_lazy("Hours to send it again"),
        help_text=gettext_lazy("When it is returned. Until the texts freeze there is time in any case."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _HOURS),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        reason = self.fields["reason"]
        names = ((code, _(words)) for code, words in formats.REASONS.items())
        reason.choices = [("", _("Choose a reason")), *names]  # type: ignore[attr-defined]

    def has_now_seen(self, version: int) -> None:
        self.data = {**dict(self.data.items()), "seen_version": str(version)}


class CaseFilter(forms.Form):
    """Which cases the queue shows; what is set stands in the address."""

    state = forms.ChoiceField(required=False, label=gettext_lazy("State"))
    reason = forms.ChoiceField(required=False, label=gettext_lazy("Reason"))
    mine = forms.BooleanField(required=False, label=gettext_lazy("with me, or decided by me"))

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        names = {key: _(name) for key, name in formats.OPTION_STATES}
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("all that waits")),
            *((key, names[key]) for key in formats.WAITING_STATES),
            ("appealed", _("appealed for")),
            *((key, names[key]) for key in ("accepted", "returned", "rejected")),
            ("all", _("all cases")),
        ]
        reasons = [(key, _(words)) for key, words in formats.REASONS.items()]
        self.fields["reason"].choices = [("", _("whatever the reason")), *reasons]  # type: ignore[attr-defined]
        self.fields["state"].error_messages["invalid_choice"] = _("There is no such state.")
        self.fields["reason"].error_messages["invalid_choice"] = _("There is no such reason.")

    def wanted(self) -> dict[str, Any]:
        """What is asked for, nothing where it cannot be right: then all that waits is shown, and the reason said."""
        return self.cleaned_data if self.is_valid() else {}


class AcceptForm(KeyedForm):
    """Options to be accepted at once, each as "17:3", its number and the version that was read."""

    option = forms.MultipleChoiceField(error_messages={"required": gettext_lazy("Choose options to accept.")})
    sure = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        sent = data.getlist("option") if isinstance(data, QueryDict) else []
        right = [each for each in sent if _NUMBER_AND_VERSION.fullmatch(each)]
        self.fields["option"].choices = [(each, each) for each in right[:MANY]]  # type: ignore[attr-defined]
        self.fields["option"].error_messages["invalid_choice"] = _("Choose options of the list, %(many)s at most.") % {
            "many": MANY
        }

    @property
    def versions(self) -> dict[int, int]:
        """The version that was read of each option, by number."""
        pairs = (each.split(":") for each in self.cleaned_data.get("option", ()))
        return {int(number): int(version) for number, version in pairs}


class UndoForm(forms.Form):
    """Which acceptance of many is to be undone."""

    key = forms.UUIDField(error_messages={"required": gettext_lazy("Say what is to be undone.")})


class AppealForm(KeyedForm):
    """What an author says to a decision."""

    text = Text(
        limit=formats.NOTE_LIMIT,
        rows=4,
        label=gettext_lazy("Why the decision should be another"),
        help_text=gettext_lazy("The staff read it; their next decision answers it."),
    )


class ReopenForm(KeyedForm):
    """Why one frozen text may be changed once more, and for how long."""

    reason = Text(limit=formats.NOTE_LIMIT, rows=2, label=gettext_lazy("Why must it change?"))
    hours = forms.IntegerField(
        min_value=1,
        max_value=formats.GRACE_LIMIT,
        initial=formats.GRACE_HOURS,
        label=gettext_lazy("For how many hours"),
    )

    def until(self, now: dt.datetime) -> dt.datetime:
        return now + dt.timedelta(hours=self.cleaned_data["hours"])
