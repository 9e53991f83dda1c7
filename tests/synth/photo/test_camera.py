import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchapp.synth.photo.camera import FILL, PHOTO_PX, direction, framed
from tests.synth.made_products import block, chair

PARTS = chair()
VERTICES = np.concatenate([p.mesh.vertices for p in PARTS])


@settings(max_examples=30, deadline=None)
@given(st.floats(-180, 180), st.floats(0, 60), st.floats(1.5, 5))
def test_the_product_fills_the_frame_and_stays_inside(
    azimuth: float, elevation: float, dist: float
) -> None:
    pixels, depth = framed(PARTS, azimuth, elevation, dist).project(VERTICES)
    low, high = pixels.min(0), pixels.max(0)
    margin = PHOTO_PX * (1 - FILL) / 2
    assert (low > margin - 0.5).all() and (high < PHOTO_PX - margin + 0.5).all()
    assert (high - low).max() > 0.95 * FILL * PHOTO_PX
    assert np.abs((low + high) / 2 - PHOTO_PX / 2).max() < 1.5
    assert (depth > 0).all()


def test_up_is_up_and_right_is_right() -> None:
    pixels, _ = framed(PARTS, 0, 10, 3).project(np.array([[0, 0, 0], [0, 0, 0.5], [0.2, 0, 0]]))
    assert pixels[1, 1] < pixels[0, 1] and pixels[2, 0] > pixels[0, 0]


def test_azimuth_zero_is_the_front_and_turns_to_the_right() -> None:
    assert direction(0, 0) == pytest.approx([0, -1, 0])
    assert direction(90, 0) == pytest.approx([1, 0, 0])
    assert direction(0, 90) == pytest.approx([0, 0, 1])


def test_pixels_per_metre_agree_with_the_projection() -> None:
    cube = [block("cube", (1, 1, 1), (0, 0, 0))]
    camera = framed(cube, 0, 0, 4)
    pixels, depth = camera.project(np.array([[-0.5, 0, 0.5], [0.5, 0, 0.5]]))
    assert camera.px_per_metre(depth[0]) == pytest.approx(np.ptp(pixels[:, 0]))
