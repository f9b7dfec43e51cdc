"""What people say about themselves."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quadrant.accounts.models import User
from quadrant.text import Text
from quadrant.zones import zone_choices


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Name and time zone."""

    name = Text(
        label=_("Name"),
        limit=120,
        required=False,
        help_text=_("Managers see it; other people see only your alias in an exercise."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("All times are shown in this zone."),
        error_messages={
            "required": _("Choose a zone from the list."),
            "invalid_choice": _("Choose a zone from the list."),
        },
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "zone"]
