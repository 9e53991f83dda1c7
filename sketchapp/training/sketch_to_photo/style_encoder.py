"""Reads a style from a photo while training, so that a photo can be made in its own colours."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchapp.models.stylegan2.discriminator import BiasedConv, HalvingBlock
from sketchapp.models.stylegan2.generator import GeneratorConfig
from sketchapp.models.stylegan2.layers import EqualLinear, draw_weights

SEEN_PX = 32  # no style needs more
CHANNELS = 32


class StyleEncoder(nn.Module):
    """Photos (B, 3, M, M) in 0..1 to the mean and the log variance (B, D) of a style z.

    As in BicycleGAN (Zhu et al. 2017, arXiv 1711.11586); nothing of it is shipped.
    """

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.first = BiasedConv(3, CHANNELS, 1)
        self.blocks = nn.Sequential(
            *(HalvingBlock(CHANNELS, CHANNELS) for _ in range(3))  # to 4 px
        )
        self.out = EqualLinear(16 * CHANNELS, 2 * config.width)

    def forward(self, photos: Tensor) -> tuple[Tensor, Tensor]:
        small = functional.interpolate(
            photos, size=(SEEN_PX, SEEN_PX), mode="bilinear", antialias=True
        )
        features = self.blocks(self.first(2 * small - 1)).flatten(1)
        mean, log_variance = self.out(features).chunk(2, 1)
        return mean, log_variance.clamp(-8, 4)


def drawn_style(mean: Tensor, log_variance: Tensor, rng: torch.Generator) -> Tensor:
    """One z (B, D) of each distribution."""
    noise = torch.randn(mean.shape, generator=rng).to(mean.device)
    return mean + noise * (log_variance / 2).exp()


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Kullback-Leibler divergence to a unit Gaussian, the mean over dimensions and photos."""
    return (mean.square() + log_variance.exp() - 1 - log_variance).mean() / 2


def new_style_encoder(config: GeneratorConfig, rng: torch.Generator) -> StyleEncoder:
    """With weights drawn from rng."""
    encoder = StyleEncoder(config)
    draw_weights(encoder, rng)
    return encoder
