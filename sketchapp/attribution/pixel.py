"""Pixel attributions that SLA and P-SLA can be built on: dF/dX, or what stands in for it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution.score import Score


class PixelAttribution(Protocol):
    """A score and ink X (H, W) to the score's value and an attribution image (H, W)."""

    def __call__(
        self, score: Score, ink: NDArray[np.float64], /
    ) -> tuple[float, NDArray[np.float64]]: ...


def plain_gradient(score: Score, ink: NDArray[np.float64], /) -> tuple[float, NDArray[np.float64]]:
    """F and dF/dX by one forward and one backward pass."""
    leaf = torch.as_tensor(ink, dtype=torch.float32).requires_grad_()  # (H, W)
    value = score((1 - leaf).expand(1, 3, -1, -1))
    (gradient,) = torch.autograd.grad(value.sum(), leaf)
    return float(value.sum()), gradient.double().numpy()
