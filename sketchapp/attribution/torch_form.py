"""The same raster, SLA and P-SLA in torch, for a program that keeps everything on a GPU.

Equal to the numba kernels in float64, and as sparse: only pairs of a pixel and a segment near it
are formed, never a T x H x W tensor. On a CPU the kernels are faster. Sums are scattered, so on a
GPU their last digits change from run to run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sketchapp.sketch import Frame, RasterStyle, Sketch, pixels_of_strokes
from sketchapp.sketch.kernels import NO_SEGMENT
from sketchapp.sketch.raster import STEEPNESS, Segments

SEGMENTS_AT_ONCE = 2048  # bounds the pairs in memory; a sketch of 10,000 points takes five rounds


@dataclass(frozen=True, eq=False)
class TorchRaster:
    """A drawn sketch on a device: what `sketchapp.sketch.Raster` holds, as float64 tensors.

    ink, squared_px, nearest, position (H, W); points_px (T, 2); ends (M, 2) point numbers.
    """

    ink: Tensor
    squared_px: Tensor
    nearest: Tensor
    position: Tensor
    points_px: Tensor
    ends: Tensor
    frame: Frame
    style: RasterStyle


@dataclass(frozen=True, eq=False)
class _Pairs:
    """P pairs of a segment and a pixel within the radius; pixel is row * W + column."""

    segment: Tensor
    pixel: Tensor
    squared_px: Tensor
    position: Tensor


def rasterise_on(
    device: torch.device | str, sketch: Sketch, style: RasterStyle, frame: Frame | None = None
) -> TorchRaster:
    """Draw the sketch softly (Eq. 5) on this device, in the frame of its own ink by default."""
    frame = Frame.fit(sketch, style.size_px, style.ink_share) if frame is None else frame
    points_px = torch.as_tensor(frame.to_px(sketch.points), device=device)
    ends = torch.as_tensor(Segments.of(sketch).ends, device=device)
    n_pixels = style.size_px * style.size_px
    squared = torch.full((n_pixels,), torch.inf, dtype=torch.float64, device=device)
    nearest = torch.full((n_pixels,), NO_SEGMENT, device=device)
    position = torch.zeros_like(squared)
    for first in range(0, len(ends), SEGMENTS_AT_ONCE):
        pairs = _pairs_near(points_px, ends[first : first + SEGMENTS_AT_ONCE], style)
        _lower_distance_field(squared, nearest, position, pairs, first)
    ink = torch.sigmoid(style.offset - STEEPNESS * squared.sqrt())  # infinite distance: exactly 0
    shape = (style.size_px, style.size_px)
    return TorchRaster(
        ink.reshape(shape),
        squared.reshape(shape),
        nearest.reshape(shape),
        position.reshape(shape),
        points_px,
        ends,
        frame,
        style,
    )


def stroke_values(sketch: Sketch, gradient: Tensor, raster: TorchRaster) -> Tensor:
    """SLA (Eq. 4), (S,), of dF/dX (H, W): see `sketchapp.attribution.coarse.stroke_values`.

    Bresenham's pixels come from the one kernel that defines them, in well under a millisecond.
    """
    pixels, starts = pixels_of_strokes(sketch, raster.style, raster.frame)
    stroke = np.repeat(np.arange(len(sketch)), np.diff(starts))
    of_pixels = gradient.double().reshape(-1)[_like(gradient, pixels)]
    values = torch.zeros(len(sketch), dtype=torch.float64, device=gradient.device)
    return values.index_add(0, _like(gradient, stroke), of_pixels)


def point_values(raster: TorchRaster, gradient: Tensor) -> Tensor:
    """The visibility of every point, signed, (T,): see `sketchapp.attribution.fine`."""
    drawn = raster.nearest != NO_SEGMENT
    contribution = (raster.ink * gradient)[drawn]  # (P,)
    return _share_between_ends(raster, drawn, contribution)


def position_gradient(raster: TorchRaster, gradient: Tensor) -> Tensor:
    """dF/dv of every point (Eq. 6) in closed form, (T, 2): see `sketchapp.attribution.fine`."""
    moved = (raster.nearest != NO_SEGMENT) & (raster.squared_px > 0)
    start, end = raster.points_px[raster.ends[raster.nearest[moved]]].unbind(1)  # (P, 2) each
    u = raster.position[moved][:, None]
    row, column = moved.nonzero(as_tuple=True)
    away = torch.stack([column, row], dim=1) - (start + u * (end - start))  # (P, 2)
    x = raster.ink[moved]
    k = STEEPNESS * x * (1 - x) * gradient[moved] / raster.squared_px[moved].sqrt()
    return _share_between_ends(raster, moved, k[:, None] * away)


def _share_between_ends(raster: TorchRaster, chosen: Tensor, amounts: Tensor) -> Tensor:
    """Give 1 - u and u of each chosen pixel's amount (P,) or (P, 2) to its segment's ends."""
    ends = raster.ends[raster.nearest[chosen]]  # (P, 2)
    u = raster.position[chosen].reshape(-1, *[1] * (amounts.ndim - 1))
    shape = (len(raster.points_px), *amounts.shape[1:])
    values = torch.zeros(shape, dtype=torch.float64, device=amounts.device)
    return values.index_add(0, ends[:, 0], (1 - u) * amounts).index_add(0, ends[:, 1], u * amounts)


def _lower_distance_field(
    squared: Tensor, nearest: Tensor, position: Tensor, pairs: _Pairs, first: int
) -> None:
    """Take pairs into a flat distance field (H * W,), in place; of ties the earlier segment stays.

    `first` is the number of the segment that the pairs call 0.
    """
    lowest = squared.scatter_reduce(0, pairs.pixel, pairs.squared_px, "amin")
    before = squared[pairs.pixel]
    is_lowest = (pairs.squared_px == lowest[pairs.pixel]) & (pairs.squared_px < before)
    pixel, segment = pairs.pixel[is_lowest], pairs.segment[is_lowest]
    earliest = torch.full_like(nearest, SEGMENTS_AT_ONCE)
    earliest.scatter_reduce_(0, pixel, segment, "amin")
    wins = segment == earliest[pixel]
    squared.copy_(lowest)
    nearest[pixel[wins]] = first + segment[wins]
    position[pixel[wins]] = pairs.position[is_lowest][wins]


def _pairs_near(points_px: Tensor, ends: Tensor, style: RasterStyle) -> _Pairs:
    """Pairs of the pixels that `lower_distance_field` visits, in the same arithmetic."""
    start, end = points_px[ends].unbind(1)  # (M, 2) each
    segment, row = _rows_near(start, end, style)  # (R,) each
    pair, column = _columns_near(start[segment], end[segment], row, style)  # (P,) each
    segment, row = segment[pair], row[pair]
    (ax, ay), (bx, by) = start[segment].unbind(1), end[segment].unbind(1)
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    u = ((column - ax) * dx + (row - ay) * dy) / length2
    u = torch.where(length2 > 0, u.clamp(0, 1), 0.0)  # also mends 0 / 0 of a dot
    ox, oy = ax + u * dx - column, ay + u * dy - row
    return _Pairs(segment, row * style.size_px + column, ox * ox + oy * oy, u)


def _rows_near(start: Tensor, end: Tensor, style: RasterStyle) -> tuple[Tensor, Tensor]:
    """Every row that each segment comes near to: segment (R,) and row (R,)."""
    low, high = torch.minimum(start[:, 1], end[:, 1]), torch.maximum(start[:, 1], end[:, 1])
    return _spread(low - style.radius_px, high + style.radius_px, style.size_px)


def _columns_near(
    start: Tensor, end: Tensor, row: Tensor, style: RasterStyle
) -> tuple[Tensor, Tensor]:
    """Every column near segment i in its row: number i (P,) and column (P,)."""
    (ax, ay), (bx, by) = start.unbind(1), end.unbind(1)
    dx, dy = bx - ax, by - ay
    on_line = ax + (row - ay) * dx / dy
    slack = style.radius_px * (dx * dx + dy * dy).sqrt() / dy.abs()
    left = torch.minimum(ax, bx) - style.radius_px
    right = torch.maximum(ax, bx) + style.radius_px
    level = dy == 0  # no band of rows to cut: the whole width stays
    left = torch.where(level, left, torch.maximum(left, on_line - slack))
    right = torch.where(level, right, torch.minimum(right, on_line + slack))
    return _spread(left, right, style.size_px)


def _spread(low: Tensor, high: Tensor, size_px: int) -> tuple[Tensor, Tensor]:
    """The whole numbers of 0..size_px - 1 in each [low, high]: number of the range, and value."""
    first = low.ceil().clamp(0, size_px).long()
    counts = (high.floor().clamp(-1, size_px - 1).long() - first + 1).clamp(min=0)
    owner = torch.repeat_interleave(torch.arange(len(low), device=low.device), counts)
    before = counts.cumsum(0) - counts
    within = torch.arange(len(owner), device=low.device) - before[owner]
    return owner, first[owner] + within


def _like(tensor: Tensor, indices: np.ndarray) -> Tensor:
    return torch.as_tensor(indices, device=tensor.device)
