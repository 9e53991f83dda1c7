import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchapp.synth.geometry.paths import arc_length, resampled, rounded, spline, unit

CORNER = [[0, 0, 0], [1, 0, 0], [1, 1, 0]]


def test_unit_vectors_have_length_one_and_zero_stays_zero() -> None:
    assert np.allclose(unit([[3, 4, 0], [0, 0, 0]]), [[0.6, 0.8, 0], [0, 0, 0]])


def test_arc_length_starts_at_zero_and_adds_up() -> None:
    assert np.allclose(arc_length(np.array(CORNER, float)), [0, 1, 2])


def test_a_spline_goes_through_its_points_and_is_straight_through_two() -> None:
    points = np.array([[0, 0, 0], [1, 2, 0], [3, 1, 1], [4, 0, 0]], float)
    fine = spline(points, 2000)
    for point in points:
        assert np.linalg.norm(fine - point, axis=1).min() < 2e-3
    assert np.allclose(spline([[0, 0], [2, 4]], 3), [[0, 0], [1, 2], [2, 4]])


def test_a_rounded_corner_stays_inside_it() -> None:
    path = rounded(CORNER, 0.2)
    assert np.allclose(path[[0, -1]], [CORNER[0], CORNER[-1]])
    assert np.linalg.norm(path - CORNER[1], axis=1).min() == pytest.approx(
        0.2 / np.sqrt(8), rel=0.05
    )
    assert path[:, 0].max() <= 1 and path[:, 1].min() >= 0


def test_a_radius_too_large_for_its_edges_is_made_smaller() -> None:
    assert np.isfinite(rounded(CORNER, 50)).all()
    assert arc_length(rounded(CORNER, 50))[-1] < 2


@given(st.integers(2, 40), st.booleans())
def test_resampled_points_are_evenly_apart(n: int, closed: bool) -> None:
    angle = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    points = resampled(ring, n, closed)
    assert len(points) == n
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert np.allclose(steps, steps[0], rtol=0.02)
