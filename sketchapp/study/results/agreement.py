"""Krippendorff's alpha: how far raters of the same items agree, 1 fully, 0 as by chance.

K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011. Only for items that several
people rated; opinions on one's own drawing have no other rater.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import SketchAppError

Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(
    units: Mapping[Hashable, Sequence[float]], level: Level = "nominal"
) -> float | None:
    """Alpha of the values that each unit got; units with fewer than two are left out.

    None where nothing can be said: no unit with two values, or all values are the same.
    """
    pairable = [list(values) for values in units.values() if len(values) > 1]
    levels = sorted({value for values in pairable for value in values})
    if len(levels) < 2:
        return None
    coincidences = _coincidences(pairable, levels)  # (V, V)
    totals = coincidences.sum(0)  # (V,)
    distance = _distances(levels, totals, level)
    expected = np.outer(totals, totals) / (totals.sum() - 1)
    return float(1 - (coincidences * distance).sum() / (expected * distance).sum())


def _coincidences(units: list[list[float]], levels: list[float]) -> NDArray[np.float64]:
    """o_ck: pairs of values c, k within units, each unit of m values weighing 1 / (m - 1)."""
    found = np.zeros((len(levels), len(levels)))
    for values in units:
        counts = np.array([values.count(level) for level in levels], np.float64)
        pairs = np.outer(counts, counts) - np.diag(counts)
        found += pairs / (len(values) - 1)
    return found


def _distances(levels: list[float], totals: NDArray, level: str) -> NDArray[np.float64]:
    """Squared difference of every two values, (V, V)."""
    if level == "nominal":
        return 1.0 - np.eye(len(levels))
    if level == "interval":
        values = np.array(levels)
        return (values[:, None] - values[None]) ** 2
    if level == "ordinal":
        upto = np.cumsum(totals)
        middle = upto - totals / 2  # the sum of totals between two values, their own by half
        return (middle[:, None] - middle[None]) ** 2
    raise SketchAppError(f"level {level!r} not found; there are: nominal, ordinal, interval")
