"""Another version of a text in several fields, and what such a text rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.analysis.citations import Evidence, Stance
from exercises.forms.clashes import taken
from exercises.forms.keys import KeyedForm
from quadrant.text import Text

HIGHEST = 2**31 - 1
_EVIDENCE_LIMIT = 1_000  # characters of one list
_OPTION = re.compile(r"(?:PO-)?([0-9]{1,6})", re.IGNORECASE)
_NUMERALS = {formats.numeral(n): n for n in range(1, formats.NUMERAL_LIMIT + 1)}
_STANCES: tuple[Stance, ...] = ("supports", "contradicts")


class VersionForm(KeyedForm):
    """A new version of a text.

    *seen_version* is the one that the writer started from or, after a clash, the newer one that was shown beside:
    *theirs*, from which single fields can be taken.
    """

    seen_version = forms.IntegerField(min_value=1, max_value=HIGHEST, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        theirs: Mapping[str, str] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(taken(data, theirs or {}) if data is not None else None, initial=dict(initial or {}))

    @property
    def written(self) -> list[forms.BoundField]:
        """What is written, in the order of the page."""
        return [self[name] for name in self.fields if name not in {"key", "seen_version"}]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "seen_version" in self.errors:  # hidden: its error has no place of its own
            self.add_error(None, _("This form does not say which version it started from. Load the page again."))
        return data

    def has_now_seen(self, version: int) -> None:
        """Let the next save start from *version*: its text is shown beside what was typed."""
        self.data = {**dict(self.data.items()), "seen_version": str(version)}


class Evidences(Text):
    """Options and narratives between commas: “PO-3, 17, II”. Cleans to two lists of numbers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=_EVIDENCE_LIMIT, required=False, **kwargs)
        self.widget.attrs["data-citing"] = ""

    def clean(self, value: object) -> Any:
        words = [word for word in re.split(r"[,;\s]+", super().clean(value)) if word]
        options, narratives, strange = [], [], []
        for word in words:
            option = _OPTION.fullmatch(word)
            if option:
                options.append(int(option[1]))
            elif word.upper() in _NUMERALS:
                narratives.append(_NUMERALS[word.upper()])
            else:
                strange.append(word)
        if strange:
            message = _("%(words)s is neither an option such as PO-3 nor a narrative such as II.")
            raise ValidationError(message % {"words": ", ".join(strange[:5])}, code="strange")
        return tuple(dict.fromkeys(options)), tuple(dict.fromkeys(narratives))


class EvidencedForm(VersionForm):
    """A finding, with how sure the analysis is of it, what it rests on and what stands against it.

    Subclasses say in which order their fields stand.
    """

    confidence = forms.ChoiceField(
        choices=[(key, gettext_lazy(name)) for key, name in formats.CONFIDENCES],
        widget=forms.RadioSelect,
        label=gettext_lazy("Analytic confidence"),
        error_messages={"required": gettext_lazy("Say how sure the analysis is.")},
    )
    supports = Evidences(
        label=gettext_lazy("It rests on"), help_text=gettext_lazy("Options and narratives: PO-3, PO-17, II.")
    )
    contradicts = Evidences(
        label=gettext_lazy("Against it stands"), help_text=gettext_lazy("What an opponent would point to.")
    )

    @property
    def confidences(self) -> list[tuple[Any, str]]:
        """Each step's radio button with what it means."""
        return [(radio, _(formats.CONFIDENCE_HINTS[str(radio.data["value"])])) for radio in self["confidence"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        both = [set(data[each][0]) | {-n for n in data[each][1]} for each in _STANCES if each in data]
        if len(both) == len(_STANCES) and both[0] & both[1]:
            self.add_error("contradicts", _("The same cannot stand for it and against it."))
        return data

    def evidence(self) -> list[Evidence]:
        """What a finding of this kind names; [] for a kind that names nothing as a whole."""
        return [Evidence(stance, *self.cleaned_data[stance]) for stance in _STANCES if stance in self.fields]
