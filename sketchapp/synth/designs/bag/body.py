"""Soft bodies of bags: a stack of rounded sections that bulges and sags. Metres.

A point of the front is given by u in [-1, 1] across and t in [0, 1] from the bottom to the top.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.geometry.mesh import Mesh
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, loft, sheet, tube

AROUND = 88
LEVELS = 40
SHEET_T = 0.003


@dataclass(frozen=True)
class Body:
    """silhouette: a name in `_silhouette`; width, height and depth in metres.

    top: depth at the top as a share; square: exponent of the section (2 is an ellipse); dip: how
    far the middle of the top edge hangs, in metres; bulge: how far the belly comes out as a share
    of the depth; crease: strength of the soft folds, as a share; phase: where the folds are.
    """

    silhouette: str
    width: float
    height: float
    depth: float
    top: float = 0.4
    square: float = 3.0
    dip: float = 0.0
    bulge: float = 0.15
    crease: float = 0.02
    phase: float = 0.0

    def half_width(self, t: ArrayLike) -> Points:
        """Half the width at the heights t."""
        t = np.asarray(t, float).clip(0, 1)
        corner = 1 - 0.10 * (1 - t / 0.16).clip(0) ** 2.5
        return self.width / 2 * corner * _silhouette(self.silhouette, t)

    def half_depth(self, t: ArrayLike) -> Points:
        """Half the depth in the middle at the heights t."""
        t = np.asarray(t, float).clip(0, 1)
        wedge = 1 + (self.top - 1) * t**1.3
        corner = 1 - 0.12 * (1 - t / 0.14).clip(0) ** 2.5
        return self.depth / 2 * corner * (wedge + self.bulge * np.sin(np.pi * t))

    def at(self, u: ArrayLike, t: ArrayLike, lift: ArrayLike = 0.0, side: int = -1) -> Points:
        """Points (..., 3) of the front (side -1) or the back (1), `lift` metres off the surface."""
        u, t = np.broadcast_arrays(np.asarray(u, float), np.asarray(t, float))
        share = (1 - np.abs(u).clip(0, 1) ** self.square).clip(0) ** (1 / self.square)
        deep = self.half_depth(t) * share * self._folds(u, t, side) + np.asarray(lift)
        return np.stack([u * self.half_width(t), side * deep, self._rise(u, t)], -1)

    def ring(self, t: float) -> Points:
        """The closed section (AROUND, 3) at one height."""
        angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
        circle = np.stack([np.cos(angle), np.sin(angle)], 1)
        power = 2 / self.square
        u, v = (np.sign(circle) * np.abs(circle) ** power).T
        folds = np.where(v < 0, self._folds(u, t, -1), self._folds(u, t, 1))
        xy = np.stack([u * self.half_width(t), v * self.half_depth(t) * folds], 1)
        return np.c_[xy, self._rise(u, np.full(AROUND, t))]

    def _rise(self, u: Points, t: Points) -> Points:
        return self.height * t - self.dip * (1 - np.asarray(u) ** 2) * np.asarray(t) ** 2.5

    def _folds(self, u: Points, t: ArrayLike, side: int) -> Points:
        t = np.asarray(t, float)
        wave = np.sin(5.0 * u + 4.0 * t + self.phase + side) + 0.7 * np.sin(
            9.0 * t - 3.5 * u + 2 * self.phase
        )
        return 1 + self.crease * wave * np.sin(np.pi * t.clip(0, 1)) ** 0.5


def _silhouette(kind: str, t: Points) -> Points:
    """Width at the heights t as a share of the largest."""
    shapes = {
        "rect": 1 - 0.03 * t,
        "trapeze": 1 - 0.28 * t,
        "flare": 0.78 + 0.22 * t,
        "dome": (1 - (0.97 * t) ** 3.2) ** (1 / 2.4),
        "round": (1 - (0.95 - 0.95 * t) ** 2.6) ** (1 / 2.2),
        "pear": 1 - 0.38 * t**1.4 + 0.08 * np.sin(np.pi * t),
        "arch": (1 - (0.985 * t) ** 5.5) ** (1 / 2.2),
    }
    return shapes[kind]


def closed(body: Body) -> Mesh:
    """The body with bottom and top; patches 0 bottom, 1 side, 2 top."""
    levels = _levels()
    rings = [body.ring(float(t)) for t in levels]
    bottom, top = rings[0], rings[-1]
    inner = [bottom.mean(0) + (bottom - bottom.mean(0)) * s for s in (0.001, 0.5)]
    lid = [top + (top.mean(0) - top) * [1, 1, 0] * s for s in (0.5, 0.999)]
    return loft([*inner, *rings, *lid], [0, 0, *[1] * (len(rings) - 1), 2, 2])


def opened(body: Body) -> Mesh:
    """The body as a thin shell without a top."""
    rings = [body.ring(float(t)) for t in _levels()]
    floor = [rings[0].mean(0) + (rings[0] - rings[0].mean(0)) * s for s in (0.002, 0.5, 0.9)]
    grid = np.stack([*floor, *rings], 1)
    mesh = sheet(grid, SHEET_T, wrap=True)
    return mesh.moved((0, 0, -mesh.vertices[:, 2].min()))


def _levels() -> Points:
    return np.r_[0, 0.012, 0.03, np.linspace(0.06, 1, LEVELS)]


def patch_on(
    body: Body,
    across: tuple[float, float],
    up: tuple[float, float],
    depth: float = 0.0,
    corner: float = 0.0,
) -> Mesh:
    """A panel sewn on the front between two u and two t; depth makes it a filled pocket.

    corner: how much the lower corners are rounded, as a share of the height.
    """
    a = np.linspace(-1, 1, 33)[:, None]
    b = np.linspace(0, 1, 25)[None]
    u = across[0] + (across[1] - across[0]) * (a + 1) / 2 + 0 * b
    low = up[0] + corner * (up[1] - up[0]) * np.abs(a) ** 4
    t = low + (up[1] - low) * b
    fill = ((1 - np.abs(a) ** 6) * (1 - np.abs(2 * b - 1) ** 6)) ** 0.5
    return sheet(body.at(u, t, 0.003 + depth * fill), SHEET_T)


def flap(body: Body, width: float, low: float, curve: float, pointed: bool = False) -> Mesh:
    """A flap from the back edge over the top and down the front to the height `low`.

    width: its half width as a share of u; curve: how much higher its sides end, as a share of t.
    """
    a = np.linspace(-1, 1, 41)[:, None]
    b = np.linspace(0, 1, 36)[None]
    u = width * a + 0 * b
    shape = np.abs(a) if pointed else np.abs(a) ** 2.5
    end = low + curve * shape
    down = ((b - 0.25) / 0.75).clip(0)
    front = body.at(u, 1 - (1 - end) * down, 0.007 - 0.005 * down + 0 * u)
    over = (b / 0.25).clip(0, 1)
    back = body.at(u, np.ones_like(u), 0.004, side=1)
    edge = body.at(u, np.ones_like(u), 0.007)
    top = back + (edge - back) * over[..., None]
    lift = 0.006 + 0.008 * np.sin(np.pi * over)
    top[..., 2] += lift
    front[..., 2] += 0.006 * (1 - down).clip(0) ** 2
    points = np.where((b < 0.25)[..., None] & np.ones_like(u, bool)[..., None], top, front)
    return sheet(points, SHEET_T)


def strap(path: Points, width: float, thick: float = 0.004, n: int = 90) -> Mesh:
    """A flat band along a smooth path whose flat side faces the front."""
    return tube(spline(path, n), Rect(width, thick), up=Y_AXIS)


def bent(path: Points, width: float, thick: float = 0.006) -> Mesh:
    """A stiff flat handle along a polyline with rounded corners."""
    return tube(rounded(path, 0.03, 8), Rect(width, thick), up=Y_AXIS)


def cordlike(path: Points, radius: float, n: int = 90) -> Mesh:
    """A round handle along a smooth path."""
    return tube(spline(path, n), Round(radius, 16), up=Y_AXIS)


def ring(centre: Points, radius: float, wire: float = 0.0025) -> Mesh:
    """A metal ring in the plane of the front."""
    angle = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    shift = np.stack([radius * np.cos(angle), 0 * angle, radius * np.sin(angle)], 1)
    return tube(centre + shift, Round(wire, 10), closed=True)
