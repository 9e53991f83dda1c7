"""The attack that moves points within a bound: projected gradient ascent in vector space.

Source of the method: Madry et al., Towards deep learning models resistant to adversarial attacks,
2018, with the points of a sketch in the place of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchapp.attacks.points import with_points
from sketchapp.attacks.victim import Victim
from sketchapp.attribution.fine import position_gradient
from sketchapp.sketch import Sketch

REACH = 2.5  # all steps together, in bounds: enough to come back from a wrong side


@dataclass(frozen=True)
class Movement:
    """How far each coordinate of a point may go, in units of the canvas, and in how many steps."""

    bound: float
    steps: int = 10


def move_points(
    victim: Victim, sketch: Sketch, movement: Movement, movable: NDArray[np.bool_] | None = None
) -> Sketch:
    """The sketch of highest gain on the way; `movable` (T,) says which points may move.

    Costs steps + 1 forward and steps backward passes. Every step is looked at in its own frame, and
    no point is further than the bound from its place.
    """
    begun = sketch.points  # (T, 2)
    free = np.ones(len(begun)) if movable is None else movable.astype(np.float64)
    step = REACH * movement.bound / movement.steps
    found = victim.explain(sketch)
    best, best_gain, here = sketch, found.gain, sketch
    for number in range(movement.steps):
        way = np.sign(position_gradient(found.raster, found.gradient)) * free[:, None]
        moved = here.points + step * way
        here = with_points(sketch, np.clip(moved, begun - movement.bound, begun + movement.bound))
        is_last = number == movement.steps - 1
        gain = float(victim.gains([here])[0]) if is_last else 0.0
        if not is_last:
            found = victim.explain(here)
            gain = found.gain
        if gain > best_gain:
            best, best_gain = here, gain
    return best
