"""Loose ends that nearly reach another line are drawn on to it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.strokes.line import Line

LOOSE_PX, REACH_PX = 0.6, 3.0
AHEAD = 0.4  # cosine between the end's heading and the way to the other line


def snapped(lines: Sequence[Line]) -> list[Line]:
    """Lines whose ends stop short of another line by at most `REACH_PX` go on to it."""
    if len(lines) < 2:
        return list(lines)
    tree = KDTree(np.concatenate([line.points for line in lines]))
    number = np.repeat(np.arange(len(lines)), [len(line.points) for line in lines])
    return [_extended(line, i, tree, number) for i, line in enumerate(lines)]


def _extended(line: Line, i: int, tree: KDTree, number: np.ndarray) -> Line:
    if line.closed(LOOSE_PX):
        return line
    points = line.points
    for which in (0, 1):
        target = _target(line, i, which, tree, number)
        if target is not None:
            points = np.vstack([target, points] if which == 0 else [points, target])
    return replace(line, points=points)


def _target(line: Line, i: int, which: int, tree: KDTree, number: np.ndarray) -> Points | None:
    """The point (2,) of another line that is nearest to an end, None unless it lies ahead."""
    end = line.end(which)
    near = np.array(tree.query_ball_point(end, REACH_PX), int)
    near = near[number[near] != i]
    if not len(near):
        return None
    offset = np.asarray(tree.data)[near] - end
    distance = np.linalg.norm(offset, axis=1)
    best = int(distance.argmin())
    if distance[best] < LOOSE_PX or offset[best] @ line.heading(which) < AHEAD * distance[best]:
        return None
    return np.asarray(tree.data)[near[best]]
