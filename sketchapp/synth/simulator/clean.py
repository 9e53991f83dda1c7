"""A clean drawing prepared once, so that it can be drawn by many hands quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sketchapp.errors import SketchError
from sketchapp.synth.simulator.midlines import Midline, midlines_of
from sketchapp.synth.simulator.polylines import Points, resampled
from sketchapp.synth.simulator.salience import salience_of

STEP = 0.0125  # between points while drawing, of the longer side
SMALLEST_SIDE = 1e-3  # of the canvas: less is a dot, and is not magnified


@dataclass(frozen=True, eq=False)
class Line:
    """One line to draw: points (n, 2), the part it shows, and how much it matters."""

    points: Points
    part: str
    salience: float


@dataclass(frozen=True, eq=False)
class CleanDrawing:
    """Strokes with part names in the drawing's own frame: centre 0, longer side 1.

    `points * side + centre` leads back to the unit square. midlines are single lines that may
    stand for both edges of thin parts.
    """

    lines: tuple[Line, ...]
    midlines: tuple[Midline, ...]
    centre: NDArray[np.float64]
    side: float

    @classmethod
    def of(cls, strokes: Sequence[ArrayLike], parts: Sequence[str]) -> CleanDrawing:
        """Strokes (n, 2) in the unit square with one part name each, e.g. `leg_L`.

        Raises SketchError where there is no stroke or the names do not fit the strokes.
        """
        if not strokes or len(strokes) != len(parts):
            raise SketchError(
                f"{len(strokes)} strokes with {len(parts)} part names; give at least one stroke,"
                " and one name for each"
            )
        given = [np.asarray(stroke, np.float64) for stroke in strokes]
        every = np.concatenate(given)
        low, high = every.min(0), every.max(0)
        centre, side = (low + high) / 2, max(float((high - low).max()), SMALLEST_SIDE)
        placed = [resampled((points - centre) / side, STEP) for points in given]
        salience = salience_of(placed, parts)
        lines = tuple(Line(*item) for item in zip(placed, parts, salience.tolist(), strict=True))
        return cls(lines, midlines_of(placed, parts), centre, side)
