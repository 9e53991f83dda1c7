"""Drawings for the benchmarks: those of the shipped gallery, with as many points as a mouse gives.

They were made by this project's simulator of people who draw, stroke after stroke.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from sketchapp.data.rendered import load_rendered
from sketchapp.errors import SketchAppError
from sketchapp.settings import ROOT
from sketchapp.sketch import Sketch
from sketchapp.sketch.geometry import resample

SPACING = 0.015  # of the canvas: about ten screen pixels from one event of a mouse to the next


@cache
def gallery_drawings() -> tuple[Sketch, ...]:
    """All drawings of the shipped gallery."""
    pairs = load_rendered(ROOT / "assets" / "gallery").pairs
    return tuple(pair.sketch for pair in pairs if pair.sketch is not None)


def choose_drawings(rng: np.random.Generator, at_least: list[int]) -> list[Sketch]:
    """For each entry another drawing, which has at least so many strokes.

    Raises SketchAppError where the gallery has too few of them.
    """
    drawings = gallery_drawings()
    order = rng.permutation(len(drawings)).tolist()
    chosen: dict[int, Sketch] = {}
    for place in sorted(range(len(at_least)), key=lambda i: -at_least[i]):
        fitting = next((i for i in order if len(drawings[i]) >= at_least[place]), None)
        if fitting is None:
            raise SketchAppError(
                f"no drawing with {at_least[place]} strokes is left in the gallery; ask for fewer"
            )
        order.remove(fitting)
        chosen[place] = as_drawn(drawings[fitting])
    return [chosen[place] for place in range(len(at_least))]


def as_drawn(sketch: Sketch) -> Sketch:
    """The sketch with points as close together as those of a hand that moves a mouse."""
    return Sketch(tuple(resample(stroke, spacing=SPACING) for stroke in sketch.strokes))
