import numpy as np
import pytest
from scipy.special import softmax

from sketchapp.retrieval.certainty import (
    COLDEST,
    entropy,
    fit_temperature,
    negative_log_likelihood,
    printed_entropy,
)


def test_equal_similarities_have_all_the_entropy() -> None:
    assert np.allclose(entropy(np.full((3, 50), 0.4), 0.1), 1)


def test_one_photo_that_stands_out_has_next_to_none() -> None:
    assert entropy(np.eye(20) * 1.0, 0.02).max() < 1e-6
    assert entropy(np.eye(20) * 1.0, 1e-4).max() == 0


def test_two_equal_photos_of_four_have_half() -> None:
    similar = np.array([[1.0, 1.0, -1.0, -1.0]])
    assert entropy(similar, 0.01)[0] == pytest.approx(np.log(2) / np.log(4))


def test_entropy_rises_with_the_temperature() -> None:
    similar = np.random.default_rng(0).uniform(-1, 1, (5, 30))
    values = [entropy(similar, t) for t in (0.01, 0.1, 1.0)]
    assert (np.diff(values, axis=0) > 0).all()


def test_a_gallery_of_one_leaves_no_doubt() -> None:
    assert entropy(np.zeros((2, 1)), 0.1).tolist() == [0, 0]


@pytest.mark.parametrize("temperature", [0.03, 0.1, 0.5])
def test_the_temperature_that_drew_the_photos_is_found(temperature: float) -> None:
    rng = np.random.default_rng(0)
    similar = rng.uniform(-1, 1, (4000, 20))
    chances = softmax(similar / temperature, axis=1)
    truth = np.array([rng.choice(20, p=p) for p in chances])
    found = fit_temperature(similar, truth)
    assert found == pytest.approx(temperature, rel=0.1)
    best = negative_log_likelihood(similar, truth, found)
    for other in (0.8, 1.25):
        assert negative_log_likelihood(similar, truth, found * other) > best


def test_photos_that_are_not_there_change_nothing() -> None:
    rng = np.random.default_rng(0)
    similar, truth = rng.uniform(-1, 1, (200, 6)), rng.integers(6, size=200)
    padded = np.concatenate([similar, np.full((200, 3), -np.inf)], axis=1)
    assert fit_temperature(padded, truth) == pytest.approx(fit_temperature(similar, truth))


def test_a_model_that_is_always_right_is_as_cold_as_allowed() -> None:
    assert fit_temperature(np.eye(10), np.arange(10)) < 0.1
    assert fit_temperature(np.eye(10), np.arange(10)) >= COLDEST


def test_the_printed_entropy_is_the_term_of_the_true_photo() -> None:
    similar = np.array([[0.5, -1.0, 1.0]])
    weights = np.exp([-1.0, -2.0, 0.0])  # distances of unit vectors at these cosines
    share = weights[0] / weights.sum()
    assert printed_entropy(similar, np.array([0]))[0] == pytest.approx(-share * np.log(share))
    assert np.isfinite(printed_entropy(np.array([[1 + 1e-9, 0.2]]), np.array([0]))).all()
