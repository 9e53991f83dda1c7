"""Sketches and scores whose exact answer can be written down."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from sketchapp.sketch import Frame, Sketch, Stroke

PIXELS = Frame(scale_px=100.0, offset_px=(0.0, 0.0))
"""A frame in which the point (0.03, 0.05) is the pixel in column 3, row 5."""


class LinearScore:
    """F = sum of weights (H, W) * ink, whose dF/dX are the weights at every picture."""

    def __init__(self, weights: np.ndarray) -> None:
        self.weights = torch.as_tensor(weights)

    def __call__(self, images: Tensor, /) -> Tensor:
        return ((1 - images[:, 0]).double() * self.weights).sum((1, 2))


def weights_of(rng: np.random.Generator, size_px: int) -> np.ndarray:
    """Weights (H, W) that float32 holds exactly, so that gradients are exact too."""
    return rng.integers(-8, 9, (size_px, size_px)) / 8


def walk(rng: np.random.Generator, n_points: int, step: float = 0.05) -> np.ndarray:
    return (rng.uniform(0.2, 0.8, 2) + rng.normal(scale=step, size=(n_points, 2)).cumsum(0)).clip(
        -0.5, 1.5
    )


def random_sketch(rng: np.random.Generator, n_strokes: int = 5, n_points: int = 8) -> Sketch:
    return Sketch.from_polylines([walk(rng, n_points) for _ in range(n_strokes)])


def mixed_sketches() -> list[Sketch]:
    """Random sketches with what real ones hold: overlaps, repeats, dots, one stroke, none."""
    rng = np.random.default_rng(5)
    line, dot = walk(rng, 12), rng.uniform(0.3, 0.7, (1, 2))
    return [
        random_sketch(rng, 6, 10),
        random_sketch(rng, 1, 30),
        Sketch.from_polylines([line, dot, line[::-1], np.repeat(line, 2, axis=0)]),
        Sketch.from_polylines([dot]),
        Sketch.from_polylines([np.array([[0.1, 0.5], [0.9, 0.5]]), np.array([[0.5, 0.1]] * 3)]),
        Sketch.from_polylines([np.array([[-0.9, -0.9], [1.9, 1.5]]), dot, dot]),
        Sketch((Stroke(7, line), Stroke(3, walk(rng, 4, step=0.5)))),
        Sketch(),
    ]
