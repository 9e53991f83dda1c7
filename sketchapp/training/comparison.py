"""Two recipes on the same sketches: the paired difference of their accuracy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.training.evaluation import rank_out_of_fold
from sketchapp.training.folds import Folds
from sketchapp.training.metrics import Interval

N_RESAMPLES = 5000


def compare(
    dataset: Dataset, ours: Sequence[Folds], theirs: Sequence[Folds], cutoff: int = 1
) -> dict[str, float | int | list[float]]:
    """Acc.@cutoff out of fold of two recipes, in percent, and `difference`, ours minus theirs.

    Each recipe comes as one cross-validation per seed, of the same folds. The interval is a
    bootstrap over photos and seeds, with both recipes on the same draws. DatasetError where the
    recipes have different numbers of seeds, or none.
    """
    if not ours or len(ours) != len(theirs):
        raise DatasetError(
            f"{len(ours)} cross-validations against {len(theirs)}; give as many of one as of the"
            " other, one per seed"
        )
    hits, photo_of_query = zip(*(_hits(dataset, folds, cutoff) for folds in ours), strict=True)
    other_hits, _ = zip(*(_hits(dataset, folds, cutoff) for folds in theirs), strict=True)
    mine, other = np.array(hits), np.array(other_hits)  # (seeds, Q)
    found = paired_interval(mine - other, photo_of_query[0], np.random.default_rng(0))
    return {
        "n_sketches": mine.shape[1],
        "n_seeds": len(mine),
        f"acc_at_{cutoff}": round(100 * float(mine.mean()), 2),
        f"acc_at_{cutoff}_against": round(100 * float(other.mean()), 2),
        "difference": round(found.value, 2),
        "difference_interval": [round(found.low, 2), round(found.high, 2)],
        "difference_per_seed": [round(100 * float(d), 2) for d in (mine - other).mean(1)],
    }


def paired_interval(
    gains: NDArray[np.floating], photo_of_query: NDArray, rng: np.random.Generator
) -> Interval:
    """Mean of gains (seeds, Q) in percent, with a 95 % bootstrap over photos and seeds."""
    _, photo = np.unique(photo_of_query, return_inverse=True)
    per_photo = np.stack([np.bincount(photo, row) for row in gains])  # (seeds, photos)
    counts = np.bincount(photo)
    seeds = rng.integers(len(gains), size=(N_RESAMPLES, len(gains)))
    drawn = rng.integers(len(counts), size=(N_RESAMPLES, len(counts)))
    values = np.empty(N_RESAMPLES)
    for i in range(N_RESAMPLES):
        total = per_photo[seeds[i]][:, drawn[i]].mean(0).sum()
        values[i] = 100 * total / counts[drawn[i]].sum()
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(100 * float(gains.mean()), float(low), float(high))


def _hits(dataset: Dataset, folds: Folds, cutoff: int) -> tuple[NDArray, NDArray]:
    """1 where the own photo is within the cutoff, in the order of pair ids; and the photo's id."""
    ranking = rank_out_of_fold(dataset, folds)
    order = np.argsort(ranking.pair_ids)
    return (ranking.ranks <= cutoff)[order].astype(float), np.array(ranking.photo_ids)[order]
