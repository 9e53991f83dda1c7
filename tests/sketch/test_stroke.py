from __future__ import annotations

import re

import numpy as np
import pytest

from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch, Stroke
from tests.degenerate import DEGENERATE, REFUSED

MESSAGES = {
    "NaN": "stroke 0: points are not all finite",
    "far off the canvas": "reach from 0.5 to 2.1; allowed are -1 to 2",
    "unequal lengths": "not numbers in lists of equal length",
    "unequal times": "time_ms has shape (2,), points (3, 2); lengths must be equal",
    "duplicate ids": "stroke ids [3] occur more than once; ids must be unique",
    "fractional id": "stroke id 1.5 is not a whole number",
    "id beyond the limit": f"allowed are 0 to {LIMITS.id}",
    "unknown pointer": "pointer 'toe'; allowed are ('mouse', 'pen', 'touch', 'keyboard', 'api')",
    "texts for numbers": "points are not numbers",
    "too many strokes": "has 501 strokes; 500 are allowed",
    "too many points": "has 54000 points; 50000 are allowed",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_a_sentence(name: str) -> None:
    with pytest.raises(SketchError, match=re.escape(MESSAGES.get(name, "stroke"))) as refusal:
        REFUSED[name]()
    assert len(str(refusal.value)) > 20


def test_missing_times_and_pressures_are_filled_in() -> None:
    stroke = Stroke(4, np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]))
    assert stroke.time_ms.tolist() == [0, 1, 2]
    assert stroke.pressure.tolist() == [0.5, 0.5, 0.5]
    assert stroke.pointer == "api"


def test_arrays_are_copied_and_read_only() -> None:
    points = np.array([[0.1, 0.2]])
    stroke = Stroke(0, points)
    points[:] = 0.9
    assert stroke.points.tolist() == [[0.1, 0.2]]
    with pytest.raises(ValueError, match="read-only"):
        stroke.points[0, 0] = 0.5


def test_an_id_from_numpy_becomes_a_plain_number() -> None:
    assert type(Stroke(np.int64(5), np.zeros((1, 2))).id) is int  # type: ignore[arg-type]


def test_equal_strokes_have_equal_hashes() -> None:
    zero, negative_zero = Stroke(0, np.array([[0.0, 1.0]])), Stroke(0, np.array([[-0.0, 1.0]]))
    assert zero == negative_zero
    assert hash(zero) == hash(negative_zero)
    assert zero != Stroke(1, zero.points)
    assert zero != Stroke(0, zero.points, pressure=np.array([0.6]))


@pytest.mark.parametrize("name", DEGENERATE)
def test_views_agree_with_the_strokes(name: str) -> None:
    sketch = DEGENERATE[name]
    assert sketch.points.shape == (sketch.n_points, 2)
    pieces = np.split(sketch.points, sketch.stroke_starts[1:-1]) if sketch else []
    assert [len(piece) for piece in pieces] == [len(stroke) for stroke in sketch.strokes]
    assert sketch.keep(sketch.ids) == sketch
    assert sketch.without(sketch.ids) == Sketch()
    assert bool(sketch) == (len(sketch) > 0)


def test_keep_and_without_keep_order_and_ids() -> None:
    sketch = Sketch.from_polylines([[[i / 10, 0.5]] for i in range(5)])
    assert sketch.keep([3, 1, 99]).ids == (1, 3)
    assert sketch.without([0, 4]).ids == (1, 2, 3)
