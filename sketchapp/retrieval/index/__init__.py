"""Indexes over the embeddings of a gallery."""

from sketchapp.retrieval.index.choose import backend_for, build_index, load_index
from sketchapp.retrieval.index.contract import GalleryIndex
from sketchapp.retrieval.index.flat import FlatIndex
from sketchapp.retrieval.index.ivf import IvfIndex, IvfSettings

__all__ = [
    "FlatIndex",
    "GalleryIndex",
    "IvfIndex",
    "IvfSettings",
    "backend_for",
    "build_index",
    "load_index",
]
