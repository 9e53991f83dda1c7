"""Index files appear whole or not at all."""

from pathlib import Path

import numpy as np
import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index.files import (
    map_float16,
    read_metadata,
    read_tensor,
    replacing,
    write_tensors,
)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "index.safetensors"
    path.write_text("old")

    def write_half() -> None:
        with replacing(path) as partial:
            partial.write_text("ne")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "index.safetensors"
    rows = np.random.default_rng(0).standard_normal((5, 3, 4)).astype(np.float16)
    write_tensors(path, {"rows": rows, "lists": np.arange(7, dtype=np.uint8)}, {"kind": "made"})
    assert read_metadata(path) == {"kind": "made"}
    assert np.array_equal(map_float16(path, "rows"), rows)
    assert read_tensor(path, "lists").tolist() == list(range(7))


def test_mapped_rows_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "index.safetensors"
    write_tensors(path, {"rows": np.ones((2, 1, 2), np.float16)}, {})
    with pytest.raises(ValueError, match="read-only"):
        map_float16(path, "rows")[0] = 0


def test_missing_tensors_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.safetensors"
    write_tensors(path, {"rows": np.ones((2, 1, 2), np.float32)}, {})
    for name in ("rows", "lists"):  # the one is not float16, the other is not there
        with pytest.raises(GalleryError, match="no index in"):
            map_float16(path, name)
    with pytest.raises(GalleryError, match="no index in"):
        read_tensor(path, "lists")


@pytest.mark.parametrize("content", [None, b"", b"\x80\x04pickle", b"\xff" * 40])
def test_other_files_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "index.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GalleryError, match="save one first"):
        read_metadata(path)
