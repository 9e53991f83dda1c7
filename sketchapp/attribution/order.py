"""The order of strokes by attribution, and how well it agrees with the order drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from sketchapp.attribution.attribute import Attribution

FEWEST = 3  # of two strokes every order correlates perfectly, one way or the other
EQUAL = 1e-9  # relative: values closer than this differ by rounding only


def attributed_order(attribution: Attribution) -> tuple[int, ...]:
    """Stroke ids from the highest value to the lowest, (S,); P-SLA by the stroke's mean.

    Strokes of equal value stay in drawing order.
    """
    return tuple(attribution.stroke_ids[i] for i in high_first(attribution.per_stroke()))


def order_agreement(attribution: Attribution) -> float | None:
    """Spearman's correlation of drawn order and attributed order, -1 to 1 (the paper's Corr).

    1 where every stroke matters more than the strokes after it. None below three strokes and where
    all values are equal: there is no order then.
    """
    values = attribution.per_stroke()
    return rank_correlation(-np.arange(len(values)), values)


def high_first(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions (S,) from the highest value to the lowest; equal values keep their order."""
    return np.argsort(-values, kind="stable")


def rank_correlation(first: ArrayLike, second: ArrayLike) -> float | None:
    """Spearman's correlation of two lists (n,); None where it is undefined.

    That is below three values, where all values of a list are equal, and where one is not finite.
    """
    pair = np.asarray([first, second], dtype=np.float64)  # (2, n)
    if pair.shape[1] < FEWEST or not np.isfinite(pair).all():
        return None
    if (np.ptp(pair, axis=1) <= EQUAL * np.abs(pair).max(axis=1)).any():
        return None
    correlation = np.corrcoef(rankdata(pair, axis=1))[0, 1]
    return round(float(correlation), 12)  # 1, not 0.999...: thresholds are compared with it
