"""What is measured of drawings, real or simulated: how people draw, whatever they draw.

Every drawing is framed by its own ink, longer side 1, and sampled anew, so that the device that
recorded it does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.stats import rankdata

from sketchapp.errors import DatasetError
from sketchapp.synth.simulator.polylines import Points, length_of, resampled

SPACING = 0.067  # between measured points, that of ChairV2
TOLERANCE = 0.015  # of the simplification that counts points

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Polylines in drawing order, and the thing that they show.

    Several drawings of one thing tell how differently people see its proportions.
    """

    thing: str
    lines: tuple[Points, ...]


@dataclass(frozen=True, eq=False)
class Statistics:
    """Samples of every statistic by name, of a set of drawings."""

    values: dict[str, Values]

    def spread(self, name: str) -> float:
        """The standard deviation of one statistic; 1 where all samples are equal."""
        return float(self.values[name].std()) or 1.0


def measure(drawings: Sequence[Drawing], *, order: bool = True) -> Statistics:
    """Samples of each statistic; those of drawing order only if asked for.

    strokes, ink, balance, proportion and order_* have one sample a drawing; points, length,
    curvature, closure and start_* one a stroke, loose_ends two; gaps one for each move of the pen.
    Drawings without a line are left out; DatasetError where none remains.
    """
    every = [_of_drawing(drawing.lines, order) for drawing in drawings if drawing.lines]
    if not every:
        raise DatasetError("there is no drawing to measure; give a dataset with sketches")
    values = {name: np.concatenate([one[name] for one in every]) for name in every[0]}
    things = np.array([drawing.thing for drawing in drawings if drawing.lines])
    for name in ("proportion", "balance_x", "balance_y"):
        values[name] = deviations_within(values[name], things)
    return Statistics(values)


def _of_drawing(drawn: tuple[Points, ...], order: bool) -> dict[str, Values]:
    lines, sides = _framed(drawn)
    lengths = np.array([length_of(line) for line in lines])
    sampled = [resampled(line, SPACING) for line in lines]
    ends = np.array([line[[0, -1]] for line in lines])  # (S, 2, 2)
    points = np.concatenate(sampled)
    middle = points.mean(0)
    values = {
        "strokes": np.array([len(lines)], np.float64),
        "points": _simplified_counts(sampled),
        "length": lengths,
        "ink": np.array([lengths.sum()]),
        "curvature": np.array([_turned(line) for line in sampled]),
        "closure": np.hypot(*(ends[:, 1] - ends[:, 0]).T) / np.maximum(lengths, 1e-6),
        "loose_ends": _loose_ends(ends, sampled),
        "proportion": np.array([np.log(max(sides[0], 0.05) / max(sides[1], 0.05))]),
        "balance_x": middle[:1],
        "balance_y": middle[1:],
    }
    return values | (_of_order(lines, lengths, ends) if order else {})


def frame_side(lines: Sequence[Points]) -> float:
    """The longer side of the box around the lines; 1 where all points are one."""
    return float(np.ptp(np.concatenate(lines), axis=0).max()) or 1.0


def _framed(lines: Sequence[Points]) -> tuple[list[Points], Values]:
    """The lines with centre 0 and longer side 1, and both sides (2,) of their frame."""
    points = np.concatenate(lines)
    low, high, side = points.min(0), points.max(0), frame_side(lines)
    return [(line - (low + high) / 2) / side for line in lines], (high - low) / side


def _simplified_counts(lines: list[Points]) -> Values:
    """(S,) points that the simplified strokes need."""
    numbers = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    geometry = shapely.linestrings(np.concatenate(lines), indices=numbers)
    return np.asarray(shapely.get_num_points(shapely.simplify(geometry, TOLERANCE)), np.float64)


def _turned(line: Points) -> float:
    """Angle in rad by which the pen turned along a stroke, left and right alike."""
    if len(line) < 3:
        return 0.0
    steps = np.diff(line, axis=0)
    cross = steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]
    return float(np.abs(np.arctan2(cross, (steps[:-1] * steps[1:]).sum(1))).sum())


def _loose_ends(ends: Points, sampled: list[Points]) -> Values:
    """(2S,) distances of the ends of strokes from the nearest other stroke."""
    if len(sampled) < 2:
        return np.zeros(0)
    strokes = np.array([shapely.linestrings(line) for line in sampled])
    tips = np.asarray(shapely.points(ends.reshape(-1, 2)))
    away = shapely.distance(tips[:, None], strokes[None])  # (2S, S)
    away[np.arange(len(tips)), np.arange(len(tips)) // 2] = np.inf
    return away.min(1)


def _of_order(lines: list[Points], lengths: Values, ends: Points) -> dict[str, Values]:
    middles = np.array([line.mean(0) for line in lines])
    moves = ends[1:, 0] - ends[:-1, 1]
    return {
        "order_size": rank_correlation(lengths),
        "order_height": rank_correlation(middles[:, 1]),
        "order_side": rank_correlation(middles[:, 0]),
        "gaps": np.hypot(moves[:, 0], moves[:, 1]),
        "start_x": ends[:, 0, 0] - ends[:, 1, 0],
        "start_y": ends[:, 0, 1] - ends[:, 1, 1],
    }


def rank_correlation(values: Values) -> Values:
    """Spearman's correlation (1,) of stroke number with a value; empty below four strokes."""
    if len(values) < 4 or np.ptp(values) == 0:
        return np.zeros(0)
    return np.array([np.corrcoef(np.arange(len(values)), rankdata(values))[0, 1]])


def deviations_within(values: Values, things: NDArray[np.str_]) -> Values:
    """Deviations (n,) from the mean of the same thing, unbiased; things drawn once are left out."""
    _, group, counts = np.unique(things, return_inverse=True, return_counts=True)
    deviation = values - (np.bincount(group, values) / counts)[group]
    several = counts[group] > 1
    n = counts[group][several]
    return deviation[several] * np.sqrt(n / (n - 1))
