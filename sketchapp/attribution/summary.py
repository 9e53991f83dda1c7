"""Faithfulness over a data set: means with bootstrap intervals over sketches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import bootstrap

from sketchapp.attribution.faithfulness import (
    BASELINES,
    RANKINGS,
    Faithfulness,
    faithfulness_of,
)
from sketchapp.attribution.pixel import PixelAttribution, plain_gradient
from sketchapp.attribution.score import Score
from sketchapp.sketch import RasterStyle, Sketch

RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean over n sketches and its bootstrap interval (LEVEL, percentiles).

    Sketches on which the figure is undefined do not count. mean is None without any sketch, low
    and high are None below two.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Gain:
    """How much better than a baseline on the same sketches, positive where better.

    deletion is the baseline's area minus the ranking's, insertion and correlation the ranking's
    figure minus the baseline's.
    """

    correlation: Estimate
    deletion: Estimate
    insertion: Estimate


@dataclass(frozen=True)
class RankingSummary:
    """The figures of one ranking over the data set, and its gains by the name of the baseline."""

    correlation: Estimate
    deletion: Estimate
    insertion: Estimate
    gains: dict[str, Gain]


@dataclass(frozen=True)
class FaithfulnessSummary:
    """Every ranking of RANKINGS over a data set; `dataclasses.asdict` of it is plain JSON."""

    n_sketches: int
    rankings: dict[str, RankingSummary]


def faithfulness_of_all(
    pairs: Iterable[tuple[Sketch, Score]],
    style: RasterStyle,
    rng: np.random.Generator,
    pixel_attribution: PixelAttribution = plain_gradient,
) -> FaithfulnessSummary:
    """Measure every sketch against its own score (its photo's similarity, say), and summarise."""
    results = [faithfulness_of(s, score, style, rng, pixel_attribution) for s, score in pairs]
    return summarise(results, rng)


def summarise(results: Sequence[Faithfulness], rng: np.random.Generator) -> FaithfulnessSummary:
    """Means over sketches with bootstrap intervals; rng draws the resamples."""
    rankings = {name: _summarise_ranking(results, name, rng) for name in RANKINGS}
    return FaithfulnessSummary(len(results), rankings)


def _summarise_ranking(
    results: Sequence[Faithfulness], name: str, rng: np.random.Generator
) -> RankingSummary:
    gains = {base: _gain(results, name, base, rng) for base in BASELINES if base != name}
    return RankingSummary(
        estimate(_column(results, name, "correlation"), rng),
        estimate(_column(results, name, "deletion"), rng),
        estimate(_column(results, name, "insertion"), rng),
        gains,
    )


def _gain(results: Sequence[Faithfulness], name: str, base: str, rng: np.random.Generator) -> Gain:
    better = {
        figure: _column(results, name, figure) - _column(results, base, figure)
        for figure in ("correlation", "deletion", "insertion")
    }
    return Gain(
        estimate(better["correlation"], rng),
        estimate(-better["deletion"], rng),
        estimate(better["insertion"], rng),
    )


def _column(results: Sequence[Faithfulness], name: str, figure: str) -> np.ndarray:
    """One figure of one ranking on every sketch, (n,); NaN where it is undefined."""
    return np.array([getattr(r.figures[name], figure) for r in results], dtype=np.float64)


def estimate(values: np.ndarray, rng: np.random.Generator) -> Estimate:
    """The mean of values (n,) without NaN, and its interval."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return Estimate(None, None, None, 0)
    mean = float(defined.mean())
    if len(defined) < 2:
        return Estimate(mean, None, None, len(defined))
    interval = bootstrap(
        (defined,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=max(1, 2_000_000 // len(defined)),  # bounds memory on large data sets
        confidence_level=LEVEL,
        method="percentile",
        rng=rng,
    ).confidence_interval
    return Estimate(mean, float(interval.low), float(interval.high), len(defined))
