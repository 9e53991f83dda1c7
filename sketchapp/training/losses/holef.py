"""HOLEF: a higher-order learnable energy in place of the distance (Song et al., 2017, Sec. 3.4).

Two vectors are compared number by number, each with each: the outer subtraction s_i - p_j, squared
and weighted by a matrix W that is learned and starts as the identity, where the energy is the
squared Euclidean distance. It may so find that one feature of sketches answers another of photos.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches, masked_cosine


class HolefLoss(nn.Module):
    """Triplet loss on the energy of rows of width D, with W (D, D) kept sparse and near identity.

    One W for all rows. Its parameters are to be trained beside the network's. What is searched with
    afterwards is the mean cosine, to which W = I belongs; regularisation says how far W may go.
    """

    def __init__(self, width: int, margin: float = 0.2, regularisation: float = 1e-4) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.eye(width))
        self.margin = margin
        self.regularisation = regularisation

    def forward(self, matches: Matches) -> Tensor:
        energy = mean_energy(matches, self.weight)  # (A, B)
        own = energy.gather(1, matches.own[:, None])  # (A, 1)
        violation = (self.margin + own - energy).clamp_min(0)
        others = violation.masked_fill(matches.is_own, 0.0).sum() / (~matches.is_own).sum()
        identity = torch.eye(len(self.weight), device=self.weight.device)
        away = self.weight.abs().sum() + torch.linalg.matrix_norm(self.weight - identity)
        return others + self.regularisation * away


def mean_energy(matches: Matches, weight: Tensor) -> Tensor:
    """Mean over the selected rows of sum_ij W_ij (s_i - p_j)^2, (A, B).

    Multiplied out, so that no (D, D) array is made for a pair: s^2 W 1 + 1 W p^2 - 2 s W p.
    """
    share = matches.mask / matches.mask.sum(dim=1, keepdim=True)  # (A, K)
    weight = weight.to(matches.sketches.dtype)
    drawn = (share * (matches.sketches**2 @ weight.sum(dim=1))).sum(dim=1)  # (A,)
    seen = share @ (matches.photos**2 @ weight.sum(dim=0)).T  # (A, B)
    crossed = masked_cosine(matches.sketches @ weight, matches.photos, matches.mask)  # (A, B)
    return drawn[:, None] + seen - 2 * crossed
