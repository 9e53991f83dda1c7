"""The recall@k surrogate (Patel et al., 2022, Sec. 3): is the photo among the first k, over many k.

It differs from Acc.@q in that all sketches meet the same k's and that the own photo is left out of
its rank. With one photo to a sketch, recall is accuracy.
"""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.ranks import photos_before

PUBLISHED_KS = (1, 2, 4, 8, 16)


def recall_at_k_loss(
    matches: Matches, ks: tuple[int, ...] = PUBLISHED_KS, tau_1: float = 1.0, tau_2: float = 0.01
) -> Tensor:
    """1 - the mean over k and sketches of sigmoid((k - 1 - photos before) / tau_1): in 0..1."""
    before = photos_before(matches, tau_2)  # (A,)
    margin = before.new_tensor(ks) - 1 - before[:, None]  # (A, len(ks))
    return 1 - torch.sigmoid(margin / tau_1).mean()
