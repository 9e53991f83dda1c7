from __future__ import annotations

import numpy as np
import pytest

from benchmarks.drawings import SPACING, as_drawn, choose_drawings
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch


def test_everyone_gets_another_drawing_with_enough_strokes():
    wanted = [5, 40, 5, 20, 40]
    chosen = choose_drawings(np.random.default_rng(1), wanted)
    assert all(len(sketch) >= count for sketch, count in zip(chosen, wanted, strict=True))
    assert len({sketch.points.tobytes() for sketch in chosen}) == len(wanted)


def test_the_choice_follows_its_generator():
    first, again, other = (choose_drawings(np.random.default_rng(s), [9])[0] for s in (3, 3, 4))
    assert np.array_equal(first.points, again.points)
    assert not np.array_equal(first.points, other.points)


def test_too_many_strokes_are_refused():
    with pytest.raises(SketchAppError, match="400 strokes"):
        choose_drawings(np.random.default_rng(0), [5, 400])


def test_points_are_as_dense_as_a_mouse_gives_them():
    sketch = as_drawn(Sketch.from_polylines([[[0.1, 0.2], [0.7, 0.2]]]))
    assert len(sketch.points) == round(0.6 / SPACING) + 1
    assert sketch.points[[0, -1]].tolist() == [[0.1, 0.2], [0.7, 0.2]]
