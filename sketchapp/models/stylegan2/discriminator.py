"""The discriminator: photos to how real they look, against which the generator is trained."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchapp.models.stylegan2.generator import Embedding, GeneratorConfig
from sketchapp.models.stylegan2.layers import (
    TINY,
    EqualConv,
    EqualLinear,
    blur,
    draw_weights,
    rectify,
)

GROUP = 4  # photos whose spread is measured together


class BiasedConv(nn.Module):
    """A convolution, a bias and the rectifier."""

    def __init__(self, n_in: int, n_out: int, size: int) -> None:
        super().__init__()
        self.conv = EqualConv(n_in, n_out, size)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, features: Tensor) -> Tensor:
        return rectify(self.conv(features) + self.bias[:, None, None])


class HalvingBlock(nn.Module):
    """(B, n_in, s, s) to (B, n_out, s / 2, s / 2), with a short cut (figure 7c)."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.first = BiasedConv(n_in, n_in, 3)
        self.second = EqualConv(n_in, n_out, 3)
        self.bias = nn.Parameter(torch.zeros(n_out))
        self.short = EqualConv(n_in, n_out, 1)

    def forward(self, features: Tensor) -> Tensor:
        short = self.short(blur(features, padding=1, stride=2))
        smooth = blur(self.first(features), padding=2)
        half = functional.conv2d(smooth, self.second.weight * self.second.scale, stride=2)
        return (rectify(half + self.bias[:, None, None]) + short) / math.sqrt(2)


class Discriminator(nn.Module):
    """Photos (B, 3, M, M) in 0..1, with categories (B,) where there are some, to logits (B,).

    Residual blocks, then the spread within groups of photos as one more channel; a category is
    judged by projection (Miyato and Koyama 2018, arXiv 1802.05637).
    """

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        sizes = config.sizes_px[::-1]  # M to 4
        last = config.channels(sizes[-1])
        self.from_colours = BiasedConv(3, config.channels(sizes[0]), 1)
        self.blocks = nn.Sequential(
            *(HalvingBlock(config.channels(s), config.channels(s // 2)) for s in sizes[:-1])
        )
        self.last_conv = BiasedConv(last + 1, last, 3)
        self.last_linear = EqualLinear(last * 16, last)
        self.judge = EqualLinear(last, 1)
        self.embedding = Embedding(len(config.categories), last)

    def forward(self, photos: Tensor, category: Tensor | None = None) -> Tensor:
        features = self.blocks(self.from_colours(2 * photos - 1))  # (B, C, 4, 4)
        features = self.last_conv(with_spread(features))
        features = rectify(self.last_linear(features.flatten(1)))  # (B, C)
        logits = self.judge(features)[:, 0]
        if category is not None:
            matches = (features * self.embedding(category)).sum(1)
            logits = logits + matches / math.sqrt(features.shape[1])
        return logits.float()


def with_spread(features: Tensor) -> Tensor:
    """Features (B, C, h, w) with one more channel: how far the photos of a group lie apart.

    Photos i, i + B / g, ... form a group of g, which is GROUP, or the largest share of it that
    divides B (Karras et al. 2018, section 3).
    """
    count, _, height, width = features.shape
    group = math.gcd(count, GROUP)
    together = features.float().view(group, count // group, *features.shape[1:])
    spread = (together.var(0, correction=0) + TINY).sqrt().mean((1, 2, 3))  # (B / g,)
    plane = spread.repeat(group)[:, None, None, None].expand(count, 1, height, width)
    return torch.cat([features, plane.to(features.dtype)], 1)


def new_discriminator(config: GeneratorConfig, rng: torch.Generator) -> Discriminator:
    """A discriminator for photos of this kind, with weights drawn from rng."""
    discriminator = Discriminator(config)
    draw_weights(discriminator, rng)
    return discriminator
