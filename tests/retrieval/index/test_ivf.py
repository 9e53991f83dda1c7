"""Inverted lists: what is found of the exact answer, at each level and under a filter."""

import logging
from pathlib import Path

import faiss
import numpy as np
import pytest
from safetensors.numpy import save_file

from benchmarks.clustered import chunks, sketches_of
from sketchapp.errors import GalleryError
from sketchapp.retrieval.index import FlatIndex, IvfIndex, IvfSettings
from sketchapp.retrieval.index.rowstore import RowStore

N, K, D = 10_000, 9, 24
LEVELS = (3, 6, 9)


@pytest.fixture(scope="module")
def photos() -> np.ndarray:
    return next(chunks(0, N, K, D))


@pytest.fixture(scope="module")
def sketches(photos: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(1)
    return sketches_of(rng, photos[rng.choice(N, 60, replace=False)])


@pytest.fixture(scope="module")
def exact(photos: np.ndarray) -> FlatIndex:
    index = FlatIndex(K, D)
    index.add(photos)
    return index


@pytest.fixture(scope="module")
def index(photos: np.ndarray) -> IvfIndex:
    index = IvfIndex(K, D)
    index.add(photos)
    index.train()
    return index


def recall(
    index: IvfIndex, exact: FlatIndex, sketches: np.ndarray, level: int, allowed: np.ndarray | None
) -> float:
    shares = []
    for sketch in sketches:
        _, found = index.search(sketch, 10, range(level), allowed)
        _, wanted = exact.search(sketch, 10, range(level), allowed)
        assert len(found) == 10
        shares.append(np.isin(wanted, found).mean())
    return float(np.mean(shares))


@pytest.mark.parametrize("level", LEVELS)
def test_recall_at_each_level(
    index: IvfIndex, exact: FlatIndex, sketches: np.ndarray, level: int
) -> None:
    assert recall(index, exact, sketches, level, None) >= 0.95


def test_only_a_part_of_the_gallery_is_ranked(
    index: IvfIndex, sketches: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked = []
    nearest = RowStore.nearest

    def counted(store, selected, chosen, k, among=None):
        ranked.append(len(store) if among is None else len(among))
        return nearest(store, selected, chosen, k, among)

    monkeypatch.setattr(RowStore, "nearest", counted)
    index.search(sketches[0], 10)
    index.search(sketches[0], 10, [0])  # not all coarse rows: the lists cannot tell
    index.search(sketches[0], 10, [7])
    assert ranked[0] < N / 4
    assert ranked[1:] == [N, N]


@pytest.mark.parametrize("rows", [[0], [4], [8], [6, 7, 8], [1, 2, 8]])
def test_without_a_coarse_row_the_search_is_exact(
    index: IvfIndex, exact: FlatIndex, sketches: np.ndarray, rows: list[int]
) -> None:
    similarity, _ = index.search(sketches[0], 10, rows)
    assert np.allclose(similarity, exact.search(sketches[0], 10, rows)[0], atol=5e-4)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_recall_in_a_category_far_from_the_sketch(
    index: IvfIndex,
    exact: FlatIndex,
    photos: np.ndarray,
    sketches: np.ndarray,
    level: int,
    share: float,
) -> None:
    """The category is a cap of the sphere, the sketches lie anywhere."""
    side = photos[:, 0] @ photos[0, 0]
    category = np.flatnonzero(side >= np.quantile(side, 1 - share))
    far = sketches[np.argsort(sketches[:, 0] @ photos[0, 0])[:20]]
    assert recall(index, exact, far, level, category) >= 0.95
    for sketch in far:
        assert np.isin(index.search(sketch, 10, range(level), category)[1], category).all()


def test_similarity_is_the_exact_one(index: IvfIndex, photos: np.ndarray) -> None:
    similarity, position = index.search(photos[17], 5)
    assert position[0] == 17
    expected = np.einsum("nkd,kd->n", photos[position], photos[17]) / K
    assert np.allclose(similarity, expected, atol=5e-4)


def test_more_photos_than_the_lists_name_are_still_found(
    index: IvfIndex, sketches: np.ndarray
) -> None:
    similarity, position = index.search(sketches[0], 3000)
    assert len(set(position.tolist())) == 3000
    assert (np.diff(similarity) <= 0).all()
    assert len(index.search(sketches[0], 2 * N)[0]) == N


def test_photos_added_after_the_training_are_found(photos: np.ndarray) -> None:
    index = IvfIndex(K, D)
    index.add(photos[:4000])
    index.train()
    index.add(photos[4000:6000])
    for at in (4000, 5000, 5999):
        assert index.search(photos[at], 1)[1].tolist() == [at]


def test_effort_is_measured_and_kept_with_the_index(tmp_path: Path, index: IvfIndex) -> None:
    assert index.effort is not None
    assert min(index.effort.recall) >= IvfSettings().recall
    assert len(index.effort.recall) == len(LEVELS)
    index.save(tmp_path / "index.safetensors")
    loaded = IvfIndex.load(tmp_path / "index.safetensors")
    assert (loaded.effort, loaded.settings) == (index.effort, index.settings)


def test_more_recall_costs_more(photos: np.ndarray) -> None:
    efforts = []
    for aim in (0.5, 0.97):
        index = IvfIndex(K, D, IvfSettings(recall=aim))
        index.add(photos[:2500])
        efforts.append(index.train())
    assert efforts[0].probes < efforts[1].probes
    assert efforts[0].probes * efforts[0].candidates < efforts[1].probes * efforts[1].candidates


def test_training_is_repeatable_and_takes_real_sketches(
    photos: np.ndarray, sketches: np.ndarray
) -> None:
    efforts = []
    for _ in range(2):
        index = IvfIndex(K, D)
        index.add(photos[:3000])
        efforts.append(index.train(sketches))
    assert efforts[0] == efforts[1]
    with pytest.raises(GalleryError, match="embeddings have shape"):
        index.train(sketches[0])


@pytest.mark.parametrize("n", [1, 2, 63, 65, 200])
def test_galleries_of_fewer_photos_than_lists_would_have(photos: np.ndarray, n: int) -> None:
    index = IvfIndex(K, D)
    index.add(photos[:n])
    index.train()
    assert index.search(photos[n - 1], 1)[1].tolist() == [n - 1]
    assert len(index.search(photos[0], 10)[0]) == min(n, 10)


def test_a_gallery_of_one_photo_many_times(photos: np.ndarray) -> None:
    index = IvfIndex(K, D)
    index.add(np.repeat(photos[:1], 2000, axis=0))
    index.train()
    similarity, position = index.search(photos[0], 15)
    assert len(set(position.tolist())) == 15
    assert similarity == pytest.approx(np.ones(15), abs=5e-4)


def test_a_recall_that_cannot_be_reached_is_said(
    photos: np.ndarray, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sketchapp.retrieval.index.effort.MOST_CANDIDATES", 10)
    index = IvfIndex(K, D)
    index.add(photos[:2000])
    with caplog.at_level(logging.WARNING):
        effort = index.train()
    assert min(effort.recall) < 0.97
    assert "stays under 0.97" in caplog.text


def test_training_without_photos_is_refused() -> None:
    with pytest.raises(GalleryError, match="add them first"):
        IvfIndex(K, D).train()


@pytest.mark.parametrize("levels", [(3, 6), (3, 3, 9), (0, 9), (6, 3, 9), (10,), (-1, 9)])
def test_levels_that_do_not_rise_to_the_rows_are_refused(levels: tuple[int, ...]) -> None:
    with pytest.raises(GalleryError, match="9 rows"):
        IvfIndex(9, 4, IvfSettings(levels=levels))


@pytest.mark.parametrize(
    "wrong", [{"recall": 0.0}, {"recall": 1.1}, {"query_cosine": 0.0}, {"queries": 0}]
)
def test_settings_out_of_range_are_refused(wrong: dict) -> None:
    with pytest.raises(GalleryError, match=next(iter(wrong))):
        IvfSettings(**wrong)


def test_rows_stay_on_disk_until_photos_are_added(
    tmp_path: Path, index: IvfIndex, photos: np.ndarray
) -> None:
    index.save(tmp_path / "index.safetensors")
    loaded = IvfIndex.load(tmp_path / "index.safetensors")
    assert isinstance(loaded._store.values, np.memmap)
    loaded.add(photos[:1])
    assert not isinstance(loaded._store.values, np.memmap)
    assert sorted(loaded.search(photos[0], 2)[1].tolist()) == [0, N]


def lists_of(count: int) -> np.ndarray:
    """Lists of so many photos, as an index file holds them."""
    width = K // 3 * D
    lists = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(width), width, 1, faiss.ScalarQuantizer.QT_8bit
    )
    lists.train(np.eye(2, width, dtype=np.float32))
    lists.add(np.eye(count, width, dtype=np.float32))
    return faiss.serialize_index(lists)


def test_files_that_are_no_index_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.safetensors"
    rows = np.zeros((2, K, D), np.float16)
    notes_of_two = (
        '{"settings": {"levels": []}, "effort": {"probes": 1, "candidates": 1, "recall": []}}'
    )
    save_file({"rows": rows, "lists": lists_of(2)}, path, {"ivf": notes_of_two})
    assert len(IvfIndex.load(path)) == 2  # this one is whole, the others lack or bend a part of it
    for tensors, notes in (
        ({"rows": rows}, {}),
        ({"rows": rows}, {"ivf": "{"}),
        ({"rows": rows}, {"ivf": notes_of_two}),  # lists are missing
        ({"rows": rows, "lists": np.zeros(9, np.uint8)}, {"ivf": notes_of_two}),
        ({"rows": rows, "lists": lists_of(3)}, {"ivf": notes_of_two}),  # of another gallery
        ({"rows": rows[:, 0], "lists": lists_of(2)}, {"ivf": notes_of_two}),
        ({"rows": rows.astype(np.float32), "lists": lists_of(2)}, {"ivf": notes_of_two}),
    ):
        save_file(tensors, path, notes)
        with pytest.raises(GalleryError, match="no index in"):
            IvfIndex.load(path)
