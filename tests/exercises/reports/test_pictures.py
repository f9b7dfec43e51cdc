"""The report's figure and the board's picture are one drawing: of the same number of the log they are the same."""

from __future__ import annotations

import dataclasses
from typing import Any

from exercises import access
from exercises.queries.board import board_for
from exercises.queries.crowd import crowd_of
from exercises.reports import figures, overview, pictures
from exercises.reports.edition import Edition
from exercises.reports.facts import collect
from exercises.reports.figures import NARROW, PRINT, WIDE
from exercises.reports.pictures import Picture


def crowds_picture(cast: Any) -> Picture:
    seat = access.participation_or_404(cast.lead.user, "alpha")
    now = access.now_in(seat.exercise)
    board, crowd = board_for(seat, now), crowd_of(seat.exercise)
    return pictures.picture_of(seat.exercise, board, crowd, now, form=WIDE, layer="crowd", language="en")


def test_the_report_has_the_very_drawing_of_the_picture(cast, judged):
    picture = crowds_picture(cast)
    assert [mark.number for mark in picture.marks] == [1]
    figure = overview.board_figure(Edition(collect(cast.lead.exercise_id), "internal"))
    for form, shown in ((WIDE, figure.wide), (NARROW, figure.narrow), (PRINT, figure.printed)):
        drawing, _height = figures.content(picture.marks, picture.names, picture.poles, form)
        assert drawing in shown


def test_a_title_without_room_stands_in_the_key(cast, judged):
    picture = crowds_picture(cast)
    crowded = tuple(
        dataclasses.replace(picture.marks[0], number=n, title=f"Option {n} has a title of some length", x=0.01 * n, y=0)
        for n in range(1, 60)
    )
    whole = dataclasses.replace(picture, marks=crowded, form=NARROW)
    missing = pictures.unlabelled(whole)
    assert missing
    drawn = pictures.svg(whole)
    assert all(f">Option {mark.number} has a title of some length<" in drawn for mark in missing)
    many = dataclasses.replace(whole, marks=tuple(dataclasses.replace(m, number=k) for k, m in enumerate(crowded * 3)))
    count = len(pictures.unlabelled(many))
    assert f"{count} titles found no room; the list of options has them." in pictures.svg(many)
