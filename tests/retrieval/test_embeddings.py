import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torch import Tensor

from sketchapp.models.photos import read_photo
from sketchapp.models.retriever import SketchReading
from sketchapp.retrieval import embeddings
from sketchapp.retrieval.embeddings import (
    CACHE_FOLDER,
    embed_photo_files,
    encode_gallery,
    gallery_embeddings,
    gallery_key,
)
from sketchapp.retrieval.gallery import Gallery, load_gallery
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever


class CountingRetriever:
    """A tiny retriever that counts the photos it embeds."""

    def __init__(self, seed: int = 0) -> None:
        self.inner = tiny_retriever(seed)
        self.id = f"weights-{seed}"
        self.style, self.photo_style = self.inner.style, self.inner.photo_style
        self.rows, self.width = self.inner.rows, self.inner.width
        self.row_counts, self.temperature = self.inner.row_counts, self.inner.temperature
        self.photos = 0

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        return self.inner.read_sketch(images)

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        return self.inner.embed_sketch(images)

    def embed_photo(self, images: Tensor, /) -> Tensor:
        self.photos += len(images)
        return self.inner.embed_photo(images)


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return load_gallery(make_gallery(tmp_path / "gallery", n_photos=5))


def cache_files(gallery: Gallery) -> list[Path]:
    return sorted((gallery.folder / CACHE_FOLDER).iterdir())


def test_photos_keep_their_order_over_batches(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = tiny_retriever()
    paths = [photo.path for photo in gallery.photos]
    photos = [read_photo(path, retriever.photo_style)[None] for path in paths]
    one_by_one = np.concatenate([retriever.embed_photo(p).detach().numpy() for p in photos])
    for size in (1, 2, 64):
        monkeypatch.setattr(embeddings, "BATCH", size)
        rows = embed_photo_files(retriever, iter(paths))
        assert rows.shape == (5, 1, 8) and rows.dtype == np.float32
        assert np.allclose(rows, one_by_one, atol=1e-5)
    assert not np.allclose(one_by_one[0], one_by_one[1], atol=1e-4)
    assert embed_photo_files(retriever, []).shape == (0, 1, 8)


def test_a_second_call_embeds_nothing(gallery: Gallery) -> None:
    retriever = CountingRetriever()
    first = gallery_embeddings(retriever, gallery)
    assert retriever.photos == 5
    second = gallery_embeddings(retriever, gallery)
    assert retriever.photos == 5
    assert np.array_equal(first, second) and second.dtype == np.float32
    assert len(cache_files(gallery)) == 1


def test_other_weights_have_embeddings_of_their_own(gallery: Gallery) -> None:
    retrievers = CountingRetriever(0), CountingRetriever(1)
    first, second = (gallery_embeddings(retriever, gallery) for retriever in retrievers)
    assert retrievers[1].photos == 5
    assert not np.allclose(first, second, atol=1e-3)
    assert np.array_equal(gallery_embeddings(retrievers[0], gallery), first)
    assert retrievers[0].photos == 5  # those of the first weights are still there


def test_a_changed_photo_is_embedded_again(gallery: Gallery) -> None:
    retriever = CountingRetriever()
    before = gallery_embeddings(retriever, gallery)
    Image.new("RGB", (40, 40), "black").save(gallery.photos[2].path)
    after = gallery_embeddings(retriever, gallery)
    assert retriever.photos == 6  # and no other one
    assert np.array_equal(np.delete(after, 2, 0), np.delete(before, 2, 0))
    assert not np.allclose(after[2], before[2], atol=1e-4)


def test_a_photo_twice_is_embedded_once(gallery: Gallery) -> None:
    retriever = CountingRetriever()
    gallery.photos[2].path.write_bytes(gallery.photos[0].path.read_bytes())
    rows = gallery_embeddings(retriever, gallery)
    assert retriever.photos == 4
    assert np.array_equal(rows[0], rows[2]) and rows.shape[0] == 5


def test_added_photos_alone_are_embedded(gallery: Gallery) -> None:
    retriever = CountingRetriever()
    fewer = Gallery(gallery.folder, gallery.photos[1:4])
    before = gallery_embeddings(retriever, fewer)
    after = gallery_embeddings(retriever, gallery)
    assert retriever.photos == 5
    assert np.array_equal(after[1:4], before)
    assert len(cache_files(gallery)) == 1  # the smaller file is no longer needed


def test_a_stopped_run_goes_on_where_it_was(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "BATCH", 2)
    retriever = CountingRetriever()
    steps = encode_gallery(retriever, gallery)
    assert [next(steps), next(steps)] == [0, 2]
    steps.close()
    assert list(encode_gallery(retriever, gallery)) == [2, 4, 5]
    rows = gallery_embeddings(retriever, gallery)
    assert retriever.photos == 5
    expected = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    assert np.allclose(rows, expected, atol=1e-5)
    assert len(cache_files(gallery)) == 1


def test_a_new_time_stamp_changes_nothing(gallery: Gallery) -> None:
    retriever = CountingRetriever()
    key = gallery_key(retriever, gallery)
    gallery.photos[2].path.touch()
    assert gallery_key(retriever, gallery) == key


def test_another_order_of_photos_is_another_gallery(gallery: Gallery) -> None:
    retriever = CountingRetriever()
    turned = Gallery(gallery.folder, gallery.photos[::-1])
    rows = gallery_embeddings(retriever, gallery)
    assert np.allclose(gallery_embeddings(retriever, turned), rows[::-1], atol=1e-5)
    assert not np.allclose(rows, rows[::-1], atol=1e-4)


@pytest.mark.parametrize("damage", ["empty", "cut off", "other", "another shape"])
def test_a_damaged_file_is_mended(gallery: Gallery, damage: str) -> None:
    retriever = CountingRetriever()
    rows = gallery_embeddings(retriever, gallery)
    (path,) = cache_files(gallery)
    whole = path.read_bytes()
    if damage == "another shape":
        smaller = Gallery(gallery.folder, gallery.photos[:2])
        gallery_embeddings(retriever, smaller)
        (other,) = set(cache_files(gallery)) - {path}
        other.replace(path)
    else:
        path.write_bytes({"empty": b"", "cut off": whole[:-7], "other": b"x" * 99}[damage])
    retriever.photos = 0
    assert np.allclose(gallery_embeddings(retriever, gallery), rows, atol=1e-6)
    assert retriever.photos == (3 if damage == "another shape" else 5)
    assert path.read_bytes() == whole
    retriever.photos = 0
    gallery_embeddings(retriever, gallery)
    assert retriever.photos == 0


def test_a_gallery_that_cannot_be_written_to_works(
    gallery: Gallery, caplog: pytest.LogCaptureFixture
) -> None:
    (gallery.folder / CACHE_FOLDER).write_text("a file where the folder should be")
    retriever = CountingRetriever()
    with caplog.at_level(logging.WARNING):
        assert gallery_embeddings(retriever, gallery).shape == (5, 1, 8)
    assert "embeddings are not kept" in caplog.text


def test_nothing_is_left_of_writing(gallery: Gallery) -> None:
    gallery_embeddings(CountingRetriever(), gallery)
    assert [path.suffix for path in cache_files(gallery)] == [".safetensors"]
