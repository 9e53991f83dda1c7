"""Mean opinion scores of items with the raters' biases taken out.

ITU-T P.913 (2021), 12.4: the bias of a rater is the mean of the differences between their ratings
and the items' means; it is subtracted from their ratings, and the means are taken again. It needs
items that several people rated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ItemScore:
    """An item's mean as given and with biases removed; one rating has no sd."""

    item: str
    mean: float
    mean_corrected: float
    sd: float | None
    sd_corrected: float | None
    n: int


def bias_corrected(
    items: Sequence[str], people: Sequence[str], values: Sequence[float]
) -> tuple[dict[str, float], tuple[ItemScore, ...]]:
    """The bias of each person, and every item's scores, of values (n,) for items (n,) by people."""
    item_names, item_of = np.unique(np.asarray(items), return_inverse=True)
    names, person_of = np.unique(np.asarray(people), return_inverse=True)
    given = np.asarray(values, np.float64)
    counts = np.bincount(item_of)
    means = np.bincount(item_of, given) / counts
    bias = np.bincount(person_of, given - means[item_of]) / np.bincount(person_of)
    corrected = given - bias[person_of]
    scores = tuple(
        ItemScore(
            item=str(name),
            mean=float(means[at]),
            mean_corrected=float(corrected[item_of == at].mean()),
            sd=_sd(given[item_of == at]),
            sd_corrected=_sd(corrected[item_of == at]),
            n=int(counts[at]),
        )
        for at, name in enumerate(item_names)
    )
    return dict(zip(names.tolist(), bias.tolist(), strict=True)), scores


def _sd(values: np.ndarray) -> float | None:
    return float(values.std(ddof=1)) if len(values) > 1 else None
