import numpy as np
import pytest

from sketchapp.synth.designs.shoe.foot import Band, ankle_path, band, bridge, on_foot
from sketchapp.synth.designs.shoe.last import Last, Opening, ring_at

LAST = Last(length=0.25, opening=Opening(front=0.74, z_side=0.025, z_front=0.04, width=0.85))


def test_the_foot_gets_lower_towards_the_toes():
    s = np.array([0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    assert (np.diff(on_foot(LAST, s, np.pi / 2)[:, 2]) < 0).all()


def test_a_band_ends_in_the_sole_at_both_edges():
    edge = on_foot(LAST, 0.7, np.array([0.0, np.pi]))
    np.testing.assert_allclose(edge[0, :2], LAST.outline(ring_at(0.7)), atol=1e-9)
    assert (edge[:, 2] < LAST.z_top(0.7)).all()


def test_a_band_lies_low():
    mesh = band(LAST, Band(0.7, 0.7, 0.7, 0.1, 0.1))
    height = mesh.vertices[:, 2].max() - LAST.z_top(0.65)
    assert 0.03 < height < 0.055


def test_a_bridge_starts_on_the_upper_and_rises_little_over_the_top_line():
    mesh = bridge(LAST, 0.55, 0.06, 0.7)
    at = LAST.at(ring_at(0.55), 0.7)
    assert np.linalg.norm(mesh.vertices - at, axis=1).min() < 0.006
    rise = mesh.vertices[:, 2].max() - LAST.topline(ring_at(0.55))[2]
    assert 0.003 < rise < 0.035


def test_an_ankle_strap_runs_from_the_back_to_the_front():
    path = ankle_path(np.array([-0.12, 0.0, 0.07]), -0.04, 0.02)
    np.testing.assert_allclose(path[0], [-0.12, 0.0, 0.07])
    np.testing.assert_allclose(path[48], [-0.04, 0.0, 0.09], atol=1e-9)
    assert np.ptp(path[:, 1]) == pytest.approx(0.07, rel=0.01)
