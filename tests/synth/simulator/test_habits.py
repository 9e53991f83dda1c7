from __future__ import annotations

import numpy as np
import pytest

from sketchapp.synth.simulator.fitted import HABITS
from sketchapp.synth.simulator.habits import BOUNDS, SCALED, Habits, HabitsError, mean_habits


def test_dial_scales_what_a_clumsy_hand_does() -> None:
    half = Habits().at(0.5)
    for name in BOUNDS:
        factor = 0.5 if name in SCALED else 1.0
        assert getattr(half, name) == pytest.approx(factor * getattr(Habits(), name)), name
    assert all(getattr(Habits().at(0.0), name) == 0 for name in SCALED)


@pytest.mark.parametrize("name", list(BOUNDS))
def test_bounds_are_kept(name: str) -> None:
    low, high = BOUNDS[name]
    assert Habits(**{name: low}) != Habits(**{name: high})
    for wrong in (low - 0.1, high + 0.1, float("nan")):
        with pytest.raises(HabitsError, match=f"habit {name} is"):
            Habits(**{name: wrong})


def test_abstraction_is_drawn_within_the_dial() -> None:
    rng = np.random.default_rng(0)
    for habits in [*HABITS.values(), Habits(dial_mean=1.0, dial_spread=0.5)]:
        drawn = np.array([habits.draw_abstraction(rng) for _ in range(200)])
        assert ((drawn >= 0) & (drawn <= 1)).all()
    careful = Habits(dial_mean=0.3, dial_spread=0.0)
    assert careful.draw_abstraction(rng) == 0.3


def test_mean_habits() -> None:
    assert mean_habits(Habits(shift=0.01), Habits(shift=0.03)).shift == pytest.approx(0.02)
    assert mean_habits(Habits(), Habits()) == Habits()
