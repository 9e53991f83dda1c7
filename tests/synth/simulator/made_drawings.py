"""Clean drawings made by hand for the tests of the simulator."""

from __future__ import annotations

import numpy as np

from sketchapp.synth.simulator.clean import CleanDrawing

SQUARE = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.5], [0.2, 0.5], [0.2, 0.2]]

CHAIR: dict[str, list[list[list[float]]]] = {
    "back": [SQUARE],
    "seat": [[[0.2, 0.55], [0.8, 0.55]], [[0.2, 0.58], [0.8, 0.58]]],
    "leg_L": [[[0.2, 0.6], [0.2, 0.9]], [[0.22, 0.6], [0.22, 0.9]]],
    "leg_R": [[[0.8, 0.9], [0.8, 0.6]], [[0.78, 0.6], [0.78, 0.9]]],
    "button_1": [[[0.4, 0.3], [0.42, 0.3], [0.42, 0.32]]],
    "button_2": [[[0.5, 0.3], [0.52, 0.3], [0.52, 0.32]]],
    "button_3": [[[0.6, 0.3], [0.62, 0.3], [0.62, 0.32]]],
    "seam": [[[0.45, 0.4], [0.55, 0.42]]],
}
"""A chair seen from the front: strokes by part."""


def chair() -> CleanDrawing:
    named = [(part, stroke) for part, strokes in CHAIR.items() for stroke in strokes]
    return CleanDrawing.of([np.array(stroke) for _, stroke in named], [part for part, _ in named])
