"""How certain an answer is: the entropy of the gallery's photos as a distribution.

Abstraction-aware retrieval, Sec. 4 and Eq. 2: the similarities of a sketch become probabilities
over the photos. There exp(-distance) has no temperature; here one is calibrated, so that the
probabilities fit how often a photo is the right one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import entr, logsumexp, softmax

COLDEST, HOTTEST = 1e-3, 10.0  # of cosines: beyond them one photo has all, or all have the same


def entropy(similarities: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Shannon entropy (Q,) of softmax(similarities (Q, N) / temperature), divided by log N.

    0: one photo has all the probability; 1: all have the same. A gallery of one photo leaves no
    doubt: 0.
    """
    n_photos = similarities.shape[1]
    if n_photos < 2:
        return np.zeros(len(similarities))
    shares = softmax(similarities.astype(np.float64) / temperature, axis=1)
    return entr(shares).sum(axis=1) / math.log(n_photos)


def fit_temperature(similarities: NDArray[np.floating], truth: NDArray[np.int64]) -> float:
    """The temperature that makes the true photos likeliest: temperature scaling (Guo et al., 2017).

    similarities (Q, N), -inf where a query has no such photo; truth (Q,) the positions of the true
    ones. The result lies within COLDEST and HOTTEST.
    """
    values = similarities.astype(np.float64)
    found = minimize_scalar(
        lambda log_temperature: negative_log_likelihood(values, truth, math.exp(log_temperature)),
        bounds=(math.log(COLDEST), math.log(HOTTEST)),
        method="bounded",
    )
    return math.exp(found.x)  # type: ignore[attr-defined]


def negative_log_likelihood(
    similarities: NDArray[np.floating], truth: NDArray[np.int64], temperature: float
) -> float:
    """The mean over queries of -log of the true photo's probability, in nats."""
    scaled = similarities / temperature
    own = scaled[np.arange(len(truth)), truth]
    return float((logsumexp(scaled, axis=1) - own).mean())


def printed_entropy(
    similarities: NDArray[np.floating], truth: NDArray[np.int64]
) -> NDArray[np.float64]:
    """H = -p log p of the true photo alone, (Q,), in nats, as the paper prints it after Eq. 2.

    p is its share of exp(-distance), no temperature; the distance of unit rows is sqrt(2 - 2 s),
    with s the mean cosine of the selected rows: the root mean square of their distances.
    """
    distance = np.sqrt(np.maximum(2 - 2 * similarities.astype(np.float64), 0))
    return entr(softmax(-distance, axis=1)[np.arange(len(truth)), truth])
