"""Drawers, handles and cabinets of tables. Metres."""

from dataclasses import dataclass

import numpy as np

from sketchapp.synth.designs.material import Material
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import rounded
from sketchapp.synth.geometry.primitives import Round, box, lathe, tube

FRONT_T = 0.018
GAP = 0.006


@dataclass(frozen=True)
class Bank:
    """Drawers in a column: middle x and front y, z from `low` to `high`; first is the number
    that the names of its drawers start at. pull: knob, bar, ring or none.
    """

    x: float
    y: float
    width: float
    low: float
    high: float
    count: int
    pull: str
    first: int = 0


def drawers(bank: Bank, front: Material, pull: Material) -> list[Part]:
    """Drawer fronts, lowest first, with their pulls."""
    height = (bank.high - bank.low) / bank.count
    size = (bank.width - 2 * GAP, FRONT_T, height - GAP)
    parts = []
    for i in range(bank.count):
        name = bank.first + i
        z = bank.low + (i + 0.5) * height
        parts.append(Part(f"drawer_{name}", box(size, 0.002).moved((bank.x, bank.y, z)), front, 4))
        if bank.pull != "none":
            at = (bank.x, bank.y - FRONT_T / 2, z)
            parts.append(Part(f"knob_{name}", _pull(bank).moved(at), pull, 6))
    return parts


def _pull(bank: Bank) -> Mesh:
    """A pull around the origin on a front that faces negative y."""
    if bank.pull == "knob":
        profile = [
            (0, -0.004),
            (0.007, -0.004),
            (0.006, 0.012),
            (0.015, 0.018),
            (0.013, 0.027),
            (0, 0.030),
        ]
        return lathe(profile, axis=(0, -1, 0), sides=28)
    half = min(0.07, 0.3 * bank.width)
    if bank.pull == "bar":
        path = [(-half, 0.004, 0), (-half, -0.025, 0), (half, -0.025, 0), (half, 0.004, 0)]
        return tube(rounded(path, 0.012, 6), Round(0.005, sides=12))
    angle = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    ring = np.stack([0.022 * np.sin(angle), -0.004 + 0 * angle, 0.022 * np.cos(angle) - 0.018], 1)
    return tube(ring, Round(0.0045, sides=12), closed=True)


def cabinet(size: tuple[float, float, float], at: tuple[float, float, float]) -> Mesh:
    """A closed carcass of size (3,) with its middle at `at`."""
    return box(size, 0.003).moved(at)
