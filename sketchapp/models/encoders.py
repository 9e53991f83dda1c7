"""From a feature map (B, C, h, w) to the K rows of a feature matrix (B, K, D), registered by name.

The paper (abstraction-aware retrieval, Sec. 5.1) has nine blocks of stride-two convolutions, one a
row. At D = 512 those are 21 million numbers for sketches and as
many for photos; the compact encoders here keep where a part lies with a fraction of that.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn

from sketchapp.errors import CheckpointError

LEAK = 0.2  # slope of LeakyReLU
SQUEEZED = 32  # channels of a row in the separable encoder


class CellRows(nn.Module):
    """The map averaged in grid x grid cells, and one projection of all cells for each row."""

    def __init__(self, channels: int, rows: int, width: int, grid: int) -> None:
        super().__init__()
        self.rows = rows
        self.pool = nn.AdaptiveAvgPool2d(grid)
        self.project = nn.Linear(channels * grid**2, rows * width)

    def forward(self, features: Tensor) -> Tensor:
        cells = self.pool(features).flatten(1)  # (B, C grid^2)
        return self.project(cells).unflatten(1, (self.rows, -1))  # (B, K, D)


class SeparableRows(nn.Module):
    """For each row: few channels of its own, a depthwise stride-two block, then grid x grid cells.

    What the published blocks do with full convolutions, in depthwise-separable ones.
    """

    def __init__(self, channels: int, rows: int, width: int, grid: int) -> None:
        super().__init__()
        inner = rows * SQUEEZED
        self.squeeze = nn.Sequential(nn.Conv2d(channels, inner, 1), nn.LeakyReLU(LEAK))
        self.stride = nn.Sequential(
            nn.Conv2d(inner, inner, 3, 2, 1, groups=inner), nn.LeakyReLU(LEAK)
        )
        self.pool = nn.AdaptiveAvgPool2d(grid)
        self.project = nn.Conv2d(inner, rows * width, grid, groups=rows)
        self.rows = rows

    def forward(self, features: Tensor) -> Tensor:
        cells = self.pool(self.stride(self.squeeze(features)))  # (B, K SQUEEZED, grid, grid)
        return self.project(cells).flatten(1).unflatten(1, (self.rows, -1))  # (B, K, D)


class ConvolutionRows(nn.Module):
    """As published: for each row a stride-two 3 x 3 convolution with LeakyReLU, then its average.

    `grid` does not matter here.
    """

    def __init__(self, channels: int, rows: int, width: int, grid: int) -> None:
        super().__init__()
        del grid
        self.rows = rows
        self.stride = nn.Sequential(
            nn.Conv2d(channels, rows * width, 3, 2, 1), nn.LeakyReLU(LEAK)
        )  # one convolution, whose channels are those of K blocks side by side

    def forward(self, features: Tensor) -> Tensor:
        return self.stride(features).mean((2, 3)).unflatten(1, (self.rows, -1))  # (B, K, D)


ENCODERS: dict[str, Callable[[int, int, int, int], nn.Module]] = {
    "cells": CellRows,
    "separable": SeparableRows,
    "convolutions": ConvolutionRows,
}


def build_encoder(name: str, channels: int, rows: int, width: int, grid: int) -> nn.Module:
    """An encoder of this name; CheckpointError, listing the names, where there is none."""
    if name not in ENCODERS:
        raise CheckpointError(f"encoder {name!r} not found; there are: {', '.join(ENCODERS)}")
    return ENCODERS[name](channels, rows, width, grid)
