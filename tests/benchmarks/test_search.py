"""The search benchmark on a small gallery."""

from dataclasses import replace

import faiss
import numpy as np
import pytest

from benchmarks import search
from benchmarks.clustered import chunks
from benchmarks.search import Setting, Truth, make_queries, run
from sketchapp.errors import SketchAppError
from sketchapp.retrieval.index import IvfIndex

SMALL = Setting(rows=9, width=8, queries=20)


def test_figures_of_a_small_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "EXACT_SECONDS", 0.01)
    monkeypatch.setattr(search, "MILLION", 3000)
    threads = faiss.omp_get_max_threads()
    bench = run((2000, 3000), SMALL)
    assert faiss.omp_get_max_threads() == threads
    assert [size.photos for size in bench.sizes] == [2000, 3000]
    large = bench.sizes[1]
    assert bench.recall_at_10_1m == min(large.recall_at_10) > 0.9
    assert bench.search_ms_1m_p95 == max(level.p95 for level in large.search_ms) > 0
    assert 0 < large.search_cpu_ms.p50 <= large.search_cpu_ms.p95
    assert large.chosen == "flat"
    assert large.flat_mb == pytest.approx(3000 * 72 * 4 / 1e6)
    assert large.index_mb - large.lists_mb == pytest.approx(3000 * 72 * 2 / 1e6)
    assert 0 < large.lists_mb < large.flat_mb


def test_a_million_left_out_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "EXACT_SECONDS", 0.01)
    bench = run((1000,), SMALL)
    assert (bench.search_ms_1m_p95, bench.recall_at_10_1m) == (None, None)


def test_recall_falls_where_the_index_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "EXACT_SECONDS", 0.01)

    def train_badly(index: IvfIndex) -> None:
        good(index)
        assert index.effort is not None
        index.effort = replace(index.effort, probes=1, candidates=10)

    good = IvfIndex.train
    monkeypatch.setattr(IvfIndex, "train", train_badly)
    assert max(run((2000,), SMALL).sizes[0].recall_at_10) < 0.8


def test_the_truth_equals_sorting_everything() -> None:
    queries = make_queries(500, SMALL)
    truth = Truth(queries)
    parts = next(chunks(0, 500, 9, 8))
    for part in np.split(parts, 4):
        truth.add(part)
    for level, found in zip((3, 6, 9), truth.positions, strict=True):
        products = np.einsum("qkd,nkd->qn", queries[:, :level], parts[:, :level])
        assert np.array_equal(found, np.argsort(-products, axis=1)[:, :10])


@pytest.mark.parametrize("sizes", [(), (19,), (1000, 5)])
def test_sizes_without_enough_photos_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(SketchAppError, match="20 photos"):
        run(sizes, SMALL)
