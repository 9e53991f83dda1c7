"""The index that a gallery gets, by size and by name."""

from pathlib import Path

import numpy as np
import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index import (
    FlatIndex,
    IvfIndex,
    backend_for,
    build_index,
    choose,
    load_index,
)


def eye(n: int) -> np.ndarray:
    return np.eye(n, dtype=np.float32)[:, None]


@pytest.mark.parametrize(
    ("count", "rows", "width", "name"),
    [(0, 9, 64, "flat"), (30_000, 9, 64, "flat"), (30_001, 9, 64, "ivf"), (30_001, 1, 64, "flat")],
)
def test_the_amount_of_numbers_decides(count: int, rows: int, width: int, name: str) -> None:
    assert backend_for(count, rows, width) == name


def test_a_large_gallery_gets_trained_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "FLAT_UP_TO_NUMBERS", 30)
    assert isinstance(build_index(eye(5)), FlatIndex)
    large = build_index(eye(6))
    assert isinstance(large, IvfIndex) and large.effort is not None
    assert large.search(eye(6)[4], 1)[1].tolist() == [4]


@pytest.mark.parametrize(("name", "kind"), [("flat", FlatIndex), ("ivf", IvfIndex)])
def test_a_backend_by_name(tmp_path: Path, name: str, kind: type) -> None:
    index = build_index(eye(6), name)
    assert type(index) is kind and len(index) == 6
    index.save(tmp_path / "index.safetensors")
    assert type(load_index(tmp_path / "index.safetensors")) is kind
    assert len(build_index(eye(6)[:0], name)) == 0


def test_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="there are: auto, flat, ivf"):
        build_index(eye(2), "tree")
    with pytest.raises(GalleryError, match=r"not \(N, K, D\)"):
        build_index(eye(2)[0])
    for name in ("index.safetensors", "index.json"):
        with pytest.raises(GalleryError, match="no index in"):
            load_index(tmp_path / name)
