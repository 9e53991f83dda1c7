from __future__ import annotations

import numpy as np
import pytest

from sketchapp.cleaning import Part, without_parts
from sketchapp.sketch import Sketch
from sketchapp.sketch.geometry import length
from tests.degenerate import DEGENERATE

LINE = np.column_stack([np.linspace(0.1, 0.9, 9), np.full(9, 0.5)])


def test_a_cut_in_the_middle_leaves_two_strokes_and_keeps_the_first_id() -> None:
    sketch = Sketch.from_polylines([LINE, LINE[::-1]])
    left = without_parts(sketch, [Part(0, 2, 5)])
    assert left.ids == (0, 2, 1)
    assert np.array_equal(left.strokes[0].points, LINE[:3])
    assert np.array_equal(left.strokes[1].points, LINE[5:])
    assert np.array_equal(left.strokes[1].time_ms, np.arange(5, 9))


def test_cuts_at_the_ends_leave_one_stroke() -> None:
    sketch = Sketch.from_polylines([LINE])
    left = without_parts(sketch, [Part(0, 0, 2), Part(0, 6, 8)])
    assert left.ids == (0,) and np.array_equal(left.strokes[0].points, LINE[2:7])


def test_a_whole_stroke_and_what_is_not_there() -> None:
    sketch = Sketch.from_polylines([LINE, LINE + 0.05])
    assert without_parts(sketch, [Part.whole(sketch.strokes[0])]).ids == (1,)
    assert without_parts(sketch, [Part(9, 0, 3)]) == sketch


@pytest.mark.parametrize("name", DEGENERATE)
def test_no_ink_comes_or_goes_besides_the_part(name: str) -> None:
    sketch = DEGENERATE[name]
    assert without_parts(sketch, []) == sketch
    for stroke in sketch.strokes[:3]:
        assert stroke.id not in without_parts(sketch, [Part.whole(stroke)]).ids
        middle = len(stroke) // 2
        part = Part(stroke.id, 0, middle)
        left = without_parts(sketch, [part]).keep([stroke.id])
        rest = 0.0 if len(stroke) == 1 else length(stroke)
        gone = np.hypot(*np.diff(stroke.points[: middle + 1], axis=0).T).sum()
        if len(stroke) > 1:
            assert sum(length(s) for s in left.strokes) == pytest.approx(rest - gone)
