"""The least effort that finds enough."""

import numpy as np

from sketchapp.retrieval.index.effort import (
    FOUND,
    Aim,
    candidate_ranks,
    exact_answers,
    least_effort,
)
from sketchapp.retrieval.index.rowstore import BLOCK, RowStore


def test_ranks_say_where_the_answer_stands() -> None:
    candidates = np.array([[5, 2, 9, -1], [1, 0, 3, 2]])
    exact = np.array([[9, 7], [1, 2]])
    assert candidate_ranks(candidates, exact).tolist() == [[2, 4], [0, 3]]


def test_least_effort_on_lists_whose_answer_is_known() -> None:
    """8 probes find the answers: level 1 at ranks 0 to 9, level 2 with one at rank 30."""
    truth = [np.arange(10)[None], np.array([[30, *range(9)]])]
    asked: list[int] = []

    def find(_: np.ndarray, count: int, probes: int) -> np.ndarray:
        asked.append(probes)
        first = 0 if probes >= 8 else 500
        return np.arange(first, first + count)[None]

    effort = least_effort(find, np.zeros((1, 2, 3)), truth, Aim(recall=1.0, count=100, lists=50))
    assert asked == [1, 2, 4, 8]
    assert (effort.probes, effort.candidates, effort.recall) == (8, 40, (1.0, 1.0))
    effort = least_effort(find, np.zeros((1, 2, 3)), truth, Aim(recall=0.9, count=100, lists=50))
    assert (effort.probes, effort.candidates, effort.recall) == (8, 10, (1.0, 0.9))


def test_all_is_looked_at_where_it_is_not_enough() -> None:
    def find(_: np.ndarray, count: int, probes: int) -> np.ndarray:
        return np.full((1, count), -1)

    effort = least_effort(find, np.zeros((1, 1, 2)), [np.arange(10)[None]], Aim(0.9, 25, 6))
    assert (effort.probes, effort.candidates, effort.recall) == (6, 25, (0.0,))


def test_exact_answers_equal_sorting_everything() -> None:
    rng = np.random.default_rng(0)
    count = 2 * BLOCK + 5  # the last block is shorter than an answer
    store = RowStore(4, 3)
    store.add(rng.standard_normal((count, 4, 3)).astype(np.float32))
    queries = rng.standard_normal((6, 4, 3)).astype(np.float32)
    rows = store.values.astype(np.float64)
    for level, found in zip((1, 4), exact_answers(store, queries, (1, 4)), strict=True):
        products = np.einsum("qkd,nkd->qn", queries[:, :level], rows[:, :level])
        assert np.array_equal(found, np.argsort(-products, axis=1)[:, :FOUND])


def test_exact_answers_of_few_photos() -> None:
    store = RowStore(1, 2)
    store.add(np.eye(2, dtype=np.float32)[:, None])
    (found,) = exact_answers(store, np.array([[[0.1, 0.9]]], np.float32), (1,))
    assert found.tolist() == [[1, 0]]
