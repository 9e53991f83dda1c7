"""What both structures, and their judges, are made of."""

from __future__ import annotations

import torch
from torch import Tensor, nn

SPREAD = 0.02  # standard deviation of new weights, in both papers
SLOPE = 0.2  # of the leaky rectifier, under zero


def norm(channels: int) -> nn.InstanceNorm2d:
    """Over each picture alone, so that no photo depends on what is made beside it."""
    return nn.InstanceNorm2d(channels, affine=True)


def drop(features: Tensor, share: float, rng: torch.Generator, alike: bool) -> Tensor:
    """Features (B, C, h, w), this share of them zero, the others larger by as much.

    alike: every picture of the batch loses the same ones.
    """
    if not share:
        return features
    shape = (1 if alike else len(features), *features.shape[1:])
    kept = torch.rand(shape, generator=rng).to(features.device) >= share
    return features * kept / (1 - share)


def draw_convolutions(network: nn.Module, rng: torch.Generator) -> None:
    """New weights for all convolutions; biases begin at zero."""
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                layer.weight.normal_(0, SPREAD, generator=rng)
                if layer.bias is not None:
                    layer.bias.zero_()
