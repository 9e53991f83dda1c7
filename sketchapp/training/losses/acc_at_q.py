"""Acc.@q as a loss: a sketch's photo must be among the first q, and q falls with detail.

Abstraction-aware retrieval, Sec. 5.2, Eq. 4 and Algorithm 1, where the pairwise distance has to be
read as that of every sketch to every photo (the function PyTorch has under that name is row by
row). The distance is 1 - the mean cosine of the rows that the sketch selects; tau_2 is in its unit.
"""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.errors import TrainingError
from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.ranks import photos_before

PAPER_Q = (10.0, 5.0, 1.0)  # of coarse, medium and fine sketches
SELF_COMPARISON = 0.5  # sigmoid(0), which Eq. 4 counts too


def acc_at_q_loss(
    matches: Matches, q: tuple[float, ...] = PAPER_Q, tau_1: float = 1.0, tau_2: float = 0.01
) -> Tensor:
    """Minus the mean of sigmoid((q - rank) / tau_1), q by the level of each sketch: in -1..0.

    A photo at place n has the rank n - 1/2, because its comparison with itself adds exactly 1/2.
    That puts the threshold q midway between places q and q + 1.
    """
    levels = matches.level_logits.shape[1]
    if len(q) != levels:
        raise TrainingError(f"q has {len(q)} values {q}; give one for each of {levels} levels")
    rank = photos_before(matches, tau_2) + SELF_COMPARISON  # (A,)
    wanted = rank.new_tensor(q)[matches.level]  # (A,)
    return -torch.sigmoid((wanted - rank) / tau_1).mean()


def annealed_tau(progress: float, start: float, end: float = 1.0) -> float:
    """tau_1 at a progress of training in 0..1: from start to end by equal factors.

    Before training all photos are alike and ranks lie at B / 2. With tau_1 = 1 the slope of the
    sigmoid there is exp(q - B / 2): no gradient at all. A tau_1 of B / 4 has one everywhere.
    """
    return start * (end / start) ** min(max(progress, 0.0), 1.0)


def scaled_q(q: float, batch: int, gallery: int) -> float:
    """The q of a batch of photos that asks for what q asks of a gallery.

    A photo at place q of a gallery has q - 1 photos before it; of the others in a batch, the same
    share is expected before it: 1 + (q - 1) (batch - 1) / (gallery - 1). Ten of 128 is a laxer
    demand than ten of 2000. 1 stays 1, and a gallery that is not larger than the batch leaves q.
    """
    if gallery <= batch:
        return q
    return 1 + (q - 1) * (batch - 1) / (gallery - 1)
