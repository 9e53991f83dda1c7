"""Which index a gallery gets, by its size or by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index.contract import GalleryIndex
from sketchapp.retrieval.index.files import KIND, read_metadata
from sketchapp.retrieval.index.flat import FlatIndex
from sketchapp.retrieval.index.ivf import IvfIndex

AUTOMATIC = "auto"
# An exact search reads every number once. Beyond this many it takes longer than inverted lists
# and more than a few ms of the time between two strokes: docs/deployment.md.
FLAT_UP_TO_NUMBERS = 30_000 * 9 * 64

BACKENDS: dict[str, Callable[[int, int], FlatIndex | IvfIndex]] = {
    FlatIndex.KIND: FlatIndex,
    IvfIndex.KIND: IvfIndex,
}


def backend_for(count: int, rows: int, width: int) -> str:
    """The name of the backend for `count` photos of K rows of width D."""
    return FlatIndex.KIND if count * rows * width <= FLAT_UP_TO_NUMBERS else IvfIndex.KIND


def build_index(embeddings: NDArray[np.float32], backend: str = AUTOMATIC) -> FlatIndex | IvfIndex:
    """An index of embeddings (N, K, D), trained where it must be.

    GalleryError for a backend of another name. A Milvus collection is no matter of memory here:
    make a MilvusIndex and add to it.
    """
    if embeddings.ndim != 3:
        raise GalleryError(f"embeddings have shape {embeddings.shape}; not (N, K, D)")
    name = backend_for(*embeddings.shape) if backend == AUTOMATIC else backend
    if name not in BACKENDS:
        raise GalleryError(f"no index {name!r}; there are: {', '.join([AUTOMATIC, *BACKENDS])}")
    index = BACKENDS[name](*embeddings.shape[1:])
    index.add(embeddings)
    if isinstance(index, IvfIndex) and len(index):
        index.train()
    return index


def load_index(path: Path) -> GalleryIndex:
    """An index of any backend from its file: `.json` names a Milvus collection."""
    if path.suffix == ".json":
        from sketchapp.retrieval.index.milvus import MilvusIndex  # noqa: PLC0415 - optional

        return MilvusIndex.load(path)
    kind = read_metadata(path).get(KIND, FlatIndex.KIND)
    return IvfIndex.load(path) if kind == IvfIndex.KIND else FlatIndex.load(path)
