"""Drawings as other hands might have drawn them, as pictures for a step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Lines
from sketchapp.sketch import RasterStyle, Sketch
from sketchapp.sketch.geometry import prefix
from sketchapp.sketch.quickdraw_points import quickdraw_simplified
from sketchapp.synth.simulator import CleanDrawing, Habits, lines_of, simulate
from sketchapp.training.augment import varied_ink
from sketchapp.training.classifier.recipe import Variation

DOODLING = Habits(
    thin=0.0,
    omit=0.15,
    join_part=0.0,
    join_other=0.0,
    split=0.2,
    redraw=0.1,
    proportion=0.2,
    slant=0.1,
    warp=0.03,
    shift=0.02,
    scale=0.1,
    turn=0.08,
    bow=0.05,
    tremor=0.004,
    overshoot=0.03,
)
"""What another hand does to a drawing that a hand has simplified already: it leaves little out."""

PART = "line"  # doodles have no parts with names; lines of one part count by their length


class VariedDrawing:
    """A drawing with simplified points, prepared for the simulator once."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = quickdraw_simplified(sketch)
        names = [f"{PART}_{number}" for number in range(len(sketch))]
        self._clean = CleanDrawing.of([stroke.points for stroke in self.sketch.strokes], names)

    def ink(
        self, style: RasterStyle, amount: Variation, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Ink (H, W) of the drawing by another hand."""
        flip = bool(rng.random() < amount.flip_probability)
        thickness = style.thickness_px * float(np.exp(amount.thickness * rng.standard_normal()))
        thicker = replace(style, thickness_px=min(max(thickness, 0.3), 16.0))
        return varied_ink(self._lines(amount, rng), thicker, amount.lines, flip, rng)

    def _lines(self, amount: Variation, rng: np.random.Generator) -> Lines:
        if rng.random() < amount.simulated:
            return lines_of(simulate(self._clean, rng.random(), DOODLING, rng))
        if rng.random() < amount.partial:
            return Lines.of(prefix(self.sketch, rng.uniform(amount.least_share, 1.0)))
        return Lines.of(self.sketch)
