"""Retrievers whose ranking is known, and the models of a made cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.models.photos import PhotoStyle
from sketchapp.models.retriever import RetrieverConfig, SketchReading
from sketchapp.sketch import RasterStyle
from sketchapp.training.folds import Folds, write_folds
from tests.models.tiny import TINY, tiny_retriever


class ScriptedRetriever:
    """Gives the rows it was made with, in the order in which pictures are put before it."""

    id = "scripted"
    style = RasterStyle(32)
    photo_style = PhotoStyle(32)

    def __init__(
        self,
        sketches: np.ndarray,
        photos: np.ndarray,
        row_counts: tuple[int, ...] = (1,),
        levels: Sequence[int] = (),
    ) -> None:
        """Sketches and photos (n, K, D), or (n, D); levels of sketches, 0 where none is left."""
        sketches, photos = (a[:, None] if a.ndim == 2 else a for a in (sketches, photos))
        self.rows, self.width = photos.shape[1:]
        self.row_counts = row_counts
        self.temperature = 0.05
        self._levels = iter(levels)
        self._sketches, self._photos = (
            iter(torch.from_numpy(side.astype(np.float32))) for side in (sketches, photos)
        )

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        levels = torch.tensor([next(self._levels, 0) for _ in images])
        logits = torch.nn.functional.one_hot(levels, len(self.row_counts)).float()
        return SketchReading(self.embed_sketch(images), logits)

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        return torch.stack([next(self._sketches) for _ in images])

    def embed_photo(self, images: Tensor, /) -> Tensor:
        return torch.stack([next(self._photos) for _ in images])


def true_rows(dataset: Dataset) -> np.ndarray:
    """Position of the photo of every sketch, (Q,)."""
    index = dataset.photo_index()
    return np.array([index[pair.photo_id] for pair in dataset.pairs])


def perfect_retriever(dataset: Dataset, stages: int = 1) -> ScriptedRetriever:
    """Finds every photo, at so many stages of every drawing."""
    photos = np.eye(len(dataset.photos))
    return ScriptedRetriever(np.tile(photos[true_rows(dataset)], (stages, 1)), photos)


def made_folds(
    folder: Path, dataset: Dataset, count: int = 2, config: RetrieverConfig = TINY
) -> Folds:
    """Folds and a tiny untrained model for each, with weights of its own."""
    folds = write_folds(folder, dataset, count)
    for fold in range(count):
        tiny_retriever(fold, config).save(folds.model_path(fold), {})
    return folds
