from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch, Stroke
from sketchapp.sketch.formats.qmul import read_qmul_coordinates
from sketchapp.sketch.formats.svg import CURVE_SPACING, sketch_from_svg, sketch_to_svg
from sketchapp.sketch.geometry import length
from tests.degenerate import DEGENERATE, TOO_LONG
from tests.sketch.drawn import polylines, sketches

HALF_PRINTED = 0.5e-6 + 1e-12
PRINTED = st.integers(-1_000_000, 2_000_000).map(lambda n: n / 1_000_000)


def svg(content: str, attributes: str = 'viewBox="0 0 100 100"') -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f" {attributes}>{content}</svg>"
    )


def test_writes_small_svg_with_ids_and_colours() -> None:
    sketch = Sketch((Stroke(4, np.array([[0, 0.5], [0.25, 1]])), Stroke(9, np.array([[0.5, 0.5]]))))
    root = ElementTree.fromstring(sketch_to_svg(sketch, {9: "#ff8000"}))
    assert root.attrib == {
        "version": "1.1",
        "width": "1000",
        "height": "1000",
        "viewBox": "0 0 1000 1000",
    }
    (group,) = root
    assert (group.get("fill"), group.get("stroke-linecap")) == ("none", "round")
    assert [dict(path.attrib) for path in group] == [
        {"id": "stroke-4", "d": "M0.000,500.000 250.000,1000.000"},
        {"id": "stroke-9", "d": "M500.000,500.000 z", "stroke": "#ff8000"},
    ]


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", '#123456" onload="x', "", 5])
def test_refuses_colours(colour: str) -> None:
    with pytest.raises(SketchError, match="#rrggbb is needed"):
        sketch_to_svg(DEGENERATE["single stroke"], {0: colour})


def test_refuses_colours_of_absent_strokes() -> None:
    with pytest.raises(SketchError, match="stroke 1, which is not in the sketch"):
        sketch_to_svg(DEGENERATE["single stroke"], {1: "#000000"})


@given(sketches())
@settings(max_examples=60, deadline=None)
def test_round_trip_to_the_printed_decimals(sketch: Sketch) -> None:
    text = sketch_to_svg(sketch)
    again = sketch_from_svg(text)
    assert again.ids == sketch.ids
    assert np.array_equal(again.stroke_starts, sketch.stroke_starts)
    assert np.abs(again.points - sketch.points).max(initial=0) <= HALF_PRINTED
    assert sketch_to_svg(again) == text.replace("-0.000", "0.000") or sketch_to_svg(again) == text


@given(sketches(PRINTED))
@settings(max_examples=60, deadline=None)
def test_printed_coordinates_come_back_almost_bit_by_bit(sketch: Sketch) -> None:
    assert np.allclose(sketch_from_svg(sketch_to_svg(sketch)).points, sketch.points, atol=1e-15)


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_sketches_come_back(name: str) -> None:
    sketch = DEGENERATE[name]
    again = sketch_from_svg(sketch_to_svg(sketch, dict.fromkeys(sketch.ids, "#123abc")).encode())
    assert again.ids == sketch.ids
    assert [len(s) for s in again.strokes] == [len(s) for s in sketch.strokes]
    assert np.abs(again.points - sketch.points).max(initial=0) <= HALF_PRINTED


def test_the_largest_sketch_is_read_back() -> None:
    line = np.random.default_rng(0).uniform(-1, 2, (LIMITS.points // LIMITS.strokes, 2))
    sketch = Sketch.from_polylines([line] * LIMITS.strokes)
    assert sketch_from_svg(sketch_to_svg(sketch)).n_points == LIMITS.points


SQUARE = [[0.1, 0.2], [0.4, 0.2], [0.4, 0.6], [0.1, 0.6], [0.1, 0.2]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<path d="M10 20 H40 V60 H10 Z"/>', [SQUARE]),
        ('<path d="m10,20 30,0 0,40 -30,0z"/>', [SQUARE]),
        ('<rect x="10" y="20" width="30" height="40"/>', [SQUARE]),
        ('<polygon points="10,20 40,20 40,60 10,60"/>', [SQUARE]),
        ('<polyline points="10 20 40 20"/>', [SQUARE[:2]]),
        ('<line x1="10" y1="20" x2="40" y2="20"/>', [SQUARE[:2]]),
        ('<path d="M10 20 L40 20 M40 20 L40 60"/>', [SQUARE[:2], SQUARE[1:3]]),
        (
            '<g transform="translate(10 20)"><path transform="scale(2)" d="M0 0 15 0"/></g>',
            [SQUARE[:2]],
        ),
        ('<path transform="rotate(90)" d="M20 -10 L20 -40"/>', [SQUARE[:2]]),
        ('<path d="M10 20 M30 30"/><path d=""/><path/><g/>', []),
        ('<path d="M10 20 z"/>', [[[0.1, 0.2]]]),
        (
            '<path display="none" d="M0 0 1 1"/><g style="display: none"><path d="M0 0 1 1"/></g>',
            [],
        ),
        ('<defs><path d="M0 0 1 1"/></defs><symbol><path d="M0 0 1 1"/></symbol>', []),
        ('<text x="1" y="1">hat</text><style>path {display: none}</style>', []),
        ('<x:path xmlns:x="http://example.org" d="M0 0 1 1"/>', []),
    ],
)
def test_reads_shapes(content: str, expected: list[list[list[float]]]) -> None:
    found = polylines(sketch_from_svg(svg(content)))
    assert len(found) == len(expected)
    for line, expected_line in zip(found, expected, strict=True):
        assert np.array(line) == pytest.approx(np.array(expected_line))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('viewBox="0 0 100 100"', [[0.1, 0.2], [0.3, 0.6]]),
        ('viewBox="0 0 100 100" width="20mm" height="100%"', [[0.1, 0.2], [0.3, 0.6]]),
        ('viewBox="-10,-20,200,100"', [[0.1, 0.2], [0.2, 0.4]]),
        ('width="200" height="100px"', [[0.05, 0.1], [0.15, 0.3]]),
        ('width="1in" height="0.5in"', [[10 / 96, 20 / 96], [30 / 96, 60 / 96]]),
        ('width="100%" height="100%"', [[0, 0], [0.5, 1]]),
        ("", [[0, 0], [0.5, 1]]),
    ],
)
def test_canvas(attributes: str, expected: list[list[float]]) -> None:
    sketch = sketch_from_svg(svg('<path d="M10 20 L30 60"/>', attributes))
    assert sketch.points == pytest.approx(np.array(expected))


@pytest.mark.parametrize(
    ("content", "expected_length"),
    [
        ('<circle cx="50" cy="50" r="20"/>', 0.4 * np.pi),
        ('<ellipse cx="50" cy="50" rx="20" ry="20"/>', 0.4 * np.pi),
        ('<path d="M30 50 A20 20 0 0 1 70 50"/>', 0.2 * np.pi),
        ('<path d="M0 0 C 0 0 50 50 50 50"/>', 0.5 * np.sqrt(2)),
        ('<path d="M0 50 Q 25 50 50 50 T 100 50"/>', 1.0),
        ('<path d="M10 10 C 10 10 10 10 10 10"/>', 0.0),
    ],
)
def test_curves_are_sampled(content: str, expected_length: float) -> None:
    (stroke,) = sketch_from_svg(svg(content)).strokes
    assert length(stroke) == pytest.approx(expected_length, rel=1e-3, abs=1e-9)
    assert np.hypot(*np.diff(stroke.points, axis=0).T).max() < 2.5 * CURVE_SPACING


def test_ids_are_kept_and_free_ones_filled_in() -> None:
    line = 'd="M1 1 L2 2"'
    sketch = sketch_from_svg(
        svg(
            f'<path {line}/><path id="stroke-0" d="M1 1 L2 2 M3 3 L4 4"/><g id="stroke-8">'
            f'<path id="line5" {line}/></g><path id="stroke-0" {line}/>'
            f'<path id="stroke-9999999999" {line}/><path id="stroke-3" {line}/>'
        )
    )
    assert sketch.ids == (1, 0, 2, 4, 5, 6, 3)


LINE = '<path d="M1 1 L2 2"/>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not well-formed XML"),
        ("<svg", "not well-formed XML"),
        (b"\xff\xfe\x01", "not well-formed XML"),
        ('<?xml version="1.0" encoding="klingon"?><svg/>', "not well-formed XML"),
        ("<html/>", "outermost element is 'html'"),
        (TOO_LONG, "8,000,000 are allowed"),
        ("<!DOCTYPE svg><svg/>", "document type"),
        ('<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "document type"),
        ('<!DOCTYPE s [<!ENTITY a "b">]><svg>&a;</svg>', "document type"),
        (svg("<script>alert(1)</script>"), "holds a script"),
        (svg("<foreignObject><script/></foreignObject>"), "holds a script"),
        (svg('<image xlink:href="#a"/>'), "holds a picture"),
        (svg('<g id="a"><use href="#a"/></g>'), "holds a clone"),
        (svg(svg(LINE)), "another SVG inside"),
        (svg(f'<a xlink:href="https://example.org">{LINE}</a>'), "links are not followed"),
        (svg('<linearGradient href="file:///etc/passwd"/>'), "links are not followed"),
        (svg("<g/>" * 10_000), "over 10,000 elements"),
        (svg("<g>" * 101 + "</g>" * 101), "nested deeper than 100"),
        (svg("<g>" * 9_000 + "</g>" * 9_000), "nested deeper than 100"),
        (svg(LINE * 501), "501 lines and shapes; 500 are allowed"),
        (svg('<circle r="1"/>' * 501), "501 lines and shapes"),
        (svg(f'<path d="M0 0{" h1" * 120_000}"/>'), "over 102,000 numbers"),
        (svg(f'<polyline points="{"1 " * 120_000}"/>'), "over 102,000 numbers"),
        (svg(f'<path d="M0 0{"t9 9-9-9" * 25_000}"/>'), "an outline of the SVG has over 10,000"),
        (svg(f'<path d="M0 0{"t9 9-9-9" * 10}"/>' * 40), "the SVG has over 50,000 points"),
        (svg(f'<path d="M0 0{"z" * 100_000}"/>'), "closed twice"),
        (svg(f'<g transform="{"scale(1)" * 300}">{LINE}</g>'), "'transform' of a shape has 2,400"),
        (
            svg(f'<g transform="{"scale(1)" * 20}">' * 15 + LINE + "</g>" * 15),
            "transforms are too long",
        ),
        (svg('<path d="hello"/>'), "characters that no path has"),
        (svg('<path d="L1 1"/>'), r"does not start with a move \(M\)"),
        (svg('<path d="M0 0 L"/>'), "shape or a transform that cannot be read"),
        (svg(f'<g transform="matrix(1 2)">{LINE}</g>'), "shape or a transform that cannot be read"),
        (svg('<path d="M1e999 0 L1 1"/>'), "not all finite"),
        (svg('<path d="M0 0 Q1 1 2 2" transform="scale(1e308)"/>'), "not all finite"),
        (svg('<path d="M0 0 L1000 0"/>'), "reach from 0 to 10; allowed are -1 to 2"),
        (svg('<rect width="50%" height="5"/>'), "per cent"),
        (svg(LINE, 'viewBox="0 0 0 10"'), "canvas is 0 by 10"),
        (svg(LINE, 'viewBox="0 0 10"'), "four numbers are needed"),
        (svg(LINE, 'viewBox="0 0 nan 10"'), "four numbers are needed"),
        (svg(LINE, 'width="-5" height="10"'), "canvas is -5 by 10"),
    ],
)
def test_refuses(text: str | bytes, message: str) -> None:
    with pytest.raises(SketchError, match=message):
        sketch_from_svg(text)


@given(
    st.sampled_from(
        ['<path d="{}"/>', '<g transform="{}"><path d="M1 1 2 2"/></g>', '<rect rx="{}"/>']
    ),
    st.text("MmLlHvCcSsQqTtAaZz0123456789.,-+e() nanscaletr", max_size=30),
)
@settings(max_examples=300, deadline=None)
def test_whatever_an_attribute_holds_is_read_or_refused(shape: str, value: str) -> None:
    try:
        assert isinstance(sketch_from_svg(svg(shape.format(value))), Sketch)
    except SketchError as refusal:
        assert len(str(refusal)) > 20


def test_real_sketches_come_back(research_data: Path) -> None:
    chairs = read_qmul_coordinates(research_data / "ChairV2" / "ChairV2_Coordinate")
    for sketch in list(chairs.values())[::60]:
        again = sketch_from_svg(sketch_to_svg(sketch))
        assert again.ids == sketch.ids
        assert np.abs(again.points - sketch.points).max() <= HALF_PRINTED
