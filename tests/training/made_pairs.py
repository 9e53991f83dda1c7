"""Training sets and recipes that take a second to train on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from sketchapp.data.dataset import Lines, Pair
from sketchapp.data.quickdraw import Doodles
from sketchapp.data.registry import load_dataset
from sketchapp.models.photos import PhotoStyle
from sketchapp.sketch import Sketch
from sketchapp.training.batches import TrainingPair, TrainingSet
from sketchapp.training.recipe import Batching, PhotoAugmentation, Recipe, SketchAugmentation
from tests.made_datasets import make_qmul, outline
from tests.models.tiny import TINY

NO_SKETCH_CHANGE = SketchAugmentation(0, 0, 0, 0, 0, 0, 0)
NO_PHOTO_CHANGE = PhotoAugmentation(0, 0, 0, 0)
BY_FOUR = Batching(photos=4, sketches=1, traced=1.0, shares=(1.0,))
TINY_RECIPE = Recipe(model=TINY, batching=BY_FOUR, passes=2.0)
PLAIN_RECIPE = replace(
    TINY_RECIPE,
    sketches=NO_SKETCH_CHANGE,
    photos=NO_PHOTO_CHANGE,
    batching=replace(BY_FOUR, flip_probability=0.0),
)


def made_set(folder: Path, size_px: int = 32) -> TrainingSet:
    """Sixteen sketches of eight photos, all chairs."""
    return TrainingSet.of(
        [load_dataset(f"qmul:{make_qmul(folder / 'ChairV2')}")], PhotoStyle(size_px)
    )


def made_pairs(photos: list[int], category: str = "chair", seed: int = 0) -> list[TrainingPair]:
    """Pairs of these photo numbers; photos may occur more than once."""
    rng = np.random.default_rng(seed)
    made = []
    for number, photo in enumerate(photos):
        sketch = Sketch.from_polylines([outline(rng)])
        pair = Pair(f"{category}-{number}", str(photo), Lines.of(sketch), sketch)
        made.append(TrainingPair(pair, photo, category))
    return made


def set_of(pairs: list[TrainingPair], size_px: int = 8) -> TrainingSet:
    """These pairs, with photos of nothing."""
    count = 1 + max((item.photo for item in pairs), default=0)
    return TrainingSet(tuple(pairs), torch.zeros(count, 3, size_px, size_px, dtype=torch.uint8))


def eight_pairs(size_px: int = 32) -> TrainingSet:
    """Eight sketches, each of a photo that shows nothing but its own drawing filled."""
    rng = np.random.default_rng(0)
    photos = torch.from_numpy(rng.integers(0, 256, (8, 3, size_px, size_px), np.uint8))
    return TrainingSet(tuple(made_pairs(list(range(8)))), photos)


def made_doodles() -> Doodles:
    """Five drawings of chairs and ten of strange things."""
    rng = np.random.default_rng(7)
    lines = [Lines.of(Sketch.from_polylines([outline(rng)])) for _ in range(15)]
    return Doodles({"chair": tuple(lines[:5])}, tuple(lines[5:]))
