"""Everything that is loaded once, when the server starts, and then only read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from sketchapp.models.checkpoint import read_config
from sketchapp.models.retriever import Retriever, load_retriever
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.gallery import Gallery, load_gallery
from sketchapp.retrieval.index import FlatIndex
from sketchapp.retrieval.live import LiveSearch, Question
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch

FAMILIAR_KEY = "familiar_from"  # in a checkpoint's header: the similarity calibrated for it
NO_LEVEL = -1.0  # a checkpoint without one finds everything familiar


@dataclass(frozen=True)
class Resources:
    """What the page and its API work with; safe to share between threads."""

    settings: Settings
    retriever: Retriever
    gallery: Gallery
    live: LiveSearch

    @classmethod
    def load(cls, settings: Settings) -> Resources:
        """Load weights and gallery, and answer once, so that the first stroke finds all warm.

        Raises CheckpointError or GalleryError where something is missing.
        """
        if settings.threads is not None:
            torch.set_num_threads(settings.threads)
        retriever = load_retriever(settings.checkpoint)
        gallery = load_gallery(settings.gallery)
        rows = gallery_embeddings(retriever, gallery)  # (N, K, D)
        index = FlatIndex(retriever.rows, retriever.width)
        index.add(rows)
        live = LiveSearch(retriever, gallery, rows, index, familiar_level(settings.checkpoint))
        live.answer(Question(Sketch.from_polylines([[[0.2, 0.2], [0.8, 0.8]]])))
        return cls(settings, retriever, gallery, live)


def familiar_level(checkpoint: Path) -> float:
    """The best similarity under which nothing in a gallery looks like the sketch."""
    return float(read_config(checkpoint).get(FAMILIAR_KEY, NO_LEVEL))
