"""How long a search takes in galleries of 10 thousand to a million photos, and what it misses.

Run `python -m benchmarks.search`. Inverted lists and exact search by FAISS take turns in one
process, on one thread of FAISS; numpy's follow OMP_NUM_THREADS. The exact answers that the recall
is counted against come from numpy, in float32, not from the code under test.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.clustered import chunks, sketches_of
from benchmarks.figures import Quantiles, quantiles
from sketchapp.errors import SketchAppError
from sketchapp.retrieval.index import FlatIndex, IvfIndex, backend_for

SIZES = (10_000, 100_000, 1_000_000)
LEVELS = (3, 6, 9)  # rows that a sketch of level 1, 2 and 3 selects
FOUND = 10
EXACT_SECONDS = 20  # about so long is spent on exact searches at each size
MILLION = 1_000_000


@dataclass(frozen=True)
class SizeBench:
    """One size. Times per query in ms by level, searched with the index loaded from its file.

    search_cpu_ms: processor time of all levels, without waiting for a core.
    recall_at_10: the share of the exact ten that is found, by level. flat: exact search by FAISS
    in float32; flat_over_ivf: ratio of the medians of all levels. build_s is adding and training,
    without making the photos; index_mb the file, on disk and mapped; lists_mb what must stay in
    memory of it; peak_mb the most memory that this process ever had, with the exact twin.
    """

    photos: int
    chosen: str
    search_ms: list[Quantiles]
    search_cpu_ms: Quantiles
    recall_at_10: list[float]
    flat_ms: Quantiles
    flat_over_ivf: float
    build_s: float
    load_s: float
    index_mb: float
    lists_mb: float
    flat_mb: float
    peak_mb: float
    probes: int
    candidates: int


@dataclass(frozen=True)
class SearchBench:
    """All sizes, and of a million photos the worst level's time and recall (null if left out).

    load_average: processes that were waiting for a core in the last minute, at start and end.
    """

    search_ms_1m_p95: float | None
    recall_at_10_1m: float | None
    sizes: list[SizeBench]
    rows: int
    width: int
    queries: int
    faiss_threads: int
    load_average: tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """What is measured: photos of K rows of width D, and how many sketches look for them."""

    rows: int = 9
    width: int = 64
    queries: int = 200
    seed: int = 0


def run(sizes: Sequence[int] = SIZES, setting: Setting | None = None) -> SearchBench:
    """Measure at the sizes given; SketchAppError where there are fewer photos than queries."""
    setting = setting or Setting()
    if not sizes or min(sizes) < setting.queries:
        raise SketchAppError(f"sizes {list(sizes)}; each is at least {setting.queries} photos")
    threads = faiss.omp_get_max_threads()
    load = os.getloadavg()[0]
    faiss.omp_set_num_threads(1)
    try:
        measured = [measure(size, setting) for size in sizes]
    finally:
        faiss.omp_set_num_threads(threads)
    million = next((one for one in measured if one.photos == MILLION), None)
    return SearchBench(
        search_ms_1m_p95=None if million is None else max(one.p95 for one in million.search_ms),
        recall_at_10_1m=None if million is None else min(million.recall_at_10),
        sizes=measured,
        rows=setting.rows,
        width=setting.width,
        queries=setting.queries,
        faiss_threads=1,
        load_average=(load, os.getloadavg()[0]),
    )


def measure(size: int, setting: Setting) -> SizeBench:
    """Everything about one size."""
    queries = make_queries(size, setting)
    truth = Truth(queries)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index.safetensors"
        build_s = build(path, size, setting, truth)
        start = time.perf_counter()
        ivf = IvfIndex.load(path)
        load_s = time.perf_counter() - start
        flat = FlatIndex(setting.rows, setting.width)
        for photos in chunks(setting.seed, size, setting.rows, setting.width):
            flat.add(photos)
        return figures(ivf, flat, truth, path, (build_s, load_s))


class Truth:
    """The exact answers to the queries (Q, K, D) at every level, found chunk by chunk."""

    def __init__(self, queries: NDArray[np.float32]) -> None:
        self.queries = queries
        self.positions = [np.zeros((len(queries), 0), np.int64) for _ in LEVELS]
        self._similarity = [np.zeros((len(queries), 0), np.float32) for _ in LEVELS]
        self._seen = 0

    def add(self, photos: NDArray[np.float32]) -> None:
        """Look at the next photos (n, K, D) too."""
        ids = np.broadcast_to(
            np.arange(self._seen, self._seen + len(photos)), (len(self), len(photos))
        )
        for at, level in enumerate(LEVELS):
            mine = self.queries[:, :level].reshape(len(self), -1)
            similarity = mine @ photos[:, :level].reshape(len(photos), -1).T
            near = np.argpartition(-similarity, FOUND)[:, :FOUND]
            similarity = np.hstack([self._similarity[at], np.take_along_axis(similarity, near, 1)])
            position = np.hstack([self.positions[at], np.take_along_axis(ids, near, 1)])
            order = np.argsort(-similarity, axis=1)[:, :FOUND]
            self._similarity[at] = np.take_along_axis(similarity, order, 1)
            self.positions[at] = np.take_along_axis(position, order, 1)
        self._seen += len(photos)

    def __len__(self) -> int:
        return len(self.queries)


def make_queries(size: int, setting: Setting) -> NDArray[np.float32]:
    """Sketches (Q, K, D) of photos drawn at random from the first chunk, which is in no order."""
    rng = np.random.default_rng([setting.seed, size])
    photos = next(chunks(setting.seed, size, setting.rows, setting.width))
    chosen = rng.choice(len(photos), setting.queries, replace=False)
    return sketches_of(rng, photos[chosen])


def build(path: Path, size: int, setting: Setting, truth: Truth) -> float:
    """Write an index of the photos; the seconds that took without showing them to the truth."""
    index = IvfIndex(setting.rows, setting.width)
    spent = 0.0
    for photos in chunks(setting.seed, size, setting.rows, setting.width):
        spent += _seconds(lambda photos=photos: index.add(photos))
        truth.add(photos)
    spent += _seconds(index.train)
    index.save(path)
    return spent


def figures(
    ivf: IvfIndex, flat: FlatIndex, truth: Truth, path: Path, times_s: tuple[float, float]
) -> SizeBench:
    """Search with both in turns, and count what was found."""
    assert ivf.effort is not None
    _ask(ivf, truth, 0, LEVELS[-1])  # the first pages come from disk
    few = max(1, round(EXACT_SECONDS / len(LEVELS) / _seconds(lambda: _ask(flat, truth, 0, 9))))
    exact_ms: list[float] = []
    cpu_ms: list[float] = []
    spent_ms: list[list[float]] = [[] for _ in LEVELS]
    recall: list[list[float]] = [[] for _ in LEVELS]
    for query in range(len(truth)):
        for at, level in enumerate(LEVELS):
            cpu_start = time.process_time()
            ms, found = _ask(ivf, truth, query, level)
            cpu_ms.append((time.process_time() - cpu_start) * 1000)
            spent_ms[at].append(ms)
            recall[at].append(float(np.isin(truth.positions[at][query], found).mean()))
            if query < few:
                exact_ms.append(_ask(flat, truth, query, level)[0])
    numbers = len(flat) * flat.rows * flat.width
    flat_ms = quantiles(exact_ms)
    return SizeBench(
        photos=len(ivf),
        chosen=backend_for(len(ivf), ivf.rows, ivf.width),
        search_ms=[quantiles(level) for level in spent_ms],
        search_cpu_ms=quantiles(cpu_ms),
        recall_at_10=[statistics.fmean(level) for level in recall],
        flat_ms=flat_ms,
        flat_over_ivf=flat_ms.p50 / statistics.median(chain.from_iterable(spent_ms)),
        build_s=times_s[0],
        load_s=times_s[1],
        index_mb=path.stat().st_size / 1e6,
        lists_mb=(path.stat().st_size - 2 * numbers) / 1e6,
        flat_mb=4 * numbers / 1e6,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        probes=ivf.effort.probes,
        candidates=ivf.effort.candidates,
    )


def _ask(
    index: IvfIndex | FlatIndex, truth: Truth, query: int, level: int
) -> tuple[float, NDArray[np.int64]]:
    """Milliseconds and positions of one search."""
    start = time.perf_counter()
    _, position = index.search(truth.queries[query], FOUND, range(level))
    return (time.perf_counter() - start) * 1000, position


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(asdict(run()), indent=1))
