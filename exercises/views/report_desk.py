"""The desk of the report: how far it rests on something, who stands for it, and what is left to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exercises import access, formats
from exercises.forms.report_texts import PublishForm, SignForm
from exercises.models import Exercise, Participation, ReportText, Signature
from exercises.queries.report_coverage import Meter, meter_of
from exercises.queries.report_prose import ReleaseFacts, digest_of, release_of, standing_signatures


@dataclass(frozen=True)
class Standing:
    """What follows from the log alone: what a signature would stand for, what is missing, what was published."""

    digest: str
    meter: Meter
    release: ReleaseFacts


def standing(exercise: Exercise) -> Standing:
    return _standing(exercise.pk, exercise.stream.epoch, exercise.stream.last_seq, get_language() or "en")


@lru_cache(maxsize=8)
def _standing(exercise_id: int, epoch: str, seq: int, language: str) -> Standing:
    """As of the log's present number: nothing in it can change without a new one, so it is looked up once."""
    exercise = Exercise.objects.get(pk=exercise_id)
    return Standing(digest_of(exercise), meter_of(exercise), release_of(exercise))


def desk(seat: Participation, now: dt.datetime, forms: Mapping[str, Any]) -> dict[str, Any]:
    """What those who write, sign or publish see beside the report: {} for all others."""
    can = access.capabilities(seat, now)
    if not can & {"write_report", "sign_report", "publish"}:
        return {}
    stands = standing(seat.exercise)
    signed = standing_signatures(seat.exercise, stands.digest)
    ended = ReportText.objects.filter(exercise=seat.exercise, ended_at__isnull=False).exclude(kind="figure")
    return {
        "desk": True,
        "exercise": seat.exercise,
        "participation": seat,
        "can": can,
        "digest": stands.digest,
        "meter": stands.meter,
        "signed": {row.role: row for row in signed},
        "wrote": ReportText.objects.filter(exercise=seat.exercise, ended_at=None, current__author=seat).exists(),
        "signed_by_me": any(row.signer_id == seat.pk for row in signed),
        "fallen": _fallen(seat, {row.pk for row in signed}),
        "roles": [(role, _(name)) for role, name in formats.SIGNING_ROLES],
        "forms": {"sign": SignForm(), "publish": PublishForm(), **forms},
        "ended": list(ended.select_related("current", "ended_by")),
    }


def _fallen(seat: Participation, standing: set[int]) -> Signature | None:
    """The last signature that no longer stands because the text changed after it."""
    rows = (
        Signature.objects.filter(exercise=seat.exercise).exclude(pk__in=standing).select_related("signer", "ended_by")
    )
    return None if standing else rows.order_by("number").last()
