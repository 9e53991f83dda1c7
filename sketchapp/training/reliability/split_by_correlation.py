"""Table 1 of the stroke attribution paper: figures of queries split by their correlation (Corr)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.training.reliability.judged import CORRELATIONS
from sketchapp.training.reliability.telling import draws_of_photos

HIGH, LOW = 0.5, 0.1
FEWEST = 5  # queries on either side: of fewer a bootstrap says nothing
N_RESAMPLES = 2000

Figures = Mapping[str, NDArray[np.floating]]


def split_table(
    figures: Figures, signals: Figures, groups: NDArray[np.str_], rng: np.random.Generator
) -> dict[str, Any]:
    """Means of every figure (Q,), in percent, over all queries and over both sides of Corr.

    NaN stands for a figure that a query does not have. `difference` is high less low, with a 95 %
    bootstrap over groups (Q,): queries of one photo stay together.
    """
    table: dict[str, Any] = {"n": len(groups), "all": _means(figures, np.ones(len(groups), bool))}
    for name in CORRELATIONS:
        corr = signals[name]
        high, low = corr >= HIGH, corr <= LOW
        table[name.removeprefix("corr_")] = {
            "n_without_corr": int(np.isnan(corr).sum()),
            f"corr_at_least_{HIGH}": {"n": int(high.sum()), **_means(figures, high)},
            f"corr_at_most_{LOW}": {"n": int(low.sum()), **_means(figures, low)},
            "difference": _differences(figures, high, low, groups, rng),
        }
    return table


def _means(figures: Figures, chosen: NDArray[np.bool_]) -> dict[str, float | None]:
    return {name: _mean(values[chosen]) for name, values in figures.items()}


def _mean(values: NDArray[np.floating]) -> float | None:
    defined = values[~np.isnan(values)]
    return round(float(defined.mean()), 2) if len(defined) else None


def _differences(
    figures: Figures,
    high: NDArray[np.bool_],
    low: NDArray[np.bool_],
    groups: NDArray[np.str_],
    rng: np.random.Generator,
) -> dict[str, dict[str, float] | None]:
    draws = draws_of_photos(groups, rng, N_RESAMPLES)
    return {name: _difference(values, high, low, draws) for name, values in figures.items()}


def _difference(
    values: NDArray[np.floating],
    high: NDArray[np.bool_],
    low: NDArray[np.bool_],
    draws: list[NDArray[np.int64]],
) -> dict[str, float] | None:
    """high less low, with its interval; None where a side has fewer than FEWEST such queries."""
    defined = ~np.isnan(values)
    sides = [(side & defined).astype(np.float64) for side in (high, low)]
    if min(side.sum() for side in sides) < FEWEST:
        return None
    filled = np.where(defined, values, 0.0)
    first, second = (_resampled(filled, side, draws) for side in sides)
    bounds = np.nanpercentile(first - second, [2.5, 97.5])
    whole = [float((filled * side).sum() / side.sum()) for side in sides]
    numbers = (whole[0] - whole[1], *bounds)
    return dict(zip(("value", "low", "high"), (round(float(x), 2) for x in numbers), strict=True))


def _resampled(
    values: NDArray[np.floating], side: NDArray[np.floating], draws: list[NDArray[np.int64]]
) -> NDArray[np.floating]:
    """The mean over a side (Q,) of 0 and 1 in every draw; NaN where none of it was drawn."""
    with np.errstate(invalid="ignore"):
        return np.array([(values[d] * side[d]).sum() / side[d].sum() for d in draws])
