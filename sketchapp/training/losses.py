"""Losses of the retriever."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def matching_loss(sketches: Tensor, photos: Tensor, temperature: float) -> Tensor:
    """Softmax over the similarities of a batch, both ways (InfoNCE): a scalar.

    sketches and photos are (B, K, D) with unit rows, row i of both a pair. The similarity is the
    mean cosine of the K rows.
    """
    similarity = torch.einsum("akd,bkd->ab", sketches, photos) / sketches.shape[1]  # (B, B)
    truth = torch.arange(len(similarity), device=similarity.device)
    logits = similarity / temperature
    forth = nn.functional.cross_entropy(logits, truth)
    back = nn.functional.cross_entropy(logits.T, truth)
    return (forth + back) / 2
