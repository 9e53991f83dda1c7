from __future__ import annotations

import numpy as np
import pytest

from sketchapp.synth.simulator.midlines import midlines_of

LEFT = np.array([[0.0, 0.0], [0.0, 0.5]])
RIGHT = np.array([[0.06, 0.5], [0.06, 0.0]])  # drawn the other way


def test_two_edges_of_a_part_have_a_middle() -> None:
    (found,) = midlines_of([LEFT, RIGHT], ["leg", "leg"])
    assert found.strokes == (0, 1)
    assert found.width == pytest.approx(0.06)
    assert found.points[:, 0] == pytest.approx(0.03)
    assert np.ptp(found.points[:, 1]) == pytest.approx(0.5)


def test_edges_of_different_parts_have_none() -> None:
    assert not midlines_of([LEFT, RIGHT], ["leg_L", "leg_R"])


def test_a_stroke_there_and_back_is_folded() -> None:
    hairpin = np.concatenate([LEFT, RIGHT])
    (found,) = midlines_of([hairpin], ["slat"])
    assert found.strokes == (0,)
    assert found.points[:, 0] == pytest.approx(0.03, abs=0.02)
    assert np.ptp(found.points[:, 1]) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(
    "other",
    [RIGHT + np.array([0.4, 0]), RIGHT * [1, 0.4], np.array([[0.1, 0.0], [0.6, 0.05]])],
    ids=["far away", "much shorter", "across"],
)
def test_unlike_edges_have_none(other: np.ndarray) -> None:
    assert not midlines_of([LEFT, other], ["leg", "leg"])


def test_narrowest_first() -> None:
    lines = [LEFT, RIGHT, LEFT + np.array([0.5, 0]), RIGHT + np.array([0.47, 0])]
    found = midlines_of(lines, ["leg_L", "leg_L", "leg_R", "leg_R"])
    assert [midline.strokes for midline in found] == [(2, 3), (0, 1)]
