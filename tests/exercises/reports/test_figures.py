"""The drawing of the board: well-formed, inert, and readable."""

from __future__ import annotations

import re
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from exercises.analysis.agreement import Spread
from exercises.analysis.labelling import place_labels
from exercises.analysis.lettering import text_width
from exercises.reports import figures
from exercises.reports.drawing import charts
from exercises.reports.drawing.matrix import Field, Row, Words, matrix

LINE = "#eval(1) ]<script>alert(1)</script>& \"quoted\" 'x' שלום 😀"

SVG = "{http://www.w3.org/2000/svg}"
POLES = figures.Poles("Social", "Kinetic", "External", "Internal")


def marks(count: int, **more) -> list[figures.Mark]:
    random = Random(3)
    return [
        figures.Mark(
            n, f"Option number {n} with a title of its own", random.uniform(-1, 1), random.uniform(-1, 1), 9, **more
        )
        for n in range(count)
    ]


def draw(count_or_marks, names=(), form=figures.WIDE) -> ET.Element:
    shown = marks(count_or_marks) if isinstance(count_or_marks, int) else count_or_marks
    return ET.fromstring(figures.board(shown, names, POLES, title="T", alt="A", form=form))


@pytest.mark.parametrize("form", figures.FORMATS.values())
def test_what_people_wrote_is_text_in_it(form):
    spread = Spread(9, 0.0, -0.5, 0.5)
    mark = figures.Mark(1, LINE, 0, 0, 9, hue=2, spread_x=spread, spread_y=spread, href='/x/"><script>')
    name = figures.Name("I", LINE, -0.5, 0.5, 1)
    drawing = draw([mark], [name], form)
    assert {element.tag for element in drawing.iter()} <= {
        f"{SVG}{tag}"
        for tag in (
            "svg",
            "title",
            "desc",
            "g",
            "a",
            "rect",
            "circle",
            "line",
            "text",
            "tspan",
            "radialGradient",
            "stop",
        )
    }
    attributes = {key for element in drawing.iter() for key in element.attrib}
    assert not [key for key in attributes if key == "style" or key.startswith("on")]


def test_title_and_description_name_it():
    drawing = draw(1)
    title, description, *_rest = drawing
    assert drawing.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert (title.text, description.text) == ("T", "A")


def test_the_present_policy_is_a_hollow_square_and_all_others_are_dots():
    drawing = draw(3)
    squares = [e for e in drawing.iter(f"{SVG}rect") if "stroke-ink" in e.attrib["class"].split()]
    # and one of each in the legend
    assert (len(squares), len(list(drawing.iter(f"{SVG}circle")))) == (2, 3)


def shapes(mark: figures.Mark) -> list[tuple[str, str]]:
    """Class and dashes of what a dot is made of, without the legend's samples."""
    dot = next(
        g
        for g in draw([mark]).iter(f"{SVG}g")
        if g.find(f"{SVG}text") is not None and g.find(f"{SVG}circle") is not None
    )
    return [(c.attrib["class"], c.attrib.get("stroke-dasharray", "")) for c in dot.iter(f"{SVG}circle")]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({}, [("fill-hue", "")]),
        ({"divided": True}, [("fill-paper stroke-hue", "")]),
        ({"unclear": True}, [("stroke-hue", "3 2.2"), ("fill-hue", "")]),
        ({"divided": True, "unclear": True}, [("stroke-hue", "3 2.2"), ("fill-paper stroke-hue", "")]),
    ],
)
def test_hollow_is_divided_and_dashed_is_unclear(flags: Any, expected: Any) -> None:
    assert shapes(figures.Mark(1, "a", 0, 0, 9, hue=1, **flags)) == expected


def said(marks_: list[figures.Mark]) -> list[str]:
    return ["".join(text.itertext()) for text in draw(marks_).iter(f"{SVG}text")]


def test_the_numeral_says_its_narrative_and_brackets_that_it_only_supports_it():
    core = figures.Mark(1, "Pay", -0.5, 0, 9, hue=1, numeral="I")
    support = figures.Mark(2, "Train", 0.5, 0, 9, hue=1, numeral="I", core=False)
    lone = figures.Mark(3, "Close", 0, 0.5, 9)
    texts = said([core, support, lone])
    assert [t for t in texts if t.startswith(("Pay", "Train", "Close"))] == ["Pay I", "Train (I)", "Close"]


def test_the_legend_says_what_is_there_and_nothing_else():
    plain = said([figures.Mark(1, "Pay", 0, 0, 9)])
    assert plain[-1] == "9 raters"
    whole = said(
        [
            figures.Mark(0, "Now", -0.9, 0, 5),
            figures.Mark(1, "Pay", 0, 0, 9, hue=1, numeral="I", divided=True, spread_x=Spread(9, 0, 0, 0)),
            figures.Mark(2, "Tax", 0.5, 0, 12, hue=1, numeral="I", core=False, unclear=True, crowd=(0.1, 0.1)),
        ]
    )
    assert (
        whole[-9:]
        == [
            "9 to 12 raters",
            "I",
            "at the core of this narrative",
            "(I)",
            "supports this narrative",
            "middle half of the placements",
            "ratings divided",
            "place unclear",
            "the crowd’s point, where moderators moved it",
            "the present policy",
        ][1:]
    )


def test_the_legend_shows_two_dots_only_where_the_eye_tells_them_apart():
    def samples(few: int, many: int) -> int:
        drawing = draw([figures.Mark(1, "Pay", 0, 0, few), figures.Mark(2, "Tax", 0.5, 0, many)])
        legend = [group for group in drawing.iter(f"{SVG}g") if group.get("data-hue") == "0"]
        return len(list(legend[-1].iter(f"{SVG}circle")))

    assert [samples(35, 37), samples(5, 37)] == [1, 2]


def test_more_raters_make_a_larger_dot():
    few, many = figures.Mark(1, "a", -0.5, 0, 6), figures.Mark(2, "b", 0.5, 0, 9)
    small, large = [d.radius for d in figures.lay_out((few, many), (), figures.WIDE).dots]
    assert large == figures.WIDE.largest
    assert small**2 / large**2 == pytest.approx(6 / 9, abs=0.01)


@pytest.mark.parametrize(("count", "form"), [(34, figures.PRINT), (120, figures.WIDE), (500, figures.NARROW)])
def test_every_option_has_its_number_in_its_dot_and_no_dot_hides_another(count, form):
    layout = figures.lay_out(tuple(marks(count)), (), form)
    x, y, r = np.array([(d.x, d.y, d.radius) for d in layout.dots]).T
    apart = np.hypot(x[:, None] - x, y[:, None] - y) - r[:, None] - r
    assert apart[np.triu_indices(count, 1)].min() >= 0
    assert (x - r).min() >= layout.plot.x
    assert (x + r).max() <= layout.plot.x + layout.plot.width
    assert (y - r).min() >= layout.plot.y
    assert (y + r).max() <= layout.plot.y + layout.plot.height
    numbers = [t.text for t in draw(marks(count), form=form).iter(f"{SVG}text") if (t.text or "").isdigit()]
    assert sorted(map(int, numbers)) == list(range(count))
    # A number of three digits keeps within the narrowest dot.
    assert r.min() >= form.smallest * 0.72 - 0.01


def test_a_dot_that_made_room_shows_where_it_belongs():
    here = [figures.Mark(n, "", 0.2, 0.2, 9) for n in range(1, 12)]
    layout = figures.lay_out(tuple(here), (), figures.WIDE)
    pushed = [np.hypot(d.x - t.x, d.y - t.y) > d.radius + 3 for d, t in zip(layout.dots, layout.true, strict=True)]
    points = [c for c in draw(here).iter(f"{SVG}circle") if c.attrib["r"] == "1.4"]
    assert sum(pushed) == len(points) > 0


def test_the_same_marks_make_the_same_drawing():
    once = figures.board(marks(34), [], POLES, title="", alt="", form=figures.WIDE)
    figures.content.cache_clear()
    place_labels.cache_clear()
    assert figures.board(marks(34), [], POLES, title="", alt="", form=figures.WIDE) == once


def test_a_line_from_right_to_left_is_set_as_one():
    texts = said([figures.Mark(1, "שלום עולם", 0, 0, 9, hue=1, numeral="I")])
    assert "\u2067שלום עולם I\u2069" in texts


def test_ten_thousand_options_are_dots_alone():
    drawing = figures.board(marks(10_000), [], POLES, title="", alt="", form=figures.WIDE)
    assert len(re.findall('<circle [^>]*r="2.5"', drawing)) == 9_999
    assert len(drawing) < 2_200_000


@pytest.mark.parametrize("width", [390, 720])
def test_names_before_bars_stay_in_the_drawing_in_wider_letters(width):
    """As where a reader has not our face: Helvetica and Arial are up to an eighth wider."""
    names = ("Middle East and North Africa", "A name that is far too long for a drawing on a phone, and is cut", "Asia")
    parts, _height = charts.bars([(name, 5) for name in names], width)
    drawing = ET.fromstring(f"<svg>{''.join(parts)}</svg>")
    labels = [element for element in drawing.iter("text") if element.get("text-anchor") == "end"]
    assert len(labels) == len(names)
    for label in labels:
        words = "".join(label.itertext())
        assert float(label.get("x", "")) - 1.12 * text_width(words, 13) >= 0, words


@pytest.mark.parametrize("width", charts.WIDTHS.values())
@pytest.mark.parametrize(
    "names",
    [
        ("Desirability", "Feasibility", "Impact", "Risk"),
        ("How much the people who live there would want it to happen", "Bevölkerungsunterstützungswürdigkeit", "C"),
        ("A",),
        tuple(f"Criterion of the number {n}" for n in range(8)),
    ],
)
def test_a_criterion_has_its_whole_name_above_its_column(width, names):
    words = Words(tuple((name, "5 is good") for name in names), "answers", "two camps")
    row = Row(1, "An option", tuple(Field(4.0, 4.0) for _name in names), "9")
    parts, height = matrix([row], words, width)
    drawing = ET.fromstring(f"<svg>{''.join(parts)}</svg>")
    heads = [each for each in drawing.iter("text") if each.get("font-weight") == "600" and each.get("class") == "ink"]
    shown = ["".join(each.itertext()) for each in heads]
    letters = re.sub("[ -]", "", "".join(shown))
    assert [name for name in names if name.replace(" ", "") not in letters] == []
    for each, word in zip(heads, shown, strict=True):
        x, anchor = float(each.get("x", "")), each.get("text-anchor", "start")
        left = x - text_width(word, 12) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        assert (left >= -0.01, left + text_width(word, 12) <= width + 0.01, float(each.get("y", "")) < height) == (
            True,
        ) * 3
