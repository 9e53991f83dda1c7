"""Does a generated photo find its own target, as a picture that somebody searches with?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.models.load import load_plain
from sketchapp.models.open_photo_generator import open_photo_generator
from sketchapp.models.sketch_to_photo.photo_generator import PhotoGenerator, PictureGenerator
from sketchapp.models.sketch_to_photo.translating import TranslatingRetriever
from sketchapp.sketch import Sketch
from sketchapp.training.evaluation import (
    Ranking,
    join_rankings,
    rank_dataset,
    retrieval_table,
    warn_if_trained_on,
)
from sketchapp.training.parts import models_and_parts, vector_part
from sketchapp.training.sketch_to_photo.strokes import made_kinds


def rank_made(dataset: Dataset, generator: PictureGenerator, retriever: Path) -> Ranking:
    """Rank all photos of a dataset for the photo that is made of each of its sketches."""
    return rank_dataset(TranslatingRetriever(generator, load_plain(retriever)), dataset)


def generated_row(
    dataset: Dataset, checkpoint: Path, folds: Path | None, weights: Path
) -> dict[str, Any]:
    """What `evaluate retrieval` tells of photos that are made of the vector sketches.

    Only of what the generator makes. The category is its own guess: whoever draws has not said it.
    """
    generator = open_photo_generator(weights)
    warn_if_trained_on(weights, dataset)
    part = vector_part(made_kinds(dataset, generator))
    parts = models_and_parts(part, checkpoint, folds)
    return retrieval_table(join_rankings(rank_made(own, generator, path) for path, own in parts))


def made_photos(generator: PhotoGenerator, dataset: Dataset, seed: int) -> list[Tensor]:
    """A photo (3, M, M) of every sketch, all of one seed."""
    return [generator.generate(pair.sketch or Sketch(), seed).photo for pair in dataset.pairs]
