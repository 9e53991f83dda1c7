"""What would change without a stroke."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from sketchapp.generation.drawn import DrawnSketch, picture_batches
from sketchapp.models.sketch_to_photo.photo_generator import CodedGenerator


def photos_without(
    drawn: DrawnSketch, generator: CodedGenerator, ids: Sequence[int], seed: int, category: str
) -> Tensor:
    """Photos (n, 3, M, M) in 0..1, each with one of these strokes left out.

    All other ink stays where it is. Unknown ids leave nothing out.
    """
    inks = [drawn.ink_without(stroke_id) for stroke_id in ids]
    with torch.no_grad():
        made = [
            generator.decode_code(generator.encode(batch), seed, category)
            for batch in picture_batches(inks)
        ]
    size = generator.size_px
    return torch.cat(made).clamp(0, 1) if made else torch.zeros(0, 3, size, size)


def difference_picture(photo: Tensor, without: Tensor) -> Tensor:
    """How far two photos (3, M, M) differ, (M, M) in 0..1: the largest channel's difference."""
    return (photo - without).abs().amax(0)
