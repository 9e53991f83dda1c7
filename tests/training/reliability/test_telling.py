import numpy as np
import pytest

from sketchapp.training.reliability.telling import (
    auroc,
    auroc_interval,
    brier,
    calibration_error,
    draws_of_photos,
    fit_line,
)


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    values, right = np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, True, False, True])
    pairs = [(0.4, 0.1), (0.4, 0.4), (0.9, 0.1), (0.9, 0.4)]
    assert auroc(values, right) == np.mean([(a > b) + 0.5 * (a == b) for a, b in pairs])
    assert auroc(-values, right) == pytest.approx(1 - auroc(values, right))
    assert np.isnan(auroc(values, np.ones(4, bool)))


def test_the_interval_holds_the_value_and_is_wider_for_fewer_photos() -> None:
    rng = np.random.default_rng(0)
    right = rng.random(400) < 0.6
    values = right + rng.normal(size=400)
    wide, narrow = (
        auroc_interval(values, right, ids.astype(str), np.random.default_rng(1))
        for ids in (np.arange(400) // 20, np.arange(400))
    )
    for found in (wide, narrow):
        assert found.low < found.value < found.high
    assert wide.high - wide.low > 0.8 * (narrow.high - narrow.low)


def test_drawings_of_a_photo_are_drawn_together() -> None:
    ids = np.array(["a", "b", "a", "c"])
    for drawn in draws_of_photos(ids, np.random.default_rng(0), 20):
        assert np.count_nonzero(drawn == 0) == np.count_nonzero(drawn == 2)
        photos = [np.count_nonzero(drawn == at) for at in (0, 1, 3)]
        assert sum(photos) == 3


def test_a_line_recovers_the_shares_it_was_made_with() -> None:
    rng = np.random.default_rng(0)
    values = rng.uniform(0, 0.2, 20_000)
    right = rng.random(20_000) < 1 / (1 + np.exp(-(30 * values - 2)))
    line = fit_line(values, right)
    assert line.slope == pytest.approx(30, rel=0.05) and line.offset == pytest.approx(-2, rel=0.05)
    shares = line.share_right(values)
    assert calibration_error(shares, right) < 0.01
    assert brier(shares, right) < brier(np.full(20_000, right.mean()), right)


def test_a_line_stays_finite_where_the_signal_parts_all() -> None:
    line = fit_line(np.array([0.0, 0.1, 0.9, 1.0]), np.array([False, False, True, True]))
    assert np.isfinite([line.slope, line.offset]).all() and line.slope > 0
    flat = fit_line(np.zeros(4), np.array([True, True, True, False]))
    assert flat.share_right(np.zeros(1))[0] == pytest.approx((3 * 0.8 + 1 / 3) / 4, abs=1e-4)


def test_worst_and_best_calibration() -> None:
    right = np.array([True] * 10 + [False] * 10)
    assert calibration_error(right.astype(float), right) == brier(right.astype(float), right) == 0
    assert calibration_error(1.0 - right, right) == brier(1.0 - right, right) == 1
