"""Where the ink lies in the picture that a model sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchapp.sketch.stroke import Sketch

INK_SHARE = 0.742  # longer side of the ink over the picture; 190 of 256, as ChairV2 is framed
MIN_EXTENT = 0.15  # of the canvas: ink smaller than this is not magnified to the full share


@dataclass(frozen=True)
class Frame:
    """Maps the unit square to raster pixels: points_px = points * scale_px + offset_px.

    One scale for both axes, so that proportions stay.
    """

    scale_px: float
    offset_px: tuple[float, float]

    @classmethod
    def fit(cls, sketch: Sketch, size_px: int, share: float = INK_SHARE) -> Frame:
        """The frame of this ink: longer side on `share` of a size_px picture, centred.

        Ink smaller than MIN_EXTENT of the canvas keeps that scale, so that a dot stays a dot. An
        empty sketch gets the frame of the whole canvas.
        """
        return cls.around(sketch.points, size_px, share)

    @classmethod
    def around(cls, points: NDArray[np.float64], size_px: int, share: float = INK_SHARE) -> Frame:
        """The same for points (T, 2) that are not a sketch yet."""
        if not len(points):
            margin_px = size_px * (1 - share) / 2 - 0.5
            return cls(size_px * share, (margin_px, margin_px))
        low, high = points.min(0), points.max(0)
        scale_px = share * size_px / max(float((high - low).max()), MIN_EXTENT)
        centre_px = (size_px - 1) / 2  # pixel centres stand at whole numbers
        offset = centre_px - scale_px * (low + high) / 2
        return cls(scale_px, (float(offset[0]), float(offset[1])))

    def to_px(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) of the unit square in raster pixels (n, 2), pixel centres at whole numbers."""
        return points * self.scale_px + np.asarray(self.offset_px)

    def to_unit(self, points_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """The inverse of `to_px`."""
        return (points_px - np.asarray(self.offset_px)) / self.scale_px
