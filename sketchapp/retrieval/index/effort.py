"""How far an approximate search must look to find what an exact one finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchapp.retrieval.index.rowstore import RowStore

FOUND = 10  # recall is measured at so many photos, as Acc.@10 is
MOST_CANDIDATES = 8192

# Positions (Q, n), best first and -1 where there are no more, of n candidates for Q queries
# (Q, K, D) out of so many lists.
FindCandidates = Callable[[NDArray[np.float32], int, int], NDArray[np.int64]]


@dataclass(frozen=True)
class Effort:
    """Lists to probe and candidates to rank exactly; `recall` is what that gave at each level."""

    probes: int
    candidates: int
    recall: tuple[float, ...]


@dataclass(frozen=True)
class Aim:
    """The recall to reach, 0..1, in a gallery of `count` photos in so many lists."""

    recall: float
    count: int
    lists: int


def least_effort(
    find: FindCandidates, queries: NDArray[np.float32], truth: Sequence[NDArray[np.int64]], aim: Aim
) -> Effort:
    """The fewest lists, then the fewest candidates, whose recall reaches the aim at every level.

    truth holds the exact answer (Q, FOUND) of each level. Where nothing reaches the aim, the
    largest effort is returned with the recall that it has.
    """
    most, probes = min(MOST_CANDIDATES, aim.count), aim.lists
    ranks: list[NDArray[np.int64]] = []
    for probes in _doubling(1, aim.lists):
        found = find(queries, most, probes)
        ranks = [candidate_ranks(found, exact) for exact in truth]
        if min(_recall(ranks, most)) >= aim.recall:
            break
    for candidates in _doubling(min(FOUND, most), most):
        if min(_recall(ranks, candidates)) >= aim.recall:
            return Effort(probes, candidates, _recall(ranks, candidates))
    return Effort(probes, most, _recall(ranks, most))


def candidate_ranks(candidates: NDArray[np.int64], exact: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where in the candidates (Q, n) each photo of the exact answer (Q, k) stands; n if nowhere."""
    ranks = np.full(exact.shape, candidates.shape[1])
    for query, (row, wanted) in enumerate(zip(candidates, exact, strict=True)):
        there = wanted[:, None] == row  # (k, n)
        ranks[query] = np.where(there.any(1), there.argmax(1), len(row))
    return ranks


def exact_answers(
    store: RowStore, queries: NDArray[np.float32], levels: Sequence[int]
) -> list[NDArray[np.int64]]:
    """Positions (Q, k) of the nearest k = min(FOUND, N) by the first rows of every level.

    One pass over the store for all queries (Q, K, D): the products of a level start from those of
    the level before.
    """
    count = len(queries)
    kept = [(np.zeros((count, 0), np.float32), np.zeros((count, 0), np.int64)) for _ in levels]
    for start, block in store.blocks():
        rows = block.astype(np.float32)
        products, done = np.zeros((count, len(rows)), np.float32), 0
        for at, level in enumerate(levels):
            part = rows[:, done:level].reshape(len(rows), -1)
            products += queries[:, done:level].reshape(count, -1) @ part.T
            kept[at], done = _merge(kept[at], products, start), level
    return [position for _, position in kept]


def _merge(
    kept: tuple[NDArray[np.float32], NDArray[np.int64]], products: NDArray[np.float32], start: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The FOUND largest of what was kept (Q, k) and of the products (Q, n) of a block."""
    best = np.argpartition(-products, min(FOUND, products.shape[1]) - 1)[:, :FOUND]
    similarity = np.hstack([kept[0], np.take_along_axis(products, best, 1)])
    position = np.hstack([kept[1], best + start])
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :FOUND]
    return np.take_along_axis(similarity, order, 1), np.take_along_axis(position, order, 1)


def _recall(ranks: Sequence[NDArray[np.int64]], candidates: int) -> tuple[float, ...]:
    return tuple(float((level < candidates).mean()) for level in ranks)


def _doubling(first: int, last: int) -> list[int]:
    """first, twice that and so on, and last itself."""
    steps = []
    while first < last:
        steps.append(first)
        first *= 2
    return [*steps, last]
