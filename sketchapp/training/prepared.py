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


Packed = tuple[Tensor, Tensor, tuple[int, ...]]
"""Sketches (A + C, 1, H, W), photos (B, 3, H, W) and the counts of doodles."""


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

    def packed(self) -> Packed:
        """What another process needs beside the batch; of a sketch's three alike channels one."""
        return self.sketches[:, :1].clone(), self.photos, self.doodles

    @classmethod
    def of(cls, batch: Batch, packed: Packed) -> Prepared:
        """The opposite of `packed`."""
        sketches, photos, doodles = packed
        return cls(batch, sketches.expand(-1, 3, -1, -1), photos, doodles)


def prepare(batch: Batch, data: TrainingSet, recipe: Recipe, place: Place) -> Prepared:
    """Draw the sketches of a batch, and vary its photos."""
    rng = np.random.default_rng([recipe.seed, PICTURES, place.step, place.worker])
    pictures = pictures_of_batch(batch, data.photos, recipe, rng)
    doodles: tuple[Tensor, ...] = ()
    if data.doodles is not None:
        doodles = pictures_of_doodles(data.doodles, batch.categories, recipe, rng)
    sketches = torch.cat([pictures.sketches, *doodles])
    return Prepared(batch, sketches, pictures.photos, tuple(len(part) for part in doodles))
