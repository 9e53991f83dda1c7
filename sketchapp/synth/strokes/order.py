"""Which lines are drawn, and in what order."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.strokes.line import Line

SAME_PART_PX = 1.7  # two lines closer than this are one line of the pen
OTHER_PART_PX = 1.0
LONELY = 0.12  # share of a line that may be farther away and still count as drawn
NEARNESS = 0.25  # pixels to the next stroke that one point of its length makes up for


def without_doubles(lines: Sequence[Line]) -> list[Line]:
    """Leave out lines that run beside earlier ones for nearly all of their length.

    The middle lines of slim parts are left out for no other part: close spindles stay apart.
    """
    kept: list[Line] = []
    for line in lines:
        if not _is_double(line, kept):
            kept.append(line)
    return kept


def _is_double(line: Line, kept: Sequence[Line]) -> bool:
    near = np.zeros(len(line.points), bool)
    for same, reach in ((True, SAME_PART_PX), (False, OTHER_PART_PX)):
        if line.spine and not same:
            continue
        others = [k.points for k in kept if (k.owner == line.owner) == same]
        if others:
            near |= KDTree(np.concatenate(others)).query(line.points)[0] <= reach
    return bool((~near).mean() < LONELY)


def in_drawing_order(lines: Sequence[Line]) -> list[Line]:
    """Part by part, in the order given; inside a part the nearest next line, long ones preferred.

    Lines are turned so that they start at the end that is nearer to the pen.
    """
    out: list[Line] = []
    pen: Points | None = None
    for owner in dict.fromkeys(line.owner for line in lines):
        group = sorted((k for k in lines if k.owner == owner), key=lambda k: -len(k.points))
        while group:
            line = group.pop(0 if pen is None else int(np.argmin([_cost(k, pen) for k in group])))
            if pen is not None and _gap(line.end(1), pen) < _gap(line.end(0), pen):
                line = replace(line, points=line.points[::-1])
            pen = line.end(1)
            out.append(line)
    return out


def _gap(a: Points, b: Points) -> float:
    return float(np.hypot(*(a - b)))


def _cost(line: Line, pen: Points) -> float:
    nearest = min(_gap(line.end(0), pen), _gap(line.end(1), pen))
    return nearest - NEARNESS * len(line.points)
