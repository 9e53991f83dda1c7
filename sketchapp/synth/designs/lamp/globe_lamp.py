"""A lamp whose shade is a closed body of glass or paper, or a lantern."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.lamp import fittings
from sketchapp.synth.designs.lamp.finish import (
    COLOURS,
    METALS,
    MILK_GLASS,
    VIEW,
    cloth,
    wooden,
)
from sketchapp.synth.designs.lamp.lantern import lantern
from sketchapp.synth.designs.lamp.shades import dome
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, look
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import Round, lathe, tube

SPACE: Space = {
    "body": Choice(("seat", "seat", "stem", "mushroom", "paper", "lantern", "lantern", "cluster")),
    "shape": Choice(("ball", "flat", "egg", "drop", "capsule", "pebble")),
    "radius": Number(0.075, 0.15, "m"),
    "stretch": Number(0.7, 1.5),
    "foot": Choice(("disc", "dome", "square", "stepped", "cup", "legs")),
    "foot_r": Number(0.5, 0.9),
    "foot_h": Number(0.015, 0.07, "m"),
    "stem_h": Number(0.10, 0.34, "m"),
    "stem_r": Number(0.006, 0.03, "m"),
    "flare": Number(0.6, 2.2),
    "ribs": Choice((0, 8, 12, 16)),
    "sides": Choice((4, 4, 6)),
    "roof": Choice(("pyramid", "dome", "flat")),
    "bars": Choice((0, 1, 2)),
    "handle": Choice(("ring", "bail", "none")),
    "count": Choice((2, 3)),
    "cord": Choice(("none", "left", "right")),
    "foot_kind": look(("wood", "metal", "metal")),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """One of the bodies, and perhaps a cord."""
    base = wooden(p.wood) if p.foot_kind == "wood" else METALS[p.metal]
    bodies = {
        "seat": _seated,
        "stem": _stemmed,
        "mushroom": _mushroom,
        "paper": _paper,
        "lantern": lantern,
        "cluster": _cluster,
    }
    parts = bodies[p.body](p, base)
    on_legs = p.body in ("lantern", "paper") or (p.body == "seat" and p.foot == "legs")
    if p.cord != "none" and not on_legs:
        edge = _foot_radius(p) * (0.9 if p.foot == "square" else 1.0)
        if p.body == "seat" and p.foot == "cup":
            edge = 0.64 * p.radius
        parts.append(fittings.cord(np.array([0.0, edge]), 0.20, -1 if p.cord == "left" else 1))
    return parts


def _foot_radius(p: Design) -> float:
    return max(p.foot_r * p.radius, 0.06)


def _foot(p: Design, mat: Material) -> list[Part]:
    """The weight on the floor; a cup and legs exist for seated balls only."""
    kind = "disc" if p.foot in ("cup", "legs") else p.foot
    return [Part("base", fittings.foot(kind, _foot_radius(p), p.foot_h), mat, 1)]


def globe(shape: str, radius: float, stretch: float) -> Mesh:
    """A closed body of revolution whose lowest point is the origin."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 48)
    across, up = np.cos(angle).clip(0), np.sin(angle)
    if shape == "flat":
        up = 0.62 * up
    elif shape == "egg":
        across, up = across * (1 - 0.16 * up), 1.15 * up
    elif shape == "drop":
        across, up = across * (1 - 0.42 * (up + 1) / 2) ** 1.2, 1.3 * up
    elif shape == "capsule":
        across, up = across**0.45, up * 1.2
    points = np.c_[across * radius, (up - up[0]) * radius * (1 if shape == "ball" else stretch)]
    mesh = lathe(points)
    return mesh.deformed(_lopsided) if shape == "pebble" else mesh


def _lopsided(v: Points) -> Points:
    """A soft, uneven stone."""
    height = v[:, 2].max()
    t = v[:, 2:3] / height
    shift = np.c_[0.16 * height * np.sin(2.4 * t[:, 0]), 0 * t[:, 0], 0 * t[:, 0]]
    return v * np.c_[1.18 - 0.25 * t, 0.95 + 0.1 * t, np.ones_like(t)] + shift


def _seated(p: Design, mat: Material) -> list[Part]:
    """A glass body that sits right on its foot, in a cup, or on three legs."""
    glass = globe(p.shape, p.radius, p.stretch)
    if p.foot == "cup":
        rim = 0.80 * p.radius
        sunk = 0.42 * p.radius
        high = p.foot_h + 0.03
        wall = [(0.8 * rim, 0), (rim, high), (rim - 0.004, high), (0.8 * rim - 0.004, 0.006)]
        cup = lathe([(0, 0), *wall, (0, 0.006)], creases=[1, 2, 3])
        z = max(high - sunk, 0.007)
        return [Part("base", cup, mat, 1), Part("shade", glass.moved((0, 0, z)), MILK_GLASS, 0)]
    if p.foot == "legs":
        z = 0.6 * p.stem_h
        parts = [Part("shade", glass.moved((0, 0, z)), MILK_GLASS, 0)]
        return parts + _legs(p, z + 0.14 * p.radius, 0.45 * p.radius, mat)
    z = p.foot_h - 0.10 * p.radius
    return [*_foot(p, mat), Part("shade", glass.moved((0, 0, max(z, 0.0))), MILK_GLASS, 0)]


def _legs(p: Design, top: float, radius: float, mat: Material) -> list[Part]:
    """Three short legs and the ring that they carry."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle), 0 * angle + top], 1)
    parts = [Part("ring", tube(ring, Round(0.006, 12), closed=True), mat, 3)]
    for i in range(3):
        turn = 2 * np.pi * i / 3 + 0.4
        out = np.array([np.cos(turn), np.sin(turn), 0])
        ends = [out * radius + np.array([0, 0, top]), out * radius * (1 + 0.3 * p.flare)]
        ends[1] = ends[1] + np.array([0, 0, 0.002])
        parts.append(Part(f"leg_{i}", tube(spline(ends, 12), Round(0.007, 14), cap=0.2), mat, 2))
    return parts


def _stem(p: Design, low: float, high: float, radius: float) -> Mesh:
    """A stem that widens towards the foot."""
    t = np.linspace(0, 1, 40)
    r = radius * (1 + (p.flare - 0.6) * (1 - t) ** 2)
    return lathe(np.r_[[[0, low]], np.c_[r, low + t * (high - low)], [[0, high]]], sides=40)


def _stemmed(p: Design, mat: Material) -> list[Part]:
    """A glass body on a stem."""
    top = p.foot_h + p.stem_h
    rim = [(0.3 * p.radius, top - 0.02), (0.38 * p.radius, top + 0.012)]
    collar = lathe([(0, top - 0.02), *rim, (0, top + 0.012)])
    glass = globe(p.shape, p.radius, p.stretch).moved((0, 0, top - 0.004))
    return [
        *_foot(p, mat),
        Part("stem", _stem(p, 0.5 * p.foot_h, top, p.stem_r), mat, 2),
        Part("collar", collar, mat, 4),
        Part("shade", glass, MILK_GLASS, 0),
    ]


def _mushroom(p: Design, mat: Material) -> list[Part]:
    """A wide cap over a thick stem."""
    radius, high = 1.25 * p.radius, p.foot_h + p.stem_h
    height = 0.75 * radius * p.stretch
    low = high - 0.25 * height
    cap = dome(radius, height, 0.0, 1.9 + 0.3 * (p.flare - 1)).moved((0, 0, low))
    stem = _stem(p, 0.5 * p.foot_h, low + 0.35 * height, 0.6 * p.stem_r + 0.012)
    top = low + height - 0.002
    holder = lathe([(0, high - 0.02), (0.006, high - 0.02), (0.006, top), (0, top)], sides=20)
    return [
        *_foot(p, mat),
        Part("stem", stem, mat, 2),
        Part("socket", holder, mat, 6),
        Part("shade", cap, MILK_GLASS, 0),
    ]


def _paper(p: Design, mat: Material) -> list[Part]:
    """A ribbed paper body on thin legs."""
    height = 3.0 * p.radius * p.stretch
    t = np.linspace(0, 1, 160)
    belly = {"ball": 0.9, "flat": 0.0, "egg": 0.6, "drop": 0.4, "capsule": 0.25, "pebble": -0.25}
    outline = 0.55 + belly[p.shape] * np.sin(np.pi * t) * (1 - 0.3 * t * (p.shape == "drop"))
    ribs = max(p.ribs, 6)
    radius = p.radius * (outline + 0.03 * np.abs(np.sin(np.pi * ribs * t)))
    low = 0.03 + 0.3 * p.stem_h
    profile = np.r_[[[0, low]], np.c_[radius, low + t * height], [[0, low + height]]]
    parts = [Part("shade", lathe(profile), cloth(p.shade_colour), 0)]
    return parts + _legs(p, low + 0.003, 0.50 * p.radius, mat)


def _cluster(p: Design, mat: Material) -> list[Part]:
    """Small glass balls at different heights of one stem."""
    top = p.foot_h + p.stem_h + 0.12
    parts = [*_foot(p, mat), Part("stem", _stem(p, 0.5 * p.foot_h, top, 0.008), mat, 2)]
    radius = 0.62 * p.radius
    for i in range(p.count):
        side = (1, -1, 1)[i]
        z = top - 0.05 - i * 0.30 * (top - p.foot_h)
        reach = side * (radius + 0.045)
        end = np.array([reach, 0.0, z + 0.03])
        path = rounded(np.array([(0, 0, z - 0.02), (reach, 0, z - 0.02), end], float), 0.03, 8)
        parts.append(Part(f"arm_{i}", tube(spline(path, 40), Round(0.005, 12)), mat, 3))
        ball = globe("ball", radius, 1.0).moved(end - np.array([0, 0, 0.004]))
        parts.append(Part(f"shade_{i}", ball, MILK_GLASS, 0))
    return parts


GLOBE_LAMP = Family(SPACE, build, VIEW)
