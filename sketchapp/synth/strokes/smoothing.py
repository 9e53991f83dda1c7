"""Smooth lines without losing their corners, and with few points. Lengths in photo pixels."""

from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from sketchapp.synth.geometry.paths import Points, arc_length, resampled

STEP_PX = 0.5
SIGMA, REACH = 3.0, 12  # of the smoothing, in steps
CORNER_STEPS, CORNER_DEG = 7, 52
CLOSED_PX = 1.2


def smoothed(points: Points) -> Points:
    """Points (n, 2) resampled to half pixels and smoothed between corners; a ring stays closed."""
    count = max(8, int(arc_length(points)[-1] / STEP_PX))
    points = resampled(points, count)
    corners = corners_of(points)
    closed = bool(np.hypot(*(points[0] - points[-1])) < CLOSED_PX)
    if closed and not corners:
        return _smooth_ring(points)
    cuts = [0, *corners, len(points) - 1]
    pieces = [mirror_smooth(points[a : b + 1]) for a, b in pairwise(cuts)]
    return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])


def _smooth_ring(points: Points) -> Points:
    ring = gaussian_filter1d(points[:-1], SIGMA, axis=0, mode="wrap")
    return np.vstack([ring, ring[:1]])


def mirror_smooth(points: Points) -> Points:
    """Gaussian smoothing of a polyline (n, 2) that keeps its end points."""
    if len(points) <= 3:
        return points
    reach = min(len(points) - 1, REACH)
    head, tail = points[reach:0:-1], points[-2 : -reach - 2 : -1]
    padded = np.vstack([2 * points[0] - head, points, 2 * points[-1] - tail])
    return gaussian_filter1d(padded, SIGMA, axis=0, mode="nearest")[reach : reach + len(points)]


def corners_of(points: Points) -> list[int]:
    """Numbers of the points at which the line turns by more than `CORNER_DEG`."""
    k = CORNER_STEPS
    if len(points) <= 2 * k + 2:
        return []
    calm = gaussian_filter1d(points, 1.5, axis=0, mode="nearest")
    before, after = calm[k:-k] - calm[: -2 * k], calm[2 * k :] - calm[k:-k]
    sizes = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    turn = np.arccos(np.clip((before * after).sum(1) / (sizes + 1e-9), -1, 1))
    peaks = [i for i, t in enumerate(turn) if t == turn[max(0, i - k) : i + k + 1].max()]
    return [i + k for i in peaks if turn[i] > np.deg2rad(CORNER_DEG)]


def simplified(points: Points, tolerance_px: float = 0.3) -> Points:
    """The Ramer-Douglas-Peucker simplification of a polyline (n, 2), ends kept."""
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        a, b = spans.pop()
        if b - a < 2:
            continue
        distance = _distance(points[a + 1 : b], points[a], points[b])
        far = int(distance.argmax())
        if distance[far] > tolerance_px:
            keep[a + 1 + far] = True
            spans += [(a, a + 1 + far), (a + 1 + far, b)]
    return points[keep]


def _distance(points: Points, a: Points, b: Points) -> Points:
    """Distance of points (n, 2) to the segment from a to b."""
    along, offset = b - a, points - a
    share = (offset @ along / max(along @ along, 1e-12)).clip(0, 1)
    return np.hypot(*(offset - share[:, None] * along).T)
