"""At which place a sketch's own photo comes, made differentiable."""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.training.losses.matches import Matches


def photos_before(matches: Matches, tau: float) -> Tensor:
    """How many other photos come before each sketch's own, (A,), by sigmoids of width tau.

    A photo counts as sigmoid((own distance - its distance) / tau), the own photo as nothing; as tau
    goes to 0 the sum becomes the number of nearer photos, ties counting half.
    """
    distance = matches.distance  # (A, B)
    own = distance.gather(1, matches.own[:, None])  # (A, 1)
    nearer = torch.sigmoid((own - distance) / tau)
    return nearer.masked_fill(matches.is_own, 0.0).sum(dim=1)
