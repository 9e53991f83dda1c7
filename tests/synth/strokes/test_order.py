import numpy as np

from sketchapp.synth.strokes.line import Line
from sketchapp.synth.strokes.order import in_drawing_order, without_doubles


def segment(a: tuple[float, float], b: tuple[float, float], owner: int = 0, **how: bool) -> Line:
    return Line(owner, np.linspace(a, b, 40), **how)


BASE = segment((0, 0), (20, 0))


def test_a_line_beside_an_earlier_one_of_its_part_is_left_out() -> None:
    assert without_doubles([BASE, segment((1, 1.5), (19, 1.5))]) == [BASE]
    assert len(without_doubles([BASE, segment((1, 2.5), (19, 2.5))])) == 2


def test_lines_of_two_parts_are_one_only_where_they_fall_together() -> None:
    assert len(without_doubles([BASE, segment((1, 1.5), (19, 1.5), owner=1)])) == 2
    assert len(without_doubles([BASE, segment((1, 0.5), (19, 0.5), owner=1)])) == 1


def test_close_spindles_are_all_drawn() -> None:
    spindles = [segment((x, 0), (x, 20), owner=i, spine=True) for i, x in enumerate((0, 0.9, 1.8))]
    assert without_doubles(spindles) == spindles


def test_a_line_that_leaves_its_neighbour_is_kept() -> None:
    assert len(without_doubles([BASE, segment((0, 0), (20, 12))])) == 2


def test_parts_are_drawn_in_turn_each_line_from_the_end_nearer_to_the_pen() -> None:
    lines = [BASE, segment((60, 0), (90, 0), owner=1), segment((20, 9), (20, 1), owner=0)]
    drawn = in_drawing_order(lines)
    assert [line.owner for line in drawn] == [0, 0, 1]
    assert drawn[1].points[0].tolist() == [20, 1]


def test_nothing_is_drawn_of_nothing() -> None:
    assert in_drawing_order(without_doubles([])) == []
