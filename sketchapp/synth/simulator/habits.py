"""How a person draws: the parameters of the simulator, each within bounds.

Lengths are shares of the drawing's longer side. All habits but those of order and recording are
what the clumsiest hand does, abstraction 1; `Habits.at` scales them down for more careful ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from sketchapp.errors import SketchAppError


class HabitsError(SketchAppError):
    """A habit or a dial is outside its bounds."""


def _habit(default: float, low: float, high: float, *, scaled: bool = True) -> Any:
    """A field with its bounds; scaled ones shrink to zero with the abstraction."""
    return field(default=default, metadata={"bounds": (low, high), "scaled": scaled})


@dataclass(frozen=True)
class Habits:
    """What a hand does, grouped by step; the defaults are guesses, `fitted` holds measured ones."""

    # simplification
    thin: float = _habit(0.04, 0.0, 0.3)  # parts narrower than this become one line
    omit: float = _habit(0.5, 0.0, 2.0)  # strokes less salient than this are left out
    omit_error: float = _habit(0.2, 0.0, 0.8)  # sd of misjudged salience
    # strokes
    join_part: float = _habit(0.8, 0.0, 3.0)  # probability to draw on into the same part
    join_other: float = _habit(0.3, 0.0, 3.0)  # the same into another part; over 1: sooner certain
    split: float = _habit(0.3, 0.0, 3.0)  # lifts of the pen per length drawn
    redraw: float = _habit(0.1, 0.0, 1.0)  # strokes drawn over per length drawn
    # shape of the whole
    proportion: float = _habit(0.08, 0.0, 0.4)  # sd of the log of width over height
    slant: float = _habit(0.06, 0.0, 0.3)  # sd of the shear
    warp: float = _habit(0.02, 0.0, 0.08)  # sd of a smooth displacement
    # shape of a stroke
    shift: float = _habit(0.012, 0.0, 0.06)  # sd of its place
    scale: float = _habit(0.05, 0.0, 0.2)  # sd of the log of its size
    turn: float = _habit(0.035, 0.0, 0.2)  # sd of its direction, rad
    bow: float = _habit(0.02, 0.0, 0.1)  # sd of its sagitta over its length
    tremor: float = _habit(0.003, 0.0, 0.02)  # sd of the wobble along it
    rounding: float = _habit(0.02, 0.0, 0.1)  # length over which corners are smoothed
    overshoot: float = _habit(0.015, 0.0, 0.08)  # sd of what its ends are drawn too far or short
    # order, the same for every abstraction
    big_first: float = _habit(0.3, -3.0, 3.0, scaled=False)
    top_first: float = _habit(0.3, -3.0, 6.0, scaled=False)
    left_first: float = _habit(0.1, -3.0, 6.0, scaled=False)
    near_next: float = _habit(0.3, 0.0, 8.0, scaled=False)  # dislike of moving the pen far
    order_noise: float = _habit(0.5, 0.0, 4.0, scaled=False)
    # recording, and how abstract this group of people draws
    spacing: float = _habit(0.02, 0.005, 0.1, scaled=False)  # between recorded points
    dial_mean: float = _habit(0.5, 0.0, 1.0, scaled=False)
    dial_spread: float = _habit(0.2, 0.0, 0.5, scaled=False)

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise HabitsError(f"habit {name} is {value}; allowed are {low} to {high}")

    def at(self, abstraction: float) -> Habits:
        """The habits of a hand of this abstraction: 0 changes nothing, 1 these values.

        Raises HabitsError outside 0 to 1.
        """
        if not 0.0 <= abstraction <= 1.0:
            raise HabitsError(f"abstraction {abstraction}; 0 (careful) to 1 (clumsy) are allowed")
        return replace(self, **{name: abstraction * getattr(self, name) for name in SCALED})

    def draw_abstraction(self, rng: np.random.Generator) -> float:
        """The abstraction of one person of the group that these habits were fitted to."""
        return float(np.clip(rng.normal(self.dial_mean, self.dial_spread), 0.0, 1.0))


BOUNDS: dict[str, tuple[float, float]] = {f.name: f.metadata["bounds"] for f in fields(Habits)}
SCALED: tuple[str, ...] = tuple(f.name for f in fields(Habits) if f.metadata["scaled"])


def mean_habits(first: Habits, second: Habits) -> Habits:
    """Halfway between two: for things of which no sketches were measured."""
    return Habits(**{name: (getattr(first, name) + getattr(second, name)) / 2 for name in BOUNDS})
