"""Embeddings of a gallery, computed once per set of weights and kept on disk."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from sketchapp.models.photos import read_photo
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.gallery import Gallery
from sketchapp.retrieval.kept_rows import KeptRows

BATCH = 16  # larger ones are no faster on a CPU, and take memory and patience
CACHE_FOLDER = "embeddings"

Item = TypeVar("Item")

log = logging.getLogger(__name__)


@torch.inference_mode()
def embed_photo_files(retriever: Retriever, paths: Iterable[Path]) -> NDArray[np.float32]:
    """Unit rows (N, K, D) of photos, in the order given."""
    rows = [np.zeros((0, retriever.rows, retriever.width), np.float32)]
    for batch in _batches(paths, BATCH):
        photos = torch.stack([read_photo(path, retriever.photo_style) for path in batch])
        rows.append(retriever.embed_photo(photos).float().numpy())
    return np.concatenate(rows)


def gallery_embeddings(retriever: Retriever, gallery: Gallery) -> NDArray[np.float32]:
    """Unit rows (N, K, D) of a gallery, from its folder if weights and photos are those of then.

    Otherwise the photos that are new are embedded and the rows kept there. A damaged file is
    replaced.
    """
    digests = photo_digests(gallery)
    name = _file_name(retriever, digests)
    kept = _read(gallery.folder / CACHE_FOLDER / f"{name}.safetensors")
    if kept is not None and kept.shape == (len(digests), retriever.rows, retriever.width):
        return kept
    rows = _encoded(retriever, gallery, digests)
    if rows is None:
        return embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    try:
        KeptRows(gallery.folder / CACHE_FOLDER, retriever).join(name, digests, rows)
    except OSError as error:  # the parts are still there, and serve as well
        log.warning("embeddings are not joined: %s", error)
    return rows


def encode_gallery(retriever: Retriever, gallery: Gallery) -> Iterator[int]:
    """Embed what no file has yet, batch by batch; yields how many photos are done, first at once.

    Each batch is on the disk before the next begins: who stops here goes on there, and
    gallery_embeddings then finds all of them. OSError where nothing can be written.
    """
    yield from _encode(retriever, gallery, photo_digests(gallery))


def gallery_key(retriever: Retriever, gallery: Gallery) -> str:
    """Changes with the weights and with the content of any photo, not with its time stamp."""
    return _file_name(retriever, photo_digests(gallery))


def photo_digests(gallery: Gallery) -> list[bytes]:
    """SHA-256 of every photo's file."""
    return [hashlib.sha256(photo.path.read_bytes()).digest() for photo in gallery.photos]


def _encode(retriever: Retriever, gallery: Gallery, digests: list[bytes]) -> Iterator[int]:
    store = KeptRows(gallery.folder / CACHE_FOLDER, retriever)
    paths = {digest: photo.path for digest, photo in zip(digests, gallery.photos, strict=True)}
    known = store.digests()
    todo = [digest for digest in paths if digest not in known]
    done = sum(digest in known for digest in digests)
    yield done
    for batch in _batches(todo, BATCH):
        store.keep(batch, embed_photo_files(retriever, [paths[digest] for digest in batch]))
        done += len(batch)
        yield done


def _encoded(
    retriever: Retriever, gallery: Gallery, digests: list[bytes]
) -> NDArray[np.float32] | None:
    """The rows (N, K, D) after the missing ones were embedded and kept; None where none can be."""
    try:
        for _ in _encode(retriever, gallery, digests):
            pass
    except OSError as error:  # a gallery on a read-only disk works, it only starts more slowly
        log.warning("embeddings are not kept: %s", error)
        return None
    return KeptRows(gallery.folder / CACHE_FOLDER, retriever).collect(digests)


def _file_name(retriever: Retriever, digests: list[bytes]) -> str:
    return f"{retriever.id}-{hashlib.sha256(b''.join(digests)).hexdigest()[:16]}"


def _read(path: Path) -> NDArray[np.float32] | None:
    try:
        return load_file(path)["rows"].astype(np.float32, copy=False)  # the shipped ones: float16
    except (OSError, SafetensorError, KeyError):
        return None  # not there yet, or cut off: both are mended by embedding again


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
