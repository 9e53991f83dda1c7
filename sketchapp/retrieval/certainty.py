"""How sure a search is: whether one photo stands out, or many fit alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def entropy(similarities: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Shannon entropy (Q,) of softmax(similarities / temperature) over N photos, divided by log N.

    similarities are (Q, N). 0: one photo takes everything, as the only one of a gallery does;
    1: all fit alike.
    """
    n_photos = similarities.shape[1]
    if n_photos < 2:
        return np.zeros(len(similarities))
    scaled = similarities.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    weights = np.exp(scaled)
    total = weights.sum(axis=1)
    # -sum p log p, where log p = scaled - log total
    mean_log = np.log(total) - (weights * scaled).sum(axis=1) / total
    return np.clip(mean_log / np.log(n_photos), 0, 1)
