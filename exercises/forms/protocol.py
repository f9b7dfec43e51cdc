"""The protocol as one form: two axes, up to six criteria in slots, thresholds, and after the freeze a reason.

A slot's fields are c0_name, c0_question, c0_for_whom, c0_by_when, c0_step1 … c0_step5, c0_good and the hidden
c0_key; *count* says how many slots there are. Adding, taking away and moving slots is arranged() on what was
typed, so it works by submit buttons and loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import formats
from exercises.analysis.wording import AXIS_PARTS, doubled, folded
from quadrant.text import Text

MOST_SLOTS = 12  # that are shown again when somebody sends too many
STEPS = range(1, formats.STEPS + 1)
PARTS = ("key", "name", "question", "for_whom", "by_when", *(f"step{n}" for n in STEPS), "good")
NAME = "c{}_{}"


@dataclass(frozen=True)
class Slot:
    """One criterion on the page; *good* says which end is, also where that can no longer be chosen."""

    position: int
    part: dict[str, forms.BoundField]
    good: str
    last: bool
    opened: bool
    looked_at: bool

    @property
    def number(self) -> int:
        return self.position + 1

    @property
    def steps(self) -> list[forms.BoundField]:
        return [self.part[f"step{n}"] for n in STEPS]

    @property
    def words(self) -> list[str]:
        """The labels of the five steps as they were typed."""
        return [str(step.value() or "") for step in self.steps]


class ProtocolForm(forms.Form):
    """The whole set at once; *locked* after the freeze, when only words and thresholds change, with a reason."""

    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    count = forms.IntegerField(min_value=0, max_value=99, widget=forms.HiddenInput)
    rating_floor = forms.IntegerField(
        label=gettext_lazy("Sheets that every option should have"),
        help_text=gettext_lazy("Options below it are drawn first."),
    )
    portion = forms.IntegerField(
        label=gettext_lazy("Options in a sitting"),
        help_text=gettext_lazy("So many are asked for at a time; anybody may go on."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        content: Mapping[str, Any],
        seen_hash: str,
        locked: bool,
        typed: Mapping[str, Any] | None = None,
        opened: int | None = None,
    ) -> None:
        """*content* is what stands; *typed* takes its place where a form is shown again without being looked at."""
        initial = dict(typed) if typed is not None else {**initial_of(content), "seen_hash": seen_hash}
        super().__init__(data, initial=initial)
        self.content, self.locked, self.opened = content, locked, opened
        self.slots_count = _slots_count(data if data is not None else initial)
        for name, (least, most) in formats.THRESHOLDS.items():
            self.fields[name] = _threshold(self.fields[name], least, most)
        for axis in ("x", "y"):
            self._add_axis(axis)
        for position in range(self.slots_count):
            self._add_slot(position)
        if locked:
            self.fields["reason"] = Text(
                limit=formats.DEVIATION_LIMIT,
                rows=3,
                label=_("Why the protocol changes"),
                help_text=_("Everybody can read it, and it is printed in the report."),
            )

    def _add_axis(self, axis: str) -> None:
        horizontal = axis == "x"
        labels = {
            "question": _("Question of the horizontal axis") if horizontal else _("Question of the vertical axis"),
            "negative": _("Left end") if horizontal else _("Lower end"),
            "positive": _("Right end") if horizontal else _("Upper end"),
        }
        for part in AXIS_PARTS:
            field = Text(limit=200 if part == "question" else 40, label=labels[part])
            self.fields[f"{axis}_{part}"] = _shown_live(field, f"{axis}_{part}")

    def _add_slot(self, position: int) -> None:
        texts = {
            "name": Text(limit=40, label=_("Name")),
            "question": Text(limit=200, label=_("Question"), help_text=_("What the rater is asked, as a sentence.")),
            "for_whom": Text(limit=120, required=False, label=_("For whom")),
            "by_when": Text(limit=120, required=False, label=_("By when")),
            **{f"step{n}": Text(limit=40, label=_("Step %(n)s") % {"n": n}) for n in STEPS},
        }
        for part, field in texts.items():
            self.fields[NAME.format(position, part)] = _shown_live(field, part)
        key = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
        self.fields[NAME.format(position, "key")] = key
        self.fields[NAME.format(position, "good")] = _good(required=not self.locked)

    @property
    def slots(self) -> list[Slot]:
        return [self._slot(position) for position in range(self.slots_count)]

    def _slot(self, position: int) -> Slot:
        part = {name: self[NAME.format(position, name)] for name in PARTS}
        return Slot(
            position,
            part,
            good=str(part["good"].value() or self._good_of(str(part["key"].value()))),
            last=position == self.slots_count - 1,
            opened=position == self.opened or any(field.errors for field in part.values()),
            looked_at=position == self.opened,
        )

    @property
    def axis_fields(self) -> list[dict[str, forms.BoundField]]:
        return [{part: self[f"{axis}_{part}"] for part in AXIS_PARTS} for axis in ("x", "y")]

    @property
    def poles(self) -> dict[str, Any]:
        """What the drawing of the axes says."""
        return {f"{axis}_{part}": self[f"{axis}_{part}"].value() or "" for axis in ("x", "y") for part in AXIS_PARTS}

    @property
    def full(self) -> bool:
        return self.slots_count >= formats.CRITERIA_LIMIT

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "seen_hash" in self.errors or "count" in self.errors:
            self.add_error(None, _("This form does not say what it started from. Load the page again."))
        if self.slots_count == 0:
            self.add_error(None, _("An exercise has at least one criterion. Add one."))
        if self.slots_count > formats.CRITERIA_LIMIT:
            limit = formats.CRITERIA_LIMIT
            self.add_error(None, _("An exercise has at most %(limit)s criteria. Take some away.") % {"limit": limit})
        for position in doubled([data.get(NAME.format(n, "name"), "") for n in range(self.slots_count)]):
            self.add_error(NAME.format(position, "name"), _("Another criterion has this name. Give it one of its own."))
        for axis in ("x", "y"):
            negative, positive = data.get(f"{axis}_negative", ""), data.get(f"{axis}_positive", "")
            if negative and folded(negative) == folded(positive):
                self.add_error(f"{axis}_positive", _("The two ends of an axis must differ."))
        return data

    def values(self) -> dict[str, Any]:
        """What change_protocol takes, and with the reason what deviate takes."""
        data = self.cleaned_data
        reason = {"reason": data["reason"]} if self.locked else {}
        return {
            "axes": {axis: {part: data[f"{axis}_{part}"] for part in AXIS_PARTS} for axis in ("x", "y")},
            "criteria": [self._criterion(position) for position in range(self.slots_count)],
            "thresholds": {name: data[name] for name in formats.THRESHOLDS},
            "seen_hash": data["seen_hash"],
            **reason,
        }

    def renew_seen_hash(self, present: str) -> None:
        """The page that is shown now shows what *present* is the hash of."""
        self.data = {**dict(self.data.items()), "seen_hash": present}

    def _criterion(self, position: int) -> dict[str, Any]:
        said = {part: self.cleaned_data[NAME.format(position, part)] for part in PARTS}
        steps = [said.pop(f"step{n}") for n in STEPS]
        return {**said, "steps": steps, "good": said["good"] or self._good_of(said["key"])}

    def _good_of(self, key: str) -> str:
        return next((str(c["good"]) for c in self.content["criteria"] if c["key"] == key), "high")


def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The form's fields for the content of a protocol."""
    found: dict[str, Any] = {name: content["thresholds"][name] for name in formats.THRESHOLDS}
    for axis in content["axes"]:
        found.update({f"{axis['key']}_{part}": axis[part] for part in AXIS_PARTS})
    for position, criterion in enumerate(content["criteria"]):
        steps = {f"step{n}": word for n, word in enumerate(criterion["steps"], 1)}
        parts = {**{part: criterion[part] for part in PARTS if part in criterion}, **steps}
        found.update({NAME.format(position, part): value for part, value in parts.items()})
    return {**found, "count": len(content["criteria"])}


def arranged(data: Mapping[str, str], do: str) -> tuple[dict[str, str], int | None]:
    """What was typed with one slot more, less or elsewhere, and the slot to look at; *do* is such as "up-2".

    "add", "remove-N", "up-N", "down-N" with the slot's position from 0. Anything else leaves all as it is.
    """
    slots = [{part: data.get(NAME.format(n, part), "") for part in PARTS} for n in range(_slots_count(data))]
    verb, _dash, number = do.partition("-")
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    looked_at: int | None = at if 0 <= at < len(slots) else None
    if verb == "add" and len(slots) < formats.CRITERIA_LIMIT:
        slots.append(dict.fromkeys(PARTS, ""))
        looked_at = len(slots) - 1
    elif verb == "remove" and looked_at is not None:
        slots.pop(at)
        looked_at = min(at, len(slots) - 1) if slots else None
    elif verb in {"up", "down"} and looked_at is not None:
        to = min(max(at + (1 if verb == "down" else -1), 0), len(slots) - 1)
        slots.insert(to, slots.pop(at))
        looked_at = to
    others = {name: value for name, value in data.items() if not _of_a_slot(name)}
    fields = {NAME.format(n, part): value for n, slot in enumerate(slots) for part, value in slot.items()}
    return {**others, **fields, "count": str(len(slots))}, looked_at


def _of_a_slot(name: str) -> bool:
    return name[:1] == "c" and name[1:].partition("_")[0].isdecimal()


def _slots_count(data: Mapping[str, Any]) -> int:
    """How many slots there are; where *count* is damaged, as many as there are fields for."""
    said = str(data.get("count", ""))
    if said.isdecimal() and len(said) < 3:
        return min(int(said), MOST_SLOTS)
    return next((n + 1 for n in reversed(range(MOST_SLOTS)) if NAME.format(n, "name") in data), 0)


def _shown_live(field: Text, part: str) -> Text:
    """Let the browser's script show what is typed where raters will see it."""
    field.widget.attrs["data-part"] = part
    return field


def _good(*, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=required,
        label=_("Which end speaks for an option?"),
        choices=[("high", _("step 5")), ("low", _("step 1"))],
        widget=forms.RadioSelect({"data-part": "good"}),
        error_messages={"required": _("Say which end is good."), "invalid_choice": _("Choose one of the two ends.")},
    )


def _threshold(field: forms.Field, least: int, most: int) -> forms.IntegerField:
    sentence = _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    return forms.IntegerField(
        label=field.label,
        help_text=field.help_text,
        min_value=least,
        max_value=most,
        error_messages={**wrong, "required": _("Write a number here.")},
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
