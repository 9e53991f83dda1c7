from __future__ import annotations

import numpy as np

from sketchapp.cleaning import Part
from sketchapp.sketch import Sketch
from sketchapp.training.noisy_sketches import FlagCounts, NoisySketch, flagged_strokes, with_noise
from tests.attribution.toys import random_sketch


def test_noise_is_added_among_the_strokes_and_known_by_its_ids() -> None:
    rng = np.random.default_rng(0)
    sketch, other = random_sketch(rng, 16), random_sketch(rng, 4)
    noisy = with_noise(sketch, [other], rng)
    assert len(noisy.foreign) == len(noisy.scribbled) == 2 and len(noisy.sketch) == 20
    assert noisy.sketch.without(noisy.added) == sketch
    lines = [stroke.points.tolist() for stroke in other.strokes]
    for stroke in noisy.sketch.keep(noisy.foreign).strokes:
        assert stroke.points.tolist() in lines
    for stroke in noisy.sketch.keep(noisy.scribbled).strokes:
        assert (stroke.points >= sketch.points.min(0)).all()
        assert (stroke.points <= sketch.points.max(0)).all()
    assert noisy.sketch.ids[-4:] != tuple(sorted(noisy.added))  # not all at the end


def test_precision_and_recall_of_flags() -> None:
    sketch = random_sketch(np.random.default_rng(0), 10)
    counts = FlagCounts()
    counts.count(NoisySketch(sketch, frozenset({0, 1}), frozenset({2, 3})), frozenset({0, 2, 3, 9}))
    counts.count(NoisySketch(sketch, frozenset({4}), frozenset({5})), frozenset())
    table = counts.table()
    assert (table["precision"], table["recall"]) == (75, 50)
    assert (table["recall_foreign"], table["recall_scribbles"]) == (33.33, 66.67)
    assert (table["precision_by_chance"], table["recall_by_chance"]) == (30, 20)
    assert FlagCounts().table()["precision"] is None


def test_a_stroke_counts_as_flagged_with_most_of_its_ink() -> None:
    line = np.column_stack([np.linspace(0, 1, 11), np.zeros(11)])
    sketch = Sketch.from_polylines([line, line + 0.1, [[0.5, 0.5]]])
    parts = [Part(0, 0, 6), Part(1, 0, 2), Part(1, 5, 7), Part(2, 0, 0)]
    assert flagged_strokes(sketch, parts) == {0, 2}
