"""How far photos of white backgrounds differ: in shape, in structure and in colour."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor

INK = 0.08  # darker than white by this, in any channel, is the thing that is shown


@dataclass(frozen=True)
class Variation:
    """Mean difference of photos; each is 0 where they are the same.

    shape: 1 - intersection over union of the silhouettes. structure: difference of the edges over
    their sum, so 1 where none meet. colour: distance of the mean colours, in 0..1 a channel.
    """

    shape: float
    structure: float
    colour: float


def silhouettes(photos: Tensor) -> Tensor:
    """Where photos (..., 3, M, M) are not white: (..., M, M), boolean."""
    return photos.amin(-3) < 1 - INK


def edges(photos: Tensor) -> Tensor:
    """Size of the gradient of the brightness of photos (..., 3, M, M): (..., M - 1, M - 1)."""
    grey = photos.mean(-3)
    down = grey[..., 1:, :-1] - grey[..., :-1, :-1]
    right = grey[..., :-1, 1:] - grey[..., :-1, :-1]
    return (down.square() + right.square()).sqrt()


def differences(one: Tensor, other: Tensor) -> Tensor:
    """Shape, structure and colour (B, 3) between photos (B, 3, M, M) and others."""
    inside, theirs = silhouettes(one), silhouettes(other)
    both, either = (inside & theirs).sum((1, 2)), (inside | theirs).sum((1, 2))
    shape = 1 - both / either.clamp(min=1)
    shape = torch.where(either > 0, shape, 0.0)
    ours, their_edges = edges(one), edges(other)
    total = (ours + their_edges).sum((1, 2)).clamp(min=1e-6)
    structure = (ours - their_edges).abs().sum((1, 2)) / total
    colour = (_mean_colour(one, inside) - _mean_colour(other, theirs)).square().mean(1).sqrt()
    return torch.stack([shape, structure, colour], 1)


def variation(versions: Tensor) -> Variation:
    """Mean over all pairs of versions (V, B, 3, M, M) of the same photos, V at least two."""
    shown = versions.clamp(0, 1)
    found = [differences(shown[a], shown[b]) for a, b in combinations(range(len(shown)), 2)]
    return Variation(*(round(value, 4) for value in torch.cat(found).mean(0).tolist()))


def _mean_colour(photos: Tensor, inside: Tensor) -> Tensor:
    weight = inside[:, None].float()  # (B, 1, M, M)
    return (photos * weight).sum((2, 3)) / weight.sum((2, 3)).clamp(min=1)
