"""The papers' vector sketch V (T, 5): x, y in pixels of the canvas, then a one-hot pen state.

One row per point. Pen down (1, 0, 0): the line goes on to the next row. Pen up (0, 1, 0): the last
point of its stroke; the join to the next row is not drawn (Eq. 5 of the stroke attribution paper,
Sec. 4.1). End (0, 0, 1): the last point of the drawing, which also ends its stroke; rows behind it
are padding.

The end row is a point like every other, so T rows are T points and a one-point stroke is one row: a
pen-up row, or the end row if it comes last. Arrays that close with a marker row which is no point
(pen up, then an end row at 0, 0) must lose that row first, or it is read as a dot.

The form carries no ids, times or pressures: read strokes are numbered from 0.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.stroke import Sketch

PEN_DOWN, PEN_UP, END = 2, 3, 4


def sketch_from_stroke5(array: ArrayLike, canvas_px: float) -> Sketch:
    """The sketch of V (T, 5) on a square canvas of canvas_px; SketchError if V is malformed.

    A V without an end row ends with its last row.
    """
    _check_canvas(canvas_px)
    try:
        rows = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise SketchError("the stroke-5 array does not hold numbers in rows of 5") from error
    if rows.ndim != 2 or rows.shape[1] != 5:
        raise SketchError(f"the stroke-5 array has shape {rows.shape}; (T, 5) is needed")
    ends = np.flatnonzero(rows[:, END] == 1)
    rows = rows[: ends[0] + 1] if len(ends) else rows
    states = rows[:, PEN_DOWN:]
    if not (np.isin(states, (0, 1)).all() and (states.sum(1) == 1).all()):
        raise SketchError("the last three columns of a stroke-5 array must be one-hot in every row")
    if not len(rows):
        return Sketch()
    lifted = np.flatnonzero(rows[:-1, PEN_DOWN] == 0)
    return Sketch.from_polylines(np.split(rows[:, :2] / canvas_px, lifted + 1))


def sketch_to_stroke5(sketch: Sketch, canvas_px: float) -> NDArray[np.float64]:
    """V (T, 5) of a sketch on a square canvas of canvas_px; an empty sketch gives (0, 5)."""
    _check_canvas(canvas_px)
    rows = np.zeros((sketch.n_points, 5))
    rows[:, :2] = sketch.points * canvas_px
    rows[:, PEN_DOWN] = 1
    last = sketch.stroke_starts[1:] - 1
    rows[last, PEN_DOWN:] = (0, 1, 0)
    rows[last[-1:], PEN_DOWN:] = (0, 0, 1)
    return rows


def _check_canvas(canvas_px: float) -> None:
    if not (math.isfinite(canvas_px) and canvas_px > 0):
        raise SketchError(f"the canvas is {canvas_px} px wide; a positive number is needed")
