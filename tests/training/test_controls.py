from __future__ import annotations

import numpy as np
import pytest

from sketchapp.cleaning import Part, without_parts
from sketchapp.sketch import Sketch
from sketchapp.training.controls import ink_of_parts, without_last, without_random
from tests.attribution.toys import random_sketch
from tests.degenerate import DEGENERATE

LINE = np.column_stack([np.linspace(0.1, 0.9, 81), np.full(81, 0.5)])


def test_as_many_strokes_go_and_something_stays() -> None:
    sketch, rng = random_sketch(np.random.default_rng(0), 5), np.random.default_rng(1)
    two = [Part.whole(stroke) for stroke in sketch.strokes[:2]]
    assert len(without_random(sketch, two, "sla", rng)) == 3
    assert without_last(sketch, two, "sla").ids == (0, 1, 2)
    everything = [Part.whole(stroke) for stroke in sketch.strokes]
    assert len(without_random(sketch, everything, "sla", rng)) == 1
    assert without_last(sketch, everything, "sla").ids == (0,)


def test_random_strokes_depend_on_the_generator() -> None:
    sketch = random_sketch(np.random.default_rng(0), 9)
    one = [Part.whole(sketch.strokes[0])]
    gone = {
        without_random(sketch, one, "sla", np.random.default_rng(seed)).ids for seed in range(30)
    }
    assert len(gone) > 5


def test_as_much_ink_goes_for_parts() -> None:
    sketch = Sketch.from_polylines([LINE, LINE + 0.05])
    part = Part(0, 10, 30)
    gone = ink_of_parts(sketch, [part])
    assert gone == pytest.approx(0.2)
    left = without_random(sketch, [part], "psla", np.random.default_rng(2))
    whole = ink_of_parts(sketch, [Part.whole(stroke) for stroke in sketch.strokes])
    rest = ink_of_parts(left, [Part.whole(stroke) for stroke in left.strokes])
    assert whole - rest == pytest.approx(gone, abs=0.011)  # to the nearest point
    last = without_last(sketch, [part], "psla")
    assert last.strokes[0] == sketch.strokes[0]
    assert last.strokes[1].points[-1] == pytest.approx([0.75, 0.55])


@pytest.mark.parametrize("granularity", ["sla", "psla"])
@pytest.mark.parametrize("name", DEGENERATE)
def test_every_sketch_with_strokes_keeps_some(name: str, granularity: str) -> None:
    sketch = DEGENERATE[name]
    parts = [Part.whole(stroke) for stroke in sketch.strokes[:3]]
    if sketch:
        rng = np.random.default_rng(0)
        assert without_random(sketch, parts, granularity, rng)  # type: ignore[arg-type]
        assert without_last(sketch, parts, granularity)  # type: ignore[arg-type]
        assert ink_of_parts(sketch, []) == 0 and without_parts(sketch, []) == sketch
