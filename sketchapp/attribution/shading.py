"""Point values as shades along a stroke: what a person can read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from sketchapp.sketch import Raster

SPREAD_PX = 3.0  # standard deviation along the stroke; finer changes are noise of the gradient
DOT_PX = 0.5  # length that a lone point counts as


def shades(
    values: NDArray[np.float64], raster: Raster, starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Value per raster pixel of ink around every point, smoothed along its stroke, (T,).

    values (T,) of `point_values`, starts (S + 1,) of `Sketch.stroke_starts`. Values as such depend
    on how closely the points lie, and end points collect from one segment only; their density does
    not.
    """
    shaded = np.zeros_like(values)
    for first, last in pairwise(starts):
        points_px, own = raster.points_px[first:last], values[first:last]
        steps = np.linalg.norm(np.diff(points_px, axis=0), axis=1)
        ink = np.full(len(own), DOT_PX / len(own))
        ink[:-1] += steps / 2
        ink[1:] += steps / 2
        place = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)  # in whole pixels
        shaded[first:last] = _spread(own, place)[place] / _spread(ink, place)[place]
    return shaded


def _spread(amounts: NDArray[np.float64], place: NDArray[np.int64]) -> NDArray[np.float64]:
    """Amounts at whole pixels along a stroke, as a smooth density over its length."""
    return gaussian_filter1d(np.bincount(place, amounts), SPREAD_PX, mode="constant")
