"""Category-level figures of one query: average precision, precision at k, R-precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CUTOFF = 200


@dataclass(frozen=True)
class Precision:
    """Of one ranked gallery, in percent; at_200 is NaN where fewer photos are relevant."""

    average: float
    at_200: float
    at_r: float


def precision_of(similarity: NDArray[np.floating], relevant: NDArray[np.bool_]) -> Precision:
    """Of similarities (N,) and which photos are of the query's category (N,), one at least.

    A tie counts against us: of photos as similar, irrelevant ones stand first. at_r is the
    precision among as many photos as are relevant.
    """
    order = np.lexsort((relevant, -similarity))
    hits = relevant[order]
    found = np.cumsum(hits)
    n_relevant = int(found[-1])
    places = np.flatnonzero(hits) + 1
    average = float((found[hits] / places).mean())
    at_200 = found[CUTOFF - 1] / CUTOFF if n_relevant >= CUTOFF else np.nan
    return Precision(
        100 * average, float(100 * at_200), float(100 * found[n_relevant - 1] / n_relevant)
    )
