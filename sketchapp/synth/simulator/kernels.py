"""Loops along polylines, compiled with numba."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sketchapp.compiled import compiled


@compiled
def length(points: NDArray[np.float64]) -> float:
    """The length of the line through points (n, 2)."""
    total = 0.0
    for i in range(1, points.shape[0]):
        total += math.hypot(points[i, 0] - points[i - 1, 0], points[i, 1] - points[i - 1, 1])
    return total


@compiled
def evenly(points: NDArray[np.float64], start: float, end: float, n: int) -> NDArray[np.float64]:
    """n points of a line (m, 2) at equal steps between two lengths from its start, start < end."""
    out = np.empty((n, 2))
    piece, before = 0, 0.0
    step = math.hypot(points[1, 0] - points[0, 0], points[1, 1] - points[0, 1])
    for k in range(n):
        goal = start + (end - start) * k / (n - 1)
        while before + step < goal and piece < points.shape[0] - 2:
            before += step
            piece += 1
            step = math.hypot(
                points[piece + 1, 0] - points[piece, 0], points[piece + 1, 1] - points[piece, 1]
            )
        share = min((goal - before) / step, 1.0) if step > 0.0 else 0.0
        out[k, 0] = points[piece, 0] + share * (points[piece + 1, 0] - points[piece, 0])
        out[k, 1] = points[piece, 1] + share * (points[piece + 1, 1] - points[piece, 1])
    return out


@compiled
def smooth(points: NDArray[np.float64], sigma: float, closed: bool) -> NDArray[np.float64]:
    """A Gaussian of `sigma` points along a line (n, 2), n >= 2.

    A closed line goes on at its start. An open one goes on as its own mirror image in its end
    point, which keeps both ends in place.
    """
    n = points.shape[0]
    reach = min(int(3.0 * sigma) + 1, n - 1)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights /= weights.sum()
    out = np.zeros((n, 2))
    for i in range(n):
        for k in range(-reach, reach + 1):
            j, weight = i + k, weights[k + reach]
            if closed:
                j %= n
            for axis in range(2):
                if j < 0:
                    value = 2.0 * points[0, axis] - points[-j, axis]
                elif j >= n:
                    value = 2.0 * points[n - 1, axis] - points[2 * (n - 1) - j, axis]
                else:
                    value = points[j, axis]
                out[i, axis] += weight * value
    return out
