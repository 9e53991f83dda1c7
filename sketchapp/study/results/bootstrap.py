"""Intervals of means whose values cluster by person: participants are drawn again, not answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
COVERED = (2.5, 97.5)  # percentiles of a 95 % interval


def mean_interval(
    values: Sequence[float] | NDArray, people: Sequence[str], rng: np.random.Generator
) -> tuple[float, float] | None:
    """95 % percentile interval of the mean of values (n,) given by people (n,).

    None for fewer than two people: nothing tells how people differ.
    """
    names, owner = np.unique(np.asarray(people), return_inverse=True)
    if len(names) < 2:
        return None
    sums = np.bincount(owner, np.asarray(values, np.float64))  # (P,)
    counts = np.bincount(owner)
    drawn = rng.integers(0, len(names), (RESAMPLES, len(names)))  # (R, P)
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.percentile(means, COVERED).tolist()
    return low, high
