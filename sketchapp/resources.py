"""Everything that is loaded once, when the server starts, and then only read."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from sketchapp.models.retriever import Retriever, load_retriever
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.gallery import Gallery, load_gallery
from sketchapp.retrieval.index import FlatIndex
from sketchapp.retrieval.live import Knowledge, LiveSearch, Question
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch


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
        torch.set_num_threads(settings.threads)
        retriever = load_retriever(settings.checkpoint)
        gallery = load_gallery(settings.gallery)
        rows = gallery_embeddings(retriever, gallery)  # (N, K, D)
        index = FlatIndex(retriever.rows, retriever.width)
        index.add(rows)
        live = LiveSearch(retriever, gallery, rows, index, Knowledge.of(retriever))
        live.answer(Question(Sketch.from_polylines([[[0.2, 0.2], [0.8, 0.8]]])))
        return cls(settings, retriever, gallery, live)
