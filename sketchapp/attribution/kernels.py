"""Pixel loops that carry a gradient image back to points, compiled with numba, in float64."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sketchapp.compiled import compiled
from sketchapp.sketch.kernels import NO_SEGMENT


@compiled
def gather_visibility(
    contribution: NDArray[np.float64],
    nearest: NDArray[np.int32],
    position: NDArray[np.float64],
    ends: NDArray[np.int64],
    n_points: int,
) -> NDArray[np.float64]:
    """Share X dF/dX of every pixel between the end points of its nearest segment, (T,).

    contribution (H, W) is X dF/dX; the end at position 0 gets 1 - u of it, the other one u.
    """
    values = np.zeros(n_points)
    for row in range(nearest.shape[0]):
        for column in range(nearest.shape[1]):
            segment = nearest[row, column]
            if segment == NO_SEGMENT:
                continue
            u = position[row, column]
            values[ends[segment, 0]] += (1.0 - u) * contribution[row, column]
            values[ends[segment, 1]] += u * contribution[row, column]
    return values


@compiled
def gather_position_gradient(
    gradient: NDArray[np.float64],
    ink: NDArray[np.float64],
    squared_px: NDArray[np.float64],
    nearest: NDArray[np.int32],
    position: NDArray[np.float64],
    points_px: NDArray[np.float64],
    ends: NDArray[np.int64],
    steepness: float,
) -> NDArray[np.float64]:
    """dF/dv of Eq. 6 in closed form, (T, 2) per raster pixel of movement.

    With n the unit vector from the nearest point c to the pixel and k = b X (1 - X) dF/dX, one end
    gets k (1 - u) n and the other k u n; a pixel at distance 0 has no direction and gives nothing.
    """
    values = np.zeros((points_px.shape[0], 2))
    for row in range(nearest.shape[0]):
        for column in range(nearest.shape[1]):
            segment = nearest[row, column]
            if segment == NO_SEGMENT or squared_px[row, column] == 0.0:
                continue
            start, end = ends[segment, 0], ends[segment, 1]
            u = position[row, column]
            x = ink[row, column]
            k = steepness * x * (1.0 - x) * gradient[row, column]
            k /= math.sqrt(squared_px[row, column])
            nearest_x = points_px[start, 0] + u * (points_px[end, 0] - points_px[start, 0])
            nearest_y = points_px[start, 1] + u * (points_px[end, 1] - points_px[start, 1])
            pull_x, pull_y = k * (column - nearest_x), k * (row - nearest_y)
            values[start, 0] += (1.0 - u) * pull_x
            values[start, 1] += (1.0 - u) * pull_y
            values[end, 0] += u * pull_x
            values[end, 1] += u * pull_y
    return values


@compiled
def sum_over_strokes(
    gradient: NDArray[np.float64], pixels: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Sum of a flat image (H * W,) over the pixels of every stroke, (S,)."""
    values = np.zeros(starts.shape[0] - 1)
    for stroke in range(values.shape[0]):
        total = 0.0
        for i in range(starts[stroke], starts[stroke + 1]):
            total += gradient[pixels[i]]
        values[stroke] = total
    return values
