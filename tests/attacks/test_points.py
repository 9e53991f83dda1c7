"""Points taken away, the pen lifted around them."""

from __future__ import annotations

import numpy as np
import pytest

from sketchapp.attacks.points import removable_together, removed_lines, with_points, without_points
from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch, Stroke
from tests.degenerate import DEGENERATE

LINE = [[0.1, 0.1], [0.2, 0.1], [0.3, 0.1], [0.4, 0.1], [0.5, 0.1]]
SKETCH = Sketch.from_polylines([LINE, [[0.5, 0.5], [0.6, 0.6]]])


def rows(sketch: Sketch) -> list[tuple[int, list]]:
    return [(stroke.id, stroke.points.tolist()) for stroke in sketch.strokes]


def test_the_pen_is_lifted_around_a_point() -> None:
    assert rows(without_points(SKETCH, [2])) == [
        (0, LINE[:2]),
        (2, LINE[3:]),
        (1, [[0.5, 0.5], [0.6, 0.6]]),
    ]


def test_neighbours_leave_one_gap_and_single_points_stay_as_dots() -> None:
    left = without_points(SKETCH, [1, 2, 4, 5])
    assert rows(left) == [(0, LINE[:1]), (2, LINE[3:4]), (1, [[0.6, 0.6]])]
    assert without_points(SKETCH, [5, 6]) == SKETCH.keep([0])
    assert without_points(SKETCH, []) == SKETCH


def test_a_full_sketch_loses_only_points_that_part_no_stroke() -> None:
    lines = [[[0.1, 0.1], [0.2, 0.1], [0.3, 0.1]]] * LIMITS.strokes
    sketch = Sketch.from_polylines(lines)
    assert removable_together(sketch, [1, 0, 4, 3, 6], 2) == (0, 3)
    assert removable_together(sketch, [0, 1, 2, 4], 4) == (0, 1, 2, 4)  # a stroke less, room again
    assert removable_together(sketch.keep([0, 1]), [1, 4, 0], 2) == (1, 4)


def test_times_and_pressures_go_with_their_points() -> None:
    stroke = Stroke(LIMITS.id, np.array(LINE), np.arange(5) * 10.0, np.linspace(0, 1, 5), "pen")
    first, second = without_points(Sketch((stroke,)), [1]).strokes
    assert first.id == LIMITS.id and second.id == 0  # the largest id has no next one
    assert second.time_ms.tolist() == [20, 30, 40] and second.pressure.tolist() == [0.5, 0.75, 1]
    assert second.pointer == "pen"


def test_points_that_are_not_there_are_refused() -> None:
    for wrong in ([7], [-1]):
        with pytest.raises(SketchError, match="7 points"):
            without_points(SKETCH, wrong)


def test_marked_lines_reach_to_what_stays() -> None:
    lines = [line.tolist() for line in removed_lines(SKETCH, [2, 3, 6])]
    assert lines == [LINE[1:5], [[0.5, 0.5], [0.6, 0.6]]]


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_of_any_sketch_every_point_can_go(name: str) -> None:
    sketch = DEGENERATE[name]
    for at in {0, sketch.n_points // 2, sketch.n_points - 1} if sketch else ():
        if len(sketch) < LIMITS.strokes:
            assert without_points(sketch, [at]).n_points == sketch.n_points - 1
    if sketch:
        assert with_points(sketch, sketch.points) == sketch


def test_points_are_moved_no_further_than_the_limits() -> None:
    moved = with_points(SKETCH, SKETCH.points + 5)
    assert moved.ids == SKETCH.ids and moved.points.max() == LIMITS.highest
