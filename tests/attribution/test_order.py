import numpy as np
import pytest
from scipy.stats import spearmanr

from sketchapp.attribution import Attribution, attributed_order, order_agreement
from sketchapp.attribution.order import rank_correlation


def explained(values, ids=None):
    values = np.asarray(values, dtype=np.float64)
    n = len(values)
    starts = np.arange(n + 1)
    return Attribution("sla", values, tuple(ids or range(n)), starts, np.zeros((2, 2)), 0.0)


def test_strokes_that_matter_less_and_less_agree_fully():
    assert order_agreement(explained([9.0, 4.0, 1.0, -3.0])) == 1.0
    assert order_agreement(explained([-3.0, 1.0, 4.0, 9.0])) == -1.0


def test_one_swap_of_three_is_a_half():
    """1 - 6 (0 + 1 + 1) / (3 * 8) = 0.5, exactly: thresholds stand there."""
    assert order_agreement(explained([3.0, 1.0, 2.0])) == 0.5


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [2.0] * 5, [0.0] * 4])
def test_there_is_none_below_three_strokes_or_where_all_are_equal(values):
    assert order_agreement(explained(values)) is None


def test_rounding_is_not_an_order():
    assert order_agreement(explained([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2])) is None


def test_points_count_by_their_strokes_mean():
    """Means 3, 2, 1, though the sums are 3, 4, 3."""
    values = np.array([3.0, 1.0, 3.0, 1.0, 1.0, 1.0])
    fine = Attribution("psla", values, (0, 1, 2), np.array([0, 1, 3, 6]), np.zeros((2, 2)), 0.0)
    assert order_agreement(fine) == 1.0


def test_order_is_high_first_by_id_and_ties_stay_as_drawn():
    assert attributed_order(explained([1.0, 5.0, 1.0, -2.0], ids=[7, 3, 9, 4])) == (3, 7, 9, 4)


def test_rank_correlation_is_scipys():
    rng = np.random.default_rng(0)
    first, second = rng.integers(0, 5, (2, 30))
    assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second)[0])


def test_what_is_not_finite_has_no_rank():
    assert rank_correlation([1.0, 2.0, 3.0], [1.0, np.nan, 3.0]) is None
