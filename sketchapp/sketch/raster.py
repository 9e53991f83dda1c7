"""The one canonical rasteriser: training, serving and evaluation draw every sketch with it.

Two pictures come from one sketch. The soft raster (Eq. 5 of the stroke attribution paper) is what
models see. Bresenham's lines (Algorithm 1) say which pixels belong to which stroke.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.frame import INK_SHARE, Frame
from sketchapp.sketch.kernels import NO_SEGMENT, lower_distance_field, stroke_pixels
from sketchapp.sketch.stroke import Sketch

STEEPNESS = 5.0  # b of Eq. 5: ink falls from 0.88 to 0.12 within 0.8 px of the stroke's edge
FADE = 16.0  # sigmoid(-16) is 1e-7: beyond it a pixel counts as paper
MAX_SIZE_PX = 2048


@dataclass(frozen=True)
class RasterStyle:
    """How a sketch is drawn for a model: picture size and line thickness, in raster pixels.

    Ink at distance d from a stroke is sigmoid(a - b d), b = STEEPNESS; the thickness is the width
    at half ink, 2 a / b. The paper's (2, 5) is 0.8 px. The longer side of the ink takes ink_share
    of the picture.
    """

    size_px: int = 224
    thickness_px: float = 0.8
    ink_share: float = INK_SHARE

    def __post_init__(self) -> None:
        if not 8 <= self.size_px <= MAX_SIZE_PX:
            raise SketchError(f"raster size {self.size_px} px; allowed are 8 to {MAX_SIZE_PX}")
        if not 0.0 < self.thickness_px <= 16.0:
            raise SketchError(f"thickness {self.thickness_px} px; allowed are over 0 to 16")
        if not 0.1 <= self.ink_share <= 1.0:
            raise SketchError(f"ink share {self.ink_share} of a picture; allowed are 0.1 to 1")

    @property
    def offset(self) -> float:
        """a of sigmoid(a - b d)."""
        return STEEPNESS * self.thickness_px / 2

    @property
    def radius_px(self) -> float:
        """Beyond this distance from every stroke there is no ink."""
        return (self.offset + FADE) / STEEPNESS


@dataclass(frozen=True, eq=False)
class Segments:
    """The M straight pieces of a sketch; a stroke of one point has one of length zero.

    ends (M, 2) indices into the T points; stroke (M,) the position of its stroke in the sketch.
    """

    ends: NDArray[np.int64]
    stroke: NDArray[np.int64]

    @classmethod
    def of(cls, sketch: Sketch) -> Segments:
        """Consecutive points of each stroke, in drawing order; pen-up moves are not drawn."""
        starts = sketch.stroke_starts
        counts = np.maximum(np.diff(starts) - 1, 1)
        stroke = np.repeat(np.arange(len(sketch)), counts)
        within = np.arange(len(stroke)) - np.repeat(np.cumsum(counts) - counts, counts)
        first = starts[:-1][stroke] + within
        last = np.minimum(first + 1, starts[1:][stroke] - 1)
        return cls(np.stack([first, last], axis=1), stroke)


@dataclass(frozen=True, eq=False)
class Raster:
    """A drawn sketch: ink X (H, W) in 0..1, 1 = ink, and what is needed to trace it back.

    squared_px (H, W) squared distance to the nearest segment (infinite where there is no ink),
    nearest (H, W) its number or NO_SEGMENT, position (H, W) where along it, 0..1.
    """

    ink: NDArray[np.float64]
    squared_px: NDArray[np.float64]
    nearest: NDArray[np.int32]
    position: NDArray[np.float64]
    points_px: NDArray[np.float64]
    segments: Segments
    frame: Frame
    style: RasterStyle


def rasterise(sketch: Sketch, style: RasterStyle, frame: Frame | None = None) -> Raster:
    """Draw the sketch softly (Eq. 5), in the frame of its own ink unless another is given."""
    frame = Frame.fit(sketch, style.size_px, style.ink_share) if frame is None else frame
    return rasterise_segments(frame.to_px(sketch.points), Segments.of(sketch), style, frame)


def rasterise_segments(
    points_px: NDArray[np.float64], segments: Segments, style: RasterStyle, frame: Frame
) -> Raster:
    """Draw segments between points_px (T, 2) that already lie in raster pixels."""
    shape = (style.size_px, style.size_px)
    squared, position = np.full(shape, math.inf), np.zeros(shape)
    nearest = np.full(shape, NO_SEGMENT, np.int32)
    lower_distance_field(points_px, segments.ends, 0, style.radius_px, squared, nearest, position)
    ink = soft_ink(squared, style)
    return Raster(ink, squared, nearest, position, points_px, segments, frame, style)


def soft_ink(squared_px: NDArray[np.float64], style: RasterStyle) -> NDArray[np.float64]:
    """Ink sigmoid(a - b d) of squared distances in raster pixels; exactly 0 where infinite."""
    ink = np.zeros_like(squared_px)
    near = np.isfinite(squared_px)
    ink[near] = 1.0 / (1.0 + np.exp(STEEPNESS * np.sqrt(squared_px[near]) - style.offset))
    return ink


def pixels_of_strokes(
    sketch: Sketch, style: RasterStyle, frame: Frame | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Flat pixel indices of every stroke by Bresenham's lines, and starts (S + 1,).

    A pixel shared by strokes belongs to each of them; pixels off the picture are left out.
    """
    frame = Frame.fit(sketch, style.size_px, style.ink_share) if frame is None else frame
    segments = Segments.of(sketch)
    points_px = frame.to_px(sketch.points)
    return stroke_pixels(points_px, segments.ends, segments.stroke, len(sketch), style.size_px)


def hard_ink(sketch: Sketch, style: RasterStyle, frame: Frame | None = None) -> NDArray[np.float64]:
    """X of Algorithm 1, (H, W) in {0, 1}: the paper's literal picture."""
    pixels, _ = pixels_of_strokes(sketch, style, frame)
    ink = np.zeros(style.size_px * style.size_px)
    ink[pixels] = 1.0
    return ink.reshape(style.size_px, style.size_px)
