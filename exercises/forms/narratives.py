"""What is written about a narrative, and where its name stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.forms.board import AxisField
from exercises.forms.keys import KeyedForm
from exercises.forms.versions import VersionForm
from exercises.models import NarrativeVersion
from quadrant.text import Text


def _limit(name: str) -> int:
    limit = getattr(NarrativeVersion._meta.get_field(name), "max_length", None)
    assert isinstance(limit, int)
    return limit


def _prose(name: str, label: Any, hint: Any, rows: int = 5) -> Text:
    return Text(label=label, limit=_limit(name), rows=rows, required=False, help_text=hint)


def _nickname() -> Text:
    return Text(label=_("Nickname"), limit=_limit("nickname"), help_text=_("A few words that stay in memory."))


class NewNarrativeForm(KeyedForm):
    """A narrative begins with a name and a place for it on the board."""

    nickname = _nickname()
    abstract = _prose("abstract", _("Abstract"), _("The theory of change."), rows=4)
    x = AxisField(initial=-0.6)
    y = AxisField(initial=0.6)


class RevisionForm(VersionForm):
    """A new version of the texts; only the nickname is required while it grows."""

    nickname = _nickname()
    abstract = _prose("abstract", _("Abstract"), _("The theory of change, in three or four sentences."), rows=4)
    diagnosis = _prose("diagnosis", _("Diagnosis"), _("What is wrong, and why?"))
    must_be_true = _prose(
        "must_be_true", _("What must be true"), _("The assumptions that it stands or falls with, a line each.")
    )
    steps = _prose("steps", _("Order of steps"), _("What comes first, and what only after it? A line each."))
    adversaries = _prose("adversaries", _("Adversaries’ response"), _("Who loses by it, and what will they do?"))
    risks = _prose("risks", _("Risks at home"), _("What failure brings to those whose country it is."))
    risks_abroad = _prose("risks_abroad", _("Risks abroad"), _("What it brings to neighbours, allies and treaties."))
    objection = _prose("objection", _("Strongest objection"), _("As its best opponent would put it."))

    def texts(self) -> Mapping[str, Any]:
        """The texts that were sent; what a program leaves out stays as it is."""
        own = {"seen_version", "key"}
        return {name: value for name, value in self.cleaned_data.items() if name in self.data and name not in own}


class AnchorForm(forms.Form):
    """Where the narrative's name stands."""

    x = AxisField()
    y = AxisField()
