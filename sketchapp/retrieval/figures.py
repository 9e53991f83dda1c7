"""Figures of a gallery, as `gallery info --json` writes them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypedDict

from sketchapp.models.load import load_retriever
from sketchapp.retrieval.embeddings import CACHE_FOLDER
from sketchapp.retrieval.gallery import load_gallery


class EmbeddingFigures(TypedDict):
    """The model (id of its weights), and the shape (rows, width) of one photo's embedding."""

    model: str
    rows: int
    width: int


class GalleryFigures(TypedDict):
    """bytes is what photos and kept embeddings take on the disk."""

    n_photos: int
    categories: dict[str, int]
    embedding: EmbeddingFigures
    bytes: int


def gallery_figures(folder: Path, checkpoint: Path) -> GalleryFigures:
    """Count a gallery; GalleryError or CheckpointError where one of the two cannot be read."""
    photos = load_gallery(folder).photos
    retriever = load_retriever(checkpoint)
    kept = (folder / CACHE_FOLDER).glob("*.safetensors")
    files = [*(photo.path for photo in photos), *kept]
    return GalleryFigures(
        n_photos=len(photos),
        categories=dict(sorted(Counter(photo.category for photo in photos).items())),
        embedding=EmbeddingFigures(model=retriever.id, rows=retriever.rows, width=retriever.width),
        bytes=sum(path.stat().st_size for path in files),
    )
