"""What is flagged, as programs and the page get it: with its reason in words."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from sketchapp.cleaning import Flag, Part, without_parts
from sketchapp.sketch import Frame, Sketch
from sketchapp.sketch.geometry import DOT_LENGTH, ink_lengths
from sketchapp.ui import text

NOTICEABLE = 0.04  # how much larger the rest is drawn in its own frame, for that to be the reason


class FlagJson(TypedDict):
    """A stroke, or the part of it from point `first` to point `last`, 0 the first, both included.

    gain is how much the similarity rises without it, reason says why in words.
    """

    stroke_id: int
    first: int
    last: int
    gain: float
    reason: str


def flag_json(sketch: Sketch, flag: Flag) -> FlagJson:
    """One flag of this sketch."""
    return FlagJson(
        stroke_id=flag.part.stroke_id,
        first=flag.part.first,
        last=flag.part.last,
        gain=round(flag.gain, 6),
        reason=reason(sketch, flag),
    )


def reason(sketch: Sketch, flag: Flag) -> str:
    """Where it lies, how much of the ink it is, and what it does to the match."""
    (stroke,) = sketch.keep([flag.part.stroke_id]).strokes
    points = stroke.points[flag.part.first : flag.part.last + 1]
    length = max(float(np.hypot(*np.diff(points, axis=0).T).sum()), DOT_LENGTH)
    return text.flag_sentence(
        flag.part == Part.whole(stroke),
        third_of(points, sketch.points),
        length / float(ink_lengths(sketch).sum()),
        _cause(sketch, flag),
        flag.gain,
    )


def _cause(sketch: Sketch, flag: Flag) -> str:
    whole, left = Frame.fit(sketch, 100), Frame.fit(without_parts(sketch, [flag.part]), 100)
    if left.scale_px > (1 + NOTICEABLE) * whole.scale_px:
        return "beyond"
    return "away" if flag.value < 0 else "idle"


def third_of(points: NDArray[np.float64], all_points: NDArray[np.float64]) -> tuple[int, int]:
    """Row and column, 0 to 2, of the middle of some points within the bounds of all."""
    low, high = all_points.min(0), all_points.max(0)
    middle = (points.min(0) + points.max(0)) / 2
    share = (middle - low) / np.maximum(high - low, 1e-9)
    column, row = np.clip((3 * share).astype(int), 0, 2).tolist()
    return row, column
