"""Exact search gives the exact cosine; files that are no index are refused."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index import FlatIndex


def test_similarity_is_the_mean_cosine_in_single_precision() -> None:
    rng = np.random.default_rng(0)
    embeddings = rng.standard_normal((50, 3, 8)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=2, keepdims=True)
    index = FlatIndex(3, 8)
    index.add(embeddings)
    similarity, position = index.search(embeddings[7], 50, rows=[0, 2])
    expected = np.einsum("nkd,kd->n", embeddings[:, [0, 2]], embeddings[7][[0, 2]]) / 2
    assert np.allclose(similarity, expected[position], atol=1e-6)


def test_what_is_no_saved_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.safetensors"
    with pytest.raises(GalleryError, match="no index in"):
        FlatIndex.load(path)
    path.write_bytes(b"\x80\x04pickle")
    with pytest.raises(GalleryError, match="no index in"):
        FlatIndex.load(path)
    save_file({"rows": np.zeros((2, 3), np.float32)}, path)
    with pytest.raises(GalleryError, match="no index in"):
        FlatIndex.load(path)


def test_a_file_without_notes_is_an_index(tmp_path: Path) -> None:
    """As the cache of a gallery's embeddings is."""
    path = tmp_path / "rows.safetensors"
    save_file({"rows": np.eye(4, dtype=np.float32)[:, None]}, path)
    assert FlatIndex.load(path).search(np.eye(4, dtype=np.float32)[2][None], 1)[1].tolist() == [2]
