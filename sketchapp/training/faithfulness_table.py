"""The table of `evaluate attribution`: do the values of strokes predict what removing them does?"""

from __future__ import annotations

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
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import Retriever
from sketchapp.training.parts import models_and_parts, sample_of
from sketchapp.training.readings import read_part


def faithfulness_table(
    dataset: Dataset, checkpoint: Path, folds: Path | None, limit: int, pixels: str, seed: int = 0
) -> dict[str, Any]:
    """Faithfulness of every ranking of strokes, over at most `limit` vector sketches.

    The score explained is the similarity to the sketch's own photo, by the model that never saw it
    where `folds` are given, at the rows that the level of the whole sketch selects: they stay the
    same when strokes are taken away.
    """
    rng = np.random.default_rng(seed)
    chosen = sample_of(dataset, limit, rng)
    find_pixel_attribution(pixels)
    results: list[Faithfulness] = []
    for path, part in models_and_parts(chosen, checkpoint, folds):
        results += _measure(load_retriever(path), part, find_pixel_attribution(pixels), rng)
    return {"dataset": dataset.name, "pixels": pixels, **asdict(summarise(results, rng))}


def _measure(
    retriever: Retriever, part: Dataset, pixels: PixelAttribution, rng: np.random.Generator
) -> list[Faithfulness]:
    reading = read_part(retriever, part)
    photos, counts = torch.from_numpy(reading.photos), reading.predicted_rows(reading.whole)

    def measure(pair: Pair, truth: int, count: int) -> Faithfulness:
        score = Similarity(
            lambda images: retriever.embed_sketch(images)[:, :count], photos[truth, :count]
        )
        return faithfulness_of(pair.sketch, score, retriever.style, rng, pixels)  # type: ignore[arg-type]

    return [
        measure(pair, int(truth), int(count))
        for pair, truth, count in zip(part.pairs, reading.whole.truth, counts, strict=True)
    ]
