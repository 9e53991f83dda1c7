"""The pictures of one step, which depend on the recipe, the step and the process alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sketchapp.training.batches import (
    Batch,
    TrainingSet,
    pictures_of_batch,
    pictures_of_doodles,
)
from sketchapp.training.recipe import Recipe

PICTURES = 1_000_003  # purpose of random numbers, told apart from the passes, which count from 0


@dataclass(frozen=True)
class Place:
    """Where a batch is trained on: at this step, in this of the processes."""

    step: int
    worker: int = 0


@dataclass(frozen=True, eq=False)
class Prepared:
    """A batch as the network takes it: pictures in 0..1.

    sketches (A + C, 3, H, W) are the batch's, then C doodles, of which doodles counts the known and
    the strange ones (nothing where there are none); photos (B, 3, H, W).
    """

    batch: Batch
    sketches: Tensor
    photos: Tensor
    doodles: tuple[int, ...]


def prepare(batch: Batch, data: TrainingSet, recipe: Recipe, place: Place) -> Prepared:
    """Draw the sketches of a batch, and vary its photos."""
    rng = np.random.default_rng([recipe.seed, PICTURES, place.step, place.worker])
    pictures = pictures_of_batch(batch, data.photos, recipe, rng)
    doodles: tuple[Tensor, ...] = ()
    if data.doodles is not None:
        doodles = pictures_of_doodles(data.doodles, batch.categories, recipe, rng)
    sketches = torch.cat([pictures.sketches, *doodles])
    return Prepared(batch, sketches, pictures.photos, tuple(len(part) for part in doodles))
