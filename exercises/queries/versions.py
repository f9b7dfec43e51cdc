"""The versions of an option, what is different between two of them, and the history of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.differences import Piece, changed, differences
from exercises.models import Decision, Option, OptionVersion, Participation


def versions_of(option: Option) -> list[OptionVersion]:
    """All texts of the option, the newest first, each with its author and the template that it was written on."""
    return list(option.versions.select_related("author", "template").order_by("-number"))


@dataclass(frozen=True)
class FieldDifference:
    """One field of the text in two versions."""

    key: str
    label: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        return changed(self.pieces)


def compared(old: OptionVersion, new: OptionVersion) -> list[FieldDifference]:
    """Field by field in the order of the page; a field that only one template has is compared with nothing."""
    return compared_texts(texts_of(old), texts_of(new), {**labels_of(old), **labels_of(new)})


def compared_texts(
    before: Mapping[str, str], after: Mapping[str, str], labels: Mapping[str, str]
) -> list[FieldDifference]:
    """The same for two texts of anything, with what each field is called."""
    order = [*after, *(key for key in before if key not in after)]
    return [FieldDifference(key, labels[key], differences(before.get(key, ""), after.get(key, ""))) for key in order]


def texts_of(version: OptionVersion) -> dict[str, str]:
    """The text of every field by the name that it has in the form."""
    aspects = {f"aspect_{key}": str(version.aspects.get(key, "")) for key in _keys(version)}
    return {"title": version.title, "summary": version.summary, **aspects}


def labels_of(version: OptionVersion) -> dict[str, str]:
    fields = {f"aspect_{field['key']}": _(field["label"]) for field in version.template.fields}
    return {"title": _("Title"), "summary": _("Summary"), **fields}


def _keys(version: OptionVersion) -> list[str]:
    return [field["key"] for field in version.template.fields]


@dataclass(frozen=True)
class Step:
    """A decision as its reader may see it; *why* and *note* are empty for those whom they do not concern."""

    decision: Decision
    why: str
    note: str

    @property
    def who(self) -> str:
        return self.decision.decided_by.alias if self.decision.decided_by else ""


def history(seat: Participation, option: Option) -> list[Step]:
    """What happened to the option, the newest first. Reasons and appeals are its author's and the staff's to read.

    Who holds an option for review is a matter of the staff's own.
    """
    inside = concerns(seat, option)
    rows = option.decisions.select_related("decided_by", "version").order_by("-decided_at", "-id")
    rows = rows.defer("version__title", "version__summary", "version__aspects")  # of its text the number alone
    if not inside:
        rows = rows.exclude(verdict__in=["in_review", "released", "appealed"])
    return [_step(decision, inside) for decision in rows]


def concerns(seat: Participation, option: Option) -> bool:
    """Whether reasons and notes about the option are for this person to read."""
    return option.author_id == seat.pk or seat.role in formats.STAFF


def _step(decision: Decision, inside: bool) -> Step:
    why = _(formats.REASONS.get(decision.reason, "")) if decision.reason and inside else ""
    return Step(decision, why, decision.note if inside else "")
