"""Pieces that many chairs share: legs, bars, boards, cushions. Metres, floor at z = 0."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.material import Material
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline, unit
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, Section, box, tube

Change = Callable[[Points], Points]

SIDES = ((-1, "L"), (1, "R"))
CORNERS = ((-1, -1, "front_L"), (1, -1, "front_R"), (-1, 1, "back_L"), (1, 1, "back_R"))

_SUNK = 0.006  # legs start below the floor and are cut there, so that splayed feet stand flat


@dataclass(frozen=True)
class LegStyle:
    """How a straight leg looks: radii in metres at its top and foot; round, rect or turned."""

    material: Material
    top: float
    foot: float
    shape: str = "round"
    order: int = 2


def standing(mesh: Mesh) -> Mesh:
    """The mesh cut off flat at the floor."""
    return mesh.deformed(lambda v: np.column_stack([v[:, :2], v[:, 2].clip(0)]))


def grounded(mesh: Mesh) -> Mesh:
    """The mesh moved up or down until it stands on the floor."""
    return mesh.moved((0, 0, -mesh.vertices[:, 2].min()))


def leg(name: str, top: ArrayLike, foot: ArrayLike, style: LegStyle) -> Part:
    """A straight leg between two points (3,), cut flat where it meets the floor."""
    start, end = np.asarray(top, float), np.asarray(foot, float)
    t = np.linspace(0, 1, 40)
    radius = style.top + (style.foot - style.top) * t
    if style.shape == "turned":
        radius = _turned(t, radius)
    path = spline([start, end + unit(end - start) * _SUNK], 40)
    rect = style.shape == "rect"
    section = Rect(2 * radius, 2 * radius) if rect else Round(radius)
    mesh = tube(path, section, up=Y_AXIS if abs(end - start)[2] > abs(end - start)[1] else None)
    return Part(name, standing(mesh), style.material, style.order)


def _turned(t: Points, radius: Points) -> Points:
    """Radii with the swellings and rings of a leg turned on a lathe."""
    swell = np.sin(t * np.pi * 2.2 + 0.4) ** 2 * np.where((t > 0.1) & (t < 0.85), 1, 0.2)
    rings = 0.004 * np.exp(-(((t - 0.28) / 0.02) ** 2))
    rings += 0.005 * np.exp(-(((t - 0.62) / 0.02) ** 2))
    return radius * (1 + 0.28 * swell) + rings


@dataclass(frozen=True)
class Rod:
    """A round rod: material, radius in metres, drawing order."""

    material: Material
    radius: float = 0.009
    order: int = 4


def bar(name: str, start: ArrayLike, end: ArrayLike, rod: Rod) -> Part:
    """A straight round bar between two points (3,)."""
    ends = np.stack([np.asarray(start, float), np.asarray(end, float)])
    mesh = tube(spline(ends, 20), Round(rod.radius))
    return Part(name, mesh, rod.material, rod.order)


def board(
    name: str, size: ArrayLike, centre: ArrayLike, material: Material, order: int = 4
) -> Part:
    """An upright or lying wooden board of size (3,) with slightly broken edges."""
    radius = min(0.006, 0.3 * float(np.min(size)))
    return Part(name, box(size, radius).moved(centre), material, order)


@dataclass(frozen=True)
class Lath:
    """A straight wooden lath; its section's height lies along `up`."""

    material: Material
    section: Section
    up: ArrayLike = (0, 0, 1)
    order: int = 6


def laths(name: str, starts: ArrayLike, ends: ArrayLike, lath: Lath) -> list[Part]:
    """Laths between starts and ends (n, 3), named with their number."""
    parts = []
    for i, pair in enumerate(np.stack([starts, ends], 1)):
        mesh = tube(spline(pair, 16), lath.section, up=lath.up)
        parts.append(Part(f"{name}_{i}", mesh, lath.material, lath.order))
    return parts


def tilted(mesh: Mesh, start: ArrayLike, end: ArrayLike) -> Mesh:
    """A mesh around the origin turned about x so that its y axis runs from start to end.

    start and end are (y, z) in metres; the middle of the mesh comes to lie between them.
    """
    a, b = np.asarray(start, float), np.asarray(end, float)
    cosine, sine = unit(b - a)
    turn = np.array([[1, 0, 0], [0, cosine, sine], [0, -sine, cosine]])
    return mesh.deformed(lambda v: v @ turn).moved((0, *(a + b) / 2))


@dataclass(frozen=True)
class Stuffing:
    """How a cushion is filled.

    plump: bulge in metres. roundness: edge radius as a share of half the thickness. pinch: share
    by which the corners are thinner than the middle. change: deformation before it is placed.
    """

    plump: float = 0.02
    roundness: float = 0.9
    pinch: float = 0.15
    change: Change | None = None


def cushion(size: ArrayLike, stuffing: Stuffing = Stuffing()) -> Mesh:
    """A stuffed cushion of size (3,) around the origin; its thinnest axis is puffed most."""
    sides = np.asarray(size, float)
    thin = int(sides.argmin())
    puff = np.full(3, stuffing.plump * 0.35)
    puff[thin] = stuffing.plump
    mesh = box(sides, stuffing.roundness * float(sides.min()) / 2, puff=puff, steps=12)
    mesh = mesh.deformed(lambda v: _pinched(v, sides / 2, thin, stuffing.pinch))
    return mesh if stuffing.change is None else mesh.deformed(stuffing.change)


def _pinched(vertices: Points, half: Points, thin: int, share: float) -> Points:
    """Vertices of a cushion drawn together towards its four corners."""
    wide = [axis for axis in range(3) if axis != thin]
    corner = np.prod([(abs(vertices[:, axis]) / half[axis]).clip(0, 1) ** 3 for axis in wide], 0)
    vertices[:, thin] *= 1 - share * corner
    for axis in wide:
        vertices[:, axis] *= 1 + 0.1 * share * corner
    return vertices
