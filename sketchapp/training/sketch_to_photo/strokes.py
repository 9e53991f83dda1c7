"""Every stroke of a sample of sketches: its influence by every method, and what it does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.influence import METHODS, influence_of
from sketchapp.generation.without import photos_without
from sketchapp.models.sketch_to_photo.photo_generator import CodedGenerator, PhotoGenerator
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.training.noisy_sketches import NoisySketch, with_noise
from sketchapp.training.parts import sample_of
from sketchapp.training.sketch_to_photo.perceptual import Perceptual

FEWEST = 3  # strokes of a sketch whose ranking means something
AT_ONCE = 32


@dataclass(frozen=True, eq=False)
class JudgedSketch:
    """One sketch, with the strokes that were added to it.

    values and per_ink (3, S) by method; lengths (S,) of the lines over the picture's side; moved
    (S,): perceptual_squeezenet between the photo and that without the stroke; scribbled and added
    (S,) tell strokes that do not belong, scribbles among them; seconds by method.
    """

    values: dict[str, NDArray[np.float64]]
    per_ink: dict[str, NDArray[np.float64]]
    lengths: NDArray[np.float64]
    moved: NDArray[np.float64]
    scribbled: NDArray[np.bool_]
    added: NDArray[np.bool_]
    seconds: dict[str, float]


def judged_sketches(
    dataset: Dataset,
    generator: CodedGenerator,
    perceptual: Perceptual,
    limit: int | None,
    noisy: bool,
    seed: int = 0,
) -> list[JudgedSketch]:
    """At most `limit` sketches of what the generator makes; with `noisy`, strokes added to each.

    DatasetError where there is none of FEWEST strokes.
    """
    rng = np.random.default_rng(seed)
    known = made_kinds(dataset, generator)
    part = sample_of(known, limit, rng)
    category_of = {photo.id: photo.category for photo in part.photos}
    sketches = [pair.sketch or Sketch() for pair in part.pairs]
    judged = []
    for sketch, pair in zip(sketches, part.pairs, strict=True):
        if not FEWEST <= len(sketch) <= LIMITS.strokes // 2:
            continue
        others = [other for other in sketches if other is not sketch and other]
        spoilt = with_noise(sketch, others, rng) if noisy and others else _clean(sketch)
        category = category_of[pair.photo_id] if generator.categories else ""
        judged.append(judge_sketch(spoilt, generator, perceptual, category, seed))
    if not judged:
        raise DatasetError(f"no sketch of {FEWEST} strokes or more in dataset {dataset.name}")
    return judged


def judge_sketch(
    noisy: NoisySketch,
    generator: CodedGenerator,
    perceptual: Perceptual,
    category: str,
    seed: int,
) -> JudgedSketch:
    """Every method on one sketch, and every stroke left out once."""
    drawn = DrawnSketch.of(noisy.sketch, generator)
    values, per_ink, seconds = {}, {}, {}
    for name in METHODS:
        before = time.perf_counter()
        influence = influence_of(drawn, generator, name)
        seconds[name] = time.perf_counter() - before
        values[name], per_ink[name] = influence.values, influence.per_ink
    ids = noisy.sketch.ids
    return JudgedSketch(
        values,
        per_ink,
        drawn.lengths_px / drawn.style.size_px,
        photo_changes(drawn, generator, perceptual, category, seed),
        np.isin(ids, list(noisy.scribbled)),
        np.isin(ids, list(noisy.added)),
        seconds,
    )


def photo_changes(
    drawn: DrawnSketch,
    generator: CodedGenerator,
    perceptual: Perceptual,
    category: str,
    seed: int,
) -> NDArray[np.float64]:
    """perceptual_squeezenet between the photo and that without each stroke, (S,)."""
    whole = generator.generate(drawn.sketch, seed, category or None, drawn.emphasis).photo
    without = photos_without(drawn, generator, drawn.sketch.ids, seed, category)
    with torch.no_grad():
        parts = [perceptual.distance(part, whole[None]) for part in without.split(AT_ONCE)]
    return torch.cat(parts).double().numpy()


def made_kinds(dataset: Dataset, generator: PhotoGenerator) -> Dataset:
    """The part of a dataset that shows what the generator makes; DatasetError for none."""
    if not generator.categories:
        return dataset
    part = dataset.only(p.id for p in dataset.photos if p.category in generator.categories)
    if not part.pairs:
        raise DatasetError(
            f"the generator makes {', '.join(generator.categories)}; dataset {dataset.name} has no"
            " sketch of these"
        )
    return part


def joined(judged: Sequence[JudgedSketch], method: str) -> NDArray[np.float64]:
    """Influence per ink of all strokes, (3, N)."""
    return np.concatenate([one.per_ink[method] for one in judged], axis=1)


def _clean(sketch: Sketch) -> NoisySketch:
    return NoisySketch(sketch, frozenset(), frozenset())
