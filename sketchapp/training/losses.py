"""Losses of the retriever.

Similarities are mean cosines of the K rows.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

FAMILIAR_LEVEL = 0.55  # between a trained pair, at 0.7 and more, and nothing in common


def matching_loss(sketches: Tensor, photos: Tensor, temperature: float) -> Tensor:
    """Softmax over the similarities of a batch, both ways (InfoNCE): a scalar.

    sketches and photos are (B, K, D) with unit rows, row i of both a pair.
    """
    similarity = mean_cosine(sketches, photos)  # (B, B)
    truth = torch.arange(len(similarity), device=similarity.device)
    logits = similarity / temperature
    forth = nn.functional.cross_entropy(logits, truth)
    back = nn.functional.cross_entropy(logits.T, truth)
    return (forth + back) / 2


def familiarity_loss(known: Tensor, strange: Tensor, photos: Tensor, temperature: float) -> Tensor:
    """Drawings of known things must find something in the photos, strange ones must not: a scalar.

    known (A, K, D), strange (C, K, D), photos (B, K, D). Logistic in how far the best similarity,
    as a soft maximum over the photos, lies from FAMILIAR_LEVEL on its right side. A side without
    drawings adds nothing.
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
