"""How far one set of drawings is from another, statistic by statistic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import wasserstein_distance

from sketchapp.errors import DatasetError
from sketchapp.synth.simulator.statistics import Drawing, Statistics, measure

MISSING = 3.0  # distance where the simulated drawings have no sample, e.g. none of four strokes


def distances(simulated: Statistics, real: Statistics) -> dict[str, float]:
    """Wasserstein-1 distance of every statistic, in standard deviations of the real one.

    Statistics of which the real drawings have no sample are left out.
    """
    return {
        name: float(wasserstein_distance(simulated.values[name], values)) / real.spread(name)
        if len(simulated.values[name])
        else MISSING
        for name, values in real.values.items()
        if len(values)
    }


def mean_distance(by_name: dict[str, float]) -> float:
    """The number that a fit lowers."""
    return float(np.mean(list(by_name.values())))


def distances_between_halves(
    drawings: Sequence[Drawing], rng: np.random.Generator, *, order: bool, n_splits: int = 10
) -> dict[str, float]:
    """Mean distances of random halves, split by thing: what perfect simulation would reach.

    A statistic of which some half has no sample is left out. Raises DatasetError for fewer than two
    things.
    """
    things = sorted({drawing.thing for drawing in drawings})
    if len(things) < 2:
        raise DatasetError(f"sketches of {len(things)} things; two at least are needed to compare")
    whole = measure(drawings, order=order)
    found = []
    for _ in range(n_splits):
        first = set(rng.permutation(things)[: len(things) // 2].tolist())
        one = measure([d for d in drawings if d.thing in first], order=order)
        other = measure([d for d in drawings if d.thing not in first], order=order)
        found.append(_in_units_of(whole, distances(one, other), other))
    names = [name for name in found[0] if all(name in each for each in found)]
    return {name: float(np.mean([each[name] for each in found])) for name in names}


def _in_units_of(
    whole: Statistics, by_name: dict[str, float], half: Statistics
) -> dict[str, float]:
    """The same distances in standard deviations of the whole set."""
    return {name: value * half.spread(name) / whole.spread(name) for name, value in by_name.items()}
