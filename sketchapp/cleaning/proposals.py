"""What might go: the strokes, or the parts of strokes, of the lowest attribution values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution.coarse import stroke_values
from sketchapp.attribution.fine import point_values
from sketchapp.attribution.shading import shades
from sketchapp.cleaning.parts import Part, runs_of
from sketchapp.cleaning.rule import CleaningRule
from sketchapp.sketch import LIMITS, Raster, Sketch, Stroke

ALIKE = 1e-9  # relative: values closer than this differ by rounding only


@dataclass(frozen=True)
class Proposal:
    """A part that might go, and its value: positive raises the score, by the gradient."""

    part: Part
    value: float


def propose(
    sketch: Sketch,
    raster: Raster,
    gradient: NDArray[np.float64],
    rule: CleaningRule,
    kept: Collection[int] = (),
) -> tuple[Proposal, ...]:
    """The parts under the rule's threshold, the lowest values first, from dF/dX (H, W).

    None of them is of a stroke whose id is in `kept`.
    """
    proposals = _strokes if rule.granularity == "sla" else _runs
    found = [p for p in proposals(sketch, raster, gradient, rule) if p.part.stroke_id not in kept]
    return tuple(sorted(found, key=lambda one: one.value)[: rule.most])


def scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values (n,) on 0..1, the lowest 0 and the highest 1; 0.5 all where they do not differ."""
    if not len(values) or np.ptp(values) <= ALIKE * np.abs(values).max():
        return np.full(len(values), 0.5)
    return (values - values.min()) / np.ptp(values)


def _strokes(
    sketch: Sketch, raster: Raster, gradient: NDArray[np.float64], rule: CleaningRule
) -> list[Proposal]:
    values = stroke_values(sketch, gradient, raster.style, raster.frame)
    low = scaled(values) < rule.threshold
    return [
        Proposal(Part.whole(stroke), float(value))
        for stroke, value, is_low in zip(sketch.strokes, values, low, strict=True)
        if is_low
    ]


def _runs(
    sketch: Sketch, raster: Raster, gradient: NDArray[np.float64], rule: CleaningRule
) -> list[Proposal]:
    """Runs of low points; as many as the sketch has room for, since a cut adds a stroke."""
    values, starts = point_values(raster, gradient), sketch.stroke_starts
    low = scaled(shades(values, raster, starts)) < rule.threshold
    extent = float(np.ptp(sketch.points, axis=0).max()) if sketch else 0.0
    found = []
    for stroke, (begin, end) in zip(sketch.strokes, pairwise(starts), strict=True):
        own = values[begin:end]
        for first, last in low_runs(stroke, low[begin:end], rule.crumb * extent):
            found.append(Proposal(Part(stroke.id, first, last), float(own[first : last + 1].sum())))
    return sorted(found, key=lambda one: one.value)[: max(LIMITS.strokes - len(sketch), 0)]


def low_runs(
    stroke: Stroke, low: NDArray[np.bool_], shortest: float
) -> tuple[tuple[int, int], ...]:
    """First and last points of the runs of a stroke that can be cut out without leaving crumbs.

    low (n,) marks noisy points; as in Eq. 10, the state of the earlier point is that of the piece
    up to the next one. Noisy runs shorter than `shortest` stay, and then what would be left between
    or beside the cuts is cut out too where it is shorter than that.
    """
    lengths = np.hypot(*np.diff(stroke.points, axis=0).T)  # (n - 1,)
    lifted = _without_short_runs(low[:-1].copy(), lengths, shortest)
    if lifted.any():
        lifted = ~_without_short_runs(~lifted, lengths, shortest)
    return tuple(runs_of(lifted))


def _without_short_runs(
    marks: NDArray[np.bool_], lengths: NDArray[np.float64], shortest: float
) -> NDArray[np.bool_]:
    for first, end in list(runs_of(marks)):
        if lengths[first:end].sum() < shortest:
            marks[first:end] = False
    return marks
