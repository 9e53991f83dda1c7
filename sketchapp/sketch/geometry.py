"""Measuring, thinning and cutting strokes. Lengths are shares of the canvas side; ids are kept."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.stroke import LIMITS, Sketch, Stroke

DOT_LENGTH = 0.004  # ink length that a dot counts for: about one line width


def length(stroke: Stroke) -> float:
    """The length of the line through the stroke's points."""
    return float(_piece_lengths(stroke).sum())


def ink_lengths(sketch: Sketch) -> NDArray[np.float64]:
    """The length of every stroke (S,), DOT_LENGTH at least, so that dots count as ink."""
    return np.array([max(length(stroke), DOT_LENGTH) for stroke in sketch.strokes])


def bounds(sketch: Sketch) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the points; SketchError for a sketch without strokes."""
    if not sketch:
        raise SketchError("a sketch without strokes has no bounds; draw something first")
    left, top, right, bottom = shapely.total_bounds(shapely.points(sketch.points)).tolist()
    return left, top, right, bottom


def resample(stroke: Stroke, *, spacing: float | None = None, n: int | None = None) -> Stroke:
    """The stroke with points at equal distances: about `spacing` apart, or n of them.

    Both ends stay; times and pressures are interpolated. A stroke of length 0 keeps its first and
    last point when a spacing is given, and repeats its points when n is given. Raises SketchError
    unless exactly one of both is given, and where n is outside 1 to LIMITS.points_per_stroke.
    """
    if (spacing is None) == (n is None):
        raise SketchError("give either the spacing of the new points or their number n")
    if n is None:
        n = _count_of_spacing(stroke, spacing or 0.0)
    if not 1 <= n <= LIMITS.points_per_stroke:
        raise SketchError(
            f"stroke {stroke.id} would get {n} points;"
            f" 1 to {LIMITS.points_per_stroke} are allowed. Choose another spacing"
        )
    travelled = _travelled(stroke)
    rows = _rows_at(stroke, travelled, np.linspace(0, travelled[-1], n))
    rows[-1] = _rows(stroke)[-1]
    rows[0] = _rows(stroke)[0]
    return _with_rows(stroke, rows)


def simplify(stroke: Stroke, tolerance: float) -> Stroke:
    """The stroke without the points that the line misses by at most `tolerance`.

    Douglas and Peucker's method (shapely). Kept points keep their times and pressures; both ends
    are kept. Raises SketchError for a negative tolerance.
    """
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise SketchError(f"tolerance {tolerance}; a length of 0 or more is needed")
    if len(stroke) < 3:
        return stroke
    numbered = np.column_stack([stroke.points, np.arange(len(stroke))])
    with np.errstate(divide="ignore", invalid="ignore"):  # pieces too short to be squared
        line = shapely.simplify(shapely.linestrings(numbered), tolerance, preserve_topology=False)
    kept = shapely.get_coordinates(line, include_z=True)[:, 2].astype(np.int64)
    return _with_rows(stroke, _rows(stroke)[kept])


def prefix(sketch: Sketch, share: float) -> Sketch:
    """The first `share` (0..1) of the drawing by ink length, its last stroke cut where it ends.

    The point at the cut is interpolated with its time and pressure. A dot counts DOT_LENGTH and
    shows from its start. 0 gives the empty sketch, 1 the whole one.
    """
    if not 0.0 <= share <= 1.0:
        raise SketchError(f"share {share} of the drawing; 0 to 1 are allowed")
    if share == 1.0 or not sketch:
        return sketch
    lengths = ink_lengths(sketch)
    ends = np.cumsum(lengths)
    goal = share * ends[-1]
    whole = int(np.searchsorted(ends, goal, side="right"))
    strokes = sketch.strokes[:whole]
    rest = goal - (ends[whole - 1] if whole else 0.0)
    if whole < len(sketch) and rest > 0:
        strokes += (_start_of(sketch.strokes[whole], min(rest / lengths[whole], 1.0)),)
    return Sketch(strokes)


def reverse(stroke: Stroke) -> Stroke:
    """The stroke drawn from its end to its start within the same span of time."""
    earliest, latest = stroke.time_ms.min(), stroke.time_ms.max()
    time_ms = np.clip(earliest + latest - stroke.time_ms, earliest, latest)
    return Stroke(
        stroke.id, stroke.points[::-1], time_ms[::-1], stroke.pressure[::-1], stroke.pointer
    )


def _piece_lengths(stroke: Stroke) -> NDArray[np.float64]:
    """Distances of consecutive points (n - 1,)."""
    return np.hypot(*np.diff(stroke.points, axis=0).T)


def _travelled(stroke: Stroke) -> NDArray[np.float64]:
    """Length from the start to each point (n,); the point's number where nothing moved."""
    travelled = np.concatenate([[0.0], np.cumsum(_piece_lengths(stroke))])
    return travelled if travelled[-1] > 0 else np.arange(len(stroke), dtype=np.float64)


def _start_of(stroke: Stroke, share: float) -> Stroke:
    """The first share (over 0) of a stroke's length."""
    travelled = _travelled(stroke)
    goal = share * travelled[-1]
    before = int(np.searchsorted(travelled, goal, side="left"))
    last = _rows_at(stroke, travelled, np.array([goal]))
    return _with_rows(stroke, np.concatenate([_rows(stroke)[:before], last]))


def _count_of_spacing(stroke: Stroke, spacing: float) -> int:
    if not (math.isfinite(spacing) and spacing > 0):
        raise SketchError(f"spacing {spacing}; a length over 0 is needed")
    pieces = min(length(stroke) / spacing, float(LIMITS.points_per_stroke))
    return 1 if len(stroke) == 1 else max(round(pieces), 1) + 1


def _rows(stroke: Stroke) -> NDArray[np.float64]:
    """(n, 4): x, y, time in ms, pressure."""
    return np.column_stack([stroke.points, stroke.time_ms, stroke.pressure])


def _rows_at(
    stroke: Stroke, travelled: NDArray[np.float64], goals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rows (len(goals), 4) interpolated where the pen has travelled the given lengths."""
    columns = _rows(stroke).T
    # interpolation may round beyond the values between which it lies, and so out of the limits
    return np.column_stack(
        [np.clip(np.interp(goals, travelled, c), c.min(), c.max()) for c in columns]
    )


def _with_rows(stroke: Stroke, rows: NDArray[np.float64]) -> Stroke:
    return Stroke(stroke.id, rows[:, :2], rows[:, 2], rows[:, 3], stroke.pointer)
