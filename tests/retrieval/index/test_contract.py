"""The contract of every gallery index, against a brute-force twin."""

import importlib
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index import FlatIndex, GalleryIndex, IvfIndex, IvfSettings, load_index

Make = Callable[[int, int], GalleryIndex]

TOLERANCE = 5e-4  # of float16 rows; flat search is held to less in test_flat.py


class TrainedIndex(IvfIndex):
    """Trained whenever photos are added, so that the lists answer, and to find everything."""

    def __init__(self, rows: int, width: int) -> None:
        super().__init__(rows, width, IvfSettings(recall=1))

    def add(self, embeddings: np.ndarray, /) -> None:
        super().add(embeddings)
        if len(self):
            self.train()


@pytest.fixture(scope="session")
def make_milvus(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Collections of one embedded file, each with a name of its own."""
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")
    milvus = importlib.import_module("sketchapp.retrieval.index.milvus")
    file, numbers = tmp_path_factory.mktemp("milvus") / "gallery.db", count()
    return lambda rows, width: milvus.MilvusIndex(
        rows, width, milvus.MilvusPlace(str(file), f"gallery{next(numbers)}")
    )


IN_PROCESS: dict[str, Make] = {"flat": FlatIndex, "ivf": TrainedIndex, "untrained": IvfIndex}


@pytest.fixture(params=[*IN_PROCESS, "milvus"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "milvus":
        return request.getfixturevalue("make_milvus")
    return IN_PROCESS[request.param]


def unit_rows(rng: np.random.Generator, n: int, rows: int, width: int) -> np.ndarray:
    found = rng.standard_normal((n, rows, width)).astype(np.float32)
    return found / np.linalg.norm(found, axis=2, keepdims=True)


def brute_force(
    embeddings: np.ndarray, query: np.ndarray, rows: Sequence[int] | None
) -> np.ndarray:
    """Mean cosine of the selected rows, (N,)."""
    chosen = range(len(query)) if rows is None else rows
    return np.array([np.mean([photo[k] @ query[k] for k in chosen]) for photo in embeddings])


def check_against_brute_force(
    index: GalleryIndex,
    embeddings: np.ndarray,
    query: np.ndarray,
    k: int,
    rows: Sequence[int] | None = None,
    allowed: Sequence[int] | None = None,
) -> None:
    similarity, position = index.search(query, k, rows, allowed)
    expected = brute_force(embeddings, query, rows)
    candidates = range(len(embeddings)) if allowed is None else sorted(set(allowed))
    best = np.sort(expected[list(candidates)])[::-1][:k]
    assert similarity.shape == position.shape == best.shape
    assert np.allclose(similarity, best, atol=TOLERANCE)
    assert len(set(position.tolist())) == len(position)  # no photo twice
    assert set(position.tolist()) <= set(candidates)
    assert np.allclose(expected[position], similarity, atol=TOLERANCE)
    assert (np.diff(similarity) <= 0).all()


@given(st.data())
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("backend", sorted(IN_PROCESS))
@pytest.mark.parametrize("rows_of_row", [1, 3])
def test_search_equals_brute_force(backend: str, rows_of_row: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 12))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    embeddings = unit_rows(rng, n, rows_of_row, 4)
    if n > 3:
        embeddings[n // 2] = embeddings[0]  # a tie
    rows = data.draw(st.none() | st.lists(st.integers(0, rows_of_row - 1), min_size=1, unique=True))
    allowed = data.draw(st.none() | st.lists(st.integers(0, n - 1))) if n else None
    index = IN_PROCESS[backend](rows_of_row, 4)
    index.add(embeddings)
    assert len(index) == n
    query = unit_rows(rng, 1, rows_of_row, 4)[0]
    k = data.draw(st.integers(1, 15))
    check_against_brute_force(index, embeddings, query, k, rows, allowed)


def test_search_of_a_few_hundred_equals_brute_force(make: Make) -> None:
    rng = np.random.default_rng(3)
    embeddings, query = unit_rows(rng, 300, 3, 8), unit_rows(rng, 1, 3, 8)[0]
    index = make(3, 8)
    index.add(embeddings)
    for rows in (None, [0], [2], [0, 1], [1, 2]):
        for allowed in (None, range(0, 300, 3), np.arange(40)):
            for k in (1, 12, 400):
                check_against_brute_force(index, embeddings, query, k, rows, allowed)


def test_a_photo_finds_itself(make: Make) -> None:
    embeddings = unit_rows(np.random.default_rng(0), 20, 3, 8)
    index = make(3, 8)
    index.add(embeddings)
    similarity, position = index.search(embeddings[13], 2)
    assert position[0] == 13 and similarity[0] == pytest.approx(1, abs=TOLERANCE)
    assert similarity[1] < 0.95


def test_only_the_rows_named_count(make: Make) -> None:
    a, b = np.eye(2, dtype=np.float32)
    index = make(2, 2)
    index.add(np.stack([[a, b], [b, a]]))
    query = np.stack([a, a])  # like the first photo in row 0, like the second in row 1
    assert index.search(query, 1, rows=[0])[1].tolist() == [0]
    assert index.search(query, 1, rows=[1])[1].tolist() == [1]
    similarity, _ = index.search(query, 2)
    assert similarity.tolist() == pytest.approx([0.5, 0.5], abs=TOLERANCE)


def test_all_photos_of_a_tie_are_found(make: Make) -> None:
    row = unit_rows(np.random.default_rng(0), 1, 1, 4)
    index = make(1, 4)
    index.add(np.repeat(row, 5, axis=0))
    similarity, position = index.search(row[0], 5)
    assert sorted(position.tolist()) == [0, 1, 2, 3, 4]
    assert len(set(similarity.tolist())) == 1


@pytest.mark.parametrize(("k", "allowed"), [(3, None), (3, []), (0, None), (0, [0])])
def test_nothing_is_found_among_nothing(make: Make, k: int, allowed: list | None) -> None:
    index = make(1, 4)
    if k == 0 or allowed is not None:
        index.add(unit_rows(np.random.default_rng(0), 2, 1, 4))
    similarity, position = index.search(np.ones((1, 4), np.float32), k, allowed=allowed)
    assert (similarity.shape, position.shape) == ((0,), (0,))
    assert (similarity.dtype, position.dtype) == (np.float32, np.int64)


def test_embeddings_may_come_in_parts(make: Make) -> None:
    rng = np.random.default_rng(0)
    embeddings = unit_rows(rng, 9, 2, 4)
    index = make(2, 4)
    for part in (embeddings[:4], embeddings[4:4], embeddings[4:]):
        index.add(part)
    check_against_brute_force(index, embeddings, unit_rows(rng, 1, 2, 4)[0], 9)


@pytest.mark.parametrize("n", [0, 7])
def test_a_saved_index_answers_the_same(tmp_path: Path, make: Make, n: int) -> None:
    rng = np.random.default_rng(0)
    embeddings, query = unit_rows(rng, n, 3, 4), unit_rows(rng, 1, 3, 4)[0]
    index = make(3, 4)
    index.add(embeddings)
    path = saved(index, tmp_path)
    loaded = load_index(path)
    assert len(loaded) == n and type(loaded).KIND == type(index).KIND
    for mine, theirs in zip(loaded.search(query, 5), index.search(query, 5), strict=True):
        assert np.array_equal(mine, theirs)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]  # nothing half written


def test_a_loaded_index_takes_more_photos(tmp_path: Path, make: Make) -> None:
    rng = np.random.default_rng(0)
    embeddings = unit_rows(rng, 9, 3, 4)
    index = make(3, 4)
    index.add(embeddings[:5])
    loaded = load_index(saved(index, tmp_path))
    loaded.add(embeddings[5:])
    check_against_brute_force(loaded, embeddings, unit_rows(rng, 1, 3, 4)[0], 9)


def test_saving_replaces_what_was_saved(tmp_path: Path, make: Make) -> None:
    embeddings = unit_rows(np.random.default_rng(0), 4, 1, 4)
    index = make(1, 4)
    index.add(embeddings[:3])
    path = saved(index, tmp_path)
    before = load_index(path)  # may read from the file that is replaced
    index.add(embeddings[3:])
    saved(index, tmp_path)
    assert (len(before), len(load_index(path))) == (3, 4)
    assert before.search(embeddings[1], 1)[1].tolist() == [1]


def saved(index: GalleryIndex, folder: Path) -> Path:
    path = folder / ("index.json" if type(index).__name__ == "MilvusIndex" else "index.safetensors")
    index.save(path)
    return path


@pytest.mark.parametrize("shape", [(2, 4), (2, 1, 5), (2, 2, 4), (2, 1, 4, 1)])
def test_embeddings_of_another_shape_are_refused(make: Make, shape: tuple) -> None:
    with pytest.raises(GalleryError, match=r"not \(n, 1, 4\)"):
        make(1, 4).add(np.zeros(shape, np.float32))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_embeddings_that_are_not_finite_are_refused(make: Make, value: float) -> None:
    embeddings = np.zeros((2, 1, 4), np.float32)
    embeddings[1, 0, 2] = value
    with pytest.raises(GalleryError, match="finite"):
        make(1, 4).add(embeddings)


def test_questions_that_do_not_fit_are_refused(make: Make) -> None:
    index = make(3, 4)
    index.add(unit_rows(np.random.default_rng(0), 2, 3, 4))
    query = np.zeros((3, 4), np.float32)
    with pytest.raises(GalleryError, match=r"\(1, 3, 4\); \(3, 4\)"):
        index.search(query[None], 1)
    with pytest.raises(GalleryError, match="finite"):
        index.search(np.full((3, 4), np.nan, np.float32), 1)
    for rows in ([], [3], [-1], [0, 5]):
        with pytest.raises(GalleryError, match="allowed are 0 to 2"):
            index.search(query, 1, rows=rows)
    for allowed in ([2], [-1], [0, 1, 99]):
        with pytest.raises(GalleryError, match="allowed are 0 to 1"):
            index.search(query, 1, allowed=allowed)


@pytest.mark.parametrize(("rows", "width"), [(0, 4), (1, 0), (-1, 4)])
def test_an_index_of_no_rows_is_refused(make: Make, rows: int, width: int) -> None:
    with pytest.raises(GalleryError):
        make(rows, width)
