"""Measures and changes of one polyline (n, 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketchapp.synth.simulator import kernels

Points = NDArray[np.float64]

CLOSED_GAP = 0.1  # of its length: a line whose ends are nearer runs around something
LEAST_SIGMA = 0.3  # points: a filter narrower than this changes nothing


def length_of(points: Points) -> float:
    """The length of the line; 0 for a single point."""
    return kernels.length(np.ascontiguousarray(points))


def evenly(points: Points, start: float, end: float, n: int) -> Points:
    """n points (2 at least) at equal steps between two lengths from the line's start.

    With end < start they run backwards.
    """
    if len(points) == 1:
        return np.repeat(points, n, axis=0)
    low, high = (start, end) if start <= end else (end, start)
    found = kernels.evenly(np.ascontiguousarray(points), low, high, n)
    return found if start <= end else found[::-1]


def resampled(points: Points, spacing: float) -> Points:
    """Points about `spacing` apart, two at least; both ends stay."""
    whole = length_of(points)
    found = evenly(points, 0.0, whole, max(round(whole / spacing), 1) + 1)
    found[-1] = points[-1]  # exactly, for all rounding of lengths
    return found


def is_closed(points: Points) -> bool:
    """Whether the line comes back to where it began."""
    gap = points[-1] - points[0]
    return len(points) > 3 and bool(np.hypot(gap[0], gap[1]) < CLOSED_GAP * length_of(points))


def smoothed(points: Points, sigma: float) -> Points:
    """Corners rounded over `sigma` points; open lines keep their ends, rings stay closed."""
    if sigma < LEAST_SIGMA or len(points) < 4:
        return points
    ring = points[:-1] if (points[0] == points[-1]).all() else points
    found = kernels.smooth(np.ascontiguousarray(ring), sigma, is_closed(points))
    return found if ring is points else np.concatenate([found, found[:1]])
