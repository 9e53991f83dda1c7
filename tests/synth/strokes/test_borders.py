import numpy as np

from sketchapp.synth.strokes.borders import borders
from sketchapp.synth.strokes.buffer import FAR_M, NOTHING, PATCHES, Buffer

SIDE = 64  # rays; one ray is 4 photo pixels


def picture(*squares: tuple[int, float, slice, slice]) -> Buffer:
    """Squares (part, depth in metres, rows, columns), later ones on top."""
    label, depth = np.full((SIDE, SIDE), NOTHING), np.full((SIDE, SIDE), FAR_M)
    for part, metres, rows, columns in squares:
        label[rows, columns], depth[rows, columns] = part * PATCHES, metres
    return Buffer(label, depth)


def test_a_square_has_one_closed_border() -> None:
    lines = borders(picture((0, 2.0, slice(16, 48), slice(16, 48))), [0], 1.0)
    assert len(lines) == 1 and lines[0].closed(1e-6)
    assert 4 * 32 * 4 * 0.9 < lines[0].length <= 4 * 32 * 4
    assert lines[0].points.min() >= 64 and lines[0].points.max() <= 192


def test_a_border_belongs_to_the_nearer_part() -> None:
    behind, front = slice(8, 40), slice(24, 56)
    lines = borders(picture((0, 2.0, behind, behind), (1, 1.0, front, front)), [0, 0], 1.0)
    length = {owner: sum(k.length for k in lines if k.owner == owner) for owner in (0, 1)}
    assert length[1] > 4 * 32 * 4 * 0.9
    assert length[0] < (4 * 32 - 2 * 16) * 4 + 1


def test_where_parts_touch_the_border_belongs_to_the_one_drawn_later() -> None:
    big, small = slice(8, 56), slice(24, 40)
    buffer = picture((0, 2.0, big, big), (1, 2.001, small, small))
    for ranks, owner in (([0, 9], 1), ([9, 0], 0)):
        inner = [k for k in borders(buffer, ranks, 1.0) if k.points.min() > 90]
        assert {k.owner for k in inner} == {owner}


def test_a_step_in_depth_inside_a_part_is_a_border_and_a_slope_is_none() -> None:
    buffer = picture((0, 2.0, slice(8, 56), slice(8, 56)))
    slope = buffer.depth + np.linspace(0, 1.0, SIDE)[None] * (buffer.label >= 0)
    step = buffer.depth + np.where(np.arange(SIDE) < 32, 0.0, 0.2)[None] * (buffer.label >= 0)
    assert len(borders(Buffer(buffer.label, slope), [0], 1.0)) == 1
    inner = [k for k in borders(Buffer(buffer.label, step), [0], 1.0) if np.ptp(k.points[:, 0]) < 1]
    assert len(inner) == 1 and inner[0].points[0, 0] == 128


def test_nothing_has_no_borders() -> None:
    assert borders(picture(), [], 1.0) == []
