"""Adaptive augmentation of what the discriminator sees (Karras et al. 2020, arXiv 2006.06676).

Real and made photos pass through the same random changes, each with probability p, and gradients
pass through them. p rises while the discriminator is too sure of the real photos.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SHIFT = 0.125  # of the picture, at most, either way
SCALE = 0.2  # standard deviation of the logarithm to base 2
COLOUR = 0.2  # standard deviation of brightness, and of the logarithms of contrast and saturation
CUTOUT = 0.5  # side of the square that is greyed, of the picture
HIGHEST = 0.8  # of p: over it the changes show in what is made (section 2.2 there)


def augment(photos: Tensor, probability: float, rng: torch.Generator) -> Tensor:
    """Photos (B, 3, M, M) flipped, shifted, scaled, turned, recoloured and cut; white around."""
    if probability <= 0:
        return photos
    moved = move(photos, probability, rng)
    return cut_out(recolour(moved, probability, rng), probability, rng)


def move(photos: Tensor, probability: float, rng: torch.Generator) -> Tensor:
    """Flip, isotropic scale, rotation and shift in one resampling."""
    count = len(photos)
    flip = torch.where(_chosen(count, probability / 2, rng), -1.0, 1.0)
    scale = 2 ** (SCALE * _normal(count, rng) * _chosen(count, probability, rng))
    angle = math.pi * _uniform(count, rng) * _chosen(count, probability / 4, rng)
    shift = 2 * SHIFT * torch.stack([_uniform(count, rng), _uniform(count, rng)], 1)
    shift = shift * _chosen(count, probability, rng)[:, None]
    cosine, sine = scale * angle.cos(), scale * angle.sin()
    rows = [torch.stack([flip * cosine, -sine], 1), torch.stack([flip * sine, cosine], 1)]
    turn = torch.stack(rows, 1)  # (B, 2, 2)
    transform = torch.cat([turn, shift[:, :, None]], 2).to(photos.device)  # (B, 2, 3)
    grid = functional.affine_grid(transform, list(photos.shape), align_corners=False)
    return functional.grid_sample(photos - 1, grid, align_corners=False) + 1  # white around


def recolour(photos: Tensor, probability: float, rng: torch.Generator) -> Tensor:
    """Brightness, contrast about the middle grey, and saturation."""
    count = len(photos)
    bright, contrast, saturation = (
        (COLOUR * _normal(count, rng) * _chosen(count, probability, rng))
        .to(photos.device)
        .view(-1, 1, 1, 1)
        for _ in range(3)
    )
    out = (photos + bright - 0.5) * contrast.exp2() + 0.5
    grey = out.mean(1, keepdim=True)
    return grey + (out - grey) * saturation.exp2()


def cut_out(photos: Tensor, probability: float, rng: torch.Generator) -> Tensor:
    """A grey square somewhere, its centre anywhere in the picture."""
    count, _, height, width = photos.shape
    down, right = (torch.rand(count, 1, generator=rng) for _ in range(2))
    inside_y = (torch.linspace(0, 1, height) - down).abs() < CUTOUT / 2  # (B, H)
    inside_x = (torch.linspace(0, 1, width) - right).abs() < CUTOUT / 2
    cut = inside_y[:, :, None] & inside_x[:, None] & _chosen(count, probability, rng)[:, None, None]
    return torch.where(cut[:, None].to(photos.device), 0.5, photos)


def adjusted(probability: float, mean_sign: float, target: float, amount: float) -> float:
    """p after one adjustment: up by `amount` where the discriminator is too sure, else down."""
    step = amount if mean_sign > target else -amount
    return min(max(probability + step, 0.0), HIGHEST)


def _chosen(count: int, probability: float, rng: torch.Generator) -> Tensor:
    return torch.rand(count, generator=rng) < probability


def _normal(count: int, rng: torch.Generator) -> Tensor:
    return torch.randn(count, generator=rng)


def _uniform(count: int, rng: torch.Generator) -> Tensor:
    return torch.rand(count, generator=rng) * 2 - 1
