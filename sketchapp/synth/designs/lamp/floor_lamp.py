"""A lamp that stands on the floor: pole, tripod, arc, uplighter or several heads."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.lamp import fittings
from sketchapp.synth.designs.lamp.finish import (
    COLOURS,
    METALS,
    VIEW,
    cloth,
    lacquered,
    wooden,
)
from sketchapp.synth.designs.lamp.shades import Shade, aimed, dome, hung
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded, spline, unit
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, lathe, tube

SPACE: Space = {
    "body": Choice(("pole", "pole", "tripod", "tripod", "arc", "arc", "bowl", "heads")),
    "height": Number(1.25, 1.75, "m"),
    "pole_r": Number(0.007, 0.017, "m"),
    "turned": Choice((False, False, True)),
    "foot": Choice(("disc", "disc", "dome", "square", "stepped")),
    "foot_r": Number(0.12, 0.19, "m"),
    "foot_h": Number(0.012, 0.05, "m"),
    "shade": Choice(("empire", "drum", "cone", "bell", "square", "hexagon")),
    "shade_r": Number(0.16, 0.28, "m"),
    "taper": Number(0.45, 0.9),
    "shade_h": Number(0.17, 0.36, "m"),
    "pleats": Choice((False, False, True)),
    "spread": Number(0.20, 0.36, "m"),
    "apex": Number(0.70, 1.0),
    "brace": Choice(("none", "ring", "plate")),
    "reach": Number(0.45, 0.95, "m"),
    "bend": Number(0.25, 0.75),
    "tray": Choice((False, False, True)),
    "heads": Choice((2, 3, 3)),
    "cord": Choice(("none", "left", "right")),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """One of the bodies, and perhaps a cord."""
    bodies = {"pole": _pole, "tripod": _tripod, "arc": _arc, "bowl": _bowl, "heads": _heads}
    parts = bodies[p.body](p, METALS[p.metal])
    if p.cord != "none" and p.body != "tripod":
        edge = p.foot_r * (0.9 if p.foot == "square" else 1.0)
        parts.append(fittings.cord(np.array([0.0, edge]), 0.35, -1 if p.cord == "left" else 1))
    return parts


def _foot(p: Design, metal: Material) -> Part:
    return Part("foot", fittings.foot(p.foot, p.foot_r, p.foot_h), metal, 2)


def _stem(p: Design, top: float) -> Points:
    """Profile (n, 2) of the pole, plain or with turned swellings."""
    z = np.linspace(0.5 * p.foot_h, top, 120)
    radius = np.full(120, p.pole_r)
    if p.turned:
        radius = p.pole_r * 1.2 + 0.012 * sum(
            np.exp(-(((z / top - at) / 0.02) ** 2)) for at in (0.12, 0.3, 0.34, 0.6, 0.64, 0.88)
        )
    return np.r_[[[0, z[0]]], np.c_[radius, z], [[0, z[-1]]]]


def _shaded(p: Design, low: float, metal: Material) -> list[Part]:
    """A cloth shade with its socket on a stem that ends at height `low`."""
    taper = {"drum": 0.92, "cone": 0.5 * p.taper, "bell": 0.7 * p.taper}.get(p.shade, p.taper)
    shade = Shade(p.shade, p.shade_r, p.shade_r * taper, p.shade_h, p.pleats)
    top = low + shade.height - 0.006
    rod = lathe([(0, low - 0.01), (0.004, low - 0.01), (0.004, top), (0, top)], sides=16)
    parts = [Part("harp", rod, metal, 6)]
    parts.append(Part("socket", fittings.socket(low - 0.02, low + 0.06, 0.02), metal, 5))
    return parts + hung(shade, low, cloth(p.shade_colour), metal)


def _pole(p: Design, metal: Material) -> list[Part]:
    low = p.height - p.shade_h
    mat = wooden(p.wood) if p.turned else metal
    parts = [_foot(p, mat), Part("stem", lathe(_stem(p, low), sides=32), mat, 1)]
    if p.tray:
        z = 0.36 * p.height
        profile = [(0, z), (0.17, z), (0.18, z + 0.016), (0.172, z + 0.016), (0.165, z + 0.008)]
        tray = lathe([*profile, (0, z + 0.008)], creases=[2, 3])
        parts.append(Part("tray", tray, wooden(p.wood), 3))
    return parts + _shaded(p, low, metal)


def _tripod(p: Design, metal: Material) -> list[Part]:
    """Three legs that meet in a hub under the shade."""
    low = p.height - p.shade_h
    hub_z = low * (0.72 + 0.24 * p.apex)
    parts = []
    for i in range(3):
        angle = 2 * np.pi * i / 3 + 0.5
        out = np.array([np.cos(angle), np.sin(angle), 0])
        thick = 1.2 * p.pole_r
        rise = np.array([0, 0, hub_z])
        path = spline([out * 0.022 + rise, out * p.spread + np.array([0, 0, 0.25 * thick])], 30)
        section = (
            Rect(2 * thick, 2 * thick) if p.turned else Round(np.linspace(1.2, 0.9, 30) * thick)
        )
        parts.append(Part(f"leg_{i}", tube(path, section, cap=0.1), wooden(p.wood), 1))
    hub = lathe([(0, hub_z - 0.03), (0.04, hub_z - 0.03), (0.035, hub_z + 0.02), (0, hub_z + 0.02)])
    stem = lathe([(0, hub_z), (0.011, hub_z), (0.011, low), (0, low)], sides=24)
    parts += [Part("hub", hub, metal, 3), Part("stem", stem, metal, 3)]
    return parts + _brace(p, hub_z, metal) + _shaded(p, low, metal)


def _brace(p: Design, hub_z: float, metal: Material) -> list[Part]:
    """What holds the legs together below the middle."""
    z = 0.36 * hub_z
    radius = 0.022 + (p.spread - 0.022) * (1 - z / hub_z)
    if p.brace == "none":
        return []
    if p.brace == "plate":
        plate = lathe([(0, z), (radius, z), (radius, z + 0.015), (0, z + 0.015)], creases=[1, 2])
        return [Part("shelf", plate, wooden(p.wood), 3)]
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle), 0 * angle + z], 1)
    return [Part("ring", tube(ring, Round(0.006, 10), closed=True), metal, 4)]


def _arc(p: Design, metal: Material) -> list[Part]:
    """A bow from a heavy foot over to a dome or a cloth shade that hangs from its end."""
    radius = 0.75 * p.shade_r
    path = _bow(p)
    reach, drop = path[-1, 0], path[-1, 2]
    bow = tube(path, Round(p.pole_r, 16), up=Y_AXIS)
    height = 0.55 * p.shade_h
    cap = dome(radius, height, 0.02, 1.4 + p.taper).moved((reach, 0, drop - height + 0.004))
    foot = fittings.foot(p.foot, 1.1 * p.foot_r, p.foot_h + 0.02)
    parts = [Part("foot", foot, metal, 2), Part("stem", bow, metal, 1)]
    parts.append(Part("shade", cap, lacquered(p.lacquer), 0))
    bulb = fittings.bulb(0.0, 0.035)
    low = drop - height - 0.01
    neck = lathe([(0, low + 0.05), (0.015, low + 0.05), (0.015, drop), (0, drop)], sides=20)
    parts.append(Part("socket", neck.moved((reach, 0, 0)), metal, 6))
    return [*parts, Part("bulb", bulb.mesh.moved((reach, 0, low - 0.02)), bulb.material, 5)]


def _bow(p: Design) -> Points:
    """Up from the foot, then on an ellipse over to where the shade hangs, (120, 3)."""
    tall = p.height + 0.15
    start = (0.45 + 0.15 * p.bend) * tall
    drop = start + 0.6 * (1 - p.bend) * (tall - start)
    angle = np.linspace(0, np.pi - np.arcsin((drop - start) / (tall - start)), 90)
    over = np.stack([p.reach * (1 - np.cos(angle)) / 2, start + (tall - start) * np.sin(angle)], 1)
    flat = resampled(np.r_[[[0, 0.5 * p.foot_h]], over], 120)
    return np.c_[flat[:, 0], np.zeros(120), flat[:, 1]]


def _bowl(p: Design, metal: Material) -> list[Part]:
    """An uplighter: an open bowl on top of the pole."""
    height = 0.45 * p.shade_h
    bowl = dome(0.85 * p.shade_r, height, 0.02, 1.3 + p.taper)
    flipped = bowl.deformed(lambda v: v * [1, -1, -1]).moved((0, 0, p.height))
    stem = lathe(_stem(p, p.height - height + 0.006), sides=32)
    parts = [_foot(p, metal), Part("stem", stem, metal, 1)]
    return [*parts, Part("shade", flipped, lacquered(p.lacquer), 0)]


def _heads(p: Design, metal: Material) -> list[Part]:
    """Small cones on bent arms at different heights of the pole."""
    parts = [_foot(p, metal), Part("stem", lathe(_stem(p, p.height), sides=32), metal, 1)]
    radius, length = 0.36 * p.shade_r, 0.55 * p.shade_h
    for i in range(p.heads):
        side = 1 if i % 2 else -1
        z = p.height * (0.985 - 0.17 * i)
        out = side * (0.16 + 0.12 * p.bend)
        start, end = np.array([0, 0, z]), np.array([out, -0.04, z + 0.05])
        path = rounded([start, [0.5 * out, -0.02, z + 0.07], end], 0.06, 8)
        aim = np.array([side * 0.75, -0.25, -0.9 + p.taper])
        head = aimed(dome(radius, length, 0.012, 1.2 + p.taper), -aim)
        shift = end + unit(aim) * (length - 0.004)
        parts.append(Part(f"arm_{i}", tube(path, Round(0.005, 12)), metal, 3))
        parts.append(Part(f"shade_{i}", head.moved(shift), lacquered(p.lacquer), 0))
    return parts


FLOOR_LAMP = Family(SPACE, build, VIEW)
