"""Straps that follow the foot a shoe is made for: bands over it, loops around the ankle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.material import GOLD, Material
from sketchapp.synth.designs.shoe.last import INNER, OUTER, Last, ring_at, smooth
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, rounded, spline, unit
from sketchapp.synth.geometry.primitives import Rect, Round, Section, sheet, tube

# height of the bare foot over the sole, relative to its length, by station
FOOT = (
    (0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
    (0.30, 0.36, 0.315, 0.250, 0.200, 0.162, 0.132, 0.104, 0.07),
)
LEG_HALF_M = 0.035  # half width of the leg at the ankle
SUNK_M = 0.003  # how far the ends of a strap reach into the sole


def foot_height(last: Last, s: ArrayLike) -> Points:
    """Height in metres of the foot over the sole at station s."""
    return smooth(s, *FOOT) * last.length


def on_foot(last: Last, s: ArrayLike, angle: ArrayLike, off_m: ArrayLike = 0.0) -> Points:
    """Points (..., 3) on the foot: angle 0 is its outer edge, pi / 2 the top, pi the inner edge."""
    s, angle = np.broadcast_arrays(np.asarray(s, float), np.asarray(angle, float))
    off = np.asarray(off_m, float)
    outer, inner = last.outline(ring_at(s, OUTER)), last.outline(ring_at(s, INNER))
    share = (1 - np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.85) / 2
    share = share + 0.05 * np.sin(angle) ** 2  # the ridge of the foot is nearer to its inner side
    plan = outer + (inner - outer) * share[..., None]
    height = (foot_height(last, s) + off) * np.sin(angle).clip(0) ** 0.85 - SUNK_M
    return np.concatenate([plan, (last.z_top(s) + height)[..., None]], -1)


@dataclass(frozen=True)
class Band:
    """A band over the foot: stations of its middle on the outer side, on top and on the inner side.

    widths are relative to the length: at the ends and on top. off_m lifts the band.
    """

    outer: float
    top: float
    inner: float
    width_end: float
    width_top: float
    off_m: float = 0.0


def band(last: Last, shape: Band, thick_m: float = 0.003) -> Mesh:
    """A sheet that lies over the foot, its ends in the sole."""
    share, k = np.linspace(0, 1, 60)[:, None], np.linspace(-0.5, 0.5, 14)[None]
    over = np.sin(np.pi * share)
    width = shape.width_end + (shape.width_top - shape.width_end) * over
    straight = shape.outer + (shape.inner - shape.outer) * share
    middle = straight + (shape.top - (shape.outer + shape.inner) / 2) * over
    angle = np.pi * share + 0 * k
    return sheet(on_foot(last, middle + width * k, angle, shape.off_m), thick_m)


def bridge(last: Last, s: float, width: float, v_end: float, rise: float = 0.55) -> Mesh:
    """A strap from one side of an upper to the other over the instep, at station s.

    It starts on the upper at height v_end and follows it up to the top line; rise is the share of
    the way from there up to the bare foot.
    """
    at = s + width * np.linspace(-0.5, 0.5, 9)
    low, edge = (
        [last.at(ring_at(at, side), v + 0 * at, 0.0024) for side in (OUTER, INNER)]
        for v in (v_end, 1.0)
    )
    bare = last.z_top(at) + foot_height(last, at)
    lift = rise * (bare - (edge[0] + edge[1])[:, 2] / 2).clip(0.004)
    arch = [
        edge[0] + (edge[1] - edge[0]) * share + np.outer(lift, [0, 0, height])
        for share, height in ((0.12, 0.55), (0.30, 0.90), (0.5, 1.0), (0.70, 0.90), (0.88, 0.55))
    ]
    rows = np.stack([low[0], edge[0], *arch, edge[1], low[1]], 1)
    return sheet(np.stack([spline(row, 60) for row in rows], 1), 0.0026)


def ankle_path(back: Points, front_x: float, rise_m: float, half_m: float = LEG_HALF_M) -> Points:
    """A closed loop (96, 3) around the leg, from `back` to front_x, where it is rise_m higher."""
    a = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    share = (1 - np.cos(a)) / 2
    x = back[0] + (front_x - back[0]) * share
    y = back[1] - half_m * np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.9
    return np.stack([x, y, back[2] + rise_m * share], -1)


def ankle_strap(path: Points, width_m: float, material: Material) -> list[Part]:
    """A strap along a loop from ankle_path, with a buckle on its outer side."""
    strap = tube(path, Rect(0.0028, width_m), closed=True, up=(0, 0, 1))
    return [Part("ankle", strap, material, order=3), buckle(path, 30, width_m)]


def buckle(path: Points, at: int, width_m: float, name: str = "buckle") -> Part:
    """A metal frame around a strap at point number `at` of its path."""
    along = unit(path[at + 1] - path[at - 1])
    up = unit(np.array([0, 0, 1.0]) - along * along[2])
    out = np.cross(along, up)
    out = out * -np.sign(out[1])  # towards the outer side
    half_h, half_w = width_m / 2 + 0.0018, 0.0075
    corners = [(-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h)]
    frame = [path[at] + out * 0.0022 + along * a + up * b for a, b in corners]
    ring = tube(rounded(frame, 0.003, 6, closed=True), Round(0.0014, 10), closed=True)
    return Part(name, ring, GOLD, order=6)


def strap(points: ArrayLike, section: Section, n: int = 40) -> Mesh:
    """A narrow strap along a smooth curve through the given points, flat against the foot."""
    path = spline(points, n)
    middle = path.mean(0) * [1, 0, 1]
    return tube(path, section, up=unit(path[0] - middle))
