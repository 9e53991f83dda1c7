"""Legs of tables as swept tubes, from where they meet the top to the floor. Metres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.geometry.mesh import Mesh
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, tube

KINDS = ("turned", "tapered", "round", "block", "hairpin", "cabriole")
STEPS = 48
FOOT_CAP = 0.08  # feet stand flat


@dataclass(frozen=True)
class LegStyle:
    """kind: one of KINDS; radius at the top in metres; foot: radius at the floor as a share."""

    kind: str
    radius: float
    foot: float = 0.6


def leg(style: LegStyle, top: ArrayLike, foot: ArrayLike) -> Mesh:
    """One leg from `top` (3,) down to `foot` (3,)."""
    top, foot = np.asarray(top, float), np.asarray(foot, float)
    if style.kind == "hairpin":
        return _hairpin(style, top, foot)
    if style.kind == "cabriole":
        return _cabriole(style, top, foot)
    t = np.linspace(0, 1, STEPS)
    path = spline([top, foot], STEPS)
    radius = style.radius * (1 + (style.foot - 1) * t)
    if style.kind == "turned":
        return tube(path, Round(turned(radius, t)), cap=FOOT_CAP)
    if style.kind == "round":
        return tube(path, Round(radius), cap=FOOT_CAP)
    if style.kind == "block":
        radius = np.full(STEPS, style.radius)
    return tube(path, Rect(2 * radius, 2 * radius), up=Y_AXIS, cap=FOOT_CAP)


def turned(radius: Points, t: Points) -> Points:
    """Radii (n,) with the swellings and rings of a lathe along t in [0, 1]."""
    belly = 0.45 * np.exp(-(((t - 0.48) / 0.13) ** 2))
    neck = -0.38 * np.exp(-(((t - 0.24) / 0.06) ** 2)) - 0.30 * np.exp(-(((t - 0.80) / 0.08) ** 2))
    rings = sum(0.30 * np.exp(-(((t - at) / 0.014) ** 2)) for at in (0.17, 0.30, 0.72, 0.90))
    return radius * (1 + belly + neck + rings)


def _hairpin(style: LegStyle, top: Points, foot: Points) -> Mesh:
    """A bent rod with both ends under the top, spread along the diagonal's normal."""
    outwards = np.array([np.sign(top[0]) or 1.0, np.sign(top[1]) or 1.0, 0])
    spread = np.array([outwards[0], -outwards[1], 0]) * 0.05 * style.radius / 0.03
    inwards = -outwards * 0.02
    bend = foot + np.array([0, 0, 0.006])
    path = rounded([top + spread + inwards, bend, top - spread + inwards], 0.05, n=12)
    return tube(spline(path, 80), Round(0.006 + 0.08 * (style.radius - 0.02), sides=14))


def _cabriole(style: LegStyle, top: Points, foot: Points) -> Mesh:
    """An S-shaped leg: knee outwards, ankle inwards, toe outwards."""
    outwards = np.array([np.sign(top[0]), np.sign(top[1]), 0]) / np.sqrt(2)
    reach = 1.1 * style.radius
    t = np.array([0, 0.18, 0.45, 0.78, 0.96, 1.0])
    bow = np.array([0, 0.9, 0.2, -0.5, 0.35, 0.55]) * reach
    path = spline(top + (foot - top) * t[:, None] + outwards * bow[:, None], STEPS)
    path[:, 2] = np.maximum(path[:, 2], foot[2])
    at = np.linspace(0, 1, STEPS)
    share = np.interp(at, [0, 0.2, 0.5, 0.85, 0.95, 1], [1, 1.2, 0.8, 0.5, 0.7, 0.75])
    return tube(path, Round(style.radius * share), cap=FOOT_CAP)
