from __future__ import annotations

from pathlib import Path

import pytest

from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.retrieval.gallery import load_gallery
from sketchapp.retrieval.index import build_index
from sketchapp.retrieval.live import LiveSearch
from tests.made_datasets import make_gallery
from tests.models.tiny import TINY_MATRIX, tiny_retriever


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveSearch:
    """Six made photos and an untrained network."""
    folder: Path = make_gallery(tmp_path_factory.mktemp("gallery") / "photos")
    gallery, retriever = load_gallery(folder), tiny_retriever(config=TINY_MATRIX)
    rows = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    return LiveSearch(retriever.requires_grad_(False), gallery, rows, build_index(rows))
