"""Sketches at the edge of what is allowed, by name, and what must be refused.

Every public function that takes a sketch is tested with all of DEGENERATE.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sketchapp.sketch import LIMITS, Sketch, Stroke


def _spiral(n: int) -> np.ndarray:
    turn = np.linspace(0, 40 * math.pi, n)
    return 0.5 + (turn / 300)[:, None] * np.stack([np.cos(turn), np.sin(turn)], 1)


SLOPE = [[0.1, 0.2], [0.5, 0.4], [0.9, 0.8]]

DEGENERATE: dict[str, Sketch] = {
    "no stroke": Sketch(),
    "one point": Sketch.from_polylines([[[0.5, 0.5]]]),
    "one point at the origin": Sketch.from_polylines([[[0.0, 0.0]]]),
    "two dots": Sketch.from_polylines([[[0.2, 0.5]], [[0.8, 0.5]]]),
    "two equal points": Sketch.from_polylines([[[0.3, 0.7], [0.3, 0.7]]]),
    "all duplicates": Sketch.from_polylines([[[0.3, 0.7]] * 20, [[0.3, 0.7]] * 5]),
    "two identical strokes": Sketch.from_polylines([SLOPE, SLOPE]),
    "off the canvas": Sketch.from_polylines([[[-1.0, -1.0], [2.0, 2.0]], [[-0.5, 1.5], [0.5, 2]]]),
    "10,000 points": Sketch.from_polylines([_spiral(LIMITS.points_per_stroke)]),
    "drawn backwards": Sketch.from_polylines([SLOPE, SLOPE[::-1]]),
    "single stroke": Sketch.from_polylines([SLOPE]),
    "crossing overlap": Sketch.from_polylines([[[0.1, 0.1], [0.9, 0.9]], [[0.1, 0.9], [0.9, 0.1]]]),
    "retraced": Sketch.from_polylines([[[0.1, 0.5], [0.9, 0.5], [0.1, 0.5], [0.9, 0.5]]]),
    "tiny": Sketch.from_polylines([[[0.5, 0.5], [0.5 + 1e-12, 0.5]]]),
    "most strokes": Sketch.from_polylines([[[i / 500, 0.1], [0.5, 0.9]] for i in range(500)]),
    "ids with gaps": Sketch(
        (Stroke(7, np.array(SLOPE)), Stroke(LIMITS.id, np.array([[0.4, 0.6]])))
    ),
}

REFUSED: dict[str, Callable[[], object]] = {
    "NaN": lambda: Sketch.from_polylines([[[math.nan, 0.5]]]),
    "infinite": lambda: Sketch.from_polylines([[[0.5, math.inf]]]),
    "far off the canvas": lambda: Sketch.from_polylines([[[0.5, 2.1]]]),
    "a stroke without points": lambda: Sketch.from_polylines([np.zeros((0, 2))]),
    "unequal lengths": lambda: Stroke(0, [[0.1, 0.2], [0.3]]),  # type: ignore[arg-type]
    "unequal times": lambda: Stroke(0, np.array(SLOPE), time_ms=np.zeros(2)),
    "unequal pressures": lambda: Stroke(0, np.array(SLOPE), pressure=np.zeros(4)),
    "three columns": lambda: Stroke(0, np.zeros((4, 3))),
    "duplicate ids": lambda: Sketch((Stroke(3, np.array(SLOPE)), Stroke(3, np.array(SLOPE)))),
    "negative id": lambda: Stroke(-1, np.array(SLOPE)),
    "fractional id": lambda: Stroke(1.5, np.array(SLOPE)),  # type: ignore[arg-type]
    "id true": lambda: Stroke(True, np.array(SLOPE)),
    "id beyond the limit": lambda: Stroke(LIMITS.id + 1, np.array(SLOPE)),
    "negative time": lambda: Stroke(0, np.array(SLOPE), time_ms=np.array([-1.0, 0.0, 1.0])),
    "pressure over 1": lambda: Stroke(0, np.array(SLOPE), pressure=np.array([0.5, 1.1, 0.5])),
    "unknown pointer": lambda: Stroke(0, np.array(SLOPE), pointer="toe"),  # type: ignore[arg-type]
    "texts for numbers": lambda: Stroke(0, [["0.1", "0.2"]]),  # type: ignore[arg-type]
    "truth values": lambda: Stroke(0, [[True, False]]),  # type: ignore[arg-type]
    "nothing": lambda: Stroke(0, [[None, 0.5]]),  # type: ignore[arg-type]
    "huge integers": lambda: Stroke(0, [[10**400, 0]]),  # type: ignore[arg-type]
    "too many strokes": lambda: Sketch.from_polylines([[[0.5, 0.5]]] * (LIMITS.strokes + 1)),
    "too many points in a stroke": lambda: Sketch.from_polylines(
        [np.zeros((LIMITS.points_per_stroke + 1, 2))]
    ),
    "too many points": lambda: Sketch.from_polylines([np.zeros((9_000, 2))] * 6),
}

TOO_LONG = b" " * (LIMITS.bytes + 1)
"""A text beyond LIMITS.bytes, for every format that is uploaded as text."""
