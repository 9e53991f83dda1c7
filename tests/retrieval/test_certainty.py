from __future__ import annotations

import numpy as np
import pytest

from sketchapp.retrieval.certainty import entropy


def test_it_is_the_entropy_of_the_softmax() -> None:
    similarities = np.random.default_rng(0).uniform(-1, 1, (5, 11)).astype(np.float32)
    weights = np.exp(similarities.astype(float) / 0.2)
    p = weights / weights.sum(axis=1, keepdims=True)
    expected = -(p * np.log(p)).sum(axis=1) / np.log(11)
    np.testing.assert_allclose(entropy(similarities, 0.2), expected, rtol=1e-6)


def test_a_clear_match_leaves_none_and_equal_ones_all() -> None:
    similarities = np.array([[0.3, 0.3, 0.3, 0.3], [0.9, -0.9, -0.9, -0.9], [0.4, 0.3, 0.3, 0.3]])
    equal, clear, between = entropy(similarities, 0.05)
    assert equal == pytest.approx(1)
    assert clear == pytest.approx(0, abs=1e-6)
    assert clear < between < equal


def test_temperature_sets_how_much_a_difference_counts() -> None:
    similarities = np.array([[0.6, 0.5, 0.4]])
    assert entropy(similarities, 0.01)[0] < 0.1
    assert entropy(similarities, 1.0)[0] > 0.9


@pytest.mark.parametrize("count", [1, 0])
def test_a_single_photo_leaves_no_doubt(count: int) -> None:
    assert entropy(np.full((2, count), 0.1), 0.05).tolist() == [0, 0]


def test_tiny_temperatures_do_not_overflow() -> None:
    found = entropy(np.array([[1.0, -1.0], [0.5, 0.5]]), 1e-6)
    assert found == pytest.approx([0, 1])
