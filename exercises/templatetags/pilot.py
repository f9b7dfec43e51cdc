"""The figures of practice, in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.pilot import ALIKE_FROM, AxisPilot, CriterionPilot, Pilot

register = template.Library()
MANY = 0.25  # of the answers on an axis in words: one in four could not place a sample there


@register.filter
def of(named: dict[str, Any], key: str) -> str:
    """What the axis or criterion of *key* is called."""
    found = named.get(key)
    return _(getattr(found, "name", "") or getattr(found, "question", "")) if found else key


@register.filter
def words(axis: AxisPilot) -> list[tuple[int, str]]:
    """Count and share of each answer in words."""
    return [(count, percent(axis.shares[word])) for word, count in axis.counts.items()]


@register.filter
def reasons(criterion: CriterionPilot) -> str:
    named = dict(formats.ABSTENTIONS)
    return ", ".join(f"{_(named.get(code, code))} {n}" for code, n in criterion.reasons.items()) or "–"


@register.simple_tag
def pilot_finding(pilot: Pilot) -> str:
    """One or two sentences: whether X and Y ask two things, and whether an axis is hard to answer."""
    hard = [axis.axis.upper() for axis in pilot.axes if axis.worded >= MANY]
    said = [_alike(pilot)]
    if hard:
        sentence = _("A quarter or more of the answers on %(axes)s are words and no place: look at its poles.")
        said.append(sentence % {"axes": _(" and ").join(hard)})
    return " ".join(said)


def _alike(pilot: Pilot) -> str:
    if pilot.rho is None:
        return _("Too few placed a sample on both axes to compare X and Y (%(n)s so far).") % {"n": pilot.pairs}
    facts = {"rho": number_format(pilot.rho, 2), "n": pilot.pairs}
    if pilot.alike:
        return _("X and Y say nearly the same (rank correlation %(rho)s, n = %(n)s).") % facts
    if pilot.pairs < ALIKE_FROM:
        return _("Too few to say whether X and Y say the same (rank correlation %(rho)s, n = %(n)s).") % facts
    return _("X and Y say different things (rank correlation %(rho)s, n = %(n)s).") % facts


def percent(share: float) -> str:
    return _("%(n)s %%") % {"n": round(share * 100)}
