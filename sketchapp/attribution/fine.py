"""P-SLA, attribution to points (Eq. 5, 6, 14-16 of the stroke attribution paper)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution.kernels import gather_position_gradient, gather_visibility
from sketchapp.sketch import Raster
from sketchapp.sketch.raster import STEEPNESS


def point_values(raster: Raster, gradient: NDArray[np.float64]) -> NDArray[np.float64]:
    """The visibility of every point, signed, (T,): dF/dw of its segments, w = 1 the ink's weight.

    The sum of X dF/dX over the pixels whose nearest segment it is, shared (1 - u) and u between the
    end points. Its sum over a stroke is the soft twin of SLA. Of coincident points only the sum is
    defined; interior points collect from two segments, end points from one.
    """
    return gather_visibility(
        raster.ink * gradient,
        raster.nearest,
        raster.position,
        raster.segments.ends,
        len(raster.points_px),
    )


def position_gradient(raster: Raster, gradient: NDArray[np.float64]) -> NDArray[np.float64]:
    """dF/dv of every point as printed in Eq. 6, (T, 2), per raster pixel of movement.

    It says how sensitive the score is to where a point lies, not whether the point helps.
    """
    return gather_position_gradient(
        np.ascontiguousarray(gradient),
        raster.ink,
        raster.squared_px,
        raster.nearest,
        raster.position,
        raster.points_px,
        raster.segments.ends,
        STEEPNESS,
    )
