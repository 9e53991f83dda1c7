"""Does an attribution say what the model does? Held against taking strokes away.

A ranking gives every stroke a value; the higher, the more the stroke should matter. Three measures:
the rank correlation of the values with leave-one-out; deletion, the score while strokes are removed
high values first (a good ranking lets it fall at once: small area); insertion, the score while they
are put on blank paper high values first (a good ranking lets it rise at once: large area).

Source of the curves: Petsiuk et al., RISE, 2018, with strokes in the place of pixels. Deletion in
some order is insertion in the reverse order read backwards, so reversed orders would add nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution.attribute import Method, attribute_gradient
from sketchapp.attribution.order import high_first, rank_correlation
from sketchapp.attribution.pixel import PixelAttribution, plain_gradient
from sketchapp.attribution.removal import leave_one_out, scores_of_parts
from sketchapp.attribution.score import Score
from sketchapp.sketch import Raster, RasterStyle, Sketch, rasterise

BASELINES = ("random", "drawn", "length")
"""Rankings that know nothing of the model: chance, earlier strokes first, longer strokes first."""

RANKINGS = (*get_args(Method), "leave-one-out", *BASELINES)
RANDOM_ORDERS = 5  # averaged, so that one lucky draw does not stand for chance
CURVE_STEPS = 20  # of a sketch with more strokes, several go at each step


@dataclass(frozen=True)
class RankingFigures:
    """How faithful one ranking of one sketch's strokes is; None where a figure is undefined.

    correlation: Spearman's, -1..1, with leave-one-out; undefined below three strokes and where all
    values are equal. deletion, insertion: areas 0..1 under the curves, over the share of strokes
    removed or inserted, with 0 the lowest and 1 the highest score that any part of this sketch got
    in any ranking's curves; undefined below two strokes and where all those scores are equal.
    """

    correlation: float | None
    deletion: float | None
    insertion: float | None


@dataclass(frozen=True)
class Faithfulness:
    """The figures of every ranking in RANKINGS on one sketch, and the score F of the sketch."""

    n_strokes: int
    score: float
    figures: dict[str, RankingFigures]


def faithfulness_of(
    sketch: Sketch,
    score: Score,
    style: RasterStyle,
    rng: np.random.Generator,
    pixel_attribution: PixelAttribution = plain_gradient,
) -> Faithfulness:
    """Measure every ranking on this sketch; rng draws the random orders.

    Costs about 2 S pictures per order (of the methods, leave-one-out, the baselines and
    RANDOM_ORDERS), at most 2 CURVE_STEPS, equal pictures once, and one forward and backward pass.
    """
    raster = rasterise(sketch, style)
    value, gradient = pixel_attribution(score, raster.ink)
    removed = leave_one_out(sketch, score, style)
    rankings = _rankings(sketch, raster, gradient, removed, rng)
    areas = _curve_areas(sketch, score, np.concatenate(list(rankings.values())), style)
    figures, first = {}, 0
    for name, values in rankings.items():
        last = first + len(values)
        mean_areas = [None, None] if areas is None else areas[first:last].mean(0).tolist()
        figures[name] = RankingFigures(_mean_correlation(values, removed), *mean_areas)
        first = last
    return Faithfulness(len(sketch), value, figures)


def _rankings(
    sketch: Sketch,
    raster: Raster,
    gradient: NDArray[np.float64],
    removed: NDArray[np.float64],
    rng: np.random.Generator,
) -> dict[str, NDArray[np.float64]]:
    """Values (R, S) of every ranking; R is RANDOM_ORDERS for `random`, else 1."""
    drawn = np.arange(len(sketch), dtype=np.float64)
    lengths = [np.linalg.norm(np.diff(s.points, axis=0), axis=1).sum() for s in sketch.strokes]
    methods = {
        method: attribute_gradient(sketch, raster, gradient, method).per_stroke()[None]
        for method in get_args(Method)
    }
    return methods | {
        "leave-one-out": removed[None],
        "random": rng.permuted(np.tile(drawn, (RANDOM_ORDERS, 1)), axis=1),
        "drawn": -drawn[None],
        "length": np.asarray(lengths, dtype=np.float64)[None],
    }


def _mean_correlation(values: NDArray[np.float64], removed: NDArray[np.float64]) -> float | None:
    each = [rank_correlation(row, removed) for row in values]
    defined = [value for value in each if value is not None]
    return float(np.mean(defined)) if defined else None


def _curve_areas(
    sketch: Sketch, score: Score, values: NDArray[np.float64], style: RasterStyle
) -> NDArray[np.float64] | None:
    """Areas (O, 2) under the deletion and insertion curves of O rankings, values (O, S)."""
    n = len(sketch)
    if n < 2:
        return None
    counts = np.linspace(0, n, min(n, CURVE_STEPS) + 1).round()  # strokes gone or put, (K,)
    kept = parts_on_curves(values, counts)  # (O, 2, K, S)
    scores = scores_of_parts(sketch, score, kept.reshape(-1, n), style)
    if np.ptp(scores) == 0.0:
        return None
    curves = ((scores - scores.min()) / np.ptp(scores)).reshape(kept.shape[:3])
    return np.trapezoid(curves, counts / n, axis=2)


def parts_on_curves(values: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which strokes stay, (O, 2, K, S), at each count (K,) of the deletion and insertion curves.

    values (O, S) are O rankings; strokes go, or come, from the highest value to the lowest.
    """
    order = np.stack([high_first(row) for row in values])  # (O, S) strokes in turn
    turn = np.argsort(order, axis=1)[:, None, :]  # (O, 1, S) when each stroke's turn comes
    gone = turn < counts[:, None]  # (O, K, S)
    return np.stack([~gone, gone], axis=1)
