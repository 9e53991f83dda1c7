from __future__ import annotations

import numpy as np
import pytest

from sketchapp.synth.simulator.search import SearchBudget, minimise

GOAL = np.array([0.3, 0.9, 0.55, 0.1, 0.7])


def far_from_goal(place: np.ndarray) -> float:
    return float(np.abs(place - GOAL).sum())


def test_finds_the_minimum_of_a_bowl() -> None:
    rng = np.random.default_rng(0)
    found = minimise(far_from_goal, np.full(5, 0.5), SearchBudget(40, 24), rng)
    assert found == pytest.approx(GOAL, abs=0.03)


def test_never_worse_than_the_start_and_inside_the_box() -> None:
    seen = []

    def cost(place: np.ndarray) -> float:
        seen.append(place)
        return far_from_goal(place)

    found = minimise(cost, GOAL, SearchBudget(3, 8), np.random.default_rng(1))
    assert np.array_equal(found, GOAL)
    assert np.min(seen) >= 0
    assert np.max(seen) <= 1
    assert len(seen) == 1 + 3 * 8


def test_same_generator_same_result() -> None:
    results = [
        minimise(far_from_goal, np.zeros(5), SearchBudget(3, 8), np.random.default_rng(7))
        for _ in range(2)
    ]
    assert np.array_equal(*results)
