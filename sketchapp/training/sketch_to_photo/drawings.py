"""The drawings of every step, made as they are asked for or ahead by other processes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from torch.utils.data import DataLoader, Dataset

from sketchapp.training.sketch_to_photo.pairs import DrawnBatch, PhotoPairs, drawn_batch
from sketchapp.training.sketch_to_photo.recipe import SketchToPhotoRecipe


class StepDrawings(Dataset[DrawnBatch]):
    """Item `step` has the drawings of this step, by pairs, recipe and step alone."""

    def __init__(self, pairs: PhotoPairs, recipe: SketchToPhotoRecipe) -> None:
        self.pairs, self.recipe = pairs, recipe

    def __len__(self) -> int:
        return self.recipe.steps

    def __getitem__(self, step: int) -> DrawnBatch:
        recipe = self.recipe
        rng = np.random.default_rng([recipe.seed, step])
        chosen = rng.integers(len(self.pairs), size=recipe.batch).tolist()
        return drawn_batch(self.pairs, chosen, recipe.network, recipe.variation, rng)


def drawings_from(
    pairs: PhotoPairs, recipe: SketchToPhotoRecipe, first: int, loaders: int
) -> Iterable[DrawnBatch]:
    """The drawings of the steps from `first` on, in order, by so many other processes."""
    left = range(first, recipe.steps)
    return DataLoader(
        StepDrawings(pairs, recipe), batch_size=None, sampler=left, num_workers=loaders
    )
