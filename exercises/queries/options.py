"""Options as they are listed and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exercises import formats
from exercises.models import Exercise, Membership, Option, Participation, Template
from exercises.queries.board import hue
from exercises.queries.search import headline, matching

SHORT = 80  # characters: a section below this says less than a sentence or two


def latest_template(exercise: Exercise) -> Template:
    return Template.objects.filter(exercise=exercise).latest("version")


def listed(
    participation: Participation,
    *,
    q: str = "",
    state: str = "",
    narrative: int | None = None,
    mine: bool = False,
    since: dt.datetime | None = None,
    numbers: Collection[int] | None = None,
) -> QuerySet[Option]:
    """The exercise's options by number, always: any other order would tell what the crowd says.

    *q* searches the number and the whole text (queries/search.py); *narrative* is for those who may see_narratives;
    *since* leaves what others submitted or changed after it, *numbers* these alone.
    """
    rows = Option.objects.filter(exercise=participation.exercise).order_by("number")
    if q:
        rows = rows.filter(matching(q))
    if state:
        rows = rows.filter(state=state)
    if mine:
        rows = rows.filter(author=participation)
    if narrative:
        core = {"narrative__number": narrative, "kind": "core", "ended_at": None}
        rows = rows.filter(pk__in=Membership.objects.filter(**core).values("option"))
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    if since:
        rows = rows.exclude(current__author=participation).filter(current__created_at__gt=since)
    return rows


def rows_of(keys: Sequence[int], q: str = "") -> list[Option]:
    """The options with these keys as a list shows them: title and summary, with what *q* found in them marked."""
    rows = Option.objects.filter(pk__in=keys).order_by("number").select_related("current", "author")
    if q:
        rows = rows.annotate(title=headline("current__title", q), summary=headline("current__summary", q))
    # An option's aspects are most of its size, and no list shows them.
    return list(rows.defer("search", "current__aspects"))


@dataclass(frozen=True)
class Tag:
    """The narrative that an option belongs to at heart; *hue* is 1–4, or 0 beyond the four that have a colour."""

    number: int
    nickname: str

    @property
    def numeral(self) -> str:
        return formats.numeral(self.number)

    @property
    def hue(self) -> int:
        return hue(self.number)


def tags_of(options: Collection[Option]) -> dict[int, Tag]:
    """The narrative of each option's core membership by option number, for those who may see_narratives."""
    rows = Membership.objects.filter(option__in=options, kind="core", ended_at=None)
    values = rows.values_list("option__number", "narrative__number", "narrative__current__nickname")
    return {option: Tag(number, nickname) for option, number, nickname in values}


@dataclass(frozen=True)
class Section:
    """One aspect of an option's text; *state* is done, half (short) or open (empty)."""

    key: str
    label: str
    text: str

    @property
    def state(self) -> str:
        if not self.text.strip():
            return "open"
        return "half" if len(self.text) < SHORT else "done"

    @property
    def words(self) -> str:
        """The state for those who do not see its icon."""
        return {"open": _("empty"), "half": _("short"), "done": _("complete")}[self.state]


def sections(option: Option) -> list[Section]:
    """The aspects of the current text, in the order of the template that it was written on; none of a removed one."""
    version = option.current
    if version is None or option.state == "purged":
        return []
    return [Section(f["key"], _(f["label"]), version.aspects.get(f["key"], "")) for f in version.template.fields]


@dataclass(frozen=True)
class Neighbour:
    """An option that another one's page leads to."""

    number: int
    title: str


def neighbours(option: Option) -> tuple[Neighbour | None, Neighbour | None]:
    """The options before and after this one, by number; one query. Numbers have no gaps: none is wasted."""
    before, after = option.number - 1, option.number + 1
    rows = Option.objects.filter(exercise=option.exercise_id, number__in=(before, after))
    found = {number: Neighbour(number, title) for number, title in rows.values_list("number", "current__title")}
    return found.get(before), found.get(after)
