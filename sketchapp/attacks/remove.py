"""Attacks that take ink away: the SLA attack (Eq. 12), the P-SLA attack (Eq. 13), and chance.

Sketches are given with the points that count, see `sketchapp.sketch.quickdraw_points`. Something
always stays: a stroke, or two points. With fewer there is nothing that an attack could have hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sketchapp.attacks.points import removable_together, without_points
from sketchapp.attacks.victim import Victim
from sketchapp.sketch import Sketch

FEWEST_POINTS = 2  # that stay


@dataclass(frozen=True)
class Removal:
    """How much may be removed, in points, and how many candidates are tried one by one.

    Of more candidates than `tried` those are tried that promise most; None: all.
    """

    epsilon: int
    tried: int | None = None


def sla_attack(victim: Victim, sketch: Sketch, removal: Removal) -> tuple[int, ...]:
    """The points of the one stroke of at most epsilon points whose removal raises the gain most.

    Eq. 12. Nothing where there is no such stroke, or it is the only one.
    """
    small = [at for at, stroke in enumerate(sketch.strokes) if len(stroke) <= removal.epsilon]
    if len(sketch) < 2 or not small:
        return ()
    if removal.tried is not None and len(small) > removal.tried:
        values = np.add.reduceat(victim.promise(sketch), sketch.stroke_starts[:-1])
        small = sorted(small, key=lambda at: -values[at])[: removal.tried]
    parts = [sketch.without([sketch.strokes[at].id]) for at in small]
    return points_of_stroke(sketch, small[int(victim.gains(parts).argmax())])


def psla_attack(victim: Victim, sketch: Sketch, removal: Removal) -> tuple[int, ...]:
    """The epsilon points whose removal, one by one, raises the gain most (Eq. 13).

    Where not all are tried, those that were come first, the others follow by what they promise;
    what the promise alone would take is tried as well, and taken where it is better.
    """
    count = removable(sketch, removal.epsilon)
    order = np.array([at for at in range(sketch.n_points) if removable_together(sketch, [at], 1)])
    if not count or not len(order):
        return ()
    tried = len(order)
    if removal.tried is not None and len(order) > removal.tried:
        order = order[np.argsort(-victim.promise(sketch)[order], kind="stable")]
        tried = removal.tried
    gains = victim.gains([without_points(sketch, [at]) for at in order[:tried].tolist()])
    best = order[np.argsort(-gains, kind="stable")]
    following = np.concatenate([best, order[tried:]]).tolist()
    chosen = removable_together(sketch, following, count)
    if tried == len(order):
        return chosen
    sets = (chosen, removable_together(sketch, order.tolist(), count))
    return sets[int(victim.gains([without_points(sketch, one) for one in sets]).argmax())]


def random_points(sketch: Sketch, epsilon: int, rng: np.random.Generator) -> tuple[int, ...]:
    """As many points as the P-SLA attack removes, by chance."""
    count = removable(sketch, epsilon)
    return removable_together(sketch, rng.permutation(sketch.n_points).tolist(), count)


def random_stroke(sketch: Sketch, epsilon: int, rng: np.random.Generator) -> tuple[int, ...]:
    """The points of a stroke that the SLA attack might remove, by chance."""
    small = [at for at, stroke in enumerate(sketch.strokes) if len(stroke) <= epsilon]
    if len(sketch) < 2 or not small:
        return ()
    return points_of_stroke(sketch, int(rng.choice(small)))


def removable(sketch: Sketch, epsilon: int) -> int:
    """How many points may go."""
    return max(0, min(epsilon, sketch.n_points - FEWEST_POINTS))


def points_of_stroke(sketch: Sketch, at: int) -> tuple[int, ...]:
    """The numbers of the points of the stroke at this place."""
    starts = sketch.stroke_starts
    return tuple(range(int(starts[at]), int(starts[at + 1])))
