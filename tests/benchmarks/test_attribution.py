from __future__ import annotations

from dataclasses import astuple

import numpy as np

from benchmarks.attribution import run
from sketchapp.attribution import PIXEL_ATTRIBUTIONS


def test_small_sizes_give_finite_figures_of_these_sizes():
    bench = run(rounds=1, points=20, strokes=4)
    numbers = [value for value in astuple(bench) if not isinstance(value, dict)]
    numbers += bench.pixel_ratios.values()
    assert np.isfinite(numbers).all() and min(numbers) > 0
    assert bench.pixel_ratios.keys() == set(PIXEL_ATTRIBUTIONS)
    assert bench.pixel_ratios["gradient"] == 1 < bench.pixel_ratios["integrated-gradients"]
    assert (bench.points, bench.strokes, bench.rounds) == (20, 4, 1)
    assert bench.psla_max_error <= 1e-6
