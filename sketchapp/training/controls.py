"""Removals that know nothing of the photo, to hold cleaning against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sketchapp.cleaning import Part, without_parts
from sketchapp.cleaning.rule import Granularity
from sketchapp.sketch import Sketch, Stroke
from sketchapp.sketch.geometry import prefix


def ink_of_parts(sketch: Sketch, parts: Sequence[Part]) -> float:
    """Length of the ink that goes with the parts."""
    return _ink(sketch) - _ink(without_parts(sketch, parts))


def without_random(
    sketch: Sketch, parts: Sequence[Part], granularity: Granularity, rng: np.random.Generator
) -> Sketch:
    """The sketch with as much removed as the parts, elsewhere by chance.

    As many whole strokes; or, for each part, a run of about its length in a stroke drawn by chance
    in proportion to length. Something always stays.
    """
    if granularity == "sla":
        count = min(len(parts), len(sketch) - 1)
        return sketch.without(rng.permutation(sketch.ids)[:count].tolist())
    left = sketch
    for part in parts:
        shorter = without_parts(left, [_random_run(left, ink_of_parts(sketch, [part]), rng)])
        left = shorter if shorter else left
    return left


def without_last(sketch: Sketch, parts: Sequence[Part], granularity: Granularity) -> Sketch:
    """The sketch before its last strokes, or its last ink, as much as the parts have."""
    if granularity == "sla":
        return Sketch(sketch.strokes[: max(1, len(sketch) - len(parts))])
    share = ink_of_parts(sketch, parts) / max(_ink(sketch), 1e-9)
    return prefix(sketch, min(max(1 - share, 0.0), 1.0)) or sketch


def _random_run(sketch: Sketch, length: float, rng: np.random.Generator) -> Part:
    """A run of about this length, or the whole of a shorter stroke."""
    lengths = np.array([_pieces(stroke).sum() for stroke in sketch.strokes])
    weights = lengths / lengths.sum() if lengths.sum() > 0 else None
    stroke = sketch.strokes[int(rng.choice(len(sketch), p=weights))]
    travelled = np.concatenate([[0.0], np.cumsum(_pieces(stroke))])
    begin = rng.uniform(0, max(travelled[-1] - length, 0))
    first = int(np.searchsorted(travelled, begin, side="left"))
    last = int(np.searchsorted(travelled, begin + length, side="left"))
    return Part(stroke.id, min(first, len(stroke) - 1), min(last, len(stroke) - 1))


def _ink(sketch: Sketch) -> float:
    return float(sum(_pieces(stroke).sum() for stroke in sketch.strokes))


def _pieces(stroke: Stroke) -> np.ndarray:
    """Lengths between consecutive points, (n - 1,)."""
    return np.hypot(*np.diff(stroke.points, axis=0).T)
