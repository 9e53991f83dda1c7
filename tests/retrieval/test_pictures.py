from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import torch
from PIL import Image

from sketchapp.errors import GalleryError
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.retrieval.gallery import load_gallery
from sketchapp.retrieval.index import build_index
from sketchapp.retrieval.live import LiveSearch
from sketchapp.retrieval.pictures import CAPACITY, MAX_BYTES, PictureRows
from tests.made_datasets import make_gallery
from tests.models.tiny import TINY_MATRIX, tiny_retriever


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveSearch:
    gallery = load_gallery(make_gallery(tmp_path_factory.mktemp("gallery") / "photos"))
    retriever = tiny_retriever(config=TINY_MATRIX)
    rows = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    return LiveSearch(retriever, gallery, rows, build_index(rows))


def png(colour: int, size: int = 40) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (size, size), (colour, 30, 200)).save(stream, "PNG")
    return stream.getvalue()


def test_a_photo_of_the_gallery_sent_as_a_file_has_its_rows(live: LiveSearch) -> None:
    rows = PictureRows().rows(live, live.gallery.photos[2].path.read_bytes())
    assert torch.allclose(rows, live.photo_rows[2], atol=1e-5)


def test_each_picture_is_embedded_once_and_few_are_remembered(
    live: LiveSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, calls = PictureRows(), []
    embed = live.retriever.embed_photo
    monkeypatch.setattr(
        live.retriever, "embed_photo", lambda photos: calls.append(1) or embed(photos)
    )
    for _ in range(3):
        pictures.rows(live, png(1))
    assert len(calls) == 1
    for colour in range(CAPACITY + 1):
        pictures.rows(live, png(colour, 8))
    assert len(pictures._rows) == CAPACITY


@pytest.mark.parametrize(
    "wrong",
    [b"", b"not a picture", png(1)[:60], bytes(MAX_BYTES + 1)],
    ids=["empty", "text", "cut off", "too large"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(live: LiveSearch, wrong: bytes) -> None:
    with pytest.raises(GalleryError, match=r"JPEG, PNG or WebP|bytes are allowed|are allowed"):
        PictureRows().rows(live, wrong)


def test_a_picture_of_too_many_pixels_is_refused(live: LiveSearch) -> None:
    stream = io.BytesIO()
    Image.fromarray(np.zeros((4001, 4000), np.uint8)).save(stream, "PNG")
    with pytest.raises(GalleryError, match=r"4000 x 4001 pixels; 16 million"):
        PictureRows().rows(live, stream.getvalue())


def test_only_pictures_are_opened(live: LiveSearch) -> None:
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 40\n%%EndComments\nshowpage\n"
    with pytest.raises(GalleryError, match=r"JPEG, PNG or WebP"):  # and no Ghostscript is run
        PictureRows().rows(live, postscript)


def test_whatever_a_damaged_picture_raises_is_said_in_a_sentence(
    live: LiveSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise struct.error("unpack requires a buffer of 2 bytes")

    monkeypatch.setattr("PIL.ImageOps.exif_transpose", broken)
    with pytest.raises(GalleryError, match=r"JPEG, PNG or WebP"):
        PictureRows().rows(live, png(1))
