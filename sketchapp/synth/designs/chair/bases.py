"""Bases with a middle column: a cross of arms that stands on the floor."""

import numpy as np

from sketchapp.synth.designs.material import Material
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import spline
from sketchapp.synth.geometry.primitives import Rect, lathe, tube


def pedestal(metal: Material, radius: float, height: float, arms: int) -> list[Part]:
    """A column up to `height` on `arms` flat arms of length `radius`, metres."""
    parts = []
    for i in range(arms):
        angle = 2 * np.pi * (i + 0.5) / arms
        along = np.array([np.cos(angle), np.sin(angle), 0])
        knots = [along * 0.01 + [0, 0, 0.055], along * radius * 0.6 + [0, 0, 0.045]]
        path = spline([*knots, along * radius + [0, 0, 0.011]], 24)
        section = Rect(np.linspace(0.05, 0.032, 24), np.linspace(0.03, 0.022, 24))
        parts.append(Part(f"star_{i}", tube(path, section), metal, 3))
    column = [(0, 0.035), (0.03, 0.035), (0.03, 0.075), (0.02, 0.085), (0.02, height - 0.025)]
    column += [(0.05, height - 0.008), (0.05, height), (0, height)]
    return [*parts, Part("column", lathe(column, (3, 5)), metal, 3)]
