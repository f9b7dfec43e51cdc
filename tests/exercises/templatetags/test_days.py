from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone


@pytest.mark.parametrize("zone", ["America/Mexico_City", "Asia/Kathmandu"])
def test_a_moment_is_told_to_programs_as_to_people_in_the_readers_zone(zone: str) -> None:
    moment = dt.datetime(2013, 4, 8, 23, 30, 0, 250_000, tzinfo=dt.UTC)
    with timezone.override(zoneinfo.ZoneInfo(zone)):
        told = render_to_string("_time.html", {"moment": moment})
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    assert f'datetime="{local.isoformat()}"' in told
    assert f">{local:%-d %b %Y, %H:%M} " in told


def test_where_there_is_no_moment_there_are_no_words() -> None:
    assert '<time datetime=""></time>' in render_to_string("_time.html", {"moment": None})
