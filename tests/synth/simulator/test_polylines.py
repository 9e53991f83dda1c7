from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import gaussian_filter1d

from sketchapp.synth.simulator.polylines import evenly, is_closed, length_of, resampled, smoothed

LINES = arrays(
    np.float64,
    st.tuples(st.integers(2, 30), st.just(2)),
    elements=st.floats(-2, 2, width=32),
)


@given(LINES, st.floats(0.01, 0.5))
@settings(max_examples=60, deadline=None)
def test_resampled_keeps_ends_and_lies_on_the_line(line: np.ndarray, spacing: float) -> None:
    found = resampled(line, spacing)
    assert np.array_equal(found[[0, -1]], line[[0, -1]])
    steps = np.hypot(*np.diff(found, axis=0).T)
    assert steps.max() <= 1.5 * spacing + 1e-9
    assert length_of(found) <= length_of(line) + 1e-9


@given(LINES)
@settings(max_examples=60, deadline=None)
def test_evenly_equals_interpolation(line: np.ndarray) -> None:
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    goals = np.linspace(0.2 * way[-1], 0.7 * way[-1], 9)
    # points at one place twice have no place of their own along the way
    distinct = np.concatenate([[True], np.diff(way) > 0])
    naive = np.column_stack([np.interp(goals, way[distinct], c[distinct]) for c in line.T])
    assert evenly(line, goals[0], goals[-1], 9) == pytest.approx(naive, abs=1e-6)
    assert evenly(line, goals[-1], goals[0], 9) == pytest.approx(naive[::-1], abs=1e-6)


def test_a_dot_becomes_two_equal_points() -> None:
    assert np.array_equal(resampled(np.array([[0.3, 0.4]]), 0.1), [[0.3, 0.4]] * 2)


def test_smoothing_a_ring_equals_the_library() -> None:
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.abs(np.sin(turn))])
    assert is_closed(ring)
    naive = gaussian_filter1d(ring, 3.0, axis=0, mode="wrap", radius=10)
    assert smoothed(ring, 3.0) == pytest.approx(naive)
    again = np.concatenate([ring, ring[:1]])  # a ring that repeats its first point
    assert smoothed(again, 3.0) == pytest.approx(np.concatenate([naive, naive[:1]]))


def test_smoothing_keeps_ends_and_straight_lines() -> None:
    straight = np.column_stack([np.linspace(0, 1, 20), np.linspace(0, 2, 20)])
    assert smoothed(straight, 4.0) == pytest.approx(straight)
    corner = np.concatenate([straight, straight[-1] + straight * [1, -1]])
    found = smoothed(corner, 3.0)
    assert np.allclose(found[[0, -1]], corner[[0, -1]])
    assert length_of(found) < length_of(corner)
