"""SLA, coarse stroke-level attribution (Eq. 2-4 of the stroke attribution paper)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution.kernels import sum_over_strokes
from sketchapp.sketch import Frame, RasterStyle, Sketch, pixels_of_strokes


def stroke_values(
    sketch: Sketch, gradient: NDArray[np.float64], style: RasterStyle, frame: Frame | None = None
) -> NDArray[np.float64]:
    """The value of every stroke, (S,): dF/dX summed over the stroke's Bresenham pixels.

    gradient is dF/dX (H, W). A pixel shared by strokes counts for each; longer strokes count more,
    as the paper says. The gradient is gathered, not propagated through the clamp of the paper's
    footnote: clamp has gradient 0 at exactly 0 and 1, so its literal form returns zeros.
    """
    pixels, starts = pixels_of_strokes(sketch, style, frame)
    return sum_over_strokes(np.ascontiguousarray(gradient).reshape(-1), pixels, starts)
