from __future__ import annotations

import numpy as np
import pytest

from sketchapp.errors import DatasetError
from sketchapp.synth.simulator.distance import (
    MISSING,
    distances,
    distances_between_halves,
    mean_distance,
)
from sketchapp.synth.simulator.statistics import Drawing, Statistics


def test_distances_are_shifts_in_units_of_the_real_spread() -> None:
    real = np.array([0.0, 2.0, 4.0, 6.0])
    found = distances(Statistics({"ink": real + 3}), Statistics({"ink": real}))
    assert found == pytest.approx({"ink": 3 / real.std()})
    assert mean_distance({"a": 1.0, "b": 2.0}) == 1.5


def test_what_the_real_drawings_lack_is_left_out_and_what_others_lack_costs() -> None:
    some, none = np.array([1.0, 2.0]), np.zeros(0)
    found = distances(
        Statistics({"gaps": none, "ink": some}), Statistics({"gaps": some, "ink": none})
    )
    assert found == {"gaps": MISSING}


def test_halves_of_equal_drawings_are_equal_and_of_unlike_ones_are_not() -> None:
    rng = np.random.default_rng(0)

    def drawing(number: int, wild: float) -> Drawing:
        lines = rng.random((4, 5, 2)) * [1, 1 + wild * number]
        return Drawing(str(number // 2), tuple(lines))

    same = Drawing("x", tuple(rng.random((4, 5, 2))))
    equal = [Drawing(str(i // 2), same.lines) for i in range(8)]
    found = distances_between_halves(equal, np.random.default_rng(1), order=True)
    assert max(found.values()) == pytest.approx(0, abs=1e-9)
    unlike = [drawing(i, 0.3) for i in range(12)]
    assert mean_distance(distances_between_halves(unlike, rng, order=True)) > 0.05


def test_halves_need_two_things() -> None:
    with pytest.raises(DatasetError, match="1 things; two at least"):
        distances_between_halves([Drawing("x", (np.eye(2),))], np.random.default_rng(0), order=True)
