from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sketchapp.synth.strokes.smoothing import corners_of, mirror_smooth, simplified, smoothed

POLYLINES = st.integers(2, 40).flatmap(
    lambda n: arrays(np.float64, (n, 2), elements=st.floats(0, 256, width=32))
)


@given(POLYLINES)
def test_simplified_lines_stay_within_the_tolerance_and_keep_their_ends(points: np.ndarray) -> None:
    few = simplified(points, 1.0)
    assert np.array_equal(few[[0, -1]], points[[0, -1]])
    fine = np.concatenate([a + (b - a) * np.linspace(0, 1, 400)[:, None] for a, b in pairwise(few)])
    step = np.linalg.norm(np.diff(points, axis=0), axis=1).sum() / 400
    gaps = np.linalg.norm(points[:, None] - fine[None], axis=2).min(1)
    assert gaps.max() <= 1.0 + step


def test_a_straight_line_needs_two_points() -> None:
    assert len(simplified(np.linspace([0, 0], [10, 20], 50))) == 2


def test_a_staircase_becomes_straight_and_keeps_its_ends() -> None:
    steps = np.repeat(np.arange(101), 2)
    stairs = np.stack([steps[1:], steps[:-1]], 1).astype(float)
    line = smoothed(stairs)
    assert np.allclose(line[[0, -1]], stairs[[0, -1]])
    off = np.abs(line[:, 0] - line[:, 1]) / np.sqrt(2)
    assert off[10:-10].max() < 0.72


def test_corners_survive() -> None:
    corner = np.concatenate([np.linspace([0, 0], [40, 0], 80), np.linspace([40, 0], [40, 40], 80)])
    line = smoothed(corner)
    assert np.linalg.norm(line - [40, 0], axis=1).min() < 0.6
    assert len(corners_of(line)) == 1


def test_a_circle_stays_closed_and_round() -> None:
    angle = np.linspace(0, 2 * np.pi, 200)
    line = smoothed(np.stack([np.cos(angle), np.sin(angle)], 1) * 30 + 128)
    assert np.array_equal(line[0], line[-1])
    assert np.linalg.norm(line - 128, axis=1) == pytest.approx(30, abs=0.5)


def test_very_short_lines_are_left_alone() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    assert np.array_equal(mirror_smooth(points), points)
