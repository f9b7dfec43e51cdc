"""The drawing of the board: well-formed, inert, and readable."""

from __future__ import annotations

import itertools
import re
from random import Random
from xml.etree import ElementTree as ET

import pytest

from exercises.analysis.agreement import Spread
from exercises.reports import figures
from exercises.reports.labels import Box, Dot, overlap, place_labels, spread_apart, text_width, wrap

LINE = "#eval(1) ]<script>alert(1)</script>& \"quoted\" 'x' שלום 😀"

SVG = "{http://www.w3.org/2000/svg}"
POLES = figures.Poles("Social", "Kinetic", "External", "Internal")
PLOT = Box(0, 0, 1032, 560)


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


@pytest.mark.parametrize("form", [figures.WIDE, figures.NARROW, figures.PRINT])
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
    assert (len(squares), len(list(drawing.iter(f"{SVG}circle")))) == (1, 2)


def test_only_core_members_are_filled():
    core, supporting = marks(3, core=True)[1], marks(3, core=False)[2]
    classes = [circle.attrib["class"] for circle in draw([core, supporting]).iter(f"{SVG}circle")]
    assert classes == ["fill-hue", "fill-paper stroke-hue"]


def test_more_raters_make_a_larger_dot():
    few, many = figures.Mark(1, "a", -0.5, 0, 6), figures.Mark(2, "b", 0.5, 0, 9)
    small, large = [float(c.attrib["r"]) for c in draw([few, many]).iter(f"{SVG}circle")]
    assert large == figures.WIDE.largest
    assert small**2 / large**2 == pytest.approx(6 / 9, abs=0.01)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [5, 34, 60])
def test_no_label_covers_another_a_dot_or_a_name(seed, count):
    random = Random(seed)
    dots = spread_apart([Dot(random.uniform(20, 1010), random.uniform(20, 540), 10) for _ in range(count)], PLOT)
    texts = [f"{n} " + "word " * random.randint(2, 7) for n in range(count)]
    taken = [Box(0, 260, 80, 21)]
    labels = [label.box for label in place_labels(dots, texts, taken, PLOT, size=12.5, width=150) if label]
    round_dots = [Box(d.x - d.radius, d.y - d.radius, 2 * d.radius, 2 * d.radius) for d in dots]
    assert not [pair for pair in itertools.combinations(labels, 2) if overlap(*pair)]
    assert not [pair for pair in itertools.product(labels, [*round_dots, *taken]) if overlap(*pair)]
    assert len(labels) >= count * 0.7


def test_the_same_dots_get_the_same_labels():
    assert figures.board(marks(34), [], POLES, title="", alt="", form=figures.WIDE) == figures.board(
        marks(34), [], POLES, title="", alt="", form=figures.WIDE
    )


def test_dots_in_one_place_stand_apart():
    apart = spread_apart([Dot(100, 100, 10)] * 7, PLOT)
    for one, other in itertools.combinations(apart, 2):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= 20**2


def test_ten_thousand_options_are_dots_alone():
    drawing = figures.board(marks(10_000), [], POLES, title="", alt="", form=figures.WIDE)
    assert len(re.findall("<circle", drawing)) == 9_999
    assert len(drawing) < 2_000_000


def test_a_title_is_wrapped_and_cut_within_its_lines():
    lines = wrap("An unusually long title of an option that goes on and on", 12.5, 100, 2)
    assert (len(lines), lines[-1][-1]) == (2, "…")
    assert max(text_width(line, 12.5) for line in lines) <= 100
    assert wrap("W" * 500, 12.5, 100, 3)[0].endswith("…")
