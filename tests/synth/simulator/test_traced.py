from __future__ import annotations

import numpy as np
import pytest

from sketchapp.data.dataset import Lines
from sketchapp.sketch.raster import Segments
from sketchapp.synth.simulator.polylines import is_closed, length_of
from sketchapp.synth.simulator.statistics import Drawing
from sketchapp.synth.simulator.traced import as_traced_picture, traced


def of_joints(points: list[list[float]], joints: list[tuple[int, int]]) -> Lines:
    ends = np.array(joints, np.int64)
    return Lines(np.array(points), Segments(ends, np.zeros(len(ends), np.int64)), False)


def test_a_crossing_parts_the_lines() -> None:
    cross = of_joints(
        [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]],
        [(1, 0), (0, 2), (3, 0), (0, 4)],
    )
    assert sorted(length_of(piece) for piece in traced(cross)) == pytest.approx([0.4] * 4)


def test_a_ring_is_one_closed_line() -> None:
    turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    points = 0.5 + 0.3 * np.column_stack([np.cos(turn), np.sin(turn)])
    (ring,) = traced(of_joints(points.tolist(), [(i, (i + 1) % 120) for i in range(120)]))
    assert is_closed(ring)
    assert length_of(ring) == pytest.approx(0.6 * np.pi, rel=0.03)


def test_knots_of_crossings_are_left_out() -> None:
    knotted = of_joints([[0.1, 0.5], [0.5, 0.5], [0.9, 0.5], [0.5, 0.51]], [(0, 1), (1, 2), (1, 3)])
    assert len(traced(knotted)) == 2


def test_picture_of_a_square_and_a_line_has_their_length() -> None:
    square = np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8], [0.2, 0.2]])
    inside = np.array([[0.4, 0.5], [0.6, 0.5]])
    found = as_traced_picture(Drawing("x", (square, inside)))
    assert found.thing == "x"
    side = np.ptp(np.concatenate(found.lines), axis=0).max()
    lengths = sorted(length_of(line) / side for line in found.lines)
    assert lengths == pytest.approx([1 / 3, 4], rel=0.06)
