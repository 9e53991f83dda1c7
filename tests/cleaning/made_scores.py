"""Scores for which it is known what a sketch is better without."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from sketchapp.sketch import RasterStyle, Sketch, rasterise

STYLE = RasterStyle(64)


class LikenessTo:
    """Minus the squared difference to the picture of a target sketch, over its size."""

    def __init__(self, target: Sketch, style: RasterStyle = STYLE) -> None:
        self.ink = torch.as_tensor(rasterise(target, style).ink, dtype=torch.float32)

    def __call__(self, images: Tensor, /) -> Tensor:
        return -((1 - images[:, 0] - self.ink) ** 2).mean((1, 2))


FRAME = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9], [0.1, 0.1]]
CROSS = [[0.1, 0.5], [0.9, 0.5]]


def dense(points: list[list[float]], n: int = 41) -> np.ndarray:
    """The line through the points with n points at equal steps of each piece."""
    line = np.asarray(points)
    at = np.linspace(0, len(line) - 1, n)
    return np.stack([np.interp(at, np.arange(len(line)), column) for column in line.T], axis=1)


def square(*others: np.ndarray | list) -> Sketch:
    """A square and a line through it, and whatever else."""
    return Sketch.from_polylines([dense(FRAME), dense(CROSS), *others])
