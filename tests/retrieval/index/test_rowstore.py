"""Rows in half precision, searched block by block."""

import numpy as np
import pytest

from sketchapp.retrieval.index import rowstore
from sketchapp.retrieval.index.rowstore import RowStore


@pytest.mark.parametrize("block", [1, 7, 1000])
@pytest.mark.parametrize("among", [None, np.array([3, 4, 50, 99])])
def test_nearest_is_the_same_for_every_block_size(
    monkeypatch: pytest.MonkeyPatch, block: int, among: np.ndarray | None
) -> None:
    monkeypatch.setattr(rowstore, "BLOCK", block)
    rng = np.random.default_rng(0)
    store = RowStore(3, 4)
    for part in np.split(rng.standard_normal((100, 3, 4)).astype(np.float32), 4):
        store.add(part)
    selected = np.zeros((3, 4), np.float32)
    selected[[0, 1]] = rng.standard_normal((2, 4))
    similarity, position = store.nearest(selected, [0, 1], 4, among)
    products = np.einsum("nkd,kd->n", store.values.astype(np.float64), selected)
    candidates = np.arange(100) if among is None else among
    expected = candidates[np.argsort(-products[candidates])][:4]
    assert position.tolist() == expected.tolist()
    assert np.allclose(similarity, products[expected], atol=1e-5)


def test_of_equal_photos_the_earlier_comes_first() -> None:
    store = RowStore(1, 2)
    store.add(np.ones((6, 1, 2), np.float32))
    _, position = store.nearest(np.ones((1, 2), np.float32), [0], 3)
    assert position.tolist() == sorted(position.tolist())
    assert len(set(position.tolist())) == 3


def test_room_grows_with_what_is_added() -> None:
    rows = np.arange(40, dtype=np.float32).reshape(20, 1, 2)
    store = RowStore(1, 2)
    for row in rows:
        store.add(row[None])
    assert len(store) == 20
    assert np.array_equal(store.values, rows.astype(np.float16))
