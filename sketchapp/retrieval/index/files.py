"""Index files: safetensors that appear whole or not at all, and are read where they lie."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from sketchapp.errors import GalleryError

KIND = "kind"
HEADER_LENGTH_BYTES = 8  # https://huggingface.co/docs/safetensors: u64, then JSON, then tensors


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to that takes the place of `path` at the end, and vanishes on an error."""
    partial = path.with_suffix(f".{os.getpid()}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_tensors(
    path: Path, tensors: dict[str, NDArray[np.generic]], metadata: dict[str, str]
) -> None:
    """Write an index file; the one that is there stays as it is until the new one is complete."""
    with replacing(path) as partial:
        save_file(tensors, partial, metadata)


def read_metadata(path: Path) -> dict[str, str]:
    """What was noted with the tensors; GalleryError where the file is missing or is no index."""
    try:
        with safe_open(path, framework="numpy") as file:
            return file.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise no_index(path, error) from error


def read_tensor(path: Path, name: str) -> NDArray[np.generic]:
    """A tensor in memory; GalleryError where the file is missing or holds none of that name."""
    try:
        with safe_open(path, framework="numpy") as file:
            return file.get_tensor(name)
    except (OSError, SafetensorError) as error:
        raise no_index(path, error) from error


def map_float16(path: Path, name: str) -> NDArray[np.float16]:
    """A float16 tensor left on disk, read page by page as it is used; never written to.

    The file must have passed `read_metadata`, which checks its header.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(HEADER_LENGTH_BYTES), "little")
        header = json.loads(file.read(length))
    entry = header.get(name, {})
    if entry.get("dtype") != "F16":
        raise no_index(path, KeyError(name))
    shape = tuple(entry["shape"])
    if 0 in shape:
        return np.zeros(shape, np.float16)  # nothing to map, which the system refuses
    start = HEADER_LENGTH_BYTES + length + entry["data_offsets"][0]
    return np.memmap(path, np.float16, "r", start, shape)


def no_index(path: Path, error: Exception) -> GalleryError:
    """The sentence for a file that is none of ours."""
    return GalleryError(f"no index in {path} ({error!r}); save one first")
