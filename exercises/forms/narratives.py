"""What is written about a narrative, and where its name stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.forms.board import AxisField
from exercises.forms.keys import KeyedForm
from exercises.models import NarrativeVersion
from quadrant.text import Text


def _limit(name: str) -> int:
    limit = getattr(NarrativeVersion._meta.get_field(name), "max_length", None)
    assert isinstance(limit, int)
    return limit


class NarrativeForm(forms.Form):
    """The texts of a narrative; only the nickname is required while it grows."""

    nickname = Text(label=_("Nickname"), limit=_limit("nickname"), help_text=_("A few words that stay in memory."))
    abstract = Text(
        label=_("Abstract"), limit=_limit("abstract"), rows=4, required=False, help_text=_("The theory of change.")
    )
    diagnosis = Text(
        label=_("Diagnosis"), limit=_limit("diagnosis"), rows=4, required=False, help_text=_("What is wrong, and why?")
    )
    must_be_true = Text(
        label=_("What must be true"),
        limit=_limit("must_be_true"),
        rows=4,
        required=False,
        help_text=_("The assumptions that it stands or falls with."),
    )
    steps = Text(
        label=_("Order of steps"), limit=_limit("steps"), rows=4, required=False, help_text=_("What comes first?")
    )
    adversaries = Text(
        label=_("Adversaries’ response"),
        limit=_limit("adversaries"),
        rows=4,
        required=False,
        help_text=_("Who loses by it, and what will they do?"),
    )
    risks = Text(label=_("Risks"), limit=_limit("risks"), rows=4, required=False, help_text=_("What failure brings."))
    objection = Text(
        label=_("Strongest objection"),
        limit=_limit("objection"),
        rows=4,
        required=False,
        help_text=_("As its best opponent would put it."),
    )


class NewNarrativeForm(KeyedForm):
    """A narrative begins with a name and a corner of the board."""

    nickname = Text(label=_("Nickname"), limit=_limit("nickname"), help_text=_("A few words that stay in memory."))
    abstract = Text(
        label=_("Abstract"), limit=_limit("abstract"), rows=4, required=False, help_text=_("The theory of change.")
    )
    x = AxisField(widget=forms.HiddenInput)
    y = AxisField(widget=forms.HiddenInput)


class RevisionForm(NarrativeForm):
    """A new version of the texts. *seen_version* is the one that the writer started from."""

    seen_version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def texts(self) -> Mapping[str, Any]:
        """The texts that were sent; what a program leaves out stays as it is."""
        sent = self.cleaned_data.items()
        return {name: value for name, value in sent if name in self.data and name != "seen_version"}

    def has_now_seen(self, version: int) -> None:
        """Let the next save start from *version*: its text is shown beside what was typed."""
        self.data = {**{name: self.data.get(name, "") for name in self.fields}, "seen_version": str(version)}


class AnchorForm(forms.Form):
    """Where the narrative's name stands."""

    x = AxisField()
    y = AxisField()
