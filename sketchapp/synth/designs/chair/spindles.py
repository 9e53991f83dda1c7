"""Backs of spindles under a bow, a crest, a comb or a low arm rail.

They stand on a seat of the design's width, depth and seat_h and lean back by its rake.
"""

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.chair.joinery import Rod, bar
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Design
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.geometry.primitives import Z_AXIS, Rect, Round, Soft, tube


def _bow_line(d: Design, angle: ArrayLike) -> Points:
    """Points (..., 3) of the bow, from its right foot (angle 0) to its left one (pi)."""
    z = np.sin(angle) ** d.shoulder
    y = d.depth * 0.36 + d.rake * z
    return np.stack([np.cos(angle) * d.width * 0.43, y, d.seat_h + (d.height - d.seat_h) * z], -1)


def bow_back(d: Design, material: Material) -> list[Part]:
    """A bent bow and spindles that end on it."""
    parts = [Part("bow", tube(_bow_line(d, np.linspace(0, np.pi, 80)), Round(0.012)), material, 1)]
    rod = Rod(material, 0.0065, 6)
    for i, x in enumerate(np.linspace(-0.30, 0.30, d.spindles)):
        top = _bow_line(d, np.arccos(x * 1.15 / 0.43))
        parts.append(bar(f"spindle_{i}", (x * d.width, d.depth * 0.38, d.seat_h), top, rod))
    return parts


def crest_back(d: Design, material: Material) -> list[Part]:
    """A broad rail on spindles."""
    return _topped(d, material, d.crest_h, 0.0)


def comb_back(d: Design, material: Material) -> list[Part]:
    """A narrow, arched rail on long spindles that fan out."""
    return _topped(d, material, d.comb_h, 0.025)


def _topped(d: Design, material: Material, tall: float, arch: float) -> list[Part]:
    def curve(x: ArrayLike) -> Points:
        return d.depth * 0.40 + d.rake + 0.02 - 0.05 * (2 * np.asarray(x)) ** 2

    def rise(x: ArrayLike) -> Points:
        return d.height - tall / 2 - arch * (2.2 * np.asarray(x)) ** 2

    x = np.linspace(-0.47, 0.47, 40)
    path = np.stack([x * d.width, curve(x), rise(x)], 1)
    parts = [Part("crest", tube(path, Rect(0.018, tall), up=Z_AXIS), material, 1)]
    inset = 0.9 if arch == 0 else 0.7
    for i, at in enumerate(np.linspace(-0.40, 0.40, d.spindles)):
        foot = (at * d.width * inset, d.depth * (0.40 - 0.15 * (2 * at) ** 2), d.seat_h)
        top = (at * d.width, float(curve(at)), float(rise(at)) - tall * 0.3)
        parts.append(bar(f"spindle_{i}", foot, top, Rod(material, 0.0075, 6)))
    return parts


def low_back(d: Design, material: Material) -> list[Part]:
    """A bent rail that is back and arms in one, on spindles all round."""
    turn = np.linspace(-0.15, np.pi + 0.15, 70)
    centre, z = d.depth * 0.02, d.seat_h + d.arm_h
    reach = np.stack([np.cos(turn) * d.width * 0.52, np.sin(turn) * (d.depth * 0.5 + d.rake)], 1)
    lift = 0.06 * np.sin(turn).clip(0) ** 3
    path = np.column_stack([reach[:, 0], centre + reach[:, 1], z + lift])
    height = 0.024 + 2 * lift * 0.6
    parts = [Part("arm_bow", tube(path, Soft(0.03, height), up=Z_AXIS), material, 1)]
    count = d.spindles + 4
    for i, at in enumerate(np.linspace(3, len(path) - 4, count).round().astype(int)):
        shrink = np.array([0.43 / 0.52, 0.42 * d.depth / (d.depth * 0.5 + d.rake)])
        foot = (*(reach[at] * shrink + [0, 0]), d.seat_h)
        parts.append(bar(f"spindle_{i}", foot, path[at], Rod(material, 0.008, 6)))
    return parts


def back_edge(d: Design, z: float) -> Points:
    """(x, y, z) where the right edge of a bow, crest or comb back is at height z."""
    share = (z - d.seat_h) / (d.height - d.seat_h)
    if d.back == "bow":
        return _bow_line(d, np.arcsin(share ** (1 / d.shoulder)))
    inset = 0.9 if d.back == "crest" else 0.7
    foot = np.array([0.4 * d.width * inset, d.depth * (0.40 - 0.15 * 0.64), d.seat_h])
    top = np.array([0.4 * d.width, d.depth * 0.40 + d.rake + 0.02 - 0.05 * 0.64, d.height])
    return foot + (top - foot) * share


BACKS = {"bow": bow_back, "crest": crest_back, "comb": comb_back, "low": low_back}
