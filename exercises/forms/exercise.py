"""A new exercise: what it asks, its two axes, and its days."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.models import Exercise
from quadrant.text import Text
from quadrant.zones import zone_choices

RESERVED = frozenset({"new"})
AXES = ("x", "y")
FAR = dt.timedelta(days=3653)


class FrameForm(forms.Form):
    """What a manager may change at any time: words, never rules."""

    title = Text(limit=120, label=gettext_lazy("Title"))
    question = Text(
        limit=500, rows=2, label=gettext_lazy("Question"), help_text=gettext_lazy("What the week is to answer.")
    )
    deck = Text(
        limit=500,
        rows=2,
        required=False,
        label=gettext_lazy("Standfirst"),
        help_text=gettext_lazy("One or two sentences below the title."),
    )
    brief = Text(
        limit=20_000,
        rows=8,
        required=False,
        label=gettext_lazy("Brief"),
        help_text=gettext_lazy("What analysts read first. Markdown."),
    )
    marking = Text(
        limit=80,
        label=gettext_lazy("Marking"),
        help_text=gettext_lazy("Stands on every page, mail and file, such as “EXERCISE – FICTIONAL”."),
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FrameForm.base_fields}


class ExerciseForm(FrameForm):
    """Everything that a new exercise needs; the preset gives the phases."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The last part of its address; left empty, it is made from the title."),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the exercise"),
        choices=zone_choices,
        initial="UTC",
        help_text=gettext_lazy("Phases open and close at midnight there."),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Proposing opens then."),
        error_messages={"required": gettext_lazy("Choose the first day.")},
    )
    working_days = forms.BooleanField(label=gettext_lazy("Count Monday to Friday only"), required=False, initial=True)
    x_question = Text(limit=200, label=gettext_lazy("Question of the horizontal axis"))
    x_negative = Text(limit=40, label=gettext_lazy("Left end"))
    x_positive = Text(limit=40, label=gettext_lazy("Right end"))
    y_question = Text(limit=200, label=gettext_lazy("Question of the vertical axis"))
    y_negative = Text(limit=40, label=gettext_lazy("Lower end"))
    y_positive = Text(limit=40, label=gettext_lazy("Upper end"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        slug = data.get("slug") or slugify(data.get("title", ""))[:60].strip("-")
        if "slug" not in self.errors and "title" not in self.errors:
            self._check_slug(slug)
        data["slug"] = slug
        return data

    def clean_first_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["first_day"]
        if abs(day - timezone.localdate()) > FAR:
            raise forms.ValidationError(_("The first day lies within ten years from today."))
        return day

    def _check_slug(self, slug: str) -> None:
        if not slug:
            self.add_error("slug", _("The title has no letters for an address; write one here."))
        elif slug in RESERVED or Exercise.objects.filter(slug=slug).exists():
            self.add_error("slug", _("This address is taken. Choose another."))

    def values(self) -> dict[str, Any]:
        return {**super().values(), "slug": self.cleaned_data["slug"], "zone": self.cleaned_data["zone"]}

    def axes(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        return {axis: {part: data[f"{axis}_{part}"] for part in ("question", "negative", "positive")} for axis in AXES}

    def plan(self, now: dt.datetime) -> list[tuple[str, tuple[dt.datetime, dt.datetime]]]:
        """The working phases by name, each from its opening to its end in the exercise's zone.

        Empty while first day or zone are missing; the other fields may be.
        """
        self.is_valid()
        if not {"first_day", "zone"} <= set(self.cleaned_data):
            return []
        zone = zoneinfo.ZoneInfo(self.cleaned_data["zone"])
        return [
            (_(formats.PHASES[kind]), (opens.astimezone(zone), closes.astimezone(zone)))
            for kind, opens, closes in self.phases(now)[1:-1]
        ]

    def phases(self, now: dt.datetime) -> list[tuple[formats.PhaseKind, dt.datetime, dt.datetime]]:
        """The preset's phases; preparation begins now, or a day before a first day that is past already."""
        data = self.cleaned_data
        planned = formats.schedule("one_week", data["first_day"], data["zone"], working_days=data["working_days"])
        first = planned[0][2]
        planned[0] = ("prepare", min(now, first - dt.timedelta(days=1)), first)
        return planned


class NextPhaseForm(forms.Form):
    """Which phase the manager saw as the present one."""

    seen_phase = forms.IntegerField(min_value=1)
