"""Lamp shades: thin shells of revolution or prisms, open above and below, and what holds them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.material import Material
from sketchapp.synth.geometry.mesh import Mesh, Part, joined
from sketchapp.synth.geometry.paths import Points, spline, unit
from sketchapp.synth.geometry.primitives import Z_AXIS, Round, lathe, sheet, tube

KINDS = ("empire", "drum", "cone", "bell", "pagoda", "square", "hexagon", "scallop")
CLOTH_T = 0.003
RIM_PATCH = 2  # of a sheet
RIM_M = 0.012  # how far below the upper rim the spokes are
AROUND, UP = 96, 20
SIDES = {"square": 4, "hexagon": 6, "pagoda": 6}


@dataclass(frozen=True)
class Shade:
    """kind: one of KINDS; radii at the lower and the upper rim, and the height, in metres."""

    kind: str
    low_r: float
    high_r: float
    height: float
    pleats: bool = False


def shell(shade: Shade) -> Mesh:
    """The shade with its lower rim at z = 0, axis z."""
    t = np.linspace(0, 1, UP)
    radius = _radius(shade, t)
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    share = _section(shade, angle)
    z = np.broadcast_to(t * shade.height, (AROUND, UP)).copy()
    if shade.kind == "scallop":
        z -= 0.10 * shade.height * (np.abs(np.sin(4 * angle)))[:, None] * (1 - t) ** 3
    across = share[:, None] * radius
    grid = np.stack([across * np.cos(angle)[:, None], across * np.sin(angle)[:, None], z], -1)
    mesh = sheet(grid, CLOTH_T, wrap=True)
    sides = SIDES.get(shade.kind)
    return _panelled(mesh, sides) if sides else mesh


def _panelled(mesh: Mesh, sides: int) -> Mesh:
    """Every second flat side as patches of its own, so that the edges between are lines."""
    middle = mesh.vertices[mesh.quads].mean(1)
    angle = np.arctan2(middle[:, 1], middle[:, 0]) % (2 * np.pi)
    odd = np.floor(angle / (2 * np.pi / sides) + 1e-9).astype(int) % 2
    rim = mesh.patch == RIM_PATCH
    return replace(mesh, patch=np.where(odd == 1, np.where(rim, 3, mesh.patch + 3), mesh.patch))


def _radius(shade: Shade, t: Points) -> Points:
    """Radius at a share t of the height."""
    return shade.low_r + (shade.high_r - shade.low_r) * _slope(shade.kind, t)


def _slope(kind: str, t: Points) -> Points:
    """How far the radius has gone from the lower rim to the upper one."""
    if kind == "bell":
        return 1 - (1 - t) ** 2.2
    if kind == "pagoda":
        return 1 - (1 - t) ** 1.5 + 0.10 * np.sin(2 * np.pi * t)
    return t


def _section(shade: Shade, angle: Points) -> Points:
    """Radius around the axis as a share, (n,)."""
    sides = SIDES.get(shade.kind)
    if sides:
        turn = angle % (2 * np.pi / sides) - np.pi / sides
        return np.cos(np.pi / sides) ** 0.5 / np.cos(turn)
    if shade.pleats:
        return 1 + 0.018 * np.cos(24 * angle)
    return np.ones_like(angle)


def spider(shade: Shade, below: float) -> Mesh:
    """Three thin spokes from the axis to the shade, `below` its upper rim in metres."""
    z = shade.height - below
    radius = float(_radius(shade, np.array([z / shade.height]))[0])
    spokes = []
    for angle in 2 * np.pi * np.arange(3) / 3:
        reach = radius * float(_section(shade, np.array([angle]))[0])
        out = np.array([np.cos(angle), np.sin(angle), 0])
        spokes.append(
            tube(spline([[0, 0, z], out * reach + np.array([0, 0, z])], 6), Round(0.0022, 8))
        )
    return joined(spokes)


def hung(shade: Shade, z: float, cloth: Material, metal: Material) -> list[Part]:
    """The shade with its lower rim at height z, its rims, and the spokes that carry it."""
    carrier = spider(shade, RIM_M).moved((0, 0, z))
    parts = [Part("shade", shell(shade).moved((0, 0, z)), cloth, 0, two_sided=True)]
    return [*parts, Part("spider", carrier, metal, 6)]


def dome(radius: float, height: float, neck: float, power: float = 2.0) -> Mesh:
    """A metal or glass reflector: closed above by a neck at z = height, open below at z = 0."""
    t = np.linspace(0, 1, 28)
    outline = np.maximum(radius * (1 - t**power) ** (1 / power), neck)
    profile = np.c_[outline, t * height]
    inner = (profile - [0.003, 0.0])[:-1]
    inner[:, 0] = inner[:, 0].clip(0.0)
    inner = inner[inner[:, 1] < height - 0.004]
    ring = np.r_[inner[::-1] * [1, 1], profile, [[0, height]]]
    ring = np.r_[[[0, inner[-1, 1]]], ring]
    return lathe(ring, creases=[1 + len(inner), 1 + len(inner) + len(profile) - 1])


def aimed(mesh: Mesh, direction: ArrayLike) -> Mesh:
    """The mesh turned so that its z axis points along `direction` (3,)."""
    w = unit(np.asarray(direction, float))
    side = np.cross([0, 1.0, 0], w) if abs(w[1]) < 0.9 else np.cross(Z_AXIS, w)
    u = unit(side)
    return mesh.deformed(lambda v: v @ np.stack([u, np.cross(w, u), w]))
