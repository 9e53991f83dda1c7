"""Softmax over the similarities of a batch, both ways (InfoNCE), and between sketches."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches

NEVER = -1e4  # a logit that no softmax notices


def matching_loss(matches: Matches, temperature: float) -> Tensor:
    """Each sketch must find its photo, and each photo its sketches: a scalar.

    Where a photo has several sketches they share its probability alike (supervised contrastive
    loss, Khosla et al., 2020).
    """
    logits = matches.similarity / temperature  # (A, B)
    forth = nn.functional.cross_entropy(logits, matches.own)
    back = shared_cross_entropy(logits.T, matches.is_own.T)
    return (forth + back) / 2


def sketch_loss(matches: Matches, temperature: float) -> Tensor:
    """Sketches of one photo must be nearer to each other than to sketches of others: a scalar.

    On all K rows. Sketches that are alone with their photo add nothing.
    """
    flat = matches.sketches.flatten(1)  # (A, K D)
    same = torch.eye(len(flat), dtype=torch.bool, device=flat.device)
    logits = (flat @ flat.T / matches.sketches.shape[1] / temperature).masked_fill(same, NEVER)
    partners = (matches.own[:, None] == matches.own[None]) & ~same
    return shared_cross_entropy(logits, partners)


def shared_cross_entropy(logits: Tensor, is_right: Tensor) -> Tensor:
    """Mean over rows of -log softmax (n, m), averaged over the right columns of each.

    Rows without a right column count as 0.
    """
    misses = logits.logsumexp(dim=1, keepdim=True) - logits
    counts = is_right.sum(dim=1)
    return ((misses * is_right).sum(dim=1) / counts.clamp_min(1)).mean()
