"""The ResNet generator of CycleGAN (Zhu et al. 2017, arXiv 1703.10593, appendix 7.2)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.models.translators.config import TranslatorConfig
from sketchapp.models.translators.layers import norm


class ResidualBlock(nn.Module):
    """(B, C, h, w) to the same, with a short cut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_layer(channels, channels), nn.ReLU(), *_layer(channels, channels)
        )

    def forward(self, features: Tensor) -> Tensor:
        return features + self.body(features)


class ResNet(nn.Module):
    """Pictures (B, 3, M, M) at a quarter of their size through all blocks; it knows no noise."""

    def __init__(self, config: TranslatorConfig) -> None:
        super().__init__()
        full, half, quarter = (config.channels * factor for factor in (1, 2, 4))
        self.body = nn.Sequential(
            *_layer(3, full, 7), nn.ReLU(),
            *_halving(full, half), nn.ReLU(),
            *_halving(half, quarter), nn.ReLU(),
            *(ResidualBlock(quarter) for _ in range(config.blocks)),
            *_doubling(quarter, half), nn.ReLU(),
            *_doubling(half, full), nn.ReLU(),
            nn.Conv2d(full, 3, 7, padding=3, padding_mode="reflect"),
        )  # fmt: skip

    def forward(self, pictures: Tensor, _rng: torch.Generator, _alike: bool) -> Tensor:
        return self.body(pictures)


def _layer(n_in: int, n_out: int, size: int = 3) -> tuple[nn.Module, nn.Module]:
    padding = size // 2
    return nn.Conv2d(n_in, n_out, size, padding=padding, padding_mode="reflect", bias=False), norm(
        n_out
    )


def _halving(n_in: int, n_out: int) -> tuple[nn.Module, nn.Module]:
    return nn.Conv2d(n_in, n_out, 3, 2, 1, bias=False), norm(n_out)


def _doubling(n_in: int, n_out: int) -> tuple[nn.Module, nn.Module]:
    return nn.ConvTranspose2d(n_in, n_out, 3, 2, 1, 1, bias=False), norm(n_out)
