from __future__ import annotations

import numpy as np
import pytest

from sketchapp.errors import DatasetError
from sketchapp.synth.simulator.statistics import (
    Drawing,
    deviations_within,
    measure,
    rank_correlation,
)

STEPS = np.linspace(0, 1, 30)


def line(*corners: tuple[float, float]) -> np.ndarray:
    return np.array(corners, np.float64)


SQUARE = line((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
CIRCLE = 0.5 + 0.5 * np.column_stack([np.cos(2 * np.pi * STEPS), np.sin(2 * np.pi * STEPS)])


def values(*lines: np.ndarray) -> dict[str, np.ndarray]:
    return measure([Drawing("thing", lines)]).values


def test_square_with_its_diagonal() -> None:
    found = values(SQUARE, line((0, 0), (1, 1)))
    assert found["strokes"] == [2]
    assert found["length"] == pytest.approx([4, 2**0.5])
    assert found["ink"] == pytest.approx([4 + 2**0.5])
    assert found["points"] == pytest.approx([5, 2], abs=1)
    assert found["closure"] == pytest.approx([0, 1])
    assert found["gaps"] == pytest.approx([0], abs=1e-9)
    assert found["loose_ends"] == pytest.approx([0, 0, 0, 0], abs=0.04)
    assert found["curvature"] == pytest.approx([3 * np.pi / 2, 0], rel=0.01)


def test_a_circle_turns_once_however_densely_it_was_recorded() -> None:
    for step in (1, 2):
        turned = values(CIRCLE[::step], line((0, 0), (1, 1)))["curvature"][0]
        assert turned == pytest.approx(2 * np.pi, rel=0.15)


def test_size_and_place_do_not_count() -> None:
    near = values(SQUARE, CIRCLE)
    far = values(SQUARE * 0.1 + 0.7, CIRCLE * 0.1 + 0.7)
    for name, samples in near.items():
        assert far[name] == pytest.approx(samples, abs=1e-6), name


def test_loose_ends_measure_what_is_missing_to_the_next_stroke() -> None:
    found = values(line((0, 0), (0, 1)), line((0.2, 1), (1, 1)))["loose_ends"]
    assert found == pytest.approx([np.hypot(1, 0.2), 0.2, 0.2, 1])


def test_order_is_left_out_of_pictures() -> None:
    assert "order_size" not in measure([Drawing("x", (SQUARE,))], order=False).values


def test_rank_correlation() -> None:
    assert rank_correlation(np.array([1.0, 2, 3, 10])) == pytest.approx([1])
    assert rank_correlation(np.array([5.0, 4, 3, 1])) == pytest.approx([-1])
    assert not len(rank_correlation(np.array([1.0, 2, 3])))
    assert not len(rank_correlation(np.ones(5)))


def test_deviations_within_tell_people_apart_not_things() -> None:
    rng = np.random.default_rng(0)
    things = np.repeat(np.arange(2000), 3).astype(str)
    noise = 0.5 * rng.standard_normal(6000)
    found = deviations_within(np.repeat(rng.standard_normal(2000) * 9, 3) + noise, things)
    assert found.std() == pytest.approx(0.5, rel=0.03)
    assert not len(deviations_within(np.ones(2), np.array(["a", "b"])))


def test_dots_and_equal_points_are_measured() -> None:
    dot = np.array([[0.5, 0.5]])
    for lines in ((dot,), (dot, dot), (np.repeat(dot, 4, axis=0), SQUARE)):
        found = values(*lines)
        assert all(np.isfinite(samples).all() for samples in found.values())


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(DatasetError, match="no drawing to measure"):
        measure([Drawing("x", ())])
