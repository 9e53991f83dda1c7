from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchapp.errors import SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.stroke5 import sketch_from_stroke5, sketch_to_stroke5
from tests.degenerate import DEGENERATE
from tests.sketch.drawn import polylines, sketches

CORNER_AND_DOT = np.array(
    [
        [32, 64, 1, 0, 0],
        [64, 64, 1, 0, 0],
        [64, 96, 0, 1, 0],
        [128, 128, 0, 0, 1],
    ]
)


def test_reads_the_papers_form() -> None:
    sketch = sketch_from_stroke5(CORNER_AND_DOT, 128)
    assert polylines(sketch) == [[[0.25, 0.5], [0.5, 0.5], [0.5, 0.75]], [[1, 1]]]
    assert sketch.ids == (0, 1)
    assert np.array_equal(sketch_to_stroke5(sketch, 128), CORNER_AND_DOT)


def test_rows_behind_the_end_are_padding() -> None:
    padded = np.concatenate([CORNER_AND_DOT, np.full((3, 5), math.nan)])
    assert sketch_from_stroke5(padded, 128) == sketch_from_stroke5(CORNER_AND_DOT, 128)


@pytest.mark.parametrize("last", [(1, 0, 0), (0, 1, 0)])
def test_the_last_row_ends_a_drawing_without_an_end(last: tuple[int, int, int]) -> None:
    rows = CORNER_AND_DOT.copy()
    rows[-1, 2:] = last
    assert sketch_from_stroke5(rows, 128) == sketch_from_stroke5(CORNER_AND_DOT, 128)


@given(sketches())
@settings(deadline=None)
def test_round_trip_is_exact(sketch: Sketch) -> None:
    rows = sketch_to_stroke5(sketch, 256)
    assert rows.shape == (sketch.n_points, 5)
    assert polylines(sketch_from_stroke5(rows, 256)) == polylines(sketch)


@given(sketches(), st.floats(1, 5000))
@settings(deadline=None)
def test_round_trip_on_any_canvas(sketch: Sketch, canvas_px: float) -> None:
    again = sketch_from_stroke5(
        sketch_to_stroke5(sketch.keep(sketch.ids[:3]), canvas_px), canvas_px
    )
    assert np.allclose(again.points, sketch.keep(sketch.ids[:3]).points, rtol=1e-15, atol=1e-300)


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_sketches_come_back(name: str) -> None:
    sketch = DEGENERATE[name]
    assert polylines(sketch_from_stroke5(sketch_to_stroke5(sketch, 512), 512)) == polylines(sketch)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((3, 4)), r"shape \(3, 4\); \(T, 5\)"),
        ([1, 2, 3], "is needed"),
        ([[0, 0, 1, 0]], "is needed"),
        ([[0, 0, 1, 0, 0], [1]], "does not hold numbers"),
        ([["a"] * 5], "does not hold numbers"),
        ([[0, 0, 0, 0, 0]], "one-hot"),
        ([[0, 0, 1, 1, 0]], "one-hot"),
        ([[0, 0, 0.5, 0.5, 0]], "one-hot"),
        ([[0, 0, math.nan, 1, 0]], "one-hot"),
        ([[math.nan, 0, 1, 0, 0]], "not all finite"),
        ([[5000, 0, 1, 0, 0]], "allowed are -1 to 2"),
    ],
)
def test_refuses(array: Any, message: str) -> None:
    with pytest.raises(SketchError, match=message):
        sketch_from_stroke5(array, 256)


@pytest.mark.parametrize("canvas_px", [0, -1, math.nan, math.inf])
def test_refuses_canvases(canvas_px: float) -> None:
    with pytest.raises(SketchError, match="a positive number is needed"):
        sketch_from_stroke5(CORNER_AND_DOT, canvas_px)
    with pytest.raises(SketchError, match="a positive number is needed"):
        sketch_to_stroke5(Sketch(), canvas_px)
