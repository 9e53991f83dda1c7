"""A batch after the network: rows of sketches and photos, and which belong together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from sketchapp.models.printed_distance import masked_distance


@dataclass(frozen=True, eq=False)
class Matches:
    """A sketches of B photos; a photo may have several sketches here, and each sketch has one.

    sketches (A, K, D) and photos (B, K, D), unit rows, or any where printed; own (A,) the place of
    each sketch's photo; mask (A, K) in 0..1, which rows each sketch selects, differentiable where
    the model chose them; level (A,) the true abstraction level, 0 the coarsest, and level_logits
    (A, levels) what the model takes it for. printed: the distance is the Euclidean one.
    """

    sketches: Tensor
    photos: Tensor
    own: Tensor
    mask: Tensor
    level: Tensor
    level_logits: Tensor
    printed: bool = False

    @property
    def similarity(self) -> Tensor:
        """Mean cosine of the rows that each sketch selects, (A, B); where printed, - distance."""
        if self.printed:
            return -self.distance
        return masked_cosine(self.sketches, self.photos, self.mask)

    @property
    def distance(self) -> Tensor:
        """1 - similarity, (A, B): half the mean squared distance of the selected unit rows.

        Where printed, the distance of the selected rows itself.
        """
        if self.printed:
            return masked_distance(self.sketches, self.photos, self.mask)
        return 1 - self.similarity

    @property
    def is_own(self) -> Tensor:
        """(A, B), whether this photo is the sketch's own."""
        return self.own[:, None] == torch.arange(len(self.photos), device=self.own.device)


Loss = Callable[[Matches], Tensor]
"""A scalar, the smaller the better."""


def masked_cosine(sketches: Tensor, photos: Tensor, mask: Tensor) -> Tensor:
    """Similarity (A, B) of unit rows (A, K, D) and (B, K, D): mean cosine by the mask (A, K)."""
    share = mask / mask.sum(dim=1, keepdim=True)  # (A, K)
    return torch.einsum("akd,bkd->ab", sketches * share[:, :, None], photos)
