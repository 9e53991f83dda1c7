"""The vector sketch that everything else works on.

Coordinates lie in the unit square: x right, y down, (0, 0) the upper left corner of the canvas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sketchapp.errors import SketchError

Pointer = Literal["mouse", "pen", "touch", "keyboard", "api"]
"""The kind of device that drew a stroke; `api` for strokes that came from a file or a program."""

DEFAULT_PRESSURE = 0.5  # what browsers report for a mouse


@dataclass(frozen=True)
class SketchLimits:
    """Bounds checked whenever a sketch is made.

    A pen that is held down may leave the canvas, so coordinates reach one canvas further on each
    side; nothing that a person draws goes beyond that.
    """

    strokes: int = 500
    points_per_stroke: int = 10_000
    points: int = 50_000
    bytes: int = 8_000_000
    lowest: float = -1.0
    highest: float = 2.0
    time_ms: float = 8.64e7  # one day
    id: int = 2**31 - 1


LIMITS = SketchLimits()


@dataclass(frozen=True, eq=False)
class Stroke:
    """One touch of the pen: n points from pen down to pen up.

    points (n, 2) in the unit square, time_ms (n,) since the first point of the sketch,
    pressure (n,) in 0..1. Missing times become 0, 1, 2, ...; missing pressures 0.5. Arrays are
    copied, float64 and read-only.

    Raises SketchError where a value is outside LIMITS.
    """

    id: int
    points: NDArray[np.float64]
    time_ms: NDArray[np.float64] = field(default=None)  # type: ignore[assignment]
    pressure: NDArray[np.float64] = field(default=None)  # type: ignore[assignment]
    pointer: Pointer = "api"

    def __post_init__(self) -> None:
        _check_id(self.id)
        object.__setattr__(self, "id", int(self.id))
        points = _as_points(self.id, self.points)
        count = len(points)
        time_ms = np.arange(count) if self.time_ms is None else self.time_ms
        pressure = np.full(count, DEFAULT_PRESSURE) if self.pressure is None else self.pressure
        object.__setattr__(self, "points", points)
        object.__setattr__(
            self, "time_ms", _as_column(self, "time_ms", time_ms, (0.0, LIMITS.time_ms))
        )
        object.__setattr__(self, "pressure", _as_column(self, "pressure", pressure, (0.0, 1.0)))
        if self.pointer not in get_args(Pointer):
            raise SketchError(
                f"stroke {self.id}: pointer {self.pointer!r}; allowed are {get_args(Pointer)}"
            )

    def __len__(self) -> int:
        return len(self.points)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stroke):
            return NotImplemented
        return (self.id, self.pointer) == (other.id, other.pointer) and all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("points", "time_ms", "pressure")
        )

    def __hash__(self) -> int:
        # adding 0 turns -0, which equals 0, into 0
        return hash((self.id, self.pointer, (self.points + 0.0).tobytes()))


@dataclass(frozen=True)
class Sketch:
    """Strokes in drawing order, each with an id of its own that never changes.

    Raises SketchError where ids repeat or a total is outside LIMITS.
    """

    strokes: tuple[Stroke, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "strokes", tuple(self.strokes))
        if len(self.strokes) > LIMITS.strokes:
            raise SketchError(
                f"the sketch has {len(self.strokes)} strokes; {LIMITS.strokes} are allowed"
            )
        if self.n_points > LIMITS.points:
            raise SketchError(f"the sketch has {self.n_points} points; {LIMITS.points} are allowed")
        if len(set(self.ids)) < len(self.strokes):
            repeated = sorted({i for i in self.ids if self.ids.count(i) > 1})
            raise SketchError(f"stroke ids {repeated} occur more than once; ids must be unique")

    @property
    def ids(self) -> tuple[int, ...]:
        """Stroke ids in drawing order, length S."""
        return tuple(stroke.id for stroke in self.strokes)

    @property
    def n_points(self) -> int:
        """T, the points of all strokes together."""
        return sum(len(stroke) for stroke in self.strokes)

    @property
    def points(self) -> NDArray[np.float64]:
        """(T, 2), the points of all strokes in drawing order."""
        if not self.strokes:
            return np.zeros((0, 2))
        return np.concatenate([stroke.points for stroke in self.strokes])

    @property
    def stroke_starts(self) -> NDArray[np.int64]:
        """(S + 1,): the points of stroke i are rows starts[i] to starts[i + 1] of `points`."""
        counts = [len(stroke) for stroke in self.strokes]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def __len__(self) -> int:
        return len(self.strokes)

    def __bool__(self) -> bool:
        return bool(self.strokes)

    def keep(self, ids: Iterable[int]) -> Sketch:
        """The sketch with only these strokes, order and ids unchanged."""
        wanted = set(ids)
        return Sketch(tuple(stroke for stroke in self.strokes if stroke.id in wanted))

    def without(self, ids: Iterable[int]) -> Sketch:
        """The sketch without these strokes, order and ids unchanged."""
        unwanted = set(ids)
        return Sketch(tuple(stroke for stroke in self.strokes if stroke.id not in unwanted))

    @classmethod
    def from_polylines(cls, polylines: Sequence[ArrayLike]) -> Sketch:
        """A sketch of point lists (n, 2) in the unit square, numbered from 0."""
        return cls(tuple(Stroke(i, np.asarray(line)) for i, line in enumerate(polylines)))


def _check_id(stroke_id: object) -> None:
    if isinstance(stroke_id, bool) or not isinstance(stroke_id, (int, np.integer)):
        raise SketchError(f"stroke id {stroke_id!r} is not a whole number")
    if not 0 <= stroke_id <= LIMITS.id:
        raise SketchError(f"stroke id {stroke_id}; allowed are 0 to {LIMITS.id}")


def _as_points(stroke_id: int, given: ArrayLike) -> NDArray[np.float64]:
    points = _as_array(f"stroke {stroke_id}: points", given)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise SketchError(f"stroke {stroke_id}: points have shape {points.shape}; (n, 2), n >= 1")
    if len(points) > LIMITS.points_per_stroke:
        raise SketchError(
            f"stroke {stroke_id} has {len(points)} points; {LIMITS.points_per_stroke} are allowed"
        )
    _check_range(f"stroke {stroke_id}: points", points, (LIMITS.lowest, LIMITS.highest))
    return points


def _as_column(
    stroke: Stroke, name: str, given: ArrayLike, bounds: tuple[float, float]
) -> NDArray[np.float64]:
    column = _as_array(f"stroke {stroke.id}: {name}", given)
    if column.shape != (len(stroke.points),):
        raise SketchError(
            f"stroke {stroke.id}: {name} has shape {column.shape}, points {stroke.points.shape};"
            " lengths must be equal"
        )
    _check_range(f"stroke {stroke.id}: {name}", column, bounds)
    return column


def _as_array(what: str, given: ArrayLike) -> NDArray[np.float64]:
    try:
        array = np.array(given)
    except (TypeError, ValueError) as error:
        raise SketchError(f"{what} are not numbers in lists of equal length") from error
    if array.dtype.kind not in "iuf":  # texts that look like numbers, truth values, huge integers
        raise SketchError(f"{what} are not numbers")
    array = array.astype(np.float64, copy=False)
    array.flags.writeable = False
    return array


def _check_range(what: str, array: NDArray[np.float64], bounds: tuple[float, float]) -> None:
    if not np.isfinite(array).all():
        raise SketchError(f"{what} are not all finite numbers")
    if array.min() < bounds[0] or array.max() > bounds[1]:
        raise SketchError(
            f"{what} reach from {array.min():g} to {array.max():g};"
            f" allowed are {bounds[0]:g} to {bounds[1]:g}"
        )
