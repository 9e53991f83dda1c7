"""Rows on the disk by the content of their photo, so that no photo is ever encoded twice."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from sketchapp.models.retriever import Retriever

ROWS, PHOTOS = "rows", "photos"  # tensors of a file: (n, K, D), and SHA-256 of the photos (n, 32)
DIGEST_BYTES = 32


class KeptRows:
    """The files of one set of weights in one folder.

    Parts are written while a gallery is encoded, one a batch, and joined into one file at its end.
    """

    def __init__(self, folder: Path, retriever: Retriever) -> None:
        self.folder = folder
        self._id = retriever.id
        self._shape = (retriever.rows, retriever.width)

    def digests(self) -> set[bytes]:
        """Photos whose rows are here."""
        return {digest for path in self._files() for digest in _digests_of(path)}

    def keep(self, digests: Sequence[bytes], rows: NDArray[np.float32]) -> None:
        """Write the rows (n, K, D) of some photos as one more part; OSError where that fails."""
        self._save(f"{self._id}-part-{secrets.token_hex(8)}", digests, rows)

    def collect(self, digests: Sequence[bytes]) -> NDArray[np.float32] | None:
        """The rows (N, K, D) of photos in this order; None where one is missing."""
        places: dict[bytes, list[int]] = {}
        for at, digest in enumerate(digests):
            places.setdefault(digest, []).append(at)
        collected = np.empty((len(digests), *self._shape), np.float32)
        for path in self._files():
            here = _digests_of(path)
            rows = _tensor(path, ROWS) if places.keys() & here else None
            if rows is None or rows.shape != (len(here), *self._shape):
                continue
            for digest, row in zip(here, rows, strict=True):
                for at in places.pop(digest, ()):
                    collected[at] = row
        return None if places else collected

    def join(self, name: str, digests: Sequence[bytes], rows: NDArray[np.float32]) -> None:
        """Write one file of all and delete the parts, and older files, of which it has all."""
        self._save(name, digests, rows)
        photos = set(digests)
        for path in self._files():
            here = set(_digests_of(path))
            is_part = "-part-" in path.stem
            if here < photos or (is_part and here <= photos):
                path.unlink(missing_ok=True)

    def _save(self, name: str, digests: Sequence[bytes], rows: NDArray[np.float32]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.safetensors"
        partial = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}.partial")
        photos = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, DIGEST_BYTES)
        save_file({ROWS: np.ascontiguousarray(rows), PHOTOS: photos}, partial)
        partial.replace(path)

    def _files(self) -> Iterator[Path]:
        pattern = re.compile(re.escape(self._id) + r"-(part-)?[0-9a-f]{16}\.safetensors")
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.iterdir() if pattern.match(path.name))


def _digests_of(path: Path) -> list[bytes]:
    photos = _tensor(path, PHOTOS)
    if photos is None or photos.dtype != np.uint8 or photos.shape[1:] != (DIGEST_BYTES,):
        return []
    return [bytes(row) for row in photos]


def _tensor(path: Path, name: str) -> NDArray | None:
    """A tensor of a file; None where it is not there, cut off, or written by something else."""
    try:
        with safe_open(path, "numpy") as file:
            return file.get_tensor(name)
    except (OSError, SafetensorError):
        return None
