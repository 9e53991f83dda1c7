"""Parts of strokes, and the sketch that is left when they are lifted out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from sketchapp.sketch import Sketch, Stroke


@dataclass(frozen=True)
class Part:
    """The ink of a stroke from its point number `first` to its point number `last`, 0 the first.

    0 and len(stroke) - 1 make the whole stroke. Both end points stay where the stroke goes on.
    """

    stroke_id: int
    first: int
    last: int

    @classmethod
    def whole(cls, stroke: Stroke) -> Part:
        """All of a stroke."""
        return cls(stroke.id, 0, len(stroke) - 1)


def without_parts(sketch: Sketch, parts: Iterable[Part]) -> Sketch:
    """The sketch with the pen up along these parts (Eq. 10 of the stroke attribution paper).

    What is left of a stroke keeps its id; where it falls into several pieces, the first of them
    does, and the others get ids that are not in use. Parts of strokes that are not there are none.
    """
    by_stroke: dict[int, list[Part]] = {}
    for part in parts:
        by_stroke.setdefault(part.stroke_id, []).append(part)
    new_ids = _unused_ids(sketch)
    left: list[Stroke] = []
    for stroke in sketch.strokes:
        lifted = by_stroke.get(stroke.id)
        left += [stroke] if lifted is None else _pieces(stroke, lifted, new_ids)
    return Sketch(tuple(left))


def lifted_segments(stroke: Stroke, parts: Iterable[Part]) -> NDArray[np.bool_]:
    """Which pieces between consecutive points lie in a part, (n - 1,)."""
    lifted = np.zeros(max(len(stroke) - 1, 0), bool)
    for part in parts:
        lifted[part.first : part.last] = True
    return lifted


def runs_of(marks: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Start and end (after the last) of every run of true marks (n,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(np.int8), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _pieces(stroke: Stroke, parts: list[Part], new_ids: Iterator[int]) -> list[Stroke]:
    """What is drawn of a stroke: nothing where all of it is lifted, or it is a dot."""
    if len(stroke) == 1:
        return []
    pieces = []
    for first, end in runs_of(~lifted_segments(stroke, parts)):
        chosen = slice(first, end + 1)
        piece_id = next(new_ids) if pieces else stroke.id
        pieces.append(
            Stroke(
                piece_id,
                stroke.points[chosen],
                stroke.time_ms[chosen],
                stroke.pressure[chosen],
                stroke.pointer,
            )
        )
    return pieces


def _unused_ids(sketch: Sketch) -> Iterator[int]:
    used = set(sketch.ids)
    return (number for number in count() if number not in used)
