import numpy as np
import pytest

from sketchapp.synth.strokes.buffer import PATCHES, Buffer
from sketchapp.synth.strokes.occlusion import Occlusion

SIDE = 640  # 2.5 rays a photo pixel


def board_behind_a_post(width_px: float, post_depth_m: float) -> Occlusion:
    """A board (part 0) two metres away, and a post (part 1) across its middle."""
    label, depth = np.zeros((SIDE, SIDE), int), np.full((SIDE, SIDE), 2.0)
    half = int(width_px * 2.5 / 2)
    post = slice(320 - half, 320 + half)
    label[:, post], depth[:, post] = PATCHES, post_depth_m
    return Occlusion(Buffer(label, depth), 0.01)


@pytest.mark.parametrize(
    ("width_px", "post_depth_m", "free"),
    [(2, 1.0, True), (10, 1.0, False), (10, 2.005, True), (10, 1.995, True)],
)
def test_a_line_goes_on_behind_narrow_things_only(
    width_px: float, post_depth_m: float, free: bool
) -> None:
    occlusion = board_behind_a_post(width_px, post_depth_m)
    assert occlusion.free(0, np.array([120.0, 60.0]), np.array([136.0, 60.0])) is free


def test_the_post_itself_is_not_hidden_by_the_board() -> None:
    occlusion = board_behind_a_post(10, 1.0)
    assert occlusion.free(1, np.array([128.0, 60.0]), np.array([128.0, 64.0]))
