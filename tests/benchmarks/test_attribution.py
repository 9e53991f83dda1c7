from __future__ import annotations

from dataclasses import astuple

import numpy as np

from benchmarks.attribution import run


def test_small_sizes_give_finite_figures_of_these_sizes():
    bench = run(rounds=1, points=20, strokes=4)
    assert np.isfinite(astuple(bench)).all()
    assert min(astuple(bench)) > 0
    assert (bench.points, bench.strokes, bench.rounds) == (20, 4, 1)
    assert bench.psla_max_error <= 1e-6
