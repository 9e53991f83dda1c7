"""Laces, eyelets and bows on the throat of a shoe."""

from dataclasses import dataclass

import numpy as np

from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.shoe.last import SIDES, Last
from sketchapp.synth.designs.shoe.upper import Throat
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, arc_length, spline
from sketchapp.synth.geometry.primitives import Round, lathe, tube

LIFT_M = 0.0046  # the lace's middle line over the upper, at the eyelets


@dataclass(frozen=True)
class Lacing:
    """Laces over a throat: number of rows, radius in metres, and what goes with them."""

    rows: int
    material: Material
    radius_m: float = 0.0021
    crossed: bool = True
    bow: bool = True
    eyelets: Material | None = None


def laces(last: Last, throat: Throat, lacing: Lacing) -> list[Part]:
    """Rows of lace, crossing pieces between them, eyelets and a bow, as far as asked for."""
    heights = _even_heights(last, throat, lacing.rows)
    half = last.spread(heights, np.interp(heights, throat.v, throat.half_m) + 0.006)
    parts = []
    for i in range(lacing.rows):
        parts += _row(last, lacing, i, (heights, half))
    if lacing.bow:
        parts += _bow(last, float(heights[-1]), lacing)
    return parts


def _even_heights(last: Last, throat: Throat, rows: int) -> Points:
    """Heights v of the rows, evenly spaced in metres along the middle of the throat."""
    v = np.linspace(throat.v[0] + 0.02 * last.top, throat.v[1] - 0.015 * last.top, 80)
    length = arc_length(last.surface(0.5 + 0 * v, v))
    return np.interp(np.linspace(length[-1] * 0.06, length[-1] * 0.95, rows), length, v)


def _row(last: Last, lacing: Lacing, i: int, places: tuple[Points, Points]) -> list[Part]:
    heights, half = places
    u = np.linspace(-1, 1, 24)
    lift = LIFT_M + 0.002 * (1 - u**2)
    parts = []
    if not lacing.crossed or i == 0:
        path = last.at(0.5 + half[i] * u, heights[i] + 0 * u, lift)
        parts.append(_lace(f"lace_{i}", path, lacing))
    for side, name in SIDES:
        if lacing.crossed and i + 1 < lacing.rows:
            share = (u + 1) / 2
            t = 0.5 + side * (-half[i] + (half[i] + half[i + 1]) * share)
            v = heights[i] + (heights[i + 1] - heights[i]) * share
            path = last.at(t, v, lift + 0.0012 * (side + 1) * (1 - u**2))
            parts.append(_lace(f"lace_{i}_{name}", path, lacing))
        if lacing.eyelets:
            parts.append(
                _eyelet(
                    last, f"eyelet_{i}_{name}", (0.5 + side * half[i], heights[i]), lacing.eyelets
                )
            )
    return parts


def _lace(name: str, path: Points, lacing: Lacing) -> Part:
    return Part(name, tube(path, Round(lacing.radius_m, 10)), lacing.material, order=7)


def _eyelet(last: Last, name: str, at: tuple[float, float], material: Material) -> Part:
    ring = [(0.0015, 0), (0.0036, 0), (0.0036, 0.0010), (0.0015, 0.0012)]
    mesh = lathe(ring, axis=last.normal(*at), sides=16).moved(last.at(*at, 0.0033))
    return Part(name, mesh, material, order=8)


def _bow(last: Last, v: float, lacing: Lacing) -> list[Part]:
    """Two loops that droop to the sides and two loose ends."""
    centre, parts = last.at(0.5, v, LIFT_M + 0.002), []
    out = last.normal(0.5, v)
    down = np.array([out[2], 0.0, -out[0]])  # along the throat, towards the toe
    loop = np.array([[0, 0, 0], [6, 16, 5], [16, 31, -1], [13, 27, -5], [1, 4, -1]]) / 1000
    end = np.array([[0, 0, 0], [12, 9, 2], [24, 20, -2], [34, 26, -10]]) / 1000
    for side, name in SIDES:
        frame = np.stack([down, [0, side, 0], out])
        for part, shape, n in (("bow", loop, 40), ("lace_end", end, 24)):
            parts.append(_lace(f"{part}_{name}", spline(centre + shape @ frame, n), lacing))
    return parts
