"""Embeddings of a gallery, computed once per set of weights and kept on disk."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from sketchapp.models.photos import read_photo
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.gallery import Gallery

BATCH = 64
CACHE_FOLDER = "embeddings"

log = logging.getLogger(__name__)


@torch.inference_mode()
def embed_photo_files(retriever: Retriever, paths: Iterable[Path]) -> NDArray[np.float32]:
    """Unit rows (N, K, D) of photos, in the order given."""
    rows = [np.zeros((0, retriever.rows, retriever.width), np.float32)]
    for batch in _batches(paths, BATCH):
        photos = torch.stack([read_photo(path, retriever.style.size_px) for path in batch])
        rows.append(retriever.embed_photo(photos).float().numpy())
    return np.concatenate(rows)


def gallery_embeddings(retriever: Retriever, gallery: Gallery) -> NDArray[np.float32]:
    """Unit rows (N, K, D) of a gallery, from its folder if weights and photos are those of then.

    Otherwise the photos are embedded and the rows kept there. A damaged file is replaced.
    """
    path = gallery.folder / CACHE_FOLDER / f"{gallery_key(retriever, gallery)}.safetensors"
    shape = (len(gallery.photos), retriever.rows, retriever.width)
    kept = _read(path)
    if kept is not None and kept.shape == shape:
        return kept
    rows = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    _write(path, rows)
    return rows


def gallery_key(retriever: Retriever, gallery: Gallery) -> str:
    """Changes with the weights and with the content of any photo, not with its time stamp."""
    digest = hashlib.sha256()
    for photo in gallery.photos:
        digest.update(hashlib.sha256(photo.path.read_bytes()).digest())
    return f"{retriever.id}-{digest.hexdigest()[:16]}"


def _read(path: Path) -> NDArray[np.float32] | None:
    try:
        return load_file(path)["rows"]
    except (OSError, SafetensorError, KeyError):
        return None  # not there yet, or cut off: both are mended by embedding again


def _write(path: Path, rows: NDArray[np.float32]) -> None:
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file({"rows": np.ascontiguousarray(rows)}, partial)
        partial.replace(path)
    except OSError as error:  # a gallery on a read-only disk works, it only starts more slowly
        log.warning("embeddings are not kept: %s", error)


def _batches(items: Iterable[Path], size: int) -> Iterator[list[Path]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
