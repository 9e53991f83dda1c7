"""A translator as a `PhotoGenerator`: photos of sketches of one kind, and nothing to ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import file_hash
from sketchapp.models.sketch_to_photo.photo_generator import (
    PLAIN,
    GeneratedPhoto,
    GenerationCost,
    check_seed,
    check_variants,
    images_of,
    measured_cost,
)
from sketchapp.models.translators.translator import Translator, read_translator
from sketchapp.sketch import Sketch
from sketchapp.sketch.emphasis import Emphasis


class TranslatedPhotoGenerator:
    """See PictureGenerator. The seed fixes the dropout; without any, all seeds give one photo."""

    categories: tuple[str, ...] = ()

    def __init__(self, network: Translator, id: str = "untrained") -> None:
        self.network, self.id = network, id
        config = network.config
        self.size_px, self.style = config.size_px, config.style
        self.thickest, self.faintest = config.thickest, config.faintest

    def generate(
        self,
        sketch: Sketch,
        seed: int,
        category: str | None = None,
        emphasis: Emphasis = PLAIN,
    ) -> GeneratedPhoto:
        """One photo; it takes no category."""
        if category is not None:
            raise CheckpointError(
                f"photos of {category!r} cannot be asked for: a translator makes one kind only;"
                " give no category"
            )
        with torch.no_grad():
            photo = self.photos_of(images_of(sketch, self.style, emphasis), seed)[0]
        return GeneratedPhoto(photo, seed, "", None)

    def variants(
        self, sketch: Sketch, seeds: Sequence[int], category: str | None = None
    ) -> tuple[GeneratedPhoto, ...]:
        """A photo for every seed, MOST_VARIANTS at most."""
        check_variants(seeds)
        return tuple(self.generate(sketch, seed, category) for seed in seeds)

    def photos_of(self, images: Tensor, seed: int, /) -> Tensor:
        """Pictures (B, 3, H, H) in `style` to photos (B, 3, M, M) in 0..1, each as if alone."""
        check_seed(seed)
        return self.network(images, torch.Generator().manual_seed(seed), alike=True)

    def cost(self) -> GenerationCost:
        """Measured now, on a sketch of one line."""
        return measured_cost(self, self.network)


def load_translator(path: Path) -> TranslatedPhotoGenerator:
    """A generator of photos from its weights; CheckpointError where they are none."""
    return TranslatedPhotoGenerator(read_translator(path), file_hash(path))
