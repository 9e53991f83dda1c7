"""The drawings of every step, made as they are asked for or ahead by other processes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from torch.utils.data import DataLoader, Dataset

from sketchapp.training.sketch_to_photo.pairs import DrawnBatch, DrawnFor, PhotoPairs, drawn_batch
from sketchapp.training.sketch_to_photo.recipe import DrawingVariation


class DrawingRecipe(Protocol):
    """What a recipe says of drawings: how many pairs a step, how many steps, drawn for whom."""

    @property
    def network(self) -> DrawnFor: ...

    @property
    def variation(self) -> DrawingVariation: ...

    @property
    def steps(self) -> int: ...

    @property
    def batch(self) -> int: ...

    @property
    def seed(self) -> int: ...


class StepDrawings(Dataset[DrawnBatch]):
    """Item `step` has the drawings of this step, by pairs, recipe and step alone."""

    def __init__(self, pairs: PhotoPairs, recipe: DrawingRecipe) -> None:
        self.pairs, self.recipe = pairs, recipe

    def __len__(self) -> int:
        return self.recipe.steps

    def __getitem__(self, step: int) -> DrawnBatch:
        recipe = self.recipe
        rng = np.random.default_rng([recipe.seed, step])
        chosen = rng.integers(len(self.pairs), size=recipe.batch).tolist()
        return drawn_batch(self.pairs, chosen, recipe.network, recipe.variation, rng)


def drawings_from(
    pairs: PhotoPairs, recipe: DrawingRecipe, first: int, loaders: int
) -> Iterable[DrawnBatch]:
    """The drawings of the steps from `first` on, in order, by so many other processes."""
    left = range(first, recipe.steps)
    return DataLoader(
        StepDrawings(pairs, recipe), batch_size=None, sampler=left, num_workers=loaders
    )
