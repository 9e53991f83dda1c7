import numpy as np
import pytest

from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.primitives import Rect, Round, tube
from sketchapp.synth.photo.camera import Camera, framed
from sketchapp.synth.strokes.buffer import Buffer, cast
from sketchapp.synth.strokes.line import Line
from sketchapp.synth.strokes.spines import slim_parts, spine_lines
from tests.synth.made_products import block, part

FRAME = block("frame", (1.0, 0.02, 1.0), (0, 0.5, 0))
ROD = part("rod", tube([[0, 0, 0.1], [0, 0, 0.9]], Round(0.005)))


def drawn(parts: list[Part], number: int) -> tuple[list[Line], Camera]:
    camera = framed(parts, 0, 0, 6)
    buffer: Buffer = cast(parts, camera, 640, range(len(parts)))
    return spine_lines(parts[number], number, camera, buffer), camera


def test_a_thin_rod_is_slim_and_a_flat_board_is_not_whatever_its_girth() -> None:
    board = part("board", tube([[0.2, 0, 0.1], [0.2, 0, 0.9]], Rect(0.1, 0.005), up=(0, 1, 0)))
    parts = [FRAME, ROD, board]
    assert slim_parts(parts, framed(parts, 0, 0, 6)) == [1]


def test_a_rod_in_view_is_one_line_along_its_middle() -> None:
    parts = [FRAME, ROD]
    (line,), camera = drawn(parts, 1)
    ends, _ = camera.project(np.array([[0, 0, 0.1], [0, 0, 0.9]]))
    assert line.spine and line.owner == 1
    assert np.allclose(line.points[[0, -1]], ends, atol=0.5)


@pytest.mark.parametrize(("width_m", "runs"), [(0.01, 1), (0.2, 2)])
def test_a_rod_is_interrupted_by_wide_things_in_front_only(width_m: float, runs: int) -> None:
    rail = part("rail", tube([[-0.4, -0.2, 0.5], [0.4, -0.2, 0.5]], Rect(0.01, width_m)))
    lines, _ = drawn([FRAME, ROD, rail], 1)
    assert len(lines) == runs


def test_a_rod_behind_a_wall_is_not_drawn() -> None:
    wall = block("wall", (1.0, 0.02, 1.0), (0, -0.5, 0))
    assert drawn([FRAME, ROD, wall], 1)[0] == []


def test_a_ring_comes_back_to_its_start() -> None:
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = np.stack([np.cos(angle) * 0.3, 0 * angle, np.sin(angle) * 0.3 + 0.5], 1)
    ring = part("ring", tube(circle, Round(0.005), closed=True))
    (line,), _ = drawn([FRAME, ring], 1)
    assert line.closed(1.0)


def test_a_rod_ends_where_it_enters_a_rail() -> None:
    rail = part("rail", tube([[-0.4, 0, 0.88], [0.4, 0, 0.88]], Rect(0.02, 0.08)))
    (line,), camera = drawn([FRAME, ROD, rail], 1)
    edge, _ = camera.project(np.array([[0.0, -0.01, 0.84]]))
    assert line.points[:, 1].min() == pytest.approx(edge[0, 1], abs=1.0)


def test_parts_that_are_numbered_alike_are_drawn_alike() -> None:
    def rods(radii: list[float]) -> list[Part]:
        meshes = [tube([[i / 10, 0, 0.1], [i / 10, 0, 0.9]], Round(r)) for i, r in enumerate(radii)]
        return [FRAME, *(part(f"rod_{i}", mesh) for i, mesh in enumerate(meshes))]

    camera = framed([FRAME], 0, 0, 6)
    assert slim_parts(rods([0.005, 0.005, 0.01]), camera) == [1, 2, 3]
    assert slim_parts(rods([0.005, 0.01, 0.01]), camera) == []
