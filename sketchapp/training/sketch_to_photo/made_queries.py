"""Does a generated photo find its own target, as a picture that somebody searches with?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.models.load import load_retriever
from sketchapp.models.photos import tensor_of_photo
from sketchapp.models.retriever import Retriever
from sketchapp.models.sketch_to_photo.photo_generator import (
    PhotoGenerator,
    load_photo_generator,
)
from sketchapp.retrieval.drawings import selected_cosines
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.sketch import Sketch
from sketchapp.training.evaluation import (
    Ranking,
    join_rankings,
    retrieval_table,
    warn_if_trained_on,
)
from sketchapp.training.metrics import ranks_of_truth
from sketchapp.training.parts import models_and_parts, vector_part
from sketchapp.training.sketch_to_photo.strokes import made_kinds

AT_ONCE = 16


def rank_made(dataset: Dataset, photos: Sequence[Tensor], retriever: Retriever) -> Ranking:
    """Rank all photos of a dataset for the photo (3, M, M) that was made of each of its sketches.

    Embedded as any photo is, at all rows.
    """
    queries = np.concatenate(
        [_rows(retriever, photos[at : at + AT_ONCE]) for at in range(0, len(photos), AT_ONCE)]
    )
    gallery = embed_photo_files(retriever, [photo.path for photo in dataset.photos])
    index = dataset.photo_index()
    truth = np.array([index[pair.photo_id] for pair in dataset.pairs])
    counts = np.full(len(queries), retriever.rows)
    ranks = ranks_of_truth(selected_cosines(queries, gallery, counts), truth)
    pairs = dataset.pairs
    return Ranking(
        tuple(pair.id for pair in pairs),
        tuple(pair.photo_id for pair in pairs),
        ranks,
        len(dataset.photos),
        tuple(dataset.photos[at].category for at in truth),
    )


def generated_row(
    dataset: Dataset, checkpoint: Path, folds: Path | None, weights: Path, seed: int = 0
) -> dict[str, Any]:
    """What `evaluate retrieval` tells of photos that are made of the vector sketches.

    Only of what the generator makes. The category is its own guess: whoever draws has not said it.
    """
    generator, rankings = load_photo_generator(weights), []
    warn_if_trained_on(weights, dataset)
    part = vector_part(made_kinds(dataset, generator))
    for path, own in models_and_parts(part, checkpoint, folds):
        made = made_photos(generator, own, seed)
        rankings.append(rank_made(own, made, load_retriever(path)))
    return retrieval_table(join_rankings(rankings))


def made_photos(generator: PhotoGenerator, dataset: Dataset, seed: int) -> list[Tensor]:
    """A photo (3, M, M) of every sketch, all of one seed."""
    return [generator.generate(pair.sketch or Sketch(), seed).photo for pair in dataset.pairs]


@torch.no_grad()
def _rows(retriever: Retriever, photos: Sequence[Tensor]) -> np.ndarray:
    framed = [tensor_of_photo(_picture(photo), retriever.photo_style) for photo in photos]
    return retriever.embed_photo(torch.stack(framed)).float().numpy()


def _picture(photo: Tensor) -> Image.Image:
    pixels = (photo.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy()
    return Image.fromarray(np.ascontiguousarray(pixels))
