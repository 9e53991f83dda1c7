"""Which drawings and photos meet in a batch, and how a batch becomes tensors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
from sketchapp.models.photos import PhotoStyle, read_photo
from sketchapp.sketch.geometry import prefix
from sketchapp.synth.simulator import CleanDrawing, habits_of, lines_of, simulate
from sketchapp.training.augment import varied_ink, varied_photos
from sketchapp.training.new_objects import (
    compose,
    draw_reshapings,
    reshaped_lines,
    reshaped_photo,
)
from sketchapp.training.recipe import Batching, NewObjects, Recipe

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
        cls, datasets: list[Dataset], style: PhotoStyle, doodles: Doodles | None = None
    ) -> TrainingSet:
        """Photos are read once, framed in style; DatasetError where there is none."""
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
            photos += [_bytes_of_photo(photo.path, style) for photo in dataset.photos]
        if not photos:
            raise DatasetError("there is no photo to train on; give a dataset or split with some")
        return cls(tuple(pairs), torch.stack(photos), doodles)

    def by_photo(self) -> list[tuple[TrainingPair, ...]]:
        """The sketches of each photo that has any, in the order of the photos."""
        found: dict[int, list[TrainingPair]] = {}
        for item in self.pairs:
            found.setdefault(item.photo, []).append(item)
        return [tuple(found[photo]) for photo in sorted(found)]

    @property
    def categories(self) -> tuple[str, ...]:
        """What the sketches show, in order of the alphabet."""
        return tuple(sorted({item.category for item in self.pairs}))

    def mark(self) -> str:
        """Changes with any pair and with the number of doodles."""
        digest = hashlib.sha256(repr([(item.pair.id, item.photo) for item in self.pairs]).encode())
        digest.update(str(len(self.doodles.strange) if self.doodles else 0).encode())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Drawing:
    """A sketch as a batch takes it: up to `share` of its ink, which stands for this level."""

    item: TrainingPair
    level: int
    share: float = 1.0


@dataclass(frozen=True, eq=False)
class Batch:
    """Photos by number, (B,), and drawings of them; own has the place of each drawing's photo."""

    photos: tuple[int, ...]
    drawings: tuple[Drawing, ...]
    own: tuple[int, ...]

    @property
    def categories(self) -> set[str]:
        """What the drawings show."""
        return {drawing.item.category for drawing in self.drawings}

    @property
    def photo_categories(self) -> tuple[str, ...]:
        """The category of each photo, (B,)."""
        drawn = zip(self.own, self.drawings, strict=True)
        shown = {place: drawing.item.category for place, drawing in drawn}
        return tuple(shown[place] for place in range(len(self.photos)))

    @property
    def levels(self) -> Tensor:
        """The level of each drawing, (A,)."""
        return torch.tensor([drawing.level for drawing in self.drawings])


@dataclass(frozen=True, eq=False)
class BatchPictures:
    """A batch before the network: pictures in 0..1, and which photo each sketch belongs to."""

    sketches: Tensor  # (A, 3, H, W)
    photos: Tensor  # (B, 3, H, W)


def _clean(pair: Pair) -> CleanDrawing | None:
    if not isinstance(pair, RenderedPair) or pair.sketch is None:
        return None
    return CleanDrawing.of([stroke.points for stroke in pair.sketch.strokes], pair.parts)


def _bytes_of_photo(path: Path, style: PhotoStyle) -> Tensor:
    return (read_photo(path, style) * 255).round().byte()


def batches_of_pass(data: TrainingSet, batching: Batching, rng: np.random.Generator) -> list[Batch]:
    """Every photo once, of traced ones the share `batching.traced`, in full batches.

    A batch is of one category, because photos of other categories are told apart easily and teach
    little. Photos that fill no batch wait for the next pass.
    """
    groups: dict[str, list[tuple[TrainingPair, ...]]] = {}
    for sketches in data.by_photo():
        if sketches[0].clean is None or rng.random() < batching.traced:
            groups.setdefault(sketches[0].category, []).append(sketches)
    batches = []
    for category in sorted(groups):
        order = rng.permutation(len(groups[category]))
        for start in range(0, len(order) - batching.photos + 1, batching.photos):
            chosen = [groups[category][i] for i in order[start : start + batching.photos]]
            batches.append(_batch(chosen, batching, rng))
    return [batches[i] for i in rng.permutation(len(batches))]


def _batch(
    photos: Sequence[tuple[TrainingPair, ...]], batching: Batching, rng: np.random.Generator
) -> Batch:
    drawings: list[Drawing] = []
    own: list[int] = []
    for place, sketches in enumerate(photos):
        drawn = _drawings(sketches, batching, rng)
        drawings += drawn
        own += [place] * len(drawn)
    return Batch(tuple(sketches[0].photo for sketches in photos), tuple(drawings), tuple(own))


def _drawings(
    sketches: tuple[TrainingPair, ...], batching: Batching, rng: np.random.Generator
) -> list[Drawing]:
    """Up to batching.sketches of a photo's sketches, the first whole, see Batching.

    A photo with a single sketch gives it again where a part of it can be drawn.
    """
    order = rng.permutation(len(sketches))[: batching.sketches]
    items = [sketches[i] for i in order]
    if len(sketches) == 1 and sketches[0].pair.is_vector:
        items = items * batching.sketches
    finest = len(batching.shares) - 1
    drawings = [Drawing(items[0], finest)]
    for item in items[1:]:
        is_partial = item.pair.is_vector and finest > 0 and rng.random() < batching.partial
        level = int(rng.integers(finest)) if is_partial else finest
        jitter = batching.share_jitter * rng.uniform(-1, 1) if is_partial else 0.0
        drawings.append(Drawing(item, level, float(np.clip(batching.shares[level] + jitter, 0, 1))))
    return drawings


def pictures_of_batch(
    batch: Batch, photos: Tensor, recipe: Recipe, rng: np.random.Generator
) -> BatchPictures:
    """Sketches and photos of a batch, varied; a photo and its sketches are flipped together."""
    flips = rng.random(len(batch.photos)) < recipe.batching.flip_probability
    drawn = [drawn_lines(drawing, recipe.batching.simulated, rng) for drawing in batch.drawings]
    chosen = photos[list(batch.photos)].float() / 255
    if recipe.new_objects.reshaped:
        drawn, chosen = _reshaped(batch, drawn, chosen, recipe.new_objects, rng)
    sketches = varied_pictures(drawn, flips[list(batch.own)], recipe, rng)
    seen = varied_photos(chosen, recipe.model.size_px, recipe.photos, flips, rng)
    if recipe.new_objects.composed:
        levels = [drawing.level for drawing in batch.drawings]
        places = list(zip(batch.own, levels, strict=True))
        sketches, seen = compose(sketches, seen, places, recipe.new_objects.composed, rng)
    return BatchPictures(sketches, seen)


def _reshaped(
    batch: Batch,
    drawn: list[Lines],
    photos: Tensor,
    amount: NewObjects,
    rng: np.random.Generator,
) -> tuple[list[Lines], Tensor]:
    """Drawings, and photos (B, 3, h, w), of which some objects are stretched."""
    shapes = draw_reshapings(len(photos), amount, rng)
    lines = [
        line
        if (shape := shapes[place]) is None or not len(line.points)
        else reshaped_lines(line, drawing.item.pair.lines, shape)
        for line, place, drawing in zip(drawn, batch.own, batch.drawings, strict=True)
    ]
    pictures = [
        photo if shape is None else reshaped_photo(photo, shape)
        for photo, shape in zip(photos, shapes, strict=True)
    ]
    return lines, torch.stack(pictures)


def drawn_lines(drawing: Drawing, simulated: float, rng: np.random.Generator) -> Lines:
    """The drawing's lines; of traced ones the share `simulated` as a person might draw it."""
    item = drawing.item
    if item.clean is not None and rng.random() < simulated:
        habits = habits_of(item.category)
        strokes = simulate(item.clean, habits.draw_abstraction(rng), habits, rng)
        return lines_of(strokes[:MOST_STROKES])
    sketch = item.pair.sketch
    if drawing.share >= 1 or sketch is None:
        return item.pair.lines
    return Lines.of(prefix(sketch, drawing.share))


def pictures_of_doodles(
    doodles: Doodles, categories: set[str], recipe: Recipe, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Pictures of known drawings of categories (A, 3, H, W) and of strange ones (C, 3, H, W)."""
    n_known = recipe.batching.doodles // 4
    known = [lines for name in sorted(categories) for lines in doodles.known.get(name, ())]
    pictures = []
    for lines, count in (
        (known, n_known),
        (doodles.strange, recipe.batching.doodles - n_known),
    ):
        drawn = rng.permutation(len(lines))[:count]
        flips = rng.random(len(drawn)) < recipe.batching.flip_probability
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
