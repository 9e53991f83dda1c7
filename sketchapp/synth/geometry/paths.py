"""Curves in space as arrays of points; lengths in metres."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

Points = NDArray[np.float64]


def unit(vectors: ArrayLike) -> Points:
    """Vectors of length one along the last axis; zero stays zero."""
    vectors = np.asarray(vectors, float)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def arc_length(points: Points) -> Points:
    """Cumulative length (n,) along a polyline (n, d), starting at 0."""
    return np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]


def spline(points: ArrayLike, n: int = 40) -> Points:
    """n points (n, d) on a smooth curve through the given ones; a straight line through two."""
    points = np.asarray(points, float)
    if len(points) == 2:
        return points[0] + (points[1] - points[0]) * np.linspace(0, 1, n)[:, None]
    chord = np.linalg.norm(np.diff(points, axis=0), axis=1)
    knots = np.r_[0.0, np.cumsum(np.sqrt(chord))]  # centripetal: no loops at uneven spacing
    return CubicSpline(knots, points)(np.linspace(0, knots[-1], n))


def rounded(points: ArrayLike, radius: float, n: int = 10, closed: bool = False) -> Points:
    """A polyline whose corners are replaced by quadratic arcs of n points that start `radius` away.

    A corner's arc never takes more than half of the edges beside it.
    """
    points = np.asarray(points, float)
    count = len(points)
    pieces = [] if closed else [points[:1]]
    t = np.linspace(0, 1, n)[:, None]
    for i in range(count) if closed else range(1, count - 1):
        before, corner, after = points[i - 1], points[i], points[(i + 1) % count]
        edges = np.linalg.norm(before - corner), np.linalg.norm(after - corner)
        r = min(radius, edges[0] * 0.49, edges[1] * 0.49)
        start, end = corner + unit(before - corner) * r, corner + unit(after - corner) * r
        pieces.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t * t * end)
    return np.concatenate(pieces + ([] if closed else [points[-1:]]))


def resampled(points: Points, n: int, closed: bool = False) -> Points:
    """n points at equal arc length along a polyline; a ring comes without its repeated end."""
    ring = np.vstack([points, points[:1]]) if closed else points
    length = arc_length(ring)
    at = np.linspace(0, length[-1], n + 1 if closed else n)
    out = np.stack([np.interp(at, length, ring[:, axis]) for axis in range(ring.shape[1])], 1)
    return out[:-1] if closed else out
