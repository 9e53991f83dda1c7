"""Stools and bar stools: round or square seat, three or four legs, sometimes a low back."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, WOOD_LOOK, cloth, wooden
from sketchapp.synth.designs.chair.joinery import LegStyle, Rod, Stuffing, bar, cushion, leg
from sketchapp.synth.designs.chair.saddle import saddle
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import CHROME, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, rounded
from sketchapp.synth.geometry.primitives import Z_AXIS, Rect, Round, box, lathe, tube

SPACE: Space = {
    "bar": flag(),
    "bar_h": Number(0.62, 0.78, "m", when=("bar", True)),
    "low_h": Number(0.40, 0.52, "m", when=("bar", False)),
    "seat_shape": Choice(("round", "round", "square", "saddle")),
    "legs": Choice((3, 4, 4), when=("seat_shape", "round")),
    "seat_r": Number(0.14, 0.20, "m"),
    "spread": Number(0.95, 1.4),
    "top_spread": Number(0.60, 0.80),
    "leg": Choice(("round", "rect", "turned")),
    "leg_r": Number(0.011, 0.020, "m"),
    "rung": Choice(("ring", "box", "stepped")),
    "rung_h": Number(0.22, 0.45),
    "back": Choice((False, False, True)),
    "back_h": Number(0.14, 0.30, "m", when=("back", True)),
    "seat": Choice(("wood", "leather", "fabric")),
    "seat_t": Number(0.8, 1.8),
    "turn": Number(0, 90, "deg", look=True),
    "legs_mat": look(("wood", "wood", "black", "chrome")),
    **WOOD_LOOK,
    **CLOTH_LOOK,
}


def build(design: Design) -> list[Part]:
    """Parts of one stool."""
    height = design.bar_h if design.bar else design.low_h
    material = wooden(design)
    if design.legs_mat != "wood":
        material = Material("metal", finish=design.legs_mat)
    cover = wooden(design) if design.seat == "wood" else cloth(design, design.seat)
    parts = [Part("seat", _seat(design).moved((0, 0, height)), cover, 0)]
    parts += _legs(design, height, material)
    return parts + (_back(design, height, material) if design.back else [])


def _seat(d: Design) -> Mesh:
    """A disc, a square or a dished seat, of solid wood or padded."""
    wide, thick = 2 * d.seat_r, (0.028 if d.seat == "wood" else 0.05) * d.seat_t
    if d.seat_shape == "saddle":
        return saddle(wide * 1.2, wide, max(thick, 0.03), 3.2)
    if d.seat_shape == "square":
        if d.seat == "wood":
            return box((wide, wide, thick), 0.008)
        return cushion((wide, wide, thick), Stuffing(0.015))
    r, half = d.seat_r, thick / 2
    if d.seat == "wood":
        profile = [(0, -1), (0.8, -1), (0.95, -0.88), (1, -0.5), (1, 0.38), (0.985, 0.8)]
        profile += [(0.95, 1), (0.6, 0.75), (0, 0.56)]
        return lathe(np.array(profile) * [r, half], (2, 6))
    profile = [(0, -1), (0.9, -1), (1, -0.73), (1, -0.33), (1.01, 0), (1, 0.6), (0.93, 1)]
    return lathe(np.array([*profile, (0.7, 1.25), (0, 1.4)]) * [r, half], (4,))


def _angles(d: Design) -> Points:
    """Directions of the legs, in radians."""
    count = d.legs if d.seat_shape == "round" else 4
    free = d.seat_shape == "round" and not d.back
    start = np.deg2rad(d.turn) if free else (np.pi / 4 if count == 4 else np.pi / 2)
    return start + 2 * np.pi * np.arange(count) / count


def _legs(d: Design, height: float, material: Material) -> list[Part]:
    angles = _angles(d)
    stretch = 1.0 if d.seat_shape == "round" else 1.18
    top, foot = d.seat_r * d.top_spread * stretch, d.seat_r * d.spread * stretch
    around = np.stack([np.cos(angles), np.sin(angles), 0 * angles], 1)
    slim = d.leg_r if material.kind != "metal" else 0.011
    style = LegStyle(material, slim, slim * 0.8, d.leg if material.kind != "metal" else "round")
    hip, up = (height - 0.008) * Z_AXIS, Z_AXIS * height * d.rung_h
    parts = [leg(f"leg_{i}", way * top + hip, way * foot, style) for i, way in enumerate(around)]
    knees = around * (foot + (top - foot) * d.rung_h) + up
    return parts + (_ring(knees, material) if d.rung == "ring" else _rungs(d, knees, material))


def _ring(knees: Points, material: Material) -> list[Part]:
    """A foot ring through the legs at `knees` (n, 3)."""
    turn = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    radius = np.linalg.norm(knees[0, :2])
    path = np.stack([radius * np.cos(turn), radius * np.sin(turn), 0 * turn + knees[0, 2]], 1)
    metal = material if material.kind == "metal" else CHROME
    return [Part("ring", tube(path, Round(0.008), closed=True), metal, 3)]


def _rungs(d: Design, knees: Points, material: Material) -> list[Part]:
    """Bars from leg to leg, all level or alternately higher."""
    rod = Rod(material, 0.008 if material.kind == "metal" else 0.010)
    parts, count = [], len(knees)
    for i in range(count):
        lift = Z_AXIS * (0.035 if d.rung == "stepped" and i % 2 else 0)
        start, end = knees[i] + lift, knees[(i + 1) % count] + lift
        parts.append(bar(f"stretcher_{i}", start, end, rod))
    return parts


def _back(d: Design, height: float, material: Material) -> list[Part]:
    """A curved rail on two posts at the rear of the seat."""
    x, y, top = d.seat_r * 0.72, d.seat_r * 0.62, height + d.back_h
    parts = []
    for side, letter in ((-1, "L"), (1, "R")):
        path = np.array([(side * x, y, height - 0.005), (side * x, y + 0.05, top)])
        parts.append(bar(f"post_{letter}", path[0], path[1], Rod(material, 0.010, 2)))
    knots = [(-x - 0.03, y - 0.01, top), (0, y + 0.15, top), (x + 0.03, y - 0.01, top)]
    tall = min(0.09, d.back_h * 0.42)
    mesh = tube(rounded(knots, 0.25, 30), Rect(0.016, tall), up=Z_AXIS)
    return [*parts, Part("rail_top", mesh.moved((0, 0, -tall * 0.2)), material, 1)]


STOOL = Family(SPACE, build, VIEW)
