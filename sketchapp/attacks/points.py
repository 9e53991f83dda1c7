"""Sketches with points taken away; points are numbered through all strokes, 0 to T - 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch, Stroke


def without_points(sketch: Sketch, removed: Iterable[int]) -> Sketch:
    """The sketch without these points; the pen is lifted around each of them.

    The first piece of a stroke keeps its id, further ones get new ids. A piece of one point stays
    as a dot: what was not removed is still there. Raises SketchError for a point that is not there.
    """
    kept = np.ones(sketch.n_points, bool)
    numbers = list(removed)
    if numbers and not 0 <= min(numbers) <= max(numbers) < len(kept):
        raise SketchError(f"points {numbers} of a sketch of {len(kept)} points")
    kept[numbers] = False
    new_ids = free_ids(sketch)
    strokes: list[Stroke] = []
    for stroke, (first, last) in zip(sketch.strokes, pairwise(sketch.stroke_starts), strict=True):
        for number, piece in enumerate(_pieces(kept[first:last])):
            strokes.append(_part(stroke, piece, next(new_ids) if number else stroke.id))
    return Sketch(tuple(strokes))


def removable_together(sketch: Sketch, order: Iterable[int], count: int) -> tuple[int, ...]:
    """The first `count` of these points that may go together, in their order.

    Points that would part a stroke are passed over where the sketch has no room for one more.
    """
    chosen: list[int] = []
    for at in order:
        if len(chosen) == count:
            break
        room = len(sketch) + len(chosen) < LIMITS.strokes  # each point makes one piece at most
        if room or _pieces_without(sketch, [*chosen, at]) <= LIMITS.strokes:
            chosen.append(at)
    return tuple(chosen)


def _pieces_without(sketch: Sketch, removed: list[int]) -> int:
    kept = np.ones(sketch.n_points, bool)
    kept[removed] = False
    begins = kept.copy()
    begins[1:] &= ~kept[:-1]
    starts = sketch.stroke_starts[:-1]
    begins[starts] = kept[starts]
    return int(begins.sum())


def removed_lines(sketch: Sketch, removed: Sequence[int]) -> list[NDArray[np.float64]]:
    """The lines (n, 2) that go with these points: up to the points before and after, which stay."""
    gone = np.zeros(sketch.n_points, bool)
    gone[list(removed)] = True
    lines = []
    for stroke, (first, last) in zip(sketch.strokes, pairwise(sketch.stroke_starts), strict=True):
        for piece in _pieces(gone[first:last]):
            low, high = max(piece[0] - 1, 0), min(piece[-1] + 1, len(stroke) - 1)
            lines.append(stroke.points[low : high + 1])
    return lines


def free_ids(sketch: Sketch) -> Iterator[int]:
    """Stroke ids that the sketch does not use, the lowest first."""
    used = set(sketch.ids)
    return (number for number in count() if number not in used)


def with_points(sketch: Sketch, points: NDArray[np.float64]) -> Sketch:
    """The sketch with its points (T, 2) at other places, cut off at the limits of a sketch."""
    placed = np.split(np.clip(points, LIMITS.lowest, LIMITS.highest), sketch.stroke_starts[1:-1])
    return Sketch(
        tuple(
            Stroke(stroke.id, own, stroke.time_ms, stroke.pressure, stroke.pointer)
            for stroke, own in zip(sketch.strokes, placed, strict=True)
        )
    )


def _pieces(kept: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """Runs of points that stay, by their numbers."""
    left = np.flatnonzero(kept)
    if len(left):
        yield from np.split(left, np.flatnonzero(np.diff(left) > 1) + 1)


def _part(stroke: Stroke, numbers: NDArray[np.int64], stroke_id: int) -> Stroke:
    return Stroke(
        stroke_id,
        stroke.points[numbers],
        stroke.time_ms[numbers],
        stroke.pressure[numbers],
        stroke.pointer,
    )
