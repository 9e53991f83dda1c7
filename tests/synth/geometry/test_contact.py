import numpy as np
import pytest

from sketchapp.synth.geometry.contact import floating_parts
from sketchapp.synth.geometry.primitives import Rect, Round, lathe, tube
from tests.synth.made_products import block, chair, part

FOOT = block("foot", (0.4, 0.4, 0.1), (0, 0, 0))


@pytest.mark.parametrize(("gap_m", "floats"), [(0.0, False), (0.0015, False), (0.004, True)])
def test_a_block_floats_where_the_gap_is_wider_than_two_millimetres(
    gap_m: float, floats: bool
) -> None:
    assert floating_parts([FOOT, block("lid", (0.1, 0.1, 0.1), (0, 0, 0.1 + gap_m))]) == (
        ["lid"] if floats else []
    )


def test_a_post_through_a_plate_is_connected_though_its_vertices_are_far() -> None:
    post = part("post", tube([[0, 0, 0], [0, 0, 1]], Round(0.01)))
    plate = block("plate", (0.8, 0.8, 0.02), (0, 0, 0.5))
    assert floating_parts([post, plate]) == []


def test_a_tube_that_lies_on_a_plate_is_connected() -> None:
    rail = part("rail", tube([[-0.1, 0, 0.11], [0.1, 0, 0.11]], Round(0.01)))
    assert floating_parts([FOOT, rail]) == []


def test_two_crossing_slats_that_merely_touch_are_connected() -> None:
    lower = part("lower", tube([[-0.5, 0.2, 0.0051], [0.5, 0.2, 0.0051]], Rect(0.03, 0.01)))
    upper = part("upper", tube([[0.31, -0.5, 0.0155], [0.31, 0.5, 0.0155]], Rect(0.03, 0.01)))
    assert floating_parts([lower, upper]) == []


def test_everything_floats_above_the_floor() -> None:
    assert floating_parts([block("lamp", (0.1, 0.1, 0.1), (0, 0, 0.02))]) == ["lamp"]


def test_a_bulb_inside_a_shade_floats_until_something_holds_it() -> None:
    shade = part("shade", lathe([[0.1, 0.0], [0.1, 0.3]]))
    bulb = block("bulb", (0.02, 0.02, 0.02), (0, 0, 0.15))
    stem = part("stem", tube([[0, 0, 0.16], [0.2, 0, 0.16]], Round(0.004)))
    assert floating_parts([shade, bulb]) == ["bulb"]
    assert floating_parts([shade, bulb, stem]) == []


def test_a_chain_of_parts_stands_and_so_does_what_stands_beside_it() -> None:
    tower = [block(f"b{i}", (0.1, 0.1, 0.1), (0, 0, 0.1 * i)) for i in range(4)]
    ottoman = block("ottoman", (0.1, 0.1, 0.1), (1, 0, 0))
    lost = block("lost", (0.1, 0.1, 0.1), (1, 0, 0.2))
    assert floating_parts([*tower, ottoman, lost]) == ["lost"]


def test_a_chair_stands_and_a_spindle_that_is_too_short_floats() -> None:
    parts = chair()
    assert floating_parts(parts) == []
    short = part("short", tube([[0.05, 0.2, 0.5], [0.05, 0.2, 0.8]], Round(0.005)))
    assert floating_parts([*parts, short]) == ["short"]


def test_nothing_floats_in_nothing() -> None:
    assert floating_parts([]) == []


def test_turning_the_product_changes_nothing() -> None:
    turn = np.array([[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, 1]])
    post = part("post", tube([[0.1, 0.1, 0.05], [0.1, 0.1, 1]], Round(0.01)))
    turned = [part(p.name, p.mesh.deformed(lambda points: points @ turn.T)) for p in (FOOT, post)]
    assert floating_parts(turned) == []
