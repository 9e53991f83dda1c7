"""The table of `evaluate attribution`: do the values of strokes predict what removing them does?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sketchapp.attribution.faithfulness import Faithfulness, faithfulness_of
from sketchapp.attribution.pixel import PixelAttribution, find_pixel_attribution
from sketchapp.attribution.score import Similarity
from sketchapp.attribution.summary import summarise
from sketchapp.data.dataset import Dataset, Pair
from sketchapp.errors import DatasetError
from sketchapp.models.retriever import MatrixRetriever, load_retriever
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.training.evaluation import warn_if_trained_on
from sketchapp.training.folds import read_folds


def faithfulness_table(
    dataset: Dataset, checkpoint: Path, folds: Path | None, limit: int, pixels: str, seed: int = 0
) -> dict[str, Any]:
    """Faithfulness of every ranking of strokes, over at most `limit` vector sketches.

    The score explained is the similarity to the sketch's own photo, by the model that never saw it
    where `folds` are given.
    """
    rng = np.random.default_rng(seed)
    chosen = sample_of(dataset, limit, rng)
    find_pixel_attribution(pixels)
    results: list[Faithfulness] = []
    for path, part in models_and_parts(chosen, checkpoint, folds):
        results += _measure(load_retriever(path), part, find_pixel_attribution(pixels), rng)
    return {"dataset": dataset.name, "pixels": pixels, **asdict(summarise(results, rng))}


def sample_of(dataset: Dataset, limit: int, rng: np.random.Generator) -> Dataset:
    """At most `limit` sketches drawn at random, vector sketches only."""
    pairs = [pair for pair in dataset.pairs if pair.is_vector]
    if not pairs:
        raise DatasetError(f"dataset {dataset.name} has no vector sketches in this split")
    drawn = sorted(rng.permutation(len(pairs))[:limit])
    return Dataset(dataset.name, dataset.photos, tuple(pairs[i] for i in drawn))


def models_and_parts(
    dataset: Dataset, checkpoint: Path, folds_folder: Path | None
) -> Iterator[tuple[Path, Dataset]]:
    """Weights, and the sketches that they may be judged by."""
    if folds_folder is None:
        warn_if_trained_on(checkpoint, dataset)
        yield checkpoint, dataset
        return
    folds = read_folds(folds_folder)
    for fold in range(len(folds)):
        yield folds.model_path(fold), folds.held_out(dataset, fold)


def _measure(
    retriever: MatrixRetriever, part: Dataset, pixels: PixelAttribution, rng: np.random.Generator
) -> list[Faithfulness]:
    photos = torch.from_numpy(embed_photo_files(retriever, [p.path for p in part.photos]))
    index = part.photo_index()

    def measure(pair: Pair) -> Faithfulness:
        target = photos[index[pair.photo_id], 0]  # (D,)
        score = Similarity(lambda images: retriever.embed_sketch(images)[:, 0], target)
        return faithfulness_of(pair.sketch, score, retriever.style, rng, pixels)  # type: ignore[arg-type]

    return [measure(pair) for pair in part.pairs]
