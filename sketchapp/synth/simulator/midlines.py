"""Single lines that stand for both edges of thin parts: people draw a leg as one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sketchapp.synth.simulator.polylines import Points, evenly, length_of, resampled

SAMPLES = 24  # points at which two edges are compared
WIDEST = 0.3  # of the longer side: no part is thin beyond
SLENDER = 2.5  # times as long as wide at least
ALIKE = 0.6  # shorter edge over longer edge at least
SHORTEST = 0.08  # edges below this are details, not edges
MOST_EDGES = 30  # of one part: the longest are compared, all pairs of many would take too long
SPACING = 0.0125  # between the points of a midline


@dataclass(frozen=True, eq=False)
class Midline:
    """points (n, 2) between two edges `width` apart; strokes are the numbers of those edges.

    One number means that a single stroke runs there and back.
    """

    points: Points
    width: float
    strokes: tuple[int, ...]


def midlines_of(lines: Sequence[Points], parts: Sequence[str]) -> tuple[Midline, ...]:
    """The midlines that a drawing offers, narrowest first; a stroke may occur in several."""
    found = [_fold(i, line) for i, line in enumerate(lines)]
    by_part: dict[str, list[int]] = {}
    for i, part in enumerate(parts):
        if length_of(lines[i]) >= SHORTEST:
            by_part.setdefault(part, []).append(i)
    for numbers in by_part.values():
        longest = sorted(numbers, key=lambda i: -length_of(lines[i]))[:MOST_EDGES]
        found += [_pair(lines, i, j) for i, j in combinations(sorted(longest), 2)]
    return tuple(sorted((m for m in found if m is not None), key=lambda m: m.width))


def _fold(number: int, line: Points) -> Midline | None:
    """The middle of a stroke that runs along one edge and back along the other."""
    whole = length_of(line)
    if whole < 2 * SHORTEST:
        return None
    turn = _turning_length(line, whole)
    out = evenly(line, 0.0, turn, SAMPLES)
    back = evenly(line, whole, turn, SAMPLES)
    return _between(out, back, (number,))


def _turning_length(line: Points, whole: float) -> float:
    """Where a stroke that runs there and back is farthest from its two ends."""
    points = evenly(line, 0.0, whole, 2 * SAMPLES)
    far = np.hypot(*(points - points[0]).T) + np.hypot(*(points - points[-1]).T)
    return whole * (int(far[1:-1].argmax()) + 1) / (2 * SAMPLES - 1)


def _pair(lines: Sequence[Points], first: int, second: int) -> Midline | None:
    one = evenly(lines[first], 0.0, length_of(lines[first]), SAMPLES)
    other = evenly(lines[second], 0.0, length_of(lines[second]), SAMPLES)
    straight = np.hypot(*(one - other).T).sum()
    if np.hypot(*(one - other[::-1]).T).sum() < straight:
        other = other[::-1]
    return _between(one, other, (first, second))


def _between(one: Points, other: Points, strokes: tuple[int, ...]) -> Midline | None:
    """The middle line, unless the edges are too far apart or too unlike."""
    shorter, longer = sorted((length_of(one), length_of(other)))
    width = float(np.hypot(*(one - other).T).max())
    middle = (one + other) / 2
    if width > WIDEST or shorter < ALIKE * longer or length_of(middle) < SLENDER * width:
        return None
    return Midline(resampled(middle, SPACING), width, strokes)
