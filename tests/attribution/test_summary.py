import json
from dataclasses import asdict

import numpy as np
import pytest

from sketchapp.attribution import Faithfulness, faithfulness_of_all, summarise
from sketchapp.attribution.faithfulness import RANKINGS, RankingFigures
from sketchapp.attribution.summary import estimate
from sketchapp.sketch import RasterStyle
from tests.attribution.toys import LinearScore, mixed_sketches, weights_of


def measured(**figures):
    """A sketch on which every ranking has the figures of chance, but for those given."""
    chance = RankingFigures(0.0, 0.5, 0.5)
    return Faithfulness(5, 0.3, {name: figures.get(name, chance) for name in RANKINGS})


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_means_and_gains_are_taken_over_sketches(rng):
    results = [
        measured(sla=RankingFigures(0.4, 0.3, 0.6)),
        measured(sla=RankingFigures(0.8, 0.1, 0.9)),
    ]
    sla = summarise(results, rng).rankings["sla"]
    assert (sla.correlation.mean, sla.correlation.n) == (pytest.approx(0.6), 2)
    assert sla.gains["random"].deletion.mean == pytest.approx(0.3)  # a smaller area is better
    assert sla.gains["random"].insertion.mean == pytest.approx(0.25)
    assert set(sla.gains) == {"random", "drawn", "length"}


def test_undefined_figures_do_not_count(rng):
    results = [
        measured(sla=RankingFigures(None, 0.3, 0.6)),
        measured(sla=RankingFigures(0.8, None, None)),
    ]
    sla = summarise(results, rng).rankings["sla"]
    assert (sla.correlation.mean, sla.correlation.n) == (0.8, 1)
    assert (sla.deletion.mean, sla.deletion.n) == (0.3, 1)
    assert sla.gains["drawn"].deletion.n == 1


def test_an_interval_covers_the_mean_as_theory_says(rng):
    values = np.random.default_rng(1).normal(size=400)
    found = estimate(values, rng)
    half = 1.96 * values.std() / 20
    assert found.low == pytest.approx(values.mean() - half, abs=0.02)
    assert found.high == pytest.approx(values.mean() + half, abs=0.02)


def test_one_sketch_has_no_interval_and_none_has_no_mean(rng):
    one = estimate(np.array([0.5, np.nan]), rng)
    assert (one.mean, one.low, one.high, one.n) == (0.5, None, None, 1)
    assert estimate(np.array([np.nan]), rng).mean is None
    assert summarise([], rng).rankings["psla"].deletion.n == 0


def test_a_data_set_of_any_sketches_becomes_plain_json(rng):
    score = LinearScore(weights_of(np.random.default_rng(1), 64))
    sketches = mixed_sketches()
    summary = faithfulness_of_all([(s, score) for s in sketches], RasterStyle(64), rng)
    read = json.loads(json.dumps(asdict(summary), allow_nan=False))
    assert read["n_sketches"] == len(sketches)
    assert read["rankings"]["psla"]["deletion"]["n"] == sum(len(s) > 1 for s in sketches)
