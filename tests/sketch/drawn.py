"""Arbitrary sketches for property tests."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
from hypothesis import strategies as st

from sketchapp.sketch import LIMITS, Sketch, Stroke
from sketchapp.sketch.stroke import Pointer

COORDINATES = st.one_of(
    st.floats(LIMITS.lowest, LIMITS.highest), st.sampled_from([0.0, 0.25, 0.5, 1.0])
)


@st.composite
def strokes(draw: st.DrawFn, stroke_id: int = 0, coordinates: Any = COORDINATES) -> Stroke:
    """A stroke of 1 to 8 points, often with duplicates, with times and pressures."""
    n = draw(st.integers(1, 8))
    flat = draw(st.lists(coordinates, min_size=2 * n, max_size=2 * n))
    time_ms = draw(st.lists(st.floats(0, LIMITS.time_ms), min_size=n, max_size=n))
    pressure = draw(st.lists(st.floats(0, 1), min_size=n, max_size=n))
    pointer = draw(st.sampled_from(get_args(Pointer)))
    points = np.array(flat).reshape(n, 2)
    return Stroke(stroke_id, points, np.array(time_ms), np.array(pressure), pointer)


@st.composite
def sketches(draw: st.DrawFn, coordinates: Any = COORDINATES) -> Sketch:
    """A sketch of 0 to 5 strokes with arbitrary ids."""
    ids = draw(st.lists(st.integers(0, LIMITS.id), max_size=5, unique=True))
    return Sketch(tuple(draw(strokes(i, coordinates)) for i in ids))


def polylines(sketch: Sketch) -> list[list[list[float]]]:
    """Only the points, stroke by stroke: what every format carries."""
    return [stroke.points.tolist() for stroke in sketch.strokes]
