"""A generator whose answers can be worked out by hand."""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.models.sketch_to_photo.code import SketchCode
from sketchapp.models.sketch_to_photo.photo_generator import (
    PLAIN,
    GeneratedPhoto,
    GenerationCost,
    images_of,
)
from sketchapp.sketch import RasterStyle, Sketch
from sketchapp.sketch.emphasis import Emphasis

SIDE = 32


class HalvesGenerator:
    """The coarse row and map are the ink of the left half, the mid row that of the right.

    Nothing is fine. The photo is grey where the map has ink, so the right half is ignored.
    """

    id, size_px, categories = "halves", SIDE, ("chair",)
    style = RasterStyle(SIDE, 1.0)
    thickest, faintest = 3.0, 0.5

    def __init__(self, right: float = 0.0) -> None:
        """right: how much the coarse row and the map answer to the right half, too."""
        self.right = right

    def encode(self, images: Tensor, /) -> SketchCode:
        ink = 1 - images.mean(1)  # (B, H, H)
        right = ink[:, :, SIDE // 2 :]
        weight = torch.ones(SIDE)
        weight[SIDE // 2 :] = self.right
        coarse, mid = (ink * weight).sum((1, 2)), right.sum((1, 2))
        rows = torch.stack([coarse, mid, 0 * mid], 1)[:, :, None]  # (B, 3, 1)
        return SketchCode(rows, {SIDE: (ink * weight)[:, None]}, torch.zeros(len(ink), 1))

    def category_of(self, code: SketchCode, category: str | None, /) -> str:
        return category or "chair"

    def decode_code(self, code: SketchCode, seed: int, category: str, /) -> Tensor:
        return (1 - 0.5 * code.maps[SIDE]).expand(-1, 3, -1, -1)

    def generate(
        self, sketch: Sketch, seed: int, category: str | None = None, emphasis: Emphasis = PLAIN
    ) -> GeneratedPhoto:
        code = self.encode(images_of(sketch, self.style, emphasis))
        photo = self.decode_code(code, seed, "chair")[0]
        return GeneratedPhoto(photo, seed, category or "chair", code.rows[0])

    def variants(self, sketch, seeds, category=None):
        return tuple(self.generate(sketch, seed, category) for seed in seeds)

    def cost(self) -> GenerationCost:
        return GenerationCost(0, 0.0)


SIDES = Sketch.from_polylines([[[0.1, 0.1], [0.1, 0.9]], [[0.9, 0.1], [0.9, 0.9]]])
"""Stroke 0 on the left, stroke 1 on the right, equally long."""
