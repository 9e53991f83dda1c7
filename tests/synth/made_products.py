"""Small made products whose drawing can be told by looking at their numbers."""

from __future__ import annotations

import numpy as np

from sketchapp.synth.designs.material import CHROME
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.primitives import Rect, Round, box, tube
from sketchapp.synth.photo.camera import Camera, framed


def part(name: str, mesh: Mesh, order: int = 5) -> Part:
    return Part(name, mesh, CHROME, order)


def block(
    name: str, size: tuple[float, float, float], bottom: tuple[float, float, float], order: int = 5
) -> Part:
    """A box of size whose underside has its middle at bottom."""
    x, y, z = bottom
    return part(name, box(size, 0.003).moved((x, y, z + size[2] / 2)), order)


def chair(spindles: int = 5, spindle_radius_m: float = 0.005) -> list[Part]:
    """A seat, four legs, a top rail and thin spindles between them."""
    seat = block("seat", (0.45, 0.45, 0.05), (0, 0, 0.42), 0)
    legs = [
        part(f"leg_{i}", tube([[x, y, 0], [x, y, 0.44]], Rect(0.035, 0.035)), 2)
        for i, (x, y) in enumerate([(-0.2, -0.2), (0.2, -0.2), (-0.2, 0.2), (0.2, 0.2)])
    ]
    at = np.linspace(-0.18, 0.18, spindles)
    back = [
        part(f"spindle_{i}", tube([[x, 0.2, 0.46], [x, 0.2, 0.88]], Round(spindle_radius_m)), 3)
        for i, x in enumerate(at)
    ]
    rail = part("rail", tube([[-0.22, 0.2, 0.88], [0.22, 0.2, 0.88]], Rect(0.05, 0.03)), 1)
    return [seat, *legs, *back, rail]


def front_view(parts: list[Part]) -> Camera:
    return framed(parts, 0.0, 0.0, 6.0)


def side_view(parts: list[Part]) -> Camera:
    return framed(parts, 35.0, 18.0, 2.6)
