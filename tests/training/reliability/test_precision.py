import numpy as np
import pytest

from sketchapp.training.reliability.precision import precision_of


def test_figures_of_a_ranking_by_hand() -> None:
    relevant = np.array([True, False, True, False, True])
    found = precision_of(np.array([0.9, 0.8, 0.7, 0.6, 0.5]), relevant)
    assert found.average == pytest.approx(100 * (1 / 1 + 2 / 3 + 3 / 5) / 3)
    assert found.at_r == pytest.approx(100 * 2 / 3)
    assert np.isnan(found.at_200)


def test_a_tie_counts_against_us() -> None:
    found = precision_of(np.zeros(4), np.array([True, False, True, False]))
    assert found.average == pytest.approx(100 * (1 / 3 + 2 / 4) / 2) and found.at_r == 0


@pytest.mark.parametrize(("n_relevant", "expected"), [(199, None), (200, 99.5), (250, 99.5)])
def test_precision_at_200_needs_as_many(n_relevant: int, expected: float | None) -> None:
    relevant = np.zeros(400, bool)
    relevant[:n_relevant] = True
    similarity = np.linspace(1, 0, 400)
    similarity[399] = 2  # one wrong photo stands first
    found = precision_of(similarity, relevant).at_200
    assert np.isnan(found) if expected is None else found == expected
