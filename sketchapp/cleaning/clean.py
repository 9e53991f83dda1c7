"""`clean`: what a sketch is better without, proposed by attribution and verified by encoding.

Source of the proposals: the stroke attribution paper, Sec. 5.2. Its rule trusts the gradient and
divides by a signed sum of values, which removes nearly all of more than five strokes
(`sketchapp.cleaning.literal`). Here values are scaled within the sketch, and proposals are tried.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution.pixel import plain_gradient
from sketchapp.attribution.score import Score, evaluate
from sketchapp.cleaning.parts import Part, without_parts
from sketchapp.cleaning.proposals import Proposal, propose
from sketchapp.cleaning.rule import CleaningRule
from sketchapp.sketch import Frame, Raster, RasterStyle, Sketch, rasterise

PICTURES_AT_ONCE = 4  # more are no faster on a CPU, and keep others who encode waiting
NOISE = 1e-6  # of a score in float32: less is no gain


@dataclass(frozen=True, eq=False)
class ScoredSketch:
    """A sketch, its raster, the score's gradient image dF/dX (H, W) and its value F."""

    sketch: Sketch
    raster: Raster
    gradient: NDArray[np.float64]
    value: float

    @classmethod
    def of(cls, sketch: Sketch, score: Score, style: RasterStyle) -> ScoredSketch:
        """By one forward and one backward pass."""
        raster = rasterise(sketch, style)
        value, gradient = plain_gradient(score, raster.ink)
        return cls(sketch, raster, gradient, value)


@dataclass(frozen=True)
class Flag:
    """A part that the sketch is better without.

    value: positive raises the score, by the gradient; gain, over 0: how much higher the score is
    without it, at least, in the frame of the whole sketch and in that of what is left.
    """

    part: Part
    value: float
    gain: float


@dataclass(frozen=True)
class Cleaning:
    """The flags, the one that gains most first; before and after are scores, after >= before.

    after is the score without all of them: the lower of both frames, as in Flag.
    """

    flags: tuple[Flag, ...]
    before: float
    after: float

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is flagged."""
        return tuple(flag.part for flag in self.flags)


def clean(
    sketch: Sketch,
    score: Score,
    rule: CleaningRule | None = None,
    style: RasterStyle | None = None,
    kept: Collection[int] = (),
) -> Cleaning:
    """Flag what lowers score(picture of the sketch): one pass with its gradient, then verification.

    Strokes with ids in `kept` are never flagged. Raises SketchAppError where the score is not
    finite or has no gradient.
    """
    scored = ScoredSketch.of(sketch, score, style or RasterStyle())
    return clean_by_gradient(scored, score, rule or CleaningRule(), kept)


def clean_by_gradient(
    scored: ScoredSketch, score: Score, rule: CleaningRule, kept: Collection[int] = ()
) -> Cleaning:
    """The same from a gradient that is already there.

    Every proposal is tried alone, all in one batch: what does not raise the score is not flagged.
    Then those that did are taken together, the best first, and only as many are flagged as raise it
    most together. Nothing is flagged that would leave blank paper.
    """
    proposals = propose(scored.sketch, scored.raster, scored.gradient, rule, kept)
    flags = verified(scored, score, proposals)
    if not flags:
        return Cleaning((), scored.value, scored.value)
    together = gains_together(scored, score, flags)
    best = int(together.argmax())
    return Cleaning(flags[: best + 1], scored.value, scored.value + float(together[best]))


def verified(scored: ScoredSketch, score: Score, proposals: Sequence[Proposal]) -> tuple[Flag, ...]:
    """The proposals that raise the score when they alone are removed, the most helpful first."""
    gains = gains_without(scored, score, [[one.part] for one in proposals])
    flags = [
        Flag(one.part, one.value, float(gain))
        for one, gain in zip(proposals, gains, strict=True)
        if gain > NOISE
    ]
    return tuple(sorted(flags, key=lambda flag: -flag.gain))


def gains_together(
    scored: ScoredSketch, score: Score, flags: Sequence[Flag]
) -> NDArray[np.float64]:
    """What the first flag, the first two, ... gain together, (n,); of the first it is known."""
    parts = [flag.part for flag in flags]
    sets = [parts[: n + 1] for n in range(1, len(parts))]
    return np.concatenate([[flags[0].gain], gains_without(scored, score, sets)])


def gains_without(
    scored: ScoredSketch, score: Score, sets: Sequence[Sequence[Part]]
) -> NDArray[np.float64]:
    """How much higher the score is without each set of parts, (n,); -inf where no ink is left.

    The lower of two: with all other ink where it was, and in the frame of what is left, which is
    what anyone sees who draws that anew.
    """
    gains = np.full(len(sets), -np.inf)
    inks, owner = [], []
    for number, parts in enumerate(sets):
        left = without_parts(scored.sketch, parts)
        if left:
            drawn = _inks(left, scored.raster)
            inks += drawn
            owner += [number] * len(drawn)
            gains[number] = np.inf
    if inks:
        np.minimum.at(gains, owner, _scores(inks, score) - scored.value)
    return gains


def _inks(left: Sketch, raster: Raster) -> list[NDArray[np.float32]]:
    """Pictures of what is left, in the raster's frame and, where that is another, in its own."""
    own = Frame.fit(left, raster.style.size_px, raster.style.ink_share)
    frames = [raster.frame] if own == raster.frame else [raster.frame, own]
    return [rasterise(left, raster.style, frame).ink.astype(np.float32) for frame in frames]


def _scores(inks: Sequence[NDArray[np.float32]], score: Score) -> NDArray[np.float64]:
    """Scores (n,) of pictures of ink (H, W)."""
    with torch.no_grad():
        scored = [
            evaluate(score, np.stack(inks[start : start + PICTURES_AT_ONCE]))
            for start in range(0, len(inks), PICTURES_AT_ONCE)
        ]
    return torch.cat(scored).double().numpy(force=True)
