"""A sketch as a generator sees it, with what is needed to trace pixels back to strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.attribution.score import images_of_ink
from sketchapp.models.sketch_to_photo.photo_generator import PLAIN, CodedGenerator
from sketchapp.sketch import Frame, Raster, RasterStyle, Sketch, rasterise
from sketchapp.sketch.emphasis import Emphasis, emphasised_ink
from sketchapp.sketch.geometry import ink_lengths

PICTURES_AT_ONCE = 16


@dataclass(frozen=True, eq=False)
class DrawnSketch:
    """ink (H, W) with the emphasis in it; raster says which pixels belong to which segment.

    lengths_px (S,) is the ink of every stroke: the length of its line in raster pixels.
    """

    sketch: Sketch
    style: RasterStyle
    frame: Frame
    emphasis: Emphasis
    ink: NDArray[np.float64]
    raster: Raster

    @classmethod
    def of(
        cls, sketch: Sketch, generator: CodedGenerator, emphasis: Emphasis = PLAIN
    ) -> DrawnSketch:
        """In the frame of the whole sketch; its raster is as thick as the thickest strokes are."""
        style = generator.style
        frame = Frame.fit(sketch, style.size_px, style.ink_share)
        ink = emphasised_ink(sketch, style, emphasis, frame)
        thick = replace(style, thickness_px=style.thickness_px * emphasis.thickness)
        return cls(sketch, style, frame, emphasis, ink, rasterise(sketch, thick, frame))

    @property
    def lengths_px(self) -> NDArray[np.float64]:
        """(S,)."""
        return ink_lengths(self.sketch) * self.frame.scale_px

    def ink_without(self, stroke_id: int) -> NDArray[np.float32]:
        """Ink (H, W) when one stroke is left out and all others stay where they are."""
        left = self.sketch.without([stroke_id])
        return emphasised_ink(left, self.style, self.emphasis, self.frame).astype(np.float32)

    def pictures(self) -> Tensor:
        """(1, 3, H, H), black on white."""
        return images_of_ink(self.ink)


def picture_batches(inks: Sequence[NDArray]) -> list[Tensor]:
    """Inks (H, W) as pictures (B, 3, H, H), PICTURES_AT_ONCE a time."""
    starts = range(0, len(inks), PICTURES_AT_ONCE)
    return [images_of_ink(np.stack(inks[at : at + PICTURES_AT_ONCE])) for at in starts]


def blank_picture(style: RasterStyle) -> Tensor:
    """Paper without ink, (1, 3, H, H)."""
    return torch.ones(1, 3, style.size_px, style.size_px)
