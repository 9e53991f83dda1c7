import numpy as np
import pytest

from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.strokes.joining import Reach, adopted, joined
from sketchapp.synth.strokes.line import Line

REACH = Reach(gap_px=5.0, turn_deg=14)


def segment(a: tuple[float, float], b: tuple[float, float], owner: int = 0) -> Line:
    return Line(owner, np.linspace(a, b, 20))


def free(owner: int, a: Points, b: Points) -> bool:
    return True


LEFT = segment((0, 0), (20, 0))


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (segment((24, 0), (40, 0)), 1),
        (segment((40, 0), (24, 0)), 1),  # drawn the other way round
        (segment((26, 0), (40, 0)), 2),  # too far
        (segment((24, 0), (40, 0), owner=1), 2),  # another part
        (segment((22, 0), (22, 20)), 2),  # a corner
        (segment((22, 3), (40, 3)), 2),  # beside, not in line
    ],
)
def test_ends_are_joined_where_one_continues_the_other(other: Line, count: int) -> None:
    lines = joined([LEFT, other], REACH, free)
    assert len(lines) == count
    assert sum(len(line.points) for line in lines) == len(LEFT.points) + len(other.points)


def test_a_gap_that_is_hidden_is_not_joined() -> None:
    other = segment((24, 0), (40, 0))
    assert len(joined([LEFT, other], REACH, lambda owner, a, b: False)) == 2


def test_a_run_of_three_keeps_its_points_in_order() -> None:
    lines = [segment((44, 0), (60, 0)), LEFT, segment((40, 0), (24, 0))]
    (line,) = joined(lines, REACH, free)
    x = line.points[:, 0]
    assert (np.diff(x) > 0).all() or (np.diff(x) < 0).all()
    assert {x[0], x[-1]} == {0.0, 60.0}


def test_the_best_of_two_continuations_wins() -> None:
    straight, bent = segment((22, 0), (40, 0)), segment((22, 0.4), (40, 2.4))
    lines = joined([LEFT, straight, bent], REACH, free)
    assert sorted(len(line.points) for line in lines) == [20, 40]
    assert max(lines, key=lambda line: len(line.points)).points[:, 1].max() == 0


def test_a_ring_of_pieces_is_joined_once_around() -> None:
    angle = np.linspace(0, 2 * np.pi, 601)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1) * 40
    pieces = [Line(0, ring[:201]), Line(0, ring[200:401]), Line(0, ring[400:])]
    (line,) = joined(pieces, REACH, free)
    assert len(line.points) == 603 and line.closed(1e-9)


def test_nothing_is_joined_to_nothing() -> None:
    assert joined([], REACH, free) == []


def test_crumbs_go_to_the_part_whose_line_they_continue() -> None:
    crumb, across = segment((20, 0), (22, 0), owner=1), segment((20, 0), (20, 9), owner=2)
    owners = [line.owner for line in adopted([LEFT, crumb, across], 5.0)]
    assert owners == [0, 0, 2]


def test_a_crumb_alone_keeps_its_part() -> None:
    assert adopted([segment((0, 0), (2, 0), owner=3)], 5.0)[0].owner == 3
