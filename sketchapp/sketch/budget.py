"""A sketch made more abstract until it keeps to a budget: a share of its ink, or of its points."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.geometry import prefix, simplify
from sketchapp.sketch.stroke import Sketch

FINEST, COARSEST = 1e-5, 5.0  # tolerances: far under a pixel, and beyond SketchLimits
BISECTIONS = 16


def most_salient(sketch: Sketch, values: NDArray[np.float64], share: float) -> Sketch:
    """The strokes of the highest values (S,) until a share (0..1) of the ink is used.

    They come in the order of their values (of equals the one drawn first), the last one cut where
    the budget ends.
    """
    if len(values) != len(sketch):
        raise SketchError(f"{len(values)} values for {len(sketch)} strokes; give one for each")
    order = np.argsort(-values, kind="stable")
    return prefix(Sketch(tuple(sketch.strokes[at] for at in order)), share)


def straightened(sketch: Sketch, share: float) -> Sketch:
    """All strokes, with a share (0..1) of the points at most: Douglas and Peucker's method.

    One tolerance for all strokes, the finest that meets the budget. The ends of strokes stay: where
    they alone are more than it allows, every stroke becomes a straight line.
    """
    if not 0.0 <= share <= 1.0:
        raise SketchError(f"share {share} of the points; 0 to 1 are allowed")
    if share == 1.0 or not sketch:
        return sketch
    tolerance = _finest_tolerance(sketch, share * len(sketch.points))
    return Sketch(tuple(simplify(stroke, tolerance) for stroke in sketch.strokes))


def _finest_tolerance(sketch: Sketch, budget: float) -> float:
    """The smallest tolerance that leaves so many points, by bisection; COARSEST if none does."""
    lines = np.array([shapely.linestrings(s.points) for s in sketch.strokes if len(s) > 2], object)
    others = sum(len(s) for s in sketch.strokes if len(s) <= 2)
    fine, coarse = FINEST, COARSEST
    for _ in range(BISECTIONS):
        middle = math.sqrt(fine * coarse)
        if others + _points_left(lines, middle) <= budget:
            coarse = middle
        else:
            fine = middle
    return coarse


def _points_left(lines: NDArray[np.object_], tolerance: float) -> int:
    with np.errstate(divide="ignore", invalid="ignore"):  # pieces too short to be squared
        simpler = shapely.simplify(lines, tolerance, preserve_topology=False)
    return int(shapely.get_num_coordinates(simpler).sum())
