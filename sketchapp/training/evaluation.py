"""The table of instance-level retrieval: Acc.@1, 5, 10 with intervals over photos."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset
from sketchapp.models.checkpoint import read_config
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import Retriever
from sketchapp.training.folds import Folds
from sketchapp.training.metrics import CUTOFFS, accuracies, accuracy_interval
from sketchapp.training.readings import Reading, read_part

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Rank of the true photo of every sketch (Q,), 1 the best, among n_photos.

    categories (Q,) are those of the true photos.
    """

    pair_ids: tuple[str, ...]
    photo_ids: tuple[str, ...]
    ranks: NDArray[np.int64]
    n_photos: int
    categories: tuple[str, ...]


def rank_dataset(retriever: Retriever, dataset: Dataset) -> Ranking:
    """Rank all photos of a dataset for each of its sketches, at the rows that its level selects.

    Raises DatasetError where it has no sketches.
    """
    return ranking_of(read_part(retriever, dataset))


def ranking_of(reading: Reading) -> Ranking:
    """The same from what a model has read: whole sketches, as many rows as their level selects."""
    pairs, photos = reading.dataset.pairs, reading.dataset.photos
    return Ranking(
        tuple(pair.id for pair in pairs),
        tuple(pair.photo_id for pair in pairs),
        reading.ranks(reading.whole),
        len(photos),
        tuple(photos[at].category for at in reading.whole.truth),
    )


def rank_out_of_fold(dataset: Dataset, folds: Folds) -> Ranking:
    """Every sketch ranked by the model that never saw its photo, among the photos of its fold."""
    return join_rankings(
        rank_dataset(load_retriever(folds.model_path(fold)), folds.held_out(dataset, fold))
        for fold in range(len(folds))
    )


def join_rankings(rankings: Iterable[Ranking]) -> Ranking:
    """The rankings of several folds as one; n_photos is that of the largest."""
    parts = list(rankings)
    return Ranking(
        tuple(i for part in parts for i in part.pair_ids),
        tuple(i for part in parts for i in part.photo_ids),
        np.concatenate([part.ranks for part in parts]),
        max(part.n_photos for part in parts),
        tuple(i for part in parts for i in part.categories),
    )


def retrieval_table(ranking: Ranking, seed: int = 0) -> dict[str, Any]:
    """The figures that `evaluate retrieval` writes: percent, and 95 % intervals over photos.

    Where there are several categories, by_category has the accuracy of each, among all photos.
    """
    rng = np.random.default_rng(seed)
    _, photo_of_query = np.unique(ranking.photo_ids, return_inverse=True)
    table: dict[str, Any] = {
        "n_sketches": len(ranking.ranks),
        "n_photos": ranking.n_photos,
    }
    for cutoff in CUTOFFS:
        interval = accuracy_interval(ranking.ranks, photo_of_query, cutoff, rng)
        table[f"acc_at_{cutoff}"] = round(interval.value, 2)
        table[f"acc_at_{cutoff}_interval"] = [round(interval.low, 2), round(interval.high, 2)]
    names = sorted(set(ranking.categories))
    if len(names) > 1:
        table["by_category"] = {name: _category_row(ranking, name) for name in names}
    return table


def _category_row(ranking: Ranking, category: str) -> dict[str, float | int]:
    ranks = ranking.ranks[np.array(ranking.categories) == category]
    return {"n_sketches": len(ranks), **accuracies(ranks)}


def photo_marks(datasets: Iterable[Dataset]) -> list[str]:
    """A short hash of every photo, kept with weights to tell later what they were trained on."""
    return sorted({_mark(dataset, photo.id) for dataset in datasets for photo in dataset.photos})


def unseen_part(checkpoint: Path, dataset: Dataset) -> Dataset:
    """The photos that the weights were not trained on, and the sketches of them."""
    seen = set(read_config(checkpoint).get("trained_on", []))
    return dataset.only(p.id for p in dataset.photos if _mark(dataset, p.id) not in seen)


def warn_if_trained_on(checkpoint: Path, dataset: Dataset) -> int:
    """Log a warning where the weights saw photos of this dataset in training; how many."""
    seen = set(read_config(checkpoint).get("trained_on", []))
    overlap = len(seen & set(photo_marks([dataset])))
    if overlap:
        log.warning(
            "%s was trained on %d of the %d photos: these figures say nothing about new ones."
            " Use --folds for an honest result.",
            checkpoint.name,
            overlap,
            len(dataset.photos),
        )
    return overlap


def _mark(dataset: Dataset, photo_id: str) -> str:
    return hashlib.sha256(f"{dataset.name}/{photo_id}".encode()).hexdigest()[:8]
