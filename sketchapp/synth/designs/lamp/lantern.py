"""A lantern: glass between posts, a roof, a handle, and a light inside. Metres."""

from dataclasses import replace

import numpy as np

from sketchapp.synth.designs.lamp.finish import CLEAR_GLASS, MILK_GLASS
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Design
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, lathe, tube

POST = 0.010
ROOF_RISE = {"pyramid": 0.75, "dome": 0.6, "flat": 0.12}


def lantern(p: Design, mat: Material) -> list[Part]:
    """Floor, posts, glass, bars, roof, candle and handle."""
    radius, low = p.radius, p.foot_h
    high = low + 1.8 * p.radius * p.stretch + 0.08
    rise = ROOF_RISE[p.roof] * radius
    parts = [
        Part(
            "shade",
            _prism(p.sides, [(0.92 * radius, low - 0.001), (0.92 * radius, high + 0.001)]),
            CLEAR_GLASS,
            0,
        ),
        Part("base", _prism(p.sides, [(1.16 * radius, 0), (1.16 * radius, low)]), mat, 1),
        Part("roof", _prism(p.sides, _roof(p.roof, radius, high, rise)), mat, 1),
    ]
    candle = lathe(
        [
            (0, low - 0.002),
            (0.028, low - 0.002),
            (0.028, low + 0.45 * (high - low)),
            (0, low + 0.45 * (high - low)),
        ],
        creases=[1, 2],
        sides=32,
    )
    parts.append(Part("candle", candle, MILK_GLASS, 5))
    return parts + _posts(p, low, high, mat) + _handle(p, high + rise, mat)


def _prism(sides: int, profile: list[tuple[float, float]]) -> Mesh:
    """A closed body with flat sides around z through (radius, height) points.

    Every second side is a patch of its own, so that the edges between sides are lines.
    """
    points = np.array([(0, profile[0][1]), *profile, (0, profile[-1][1])])
    creases = [1, 2, len(points) - 2] if len(points) > 4 else [1, 2]
    mesh = lathe(points, creases=creases, sides=sides)
    parity = np.tile(np.arange(sides) % 2, len(points) - 1)
    patch = np.where(mesh.patch > 0, 2 * mesh.patch - 1 + parity, 0)
    turn = np.pi / sides if sides == 4 else 0.0
    across = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    turned = mesh.deformed(lambda v: np.c_[v[:, :2] @ across, v[:, 2]])
    return replace(turned, patch=patch)


def _roof(kind: str, radius: float, low: float, rise: float) -> list[tuple[float, float]]:
    """Profile of the roof from its eaves to its top."""
    eaves = [(1.2 * radius, low), (1.2 * radius, low + 0.008)]
    if kind == "dome":
        angles = np.linspace(0.15, 0.5 * np.pi - 0.12, 8)
        height = rise - 0.008
        bow = [(1.15 * radius * np.cos(a), low + 0.008 + height * np.sin(a)) for a in angles]
        return eaves + bow
    top = 0.16 if kind == "pyramid" else 0.9
    return [*eaves, (top * radius, low + rise)]


def _corners(p: Design, radius: float) -> Points:
    """Where the posts stand, (sides, 2)."""
    turn = np.pi / p.sides if p.sides == 4 else 0.0
    angle = 2 * np.pi * np.arange(p.sides) / p.sides + turn
    return radius * np.stack([np.cos(angle), np.sin(angle)], 1)


def _posts(p: Design, low: float, high: float, mat: Material) -> list[Part]:
    """A post at every corner, and level bars between them."""
    at = _corners(p, p.radius)
    parts = []
    for i, (x, y) in enumerate(at):
        post = tube(spline([(x, y, low - 0.003), (x, y, high + 0.003)], 8), Rect(POST, POST))
        parts.append(Part(f"post_{i}", post, mat, 2))
    for j in range(p.bars):
        z = low + (high - low) * (j + 1) / (p.bars + 1)
        ring = np.c_[
            np.concatenate(
                [np.linspace(at[i], at[(i + 1) % p.sides], 6)[:-1] for i in range(p.sides)]
            ),
            np.full(5 * p.sides, z),
        ]
        parts.append(Part(f"bar_{j}", tube(ring, Round(0.0035, 8), closed=True), mat, 4))
    return parts


def _handle(p: Design, top: float, mat: Material) -> list[Part]:
    """A ring on top, or a bail from side to side."""
    if p.handle == "none":
        return []
    if p.handle == "ring":
        radius = 0.3 * p.radius
        angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        ring = np.stack(
            [radius * np.cos(angle), 0 * angle, top + 0.9 * radius + radius * np.sin(angle)], 1
        )
        return [Part("handle", tube(ring, Round(0.0045, 12), closed=True), mat, 3)]
    reach = 1.18 * p.radius * (np.cos(np.pi / 4) if p.sides == 4 else 1.0)
    eaves = top - ROOF_RISE[p.roof] * p.radius + 0.004
    angle = np.linspace(0, np.pi, 48)
    height = top - eaves + 0.55 * p.radius
    bail = np.stack([reach * np.cos(angle), 0 * angle, eaves + height * np.sin(angle)], 1)
    return [Part("handle", tube(bail, Round(0.004, 12), up=Y_AXIS), mat, 3)]
