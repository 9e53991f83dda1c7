import numpy as np
import pytest

from sketchapp.training.metrics import (
    accuracies,
    accuracy,
    accuracy_interval,
    area_under,
    ranking_percentile,
    ranks_of_truth,
)


def test_ranks_count_from_one() -> None:
    similarity = np.array([[0.9, 0.1, 0.5], [0.9, 0.1, 0.5], [0.9, 0.1, 0.5]])
    assert ranks_of_truth(similarity, np.array([0, 1, 2])).tolist() == [1, 3, 2]


def test_ranks_equal_a_sorted_list() -> None:
    rng = np.random.default_rng(0)
    similarity, truth = rng.standard_normal((20, 30)), rng.integers(0, 30, 20)
    expected = [
        1 + np.argsort(-row).tolist().index(own) for row, own in zip(similarity, truth, strict=True)
    ]
    assert ranks_of_truth(similarity, truth).tolist() == expected


def test_a_tie_counts_against_us() -> None:
    similarity = np.array([[0.5, 0.5, 0.1], [0.3, 0.3, 0.3]])
    assert ranks_of_truth(similarity, np.array([0, 1])).tolist() == [2, 3]


@pytest.mark.parametrize("place", [(0, 0), (1, 2)])
def test_a_similarity_that_is_no_number_is_an_error(place: tuple[int, int]) -> None:
    similarity = np.zeros((2, 3))
    similarity[place] = np.nan
    with pytest.raises(FloatingPointError, match="weights are broken"):
        ranks_of_truth(similarity, np.array([0, 0]))


def test_accuracy_is_the_share_within_the_cutoff() -> None:
    ranks = np.array([1, 1, 2, 5, 6, 30])
    assert [accuracy(ranks, k) for k in (1, 2, 5, 30)] == pytest.approx([100 / 3, 50, 200 / 3, 100])


def interval(ranks: np.ndarray, photos: np.ndarray, seed: int = 0):
    return accuracy_interval(ranks, photos, 1, np.random.default_rng(seed))


def test_the_interval_holds_the_value_and_narrows_with_more_photos() -> None:
    rng = np.random.default_rng(1)
    widths = []
    for n in (20, 200, 2000):
        found = interval(rng.integers(1, 3, n), np.arange(n))
        assert 0 <= found.low < found.value < found.high <= 100
        widths.append(found.high - found.low)
    assert widths[0] > 2 * widths[1] > 4 * widths[2]
    normal = 2 * 1.96 * 100 * 0.5 / 2000**0.5  # of a share of one half
    assert widths[2] == pytest.approx(normal, rel=0.15)


def test_sketches_of_one_photo_stay_together() -> None:
    """Ten copies of every sketch say no more than one; as if of other photos they would."""
    ranks = np.random.default_rng(1).integers(1, 3, 50)
    one = interval(ranks, np.arange(50))
    copies = interval(np.repeat(ranks, 10), np.repeat(np.arange(50), 10))
    wrong = interval(np.repeat(ranks, 10), np.arange(500))
    assert (copies.value, copies.low, copies.high) == (one.value, one.low, one.high)
    assert wrong.high - wrong.low < 0.5 * (one.high - one.low)


def test_the_names_of_photos_do_not_matter() -> None:
    ranks, photos = np.array([1, 2, 1, 1, 3, 2]), np.array([0, 0, 1, 1, 2, 2])
    assert interval(ranks, photos) == interval(ranks, photos * 1000 + 7)


def test_the_interval_of_certainty_is_a_point() -> None:
    found = interval(np.ones(9, int), np.arange(9))
    assert (found.value, found.low, found.high) == (100, 100, 100)


def test_ranking_percentile_is_100_for_the_first_and_0_for_the_last() -> None:
    assert ranking_percentile(np.array([1, 6, 11]), 11).tolist() == [100, 50, 0]
    assert ranking_percentile(np.array([1]), 1).tolist() == [100]


def test_area_is_the_mean_height() -> None:
    assert area_under((10, 20, 100), np.array([4.0, 4.0, 4.0])) == 4
    assert area_under((0, 50, 100), np.array([0.0, 0.0, 10.0])) == 2.5


def test_accuracies_by_cutoff() -> None:
    assert accuracies(np.array([1, 3, 20]), (1, 10)) == {"acc_at_1": 33.33, "acc_at_10": 66.67}
