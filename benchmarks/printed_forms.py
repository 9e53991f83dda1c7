"""The attributions as the paper prints them: dense tensors and autograd, what a user would write.

The tests hold the kernels equal to these forms, the benchmark holds them against their speed.
Algorithm 2 is misprinted: its divisor px * px + py * py must be the squared length of the segment.
"""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.sketch import Frame, RasterStyle, Sketch, pixels_of_strokes
from sketchapp.sketch.raster import STEEPNESS

TINY = 1e-30  # keeps 0 / 0 of a dot, and the root's endless slope at distance 0, out of the sums


def printed_ink(
    points_px: Tensor, ends: Tensor, style: RasterStyle, weights: Tensor | None = None
) -> Tensor:
    """X of Eq. 5 and 14-16, (H, W), differentiable in points_px (T, 2) by autograd.

    ends (M, 2) are the drawn segments: a pen-up move, which the paper offsets by 10^6, is left out.
    weights (M,), if given, scale the ink of the pixels whose nearest segment it is.
    """
    ax, ay = points_px[ends[:, 0]].T[..., None, None]  # (M, 1, 1)
    bx, by = points_px[ends[:, 1]].T[..., None, None]
    row = torch.arange(style.size_px, dtype=points_px.dtype)[:, None]  # (H, 1)
    column = torch.arange(style.size_px, dtype=points_px.dtype)  # (W,)
    dx, dy = bx - ax, by - ay
    length2 = (dx * dx + dy * dy).clamp(min=TINY)
    u = (((column - ax) * dx + (row - ay) * dy) / length2).clamp(0, 1)  # (M, H, W)
    x, y = ax + u * dx - column, ay + u * dy - row
    distance, nearest = (x * x + y * y).clamp(min=TINY).sqrt().min(dim=0)  # (H, W)
    ink = torch.sigmoid(style.offset - STEEPNESS * distance)
    return ink if weights is None else weights[nearest] * ink


def printed_position_gradient(
    points_px: Tensor, ends: Tensor, style: RasterStyle, gradient: Tensor
) -> tuple[Tensor, Tensor]:
    """X (H, W) and dF/dv of Eq. 6, (T, 2), for a gradient image dF/dX (H, W)."""
    leaf = points_px.clone().requires_grad_()
    ink = printed_ink(leaf, ends, style)
    (values,) = torch.autograd.grad(ink, leaf, gradient)
    return ink.detach(), values


def printed_visibility(
    points_px: Tensor, ends: Tensor, style: RasterStyle, gradient: Tensor
) -> Tensor:
    """dF/dw of every segment, (M,), at w = 1."""
    weights = torch.ones(len(ends), dtype=points_px.dtype, requires_grad=True)
    ink = printed_ink(points_px, ends, style, weights)
    return torch.autograd.grad(ink, weights, gradient)[0]


def printed_stroke_values(
    sketch: Sketch, gradient: Tensor, style: RasterStyle, frame: Frame | None = None
) -> Tensor:
    """SLA of Eq. 2-4, (S,): X = sum of w_i S_i over S x H x W tensors, without the clamp."""
    pixels, starts = pixels_of_strokes(sketch, style, frame)
    stroke = torch.arange(len(sketch)).repeat_interleave(torch.as_tensor(starts).diff())
    strokes = torch.zeros(len(sketch), style.size_px * style.size_px, dtype=gradient.dtype)
    strokes[stroke, torch.as_tensor(pixels)] = 1.0
    weights = strokes.reshape(len(sketch), style.size_px, style.size_px)  # w_i, Eq. 3
    leaf = weights.clone().requires_grad_()  # S_i
    ink = (weights * leaf).sum(0)
    return torch.autograd.grad(ink, leaf, gradient)[0].sum((1, 2))
