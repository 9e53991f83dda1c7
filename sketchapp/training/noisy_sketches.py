"""The synthetic proof of cleaning: strokes that do not belong, and whether they are flagged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sketchapp.cleaning import CleaningRule, Granularity, Part
from sketchapp.sketch import LIMITS, Sketch, Stroke
from sketchapp.training.cleaner import Cleaner
from sketchapp.training.controls import ink_of_parts

NOISE_SHARE = 0.25  # added strokes over those of the sketch
SCRIBBLE_POINTS = 24
SCRIBBLE_STEP = 0.05  # of the canvas, from point to point
FLAGGED = 0.5  # of a stroke's ink that must be in flagged parts for the stroke to count as flagged


@dataclass(frozen=True)
class NoisySketch:
    """A sketch with strokes added at random places in its order; ids of those, by their kind."""

    sketch: Sketch
    foreign: frozenset[int]
    scribbled: frozenset[int]

    @property
    def added(self) -> frozenset[int]:
        """All that does not belong."""
        return self.foreign | self.scribbled


def with_noise(sketch: Sketch, others: Sequence[Sketch], rng: np.random.Generator) -> NoisySketch:
    """Add at least two strokes: one half out of other sketches, the other half scribbles."""
    each = max(1, round(NOISE_SHARE * len(sketch) / 2))
    first = max(sketch.ids, default=-1) + 1
    foreign = [_stroke_of(others[int(rng.integers(len(others)))], rng) for _ in range(each)]
    lines = [*(stroke.points for stroke in foreign), *(_scribble(sketch, rng) for _ in range(each))]
    added = [Stroke(first + number, line) for number, line in enumerate(lines)]
    strokes = list(sketch.strokes)
    for stroke in added:
        strokes.insert(int(rng.integers(len(strokes) + 1)), stroke)
    ids = [stroke.id for stroke in added]
    return NoisySketch(Sketch(tuple(strokes)), frozenset(ids[:each]), frozenset(ids[each:]))


@dataclass
class FlagCounts:
    """How many strokes there were, were added, were flagged, and both."""

    strokes: int = 0
    added: int = 0
    flagged: int = 0
    hits: int = 0
    foreign: int = 0
    foreign_hits: int = 0
    sketches: int = 0

    def count(self, noisy: NoisySketch, flagged: frozenset[int]) -> None:
        """Take in what was flagged in one sketch."""
        self.sketches += 1
        self.strokes += len(noisy.sketch)
        self.added += len(noisy.added)
        self.flagged += len(flagged)
        self.hits += len(noisy.added & flagged)
        self.foreign += len(noisy.foreign)
        self.foreign_hits += len(noisy.foreign & flagged)

    def table(self) -> dict[str, Any]:
        """Percent; precision by chance is the share of added strokes, recall that of flagged."""
        scribbles, scribble_hits = self.added - self.foreign, self.hits - self.foreign_hits
        return {
            "n_sketches": self.sketches,
            "precision": _percent(self.hits, self.flagged),
            "recall": _percent(self.hits, self.added),
            "precision_by_chance": _percent(self.added, self.strokes),
            "recall_by_chance": _percent(self.flagged, self.strokes),
            "recall_foreign": _percent(self.foreign_hits, self.foreign),
            "recall_scribbles": _percent(scribble_hits, scribbles),
        }


def count_flags(
    cleaner: Cleaner, granularity: Granularity, seeds: Iterable[int], counts: FlagCounts
) -> None:
    """Spoil the sketches that find their photo first, once for each seed, and count the flags."""
    pairs, truth = cleaner.reading.dataset.pairs, cleaner.reading.whole.truth
    good = np.flatnonzero(cleaner.reading.ranks(cleaner.reading.whole) == 1)
    for seed in seeds:
        rng = np.random.default_rng([seed, 1])
        for query in good.tolist():
            others = [p.sketch for p in pairs if truth[query] != _at(cleaner, p.photo_id)]
            sketch = pairs[query].sketch
            if sketch is None or not others or 2 * len(sketch) > LIMITS.strokes:
                continue
            noisy = with_noise(sketch, [other for other in others if other], rng)
            parts = cleaner.parts(noisy.sketch, query, int(truth[query]), CleaningRule(granularity))
            counts.count(noisy, flagged_strokes(noisy.sketch, parts))


def flagged_strokes(sketch: Sketch, parts: Sequence[Part]) -> frozenset[int]:
    """Strokes of whose ink more than FLAGGED is in the parts."""
    flagged = set()
    for stroke in sketch.strokes:
        own = [part for part in parts if part.stroke_id == stroke.id]
        alone = Sketch((stroke,))
        is_whole = Part.whole(stroke) in own
        if is_whole or (own and _share(alone, own, stroke) > FLAGGED):
            flagged.add(stroke.id)
    return frozenset(flagged)


def _share(alone: Sketch, parts: Sequence[Part], stroke: Stroke) -> float:
    return ink_of_parts(alone, parts) / max(ink_of_parts(alone, [Part.whole(stroke)]), 1e-9)


def _at(cleaner: Cleaner, photo_id: str) -> int:
    return cleaner.reading.dataset.photo_index()[photo_id]


def _stroke_of(sketch: Sketch, rng: np.random.Generator) -> Stroke:
    return sketch.strokes[int(rng.integers(len(sketch)))]


def _scribble(sketch: Sketch, rng: np.random.Generator) -> np.ndarray:
    """A random walk that begins where the sketch has ink, within its bounds, (n, 2)."""
    low, high = sketch.points.min(0), sketch.points.max(0)
    begin = rng.uniform(low, high)
    turns = np.cumsum(rng.normal(scale=0.9, size=SCRIBBLE_POINTS))
    steps = SCRIBBLE_STEP * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return np.clip(begin + np.cumsum(steps, axis=0), low, high)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
