"""Photos and recipes that a generator trains on in a second."""

from __future__ import annotations

from dataclasses import replace

import torch

from sketchapp.training.generator.photos import PhotoSet
from sketchapp.training.generator.recipe import GeneratorRecipe
from tests.models.stylegan2.tiny_generators import TINY

SMALL = replace(TINY, size_px=8, channel_base=64)
TINY_RECIPE = GeneratorRecipe(
    model=SMALL,
    steps=6,
    batch=4,
    r1_every=2,
    ada_every=2,
    ada_images=80,
    measure_every=3,
    kid_samples=6,
)


def made_photos(count: int = 10, size_px: int = 8) -> PhotoSet:
    """Dark squares are chairs, bright ones shoes."""
    rng = torch.Generator().manual_seed(0)
    categories = torch.arange(count) % 2
    photos = torch.randint(0, 100, (count, 3, size_px, size_px), generator=rng)
    photos = photos + 150 * categories[:, None, None, None]
    return PhotoSet(photos.to(torch.uint8), categories, ("chair", "shoe"))
