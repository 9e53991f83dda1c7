"""Drawings of known things must find something in the photos, strange ones must not."""

from __future__ import annotations

import torch
from torch import Tensor, nn

FAMILIAR_LEVEL = 0.55  # between a trained pair, at 0.7 and more, and nothing in common


def familiarity_loss(known: Tensor, strange: Tensor, photos: Tensor, temperature: float) -> Tensor:
    """A scalar: known (A, K, D) and strange (C, K, D) drawings against photos (B, K, D).

    Logistic in how far the best similarity, as a soft maximum over the photos, lies from
    FAMILIAR_LEVEL on its right side; all K rows count. A side without drawings adds nothing.
    """
    distance = [
        temperature * torch.logsumexp(mean_cosine(rows, photos) / temperature, dim=1)
        - FAMILIAR_LEVEL
        for rows in (known, strange)
    ]
    misses = nn.functional.softplus(-distance[0] / temperature).sum() / max(1, len(known))
    alarms = nn.functional.softplus(distance[1] / temperature).sum() / max(1, len(strange))
    return misses + alarms


def mean_cosine(sketches: Tensor, photos: Tensor) -> Tensor:
    """Similarity (A, B) of unit rows (A, K, D) and (B, K, D)."""
    return torch.einsum("akd,bkd->ab", sketches, photos) / sketches.shape[1]
