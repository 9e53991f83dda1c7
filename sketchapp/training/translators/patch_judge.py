"""The discriminator of both methods, which judges patches (Isola et al. 2017, section 3.3)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.models.translators.layers import SLOPE, draw_convolutions, norm


class PatchJudge(nn.Module):
    """Pictures (B, n_in, M, M) in 0..1 to logits (B, 1, m, m), of 34 px each; small for 64 px."""

    def __init__(self, n_in: int, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(n_in, channels, 4, 2, 1),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(channels, 2 * channels, 4, 2, 1, bias=False),
            norm(2 * channels),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(2 * channels, 4 * channels, 4, 1, 1, bias=False),
            norm(4 * channels),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(4 * channels, 1, 4, 1, 1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        return self.body(2 * pictures - 1)


def new_judge(n_in: int, channels: int, rng: torch.Generator) -> PatchJudge:
    """With weights drawn from rng."""
    judge = PatchJudge(n_in, channels)
    draw_convolutions(judge, rng)
    return judge
