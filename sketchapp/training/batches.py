"""Which pairs meet in a batch, and how a batch becomes tensors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.data.dataset import Dataset, Lines, Pair
from sketchapp.data.quickdraw import Doodles
from sketchapp.data.rendered import RenderedPair
from sketchapp.errors import DatasetError
from sketchapp.models.photos import read_photo
from sketchapp.synth.simulator import CleanDrawing, habits_of, lines_of, simulate
from sketchapp.training.augment import varied_ink, varied_photos
from sketchapp.training.recipe import Recipe

MOST_STROKES = 15  # of a simulated sketch: the QMUL data, which it resembles, were cut there


@dataclass(frozen=True, eq=False)
class TrainingPair:
    """A pair and where its photo lies in the tensor of all photos.

    clean is there for drawings that were traced, not drawn, and can be drawn as a person might.
    """

    pair: Pair
    photo: int
    category: str
    clean: CleanDrawing | None = None


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """All pairs of one or several datasets, and their photos (N, 3, h, w) as bytes.

    doodles, where there are any, teach what is not in the photos.
    """

    pairs: tuple[TrainingPair, ...]
    photos: Tensor
    doodles: Doodles | None = None

    @classmethod
    def of(
        cls, datasets: list[Dataset], size_px: int, doodles: Doodles | None = None
    ) -> TrainingSet:
        """Photos are read once, at size_px; DatasetError where there is none."""
        pairs, photos = [], []
        for dataset in datasets:
            index = dataset.photo_index()
            pairs += [
                TrainingPair(
                    pair,
                    len(photos) + index[pair.photo_id],
                    dataset.photos[index[pair.photo_id]].category,
                    _clean(pair),
                )
                for pair in dataset.pairs
            ]
            photos += [_bytes_of_photo(photo.path, size_px) for photo in dataset.photos]
        if not photos:
            raise DatasetError("there is no photo to train on; give a dataset or split with some")
        return cls(tuple(pairs), torch.stack(photos), doodles)

    def mark(self) -> str:
        """Changes with any pair and with the number of doodles."""
        digest = hashlib.sha256(repr([(item.pair.id, item.photo) for item in self.pairs]).encode())
        digest.update(str(len(self.doodles.strange) if self.doodles else 0).encode())
        return digest.hexdigest()[:16]


def _clean(pair: Pair) -> CleanDrawing | None:
    if not isinstance(pair, RenderedPair) or pair.sketch is None:
        return None
    return CleanDrawing.of([stroke.points for stroke in pair.sketch.strokes], pair.parts)


def _bytes_of_photo(path: Path, size_px: int) -> Tensor:
    return (read_photo(path, size_px) * 255).round().byte()


def batches_of_pass(
    pairs: tuple[TrainingPair, ...], recipe: Recipe, rng: np.random.Generator
) -> list[list[TrainingPair]]:
    """Every pair once, of traced ones the share `recipe.traced`, in batches without a photo twice.

    A photo that is there twice would be its own negative. Most batches are of one category, because
    photos of other categories are told apart easily and teach little; the share `recipe.mixed` of
    the pairs meets pairs of all categories, so that a lamp is still no table. Pairs that fit in no
    full batch wait for the next pass.
    """
    taken = [pair for pair in pairs if pair.clean is None or rng.random() < recipe.traced]
    meets_all = rng.random(len(taken)) < recipe.mixed
    groups = [[pair for pair, free in zip(taken, meets_all, strict=True) if free]]
    for category in sorted({pair.category for pair in taken}):
        own = zip(taken, meets_all, strict=True)
        groups.append([pair for pair, free in own if pair.category == category and not free])
    batches = [batch for group in groups for batch in _distinct(group, recipe.batch, rng)]
    return [batches[i] for i in rng.permutation(len(batches))]


def _distinct(
    pairs: list[TrainingPair], size: int, rng: np.random.Generator
) -> list[list[TrainingPair]]:
    """Pairs in random order, each put into the first open batch without its photo."""
    full: list[list[TrainingPair]] = []
    still_open: list[list[TrainingPair]] = []
    for i in rng.permutation(len(pairs)):
        pair = pairs[i]
        batch = next((b for b in still_open if all(o.photo != pair.photo for o in b)), None)
        if batch is None:
            batch = []
            still_open.append(batch)
        batch.append(pair)
        if len(batch) == size:
            full.append(batch)
            still_open = [b for b in still_open if b is not batch]
    return full


def tensors_of_batch(
    batch: list[TrainingPair], photos: Tensor, recipe: Recipe, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Sketch pictures and photos, each (B, 3, H, W) in 0..1, both varied, flipped together."""
    flips = rng.random(len(batch)) < recipe.flip_probability
    drawings = [drawn_lines(item, recipe.simulated, rng) for item in batch]
    sketches = varied_pictures(drawings, flips, recipe, rng)
    chosen = photos[[item.photo for item in batch]].float() / 255
    size_px = recipe.model.size_px
    return sketches, varied_photos(chosen, size_px, recipe.photos, flips, rng)


def drawn_lines(item: TrainingPair, simulated: float, rng: np.random.Generator) -> Lines:
    """The pair's drawing; of traced ones the share `simulated` as a person might draw it."""
    if item.clean is None or rng.random() >= simulated:
        return item.pair.lines
    habits = habits_of(item.category)
    strokes = simulate(item.clean, habits.draw_abstraction(rng), habits, rng)
    return lines_of(strokes[:MOST_STROKES])


def tensors_of_doodles(
    doodles: Doodles, categories: set[str], recipe: Recipe, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Pictures of known drawings of categories (A, 3, H, W) and of strange ones (C, 3, H, W)."""
    n_known = recipe.doodles // 4
    known = [lines for name in sorted(categories) for lines in doodles.known.get(name, ())]
    pictures = []
    for lines, count in (
        (known, n_known),
        (doodles.strange, recipe.doodles - n_known),
    ):
        drawn = rng.permutation(len(lines))[:count]
        flips = rng.random(len(drawn)) < recipe.flip_probability
        pictures.append(varied_pictures([lines[i] for i in drawn], flips, recipe, rng))
    return pictures[0], pictures[1]


def varied_pictures(
    drawings: list[Lines], flips: NDArray[np.bool_], recipe: Recipe, rng: np.random.Generator
) -> Tensor:
    """Drawings, varied on their vectors, as pictures (B, 3, H, W), black on white."""
    style = recipe.model.style
    inks = np.zeros((len(drawings), style.size_px, style.size_px), np.float32)
    for i, lines in enumerate(drawings):
        inks[i] = varied_ink(lines, style, recipe.sketches, bool(flips[i]), rng)
    return (1 - torch.from_numpy(inks))[:, None].expand(-1, 3, -1, -1)
