"""The arithmetic of the benchmarks: percentiles, and shares that sum to 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import fsum
from typing import TypeVar

import numpy as np

from sketchapp.errors import SketchAppError


@dataclass(frozen=True)
class Quantiles:
    """Median and 95th percentile, interpolated between the measured values, in their unit."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Parts:
    """Times of the parts that something consists of, in one unit, or their shares in percent."""

    @property
    def total(self) -> float:
        """All parts together."""
        return fsum(getattr(self, part.name) for part in fields(self))


Some = TypeVar("Some", bound=Parts)


@dataclass(frozen=True)
class Stages(Parts):
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


def quantiles(values: Iterable[float]) -> Quantiles:
    """Median and 95th percentile; SketchAppError where there is nothing or not a number."""
    measured = np.array(list(values), dtype=np.float64)
    if not len(measured) or not np.isfinite(measured).all():
        raise SketchAppError(f"{len(measured)} values, of which all must be numbers; measure again")
    p50, p95 = np.percentile(measured, (50, 95)).tolist()
    return Quantiles(p50, p95)


def shares_percent(times: Sequence[Some]) -> Some:
    """What part of the time of all of them together went to each part; the shares sum to 100."""
    total = fsum(one.total for one in times)
    if not total > 0:
        raise SketchAppError(f"{len(times)} answers took no time at all; measure again")
    kind = type(times[0])
    return kind(
        **{
            part.name: 100 * fsum(getattr(one, part.name) for one in times) / total
            for part in fields(kind)
        }
    )
