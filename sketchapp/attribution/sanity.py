"""Do attributions belong to the model? They must change with its weights, and tell what it does.

Adebayo et al., Sanity Checks for Saliency Maps, 2018: an attribution that stays when the model has
forgotten everything explains the picture, not the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sketchapp.attribution.attribute import Method, attribute_gradient
from sketchapp.attribution.order import rank_correlation
from sketchapp.attribution.pixel import PixelAttribution
from sketchapp.attribution.randomisation import layers_from_top, randomised_models
from sketchapp.attribution.removal import leave_one_out
from sketchapp.attribution.score import Score, images_of_ink
from sketchapp.attribution.summary import Estimate, estimate
from sketchapp.sketch import RasterStyle, Sketch, rasterise

METHODS: tuple[Method, ...] = ("sla", "psla")
STAGES = 6


@dataclass(frozen=True, eq=False)
class Case:
    """A sketch, and what a model's score of it is: score_of takes the model or a changed copy."""

    sketch: Sketch
    score_of: Callable[[nn.Module], Score]


@dataclass(frozen=True)
class MethodSanity:
    """What one method on one pixel attribution gives over all sketches, in rank correlations.

    leave_one_out: of the strokes' values with what removing each does (high is good).
    randomised: of the values (of strokes for SLA, of points for P-SLA) with those of the model
    whose topmost layers are drawn anew, one for each share of Sanity.shares (near 0 is good).
    """

    leave_one_out: Estimate
    randomised: tuple[Estimate, ...]


@dataclass(frozen=True)
class Sanity:
    """n_layers of the model, the shares of them drawn anew, and results by pixels and method."""

    n_sketches: int
    n_layers: int
    shares: tuple[float, ...]
    results: dict[str, dict[str, MethodSanity]]


@dataclass(frozen=True, eq=False)
class Checks:
    """Rank correlations of one model's Q cases, for every pixel attribution and method.

    leave_one_out (Q,), and randomised (stages, Q), with every changed model; NaN where undefined.
    """

    n_layers: int
    leave_one_out: dict[Key, NDArray[np.float64]]
    randomised: dict[Key, NDArray[np.float64]]


Key = tuple[str, str]
Values = dict[Key, list[NDArray[np.float64]]]
"""For a pixel attribution and a method, the values of every case."""


def check(
    model: nn.Module,
    cases: Sequence[Case],
    style: RasterStyle,
    pixels: Mapping[str, PixelAttribution],
    seed: int = 0,
) -> Checks:
    """Both checks on every case, for SLA and P-SLA on every pixel attribution.

    Costs for each case S + 1 pictures and, for the model and each of STAGES changed ones, one run
    of every pixel attribution. Raises SketchAppError where a score has no gradient.
    """
    layers = layers_from_top(model, lambda changed: _score_of_first(changed, cases, style))
    values = _values(model, cases, style, pixels)
    removed = [leave_one_out(case.sketch, case.score_of(model), style) for case in cases]
    generator = torch.Generator().manual_seed(seed)
    changed = [
        _values(copy, cases, style, pixels)
        for copy in randomised_models(model, layers, STAGES, generator)
    ]
    return Checks(
        len(layers),
        {key: _agreements(_per_stroke(cases, key, own), removed) for key, own in values.items()},
        {
            key: np.stack([_agreements(own, other[key]) for other in changed])
            for key, own in values.items()
        },
    )


def summarise_checks(parts: Sequence[Checks], rng: np.random.Generator) -> Sanity:
    """Means over the cases of all models, which have the same layers; rng draws the resamples."""
    results: dict[str, dict[str, MethodSanity]] = {}
    for key in parts[0].leave_one_out:
        left_out = np.concatenate([part.leave_one_out[key] for part in parts])
        stages = np.concatenate([part.randomised[key] for part in parts], axis=1)
        found = MethodSanity(
            estimate(left_out, rng), tuple(estimate(stage, rng) for stage in stages)
        )
        results.setdefault(key[0], {})[key[1]] = found
    n_sketches = sum(len(next(iter(part.leave_one_out.values()))) for part in parts)
    n_stages = len(next(iter(parts[0].randomised.values())))
    shares = tuple(round((stage + 1) / n_stages, 4) for stage in range(n_stages))
    return Sanity(n_sketches, parts[0].n_layers, shares, results)


def _score_of_first(model: nn.Module, cases: Sequence[Case], style: RasterStyle) -> Tensor:
    case = cases[0]
    return case.score_of(model)(images_of_ink(rasterise(case.sketch, style).ink)).sum()


def _values(
    model: nn.Module,
    cases: Sequence[Case],
    style: RasterStyle,
    pixels: Mapping[str, PixelAttribution],
) -> Values:
    values: Values = {(name, method): [] for name in pixels for method in METHODS}
    for case in cases:
        score, raster = case.score_of(model), rasterise(case.sketch, style)
        for name, attribution in pixels.items():
            _, gradient = attribution(score, raster.ink)
            for method in METHODS:
                found = attribute_gradient(case.sketch, raster, gradient, method)
                values[name, method].append(found.values)
    return values


def _per_stroke(
    cases: Sequence[Case], key: Key, values: Sequence[NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Values of strokes (S,): SLA as they are, of points (T,) their mean over each stroke."""
    if key[1] == "sla":
        return list(values)
    starts = [case.sketch.stroke_starts for case in cases]
    return [np.add.reduceat(v, s[:-1]) / np.diff(s) for v, s in zip(values, starts, strict=True)]


def _agreements(
    first: Iterable[NDArray[np.float64]], second: Iterable[NDArray[np.float64]]
) -> NDArray[np.float64]:
    pairs = zip(first, second, strict=True)
    return np.array([rank_correlation(*pair) for pair in pairs], np.float64)  # None becomes NaN
