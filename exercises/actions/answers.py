"""What a sheet may say, whoever sends it: a form, a program, the demo. No write here."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from exercises import formats
from exercises.errors import ActionRefused

STEPS = range(1, 6)
_ABSTENTIONS = frozenset(dict(formats.ABSTENTIONS))
_WORDS = frozenset(dict(formats.PLACEMENT_ANSWERS))
_CERTAINTIES = frozenset({"", *dict(formats.CERTAINTIES)})


def refuse_bad_answers(values: Mapping[str, Any], criteria: Collection[str]) -> None:
    """Raise ActionRefused unless *values* answer each of *criteria* and both axes, and nothing else.

    The shape is judge_option's. The refusal names the fields as the sheet's form does.
    """
    ratings = values.get("ratings")
    if not isinstance(ratings, Mapping) or set(ratings) != set(criteria):
        raise ActionRefused("stale", _("The criteria have changed. Look at them again; your answers are kept."))
    wrong = {f"rating_{key}": sentence for key, answer in ratings.items() if (sentence := _about_step(answer))}
    wrong |= {axis: sentence for axis in ("x", "y") if (sentence := _about_place(values.get(axis)))}
    if values.get("certainty", "") not in _CERTAINTIES:
        wrong["certainty"] = _("Choose one of the answers.")
    if wrong:
        raise ActionRefused("invalid", next(iter(wrong.values())), fields=wrong)


def _about_step(answer: object) -> str:
    """What is wrong with an answer to a criterion; nothing for a step 1–5 or the reason of an abstention."""
    if isinstance(answer, str):
        return "" if answer in _ABSTENTIONS else _("Choose one of the reasons.")
    # True is an int to Python, and no step.
    return "" if type(answer) is int and answer in STEPS else _("Choose one of the five steps.")


def _about_place(answer: object) -> str:
    if isinstance(answer, str):
        return "" if answer in _WORDS else _("Choose one of the answers.")
    if isinstance(answer, bool) or not isinstance(answer, int | float) or math.isnan(answer):
        return _("A position is a number.")
    return "" if -1 <= answer <= 1 else _("A position lies between −1 and +1.")
