"""How abstract a sketch is: levels, and the rows of the feature matrix that each level selects.

Levels are numbered from coarse (0) to fine; a level selects all groups of rows up to its own
(abstraction-aware retrieval, Sec. 5.1).
"""

from __future__ import annotations

from itertools import accumulate

import torch
from torch import Tensor, nn

LEVEL_NAMES = ("coarse", "medium", "fine")  # of three levels, which is what the paper has


def rows_of_levels(groups: tuple[int, ...]) -> tuple[int, ...]:
    """How many first rows each level selects: (3, 3, 3) gives (3, 6, 9)."""
    return tuple(accumulate(groups))


class AbstractionHead(nn.Module):
    """Logits (B, levels) of a sketch's feature map (B, C, h, w), from its average over the map."""

    def __init__(self, channels: int, levels: int) -> None:
        super().__init__()
        self.classify = nn.Linear(channels, levels)

    def forward(self, features: Tensor) -> Tensor:
        return self.classify(features.mean(dim=(2, 3)))


def cumulative_mask(levels: Tensor, groups: tuple[int, ...]) -> Tensor:
    """Which rows count, (B, K), of levels (B, L), one-hot or soft, differentiably.

    flip(cumsum(flip(.))), then each level's value once for every row of its group.
    """
    reached = levels.flip(1).cumsum(1).flip(1)  # (B, L): how surely this group is selected
    return reached.repeat_interleave(torch.tensor(groups, device=levels.device), dim=1)


def mask_of_levels(level: Tensor, groups: tuple[int, ...]) -> Tensor:
    """The mask (B, K) of level numbers (B,)."""
    one_hot = nn.functional.one_hot(level, len(groups)).float()
    return cumulative_mask(one_hot, groups)


def gumbel_levels(logits: Tensor, generator: torch.Generator, temperature: float = 1.0) -> Tensor:
    """One level drawn for each sketch, one-hot (B, L), with the gradient of its soft twin.

    Straight-through Gumbel-softmax (Jang et al., 2017); the noise comes from the generator.
    """
    uniform = torch.rand(logits.shape, generator=generator).to(logits.device).clamp(1e-9, 1 - 1e-7)
    soft = ((logits - torch.log(-torch.log(uniform))) / temperature).softmax(dim=1)
    hard = nn.functional.one_hot(soft.argmax(dim=1), logits.shape[1]).to(soft.dtype)
    return hard + soft - soft.detach()
