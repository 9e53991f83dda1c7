import numpy as np
import pytest

from sketchapp.synth.strokes.line import Line
from sketchapp.synth.strokes.snapping import snapped

WALL = Line(0, np.linspace([20, -10], [20, 10], 81))


@pytest.mark.parametrize(("end_x", "reaches"), [(18.0, True), (19.8, False), (15.0, False)])
def test_an_end_that_nearly_reaches_a_line_goes_on_to_it(end_x: float, reaches: bool) -> None:
    line = snapped([WALL, Line(1, np.linspace([0, 0], [end_x, 0], 40))])[1]
    assert line.points[-1, 0] == pytest.approx(20.0 if reaches else end_x)
    assert len(line.points) == (41 if reaches else 40)


def test_an_end_does_not_turn_back_to_a_line_behind_it() -> None:
    away = Line(1, np.linspace([22, 0], [40, 0], 40)[::-1])
    passing = Line(1, np.linspace([22, -5], [22, 5], 40))
    reached, beside = snapped([WALL, away])[1], snapped([WALL, passing])[1]
    assert reached.points[-1, 0] == pytest.approx(20)
    assert np.array_equal(beside.points, passing.points)


def test_rings_and_lonely_lines_are_left_alone() -> None:
    angle = np.linspace(0, 2 * np.pi, 50)
    ring = Line(1, np.stack([np.cos(angle), np.sin(angle)], 1) * 2 + [17, 0])
    assert np.array_equal(snapped([WALL, ring])[1].points, ring.points)
    assert snapped([WALL]) == [WALL]
