import numpy as np
import pytest

from sketchapp.synth.designs.shoe.last import (
    INNER,
    OUTER,
    Last,
    Shaft,
    oval,
    ring_at,
    shaped,
    smooth,
    station,
)

T = np.arange(64) / 64
BOOT = Last(
    heel_h=0.03,
    shaft=Shaft((0.06, 0.38), 0.11, 0.14, (0.03, 0.40), 0.14, 0.26),
)


def test_stations_and_ring_coordinates_are_inverse():
    s = np.linspace(0, 1, 21)
    np.testing.assert_allclose(station(ring_at(s, OUTER)), s, atol=1e-9)
    np.testing.assert_allclose(station(ring_at(s, INNER)), s, atol=1e-9)
    assert ring_at(0.5, OUTER) == pytest.approx(0.25)
    assert ring_at(0.5, INNER) == pytest.approx(0.75)


def test_smooth_stays_between_its_points_and_outside_their_range():
    values = smooth(np.linspace(-1, 2, 50), (0, 0.5, 1), (1, 3, 2))
    assert values.min() == 1 and values.max() <= 3
    assert values[-1] == 2


def test_a_square_toe_is_fuller_than_a_pointed_one():
    assert oval(0.95, 3.9) > oval(0.95, 2.5) > oval(0.95, 1.4)


def test_the_sole_is_as_thick_as_asked():
    last = Last(sole=shaped(0.02, heel=2.0, toe=0.5))
    np.testing.assert_allclose(last.z_top([0, 0.7]) - last.z_ground([0, 0.7]), [0.04, 0.02])


def test_the_heel_is_lifted_and_the_ball_stands_on_the_floor():
    last = Last(heel_h=0.08, toe_spring=0.01)
    assert last.z_ground(0.0) == pytest.approx(0.08)
    assert last.z_ground(0.70) == pytest.approx(0.0)
    assert last.z_ground(1.0) == pytest.approx(0.01)


@pytest.mark.parametrize("last", [Last(), BOOT], ids=["low", "boot"])
def test_the_surface_runs_from_the_sole_to_the_opening(last):
    np.testing.assert_allclose(last.surface(T, 0 * T), last.bottom(T), atol=1e-9)
    np.testing.assert_allclose(last.surface(T, 1 + 0 * T), last.topline(T), atol=1e-9)


@pytest.mark.parametrize("last", [Last(), BOOT], ids=["low", "boot"])
def test_normals_point_outwards(last):
    v = np.full_like(T, 0.4)
    away = last.surface(T, v) - last.surface(T, v).mean(0)
    assert (np.sum(last.normal(T, v)[:, :2] * away[:, :2], 1) > 0).mean() > 0.9


def test_a_shaft_is_narrower_at_the_ankle_than_at_its_top():
    ankle, top = BOOT.surface(T, 1.5 + 0 * T), BOOT.surface(T, 2 + 0 * T)
    assert (np.ptp(ankle, axis=0)[:2] < np.ptp(top, axis=0)[:2]).all()
    assert top[:, 2].mean() == pytest.approx(0.26, abs=1e-6)


def test_a_shaft_is_smooth_at_the_ankle():
    step = 1e-4
    below = BOOT.surface(T, 1.5 + 0 * T) - BOOT.surface(T, 1.5 - step + 0 * T)
    above = BOOT.surface(T, 1.5 + step + 0 * T) - BOOT.surface(T, 1.5 + 0 * T)
    cosine = np.sum(below * above, 1) / np.linalg.norm(below, axis=1)
    assert (cosine / np.linalg.norm(above, axis=1) > 0.999).all()


def test_folds_move_the_surface_by_no_more_than_their_depth():
    assert BOOT.shaft is not None
    folded = Last(heel_h=0.03, shaft=Shaft(**{**vars(BOOT.shaft), "folds_m": 0.002}))
    v = np.full_like(T, 1.42)
    moved = np.linalg.norm(folded.surface(T, v) - BOOT.surface(T, v), axis=1)
    assert 0.0005 < moved.max() <= 0.002


def test_spread_finds_the_asked_distance_from_the_middle():
    last, v = Last(), np.array([0.6, 0.8])
    dt = last.spread(v, np.array([0.010, 0.012]))
    for height, width, reach in zip(v, (0.010, 0.012), dt, strict=True):
        t = np.linspace(0.5, 0.5 - reach, 200)
        path = last.surface(t, height + 0 * t)
        length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
        assert length == pytest.approx(width, rel=0.03)
