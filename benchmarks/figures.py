"""The arithmetic of the benchmarks: percentiles, and shares that sum to 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import fsum

import numpy as np

from sketchapp.errors import SketchAppError


@dataclass(frozen=True)
class Quantiles:
    """Median and 95th percentile, interpolated between the measured values, in their unit."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Stages:
    """The way from pen up to colour: milliseconds of one answer, or shares of many in percent.

    raster, encode, search and attribute are what the server measured of itself; paint goes from
    the answer's arrival to the painted canvas. transport is all the rest: packing, the network,
    Gradio, waiting for a turn, checking the sketch, writing and reading the answer.
    """

    transport: float
    raster: float
    encode: float
    search: float
    attribute: float
    paint: float

    @property
    def total(self) -> float:
        """All stages together."""
        return fsum(getattr(self, stage.name) for stage in fields(self))


def quantiles(values: Iterable[float]) -> Quantiles:
    """Median and 95th percentile; SketchAppError where there is nothing or not a number."""
    measured = np.array(list(values), dtype=np.float64)
    if not len(measured) or not np.isfinite(measured).all():
        raise SketchAppError(f"{len(measured)} values, of which all must be numbers; measure again")
    p50, p95 = np.percentile(measured, (50, 95)).tolist()
    return Quantiles(p50, p95)


def shares_percent(answers: Sequence[Stages]) -> Stages:
    """What part of the time of all answers together went to each stage; the parts sum to 100."""
    total = fsum(answer.total for answer in answers)
    if not total > 0:
        raise SketchAppError(f"{len(answers)} answers took no time at all; measure again")
    return Stages(
        **{
            stage.name: 100 * fsum(getattr(answer, stage.name) for answer in answers) / total
            for stage in fields(Stages)
        }
    )
