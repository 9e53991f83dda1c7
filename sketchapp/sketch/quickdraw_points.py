"""The points that a drawing has once it is simplified as Quick, Draw! simplifies its drawings."""

from __future__ import annotations

import numpy as np

from sketchapp.sketch.formats.quickdraw import SIMPLIFIED_SIDE
from sketchapp.sketch.geometry import simplify
from sketchapp.sketch.stroke import Sketch

TOLERANCE = 2.0  # of a box whose longer side is SIMPLIFIED_SIDE


def quickdraw_simplified(sketch: Sketch) -> Sketch:
    """The sketch with the points that the simplified drawings of Quick, Draw! would have.

    Ramer, Douglas and Peucker's method with tolerance 2, the longer side of the ink being 255; ids
    and places stay. What this gave keeps all its points; files of Quick, Draw! that are simplified
    already lose one in 25, because their points were rounded to whole units afterwards. (Google
    also samples strokes anew before, which moves points along the line.)
    https://github.com/googlecreativelab/quickdraw-dataset
    """
    if not sketch:
        return sketch
    tolerance = TOLERANCE * box_side(sketch) / SIMPLIFIED_SIDE
    return Sketch(tuple(simplify(stroke, tolerance) for stroke in sketch.strokes))


def box_side(sketch: Sketch) -> float:
    """The longer side of the ink of a sketch with strokes, in units of the canvas."""
    return float(np.ptp(sketch.points, axis=0).max())
