"""Search without derivatives in a box: an evolution strategy with a diagonal Gaussian."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SearchBudget:
    """Generations of points, of which the best quarter moves the next one."""

    generations: int = 30
    points: int = 20
    start_spread: float = 0.2  # of each side of the box
    learning: float = 0.5  # share of the elite's mean in the next mean
    narrowing: float = 0.3  # and of its spread: slower, so that the search does not end early


def minimise(
    cost: Callable[[Values], float], start: Values, budget: SearchBudget, rng: np.random.Generator
) -> Values:
    """A point (n,) of the unit box of low cost, from `start` on.

    The cross-entropy method: draw points, keep the best quarter, move mean and spread to theirs.
    The mean counts as a point of its generation, and the best point ever seen is returned.
    """
    mean, spread = start.copy(), np.full(len(start), budget.start_spread)
    best, best_cost = start, cost(start)
    for generation in range(1, budget.generations + 1):
        drawn = mean + spread * rng.standard_normal((budget.points, len(start)))
        points = np.clip(np.vstack([mean, drawn[1:]]), 0.0, 1.0)
        costs = np.array([cost(point) for point in points])
        ranked = points[np.argsort(costs, kind="stable")]
        if costs.min() < best_cost:
            best, best_cost = ranked[0], float(costs.min())
        log.info("generation %d of %d: %.4f", generation, budget.generations, best_cost)
        elite = ranked[: max(budget.points // 4, 2)]
        mean = (1 - budget.learning) * mean + budget.learning * elite.mean(0)
        spread = (1 - budget.narrowing) * spread + budget.narrowing * elite.std(0)
    return best
