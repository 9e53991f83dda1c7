from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sketchapp.synth.simulator.salience import (
    CORE,
    OUTLINE_BONUS,
    outline_share,
    salience_of,
    weight_of_part,
)

BOX = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
DENSE_BOX = np.concatenate([a + (b - a) * np.linspace(0, 1, 50)[:, None] for a, b in pairwise(BOX)])
INSIDE = np.array([[0.4, 0.5], [0.6, 0.5]])


def test_structure_counts_more_than_detail() -> None:
    assert weight_of_part("leg_front_L") > weight_of_part("unheard_of") > weight_of_part("lace_3R")
    assert weight_of_part("heel_seam") == weight_of_part("lace_3R")


def test_outline_is_what_lies_outermost() -> None:
    share = outline_share([DENSE_BOX, INSIDE])
    assert share[0] > 0.9
    assert share[1] == 0


def test_long_before_short_first_of_a_part_before_later_ones() -> None:
    long, short = np.array([[0.2, 0.3], [0.8, 0.3]]), np.array([[0.3, 0.6], [0.35, 0.6]])
    value = salience_of([DENSE_BOX, long, short], ["seat", "back", "back"])
    assert value[0] > value[1] > value[2]
    assert value[1] == CORE  # the main line of a back, inside


def test_rows_of_parts_fade() -> None:
    spindles = [np.array([[x, 0.3], [x, 0.7]]) for x in np.linspace(0.2, 0.8, 6)]
    value = salience_of([DENSE_BOX, *spindles], ["seat", *(f"spindle_{i}" for i in range(6))])
    assert np.all(np.diff(value[2:]) < 0)


@pytest.mark.parametrize("count", [1, 3])
def test_dots_have_a_salience_within_bounds(count: int) -> None:
    value = salience_of([np.zeros((2, 2))] * count, ["seat"] * count)
    assert ((value >= 0) & (value <= 1 + OUTLINE_BONUS)).all()


def test_rows_of_structural_parts_stay() -> None:
    legs = [np.array([[x, 0.3], [x, 0.7]]) for x in np.linspace(0.2, 0.8, 4)]
    value = salience_of([DENSE_BOX, *legs], ["seat", *(f"leg_{i}" for i in range(4))])
    assert (value >= CORE).all()
