"""Which sketches may be judged by which model."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.training.evaluation import warn_if_trained_on
from sketchapp.training.folds import read_folds


def vector_part(dataset: Dataset) -> Dataset:
    """The sketches whose strokes are known, among all photos; DatasetError where there are none."""
    pairs = tuple(pair for pair in dataset.pairs if pair.is_vector)
    if not pairs:
        raise DatasetError(f"dataset {dataset.name} has no vector sketches in this split")
    return Dataset(dataset.name, dataset.photos, pairs)


def category_part(dataset: Dataset, wanted: Collection[str]) -> Dataset:
    """What shows these categories, all of it for none; DatasetError where one has no photo."""
    there = {photo.category for photo in dataset.photos}
    missing = sorted(set(wanted) - there)
    if missing:
        raise DatasetError(
            f"dataset {dataset.name} has no category {missing[0]!r}; there are:"
            f" {', '.join(sorted(there)) or 'none'}"
        )
    chosen = set(wanted) or there
    return dataset.only(photo.id for photo in dataset.photos if photo.category in chosen)


def sample_of(dataset: Dataset, limit: int | None, rng: np.random.Generator) -> Dataset:
    """At most `limit` sketches drawn at random (None: all of them), vector sketches only."""
    part = vector_part(dataset)
    drawn = sorted(rng.permutation(len(part.pairs))[:limit])
    return Dataset(part.name, part.photos, tuple(part.pairs[at] for at in drawn))


def models_and_parts(
    dataset: Dataset, checkpoint: Path, folds_folder: Path | None
) -> Iterator[tuple[Path, Dataset]]:
    """Weights, and the sketches that they may be judged by; folds without sketches are left out.

    Raises DatasetError where there is no sketch at all.
    """
    if not dataset.pairs:
        raise DatasetError(f"dataset {dataset.name} has no sketches in this split")
    if folds_folder is None:
        warn_if_trained_on(checkpoint, dataset)
        yield checkpoint, dataset
        return
    folds = read_folds(folds_folder)
    for fold in range(len(folds)):
        part = folds.held_out(dataset, fold)
        if part.pairs:
            yield folds.model_path(fold), part
