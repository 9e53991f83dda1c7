"""A sketch drawn with some strokes thicker, or the others paler, than they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.frame import Frame
from sketchapp.sketch.raster import RasterStyle, rasterise
from sketchapp.sketch.stroke import Sketch


@dataclass(frozen=True)
class Emphasis:
    """Strokes by id that are drawn `thickness` times as thick; all others with `ink` of theirs.

    Raises SketchError where thickness is under 1 or ink outside over 0 to 1.
    """

    stroke_ids: frozenset[int] = frozenset()
    thickness: float = 1.0
    ink: float = 1.0

    def __post_init__(self) -> None:
        if not (self.thickness >= 1.0 and 0.0 < self.ink <= 1.0):
            raise SketchError(
                f"thickness {self.thickness} and ink {self.ink} of an emphasis; a thickness of 1"
                " or more and an ink over 0 to 1 are allowed"
            )


def emphasised_ink(
    sketch: Sketch, style: RasterStyle, emphasis: Emphasis, frame: Frame | None = None
) -> NDArray[np.float64]:
    """Ink (H, W), the darkest of all strokes at every pixel, in the whole sketch's frame.

    Without an emphasis that shows, this is the soft raster of `rasterise`.
    """
    frame = Frame.fit(sketch, style.size_px, style.ink_share) if frame is None else frame
    if _is_plain(emphasis, sketch.ids):
        return rasterise(sketch, style, frame).ink
    thicker = replace(style, thickness_px=style.thickness_px * emphasis.thickness)
    strong = rasterise(sketch.keep(emphasis.stroke_ids), thicker, frame).ink
    others = rasterise(sketch.without(emphasis.stroke_ids), style, frame).ink
    return np.maximum(strong, emphasis.ink * others)


def _is_plain(emphasis: Emphasis, ids: Collection[int]) -> bool:
    if emphasis.ink == 1.0 and emphasis.thickness == 1.0:
        return True
    return emphasis.ink == 1.0 and not emphasis.stroke_ids.intersection(ids)
