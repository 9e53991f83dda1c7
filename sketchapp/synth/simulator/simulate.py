"""From a clean drawing to what a person would draw of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sketchapp.data.dataset import Lines
from sketchapp.sketch import LIMITS
from sketchapp.sketch.raster import Segments
from sketchapp.synth.simulator.clean import CleanDrawing
from sketchapp.synth.simulator.habits import Habits
from sketchapp.synth.simulator.joining import joined, split
from sketchapp.synth.simulator.order import directed, ordered
from sketchapp.synth.simulator.polylines import Points, resampled
from sketchapp.synth.simulator.shape import bowed, finished, misjudged, misplaced, redrawn
from sketchapp.synth.simulator.simplification import chosen, thinned


def simulate(
    clean: CleanDrawing, abstraction: float, habits: Habits, rng: np.random.Generator
) -> list[Points]:
    """Strokes (n, 2) that a hand of these habits would draw of it, in drawing order.

    abstraction 0 draws with care: all strokes, in place. 1 is the clumsiest. At least one stroke
    remains, of two points or more, about habits.spacing apart, in the unit square of the clean
    strokes, which they may leave a little: `Sketch.from_polylines` and `lines_of` take them as they
    are. Raises HabitsError where abstraction is outside 0 to 1.
    """
    amount = habits.at(abstraction)
    lines = joined(chosen(thinned(clean, amount, rng), amount, rng), amount, rng)
    lines = redrawn(split(lines, amount, rng), amount, rng)[: LIMITS.strokes]
    lines = [directed(line, rng) for line in _distorted(lines, amount, rng)]
    return [_recorded(line, clean, amount.spacing) for line in ordered(lines, amount, rng)]


def lines_of(strokes: Sequence[Points]) -> Lines:
    """Strokes (n, 2), n >= 2 each, as the rasteriser takes them; unlike a Sketch unchecked."""
    counts = np.array([len(stroke) for stroke in strokes])
    number = np.repeat(np.arange(len(counts)), counts)
    first = np.flatnonzero(number[:-1] == number[1:])
    segments = Segments(np.column_stack([first, first + 1]), number[first])
    return Lines(np.concatenate(strokes), segments)


def _distorted(lines: list[Points], amount: Habits, rng: np.random.Generator) -> list[Points]:
    """Errors of the whole and of the strokes, on all points at once, then ends and corners."""
    counts = np.array([len(line) for line in lines])
    points = misplaced(misjudged(np.concatenate(lines), amount, rng), counts, amount, rng)
    points = bowed(points, counts, amount, rng)
    return [finished(line, amount, rng) for line in np.split(points, np.cumsum(counts)[:-1])]


def _recorded(line: Points, clean: CleanDrawing, spacing: float) -> Points:
    """The stroke in the clean strokes' place, as a device samples it."""
    placed = resampled(line, spacing) * clean.side + clean.centre
    return np.clip(placed, LIMITS.lowest, LIMITS.highest)
