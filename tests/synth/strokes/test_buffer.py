import numpy as np
import pytest

from sketchapp.synth.designs.material import CHROME
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.primitives import lathe, sheet
from sketchapp.synth.photo.camera import PHOTO_PX, framed
from sketchapp.synth.strokes.buffer import FAR_M, NOTHING, PATCHES, Buffer, cast
from tests.synth.made_products import block, front_view, side_view

WALL = [block("wall", (1, 0.1, 1), (0, 0, 0))]


def test_rays_meet_the_wall_where_the_camera_projects_it() -> None:
    camera = front_view(WALL)
    buffer = cast(WALL, camera, 256, [0])
    corners, depth = camera.project(np.array([[-0.5, -0.05, 1.0], [0.5, -0.05, 0.0]]))
    rows, columns = np.nonzero(buffer.part == 0)
    assert columns.min() == pytest.approx(corners[0, 0], abs=1)
    assert columns.max() == pytest.approx(corners[1, 0], abs=1)
    assert rows.min() == pytest.approx(corners[0, 1], abs=1)
    assert buffer.depth[128, 128] == pytest.approx(depth.mean(), abs=1e-3)
    assert buffer.depth[0, 0] == FAR_M and buffer.label[0, 0] == NOTHING


def test_a_nearer_part_hides_one_behind_it_unless_it_is_left_out() -> None:
    parts = [*WALL, block("post", (0.2, 0.1, 1), (0, -0.3, 0))]
    camera = front_view(parts)
    middle = (160, 160)
    assert cast(parts, camera, 320, [0, 1]).part[middle] == 1
    assert cast(parts, camera, 320, [0]).part[middle] == 0
    assert (cast(parts, camera, 320, []).label == NOTHING).all()


def test_cover_is_the_share_of_each_pixel() -> None:
    label = np.full((640, 640), NOTHING)
    label[:320, :101] = 0
    cover = Buffer(label, np.zeros((640, 640))).cover()
    assert cover.shape == (PHOTO_PX, PHOTO_PX)
    assert cover[0, 0] == 1 and cover[0, 60] == 0 and cover[200, 0] == 0
    assert 0 < cover[0, 40] < 1


@pytest.mark.parametrize(("two_sided", "patches"), [(True, {0, 1}), (False, {0})])
def test_only_a_two_sided_sheet_tells_its_inner_side_apart(
    two_sided: bool, patches: set[int]
) -> None:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], 1)
    tub = np.stack([np.column_stack([circle, np.full(40, z)]) for z in (0.0, 0.3, 0.6)], 1)
    shell = Part("shell", sheet(tub, 0.01, wrap=True), CHROME, two_sided=two_sided)
    buffer = cast([shell], framed([shell], 0, 30, 3), 200, [0])
    assert set((buffer.label[buffer.label >= 0] % PATCHES).tolist()) == patches


def test_specks_take_the_label_around_them() -> None:
    ball = [Part("ball", lathe([[0, 0], [0.5, 0.5], [0, 1]]), CHROME)]
    buffer = cast(ball, side_view(ball), 320, [0])
    inside = buffer.label[150:170, 150:170]
    assert (inside == inside[0, 0]).all()
