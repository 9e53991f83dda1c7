"""Retrieval metrics and their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CUTOFFS = (1, 5, 10)


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval, low and high."""

    value: float
    low: float
    high: float


def ranks_of_truth(similarity: NDArray, truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank of each query's own photo, 1 the best, (Q,); similarity is (Q, N), truth (Q,).

    A tie counts against us: photos as similar as the true one stand before it. NaN is an error.
    """
    if np.isnan(similarity).any():
        raise FloatingPointError("a similarity is not a number; the weights are broken")
    own = similarity[np.arange(len(truth)), truth]
    return (similarity >= own[:, None]).sum(axis=1)


def accuracy(ranks: NDArray[np.int64], cutoff: int) -> float:
    """Acc.@cutoff in percent."""
    return float(100 * (ranks <= cutoff).mean())


def accuracies(ranks: NDArray[np.int64], cutoffs: tuple[int, ...] = CUTOFFS) -> dict[str, float]:
    """acc_at_K in percent, to two digits, for every cutoff K."""
    return {f"acc_at_{cutoff}": round(accuracy(ranks, cutoff), 2) for cutoff in cutoffs}


def accuracy_interval(
    ranks: NDArray[np.int64],
    photo_of_query: NDArray[np.int64],
    cutoff: int,
    rng: np.random.Generator,
    n_resamples: int = 2000,
) -> Interval:
    """Acc.@cutoff in percent with a bootstrap over photos: sketches of one photo stay together."""
    _, group = np.unique(photo_of_query, return_inverse=True)
    hits = np.bincount(group, ranks <= cutoff)
    counts = np.bincount(group)
    drawn = rng.integers(len(counts), size=(n_resamples, len(counts)))
    shares = 100 * hits[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.percentile(shares, [2.5, 97.5])
    return Interval(accuracy(ranks, cutoff), float(low), float(high))


def ranking_percentile(ranks: NDArray[np.int64], n_photos: int) -> NDArray[np.float64]:
    """(N - rank) / (N - 1) in percent, (Q,): 100 for the first place, 0 for the last.

    Source: Bhunia et al., Sketch Less for More: On-the-Fly Fine-Grained SBIR, 2020. The only photo
    of a gallery of one is always first.
    """
    return 100 * (n_photos - ranks) / (n_photos - 1) if n_photos > 1 else np.full(len(ranks), 100.0)


def area_under(percents: tuple[int, ...], values: NDArray[np.floating]) -> float:
    """The area under a curve (P,), over the width of what it spans: its mean height."""
    return float(np.trapezoid(values, percents) / (percents[-1] - percents[0]))
