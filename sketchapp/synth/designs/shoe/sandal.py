"""Open sandals: bands over the foot, a flat or raised sole, straps around heel and ankle."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.colours import ANY, SOLE, VIEW
from sketchapp.synth.designs.shoe.foot import (
    LEG_HALF_M,
    Band,
    ankle_path,
    ankle_strap,
    band,
    on_foot,
    strap,
)
from sketchapp.synth.designs.shoe.last import SIDES, Last, Opening, Profile, ring_at, shaped, smooth
from sketchapp.synth.designs.shoe.sole import block_heel, edge_line, layer, lugs
from sketchapp.synth.designs.shoe.upper import overlay, ruled
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Rect, tube

SANDAL: Space = {
    "layout": Choice(("slide", "bands", "bands", "cross", "thong", "t_strap")),
    "sole": Choice(("flat", "platform", "wedge", "rope_wedge", "block", "tread")),
    "sole_t": Number(0.012, 0.026, "m"),
    "lift": Number(0.025, 0.075, "m"),
    "heel_len": Number(0.20, 0.30, when=("sole", "block")),
    "toe": Number(1.9, 3.6),
    "bands": Number(2, 4, whole=True, when=("layout", "bands")),
    "first": Number(0.68, 0.79),
    "slant": Number(-0.05, 0.07),
    "taper": Number(0.6, 1.25),
    "band_w": Number(0.060, 0.105),
    "slide_w": Number(0.17, 0.30, when=("layout", "slide")),
    "back": Choice(("none", "sling", "ankle", "ankle", "cup")),
    "ankle_h": Number(0.052, 0.078, "m"),
    "ankle_rise": Number(0.006, 0.026, "m"),
    "strap_w": Number(0.007, 0.015, "m"),
    "footbed": flag(),
    "kind": look(("leather", "leather", "suede", "fabric")),
    "main": look(ANY),
    "sole_colour": look(SOLE),
    "bed": look(("cork", "dark", "tan")),
}
BEDS = {"cork": (0.45, 0.28, 0.15), "dark": (0.10, 0.07, 0.05), "tan": (0.42, 0.27, 0.15)}
BED_M = 0.006


def _back(design: Design) -> str:
    """What holds the heel; a strap along the foot needs an ankle strap to end at."""
    return "ankle" if design.layout == "t_strap" and design.back == "none" else design.back


def _last(design: Design) -> Last:
    t, wedge = design.sole_t, design.sole in ("wedge", "rope_wedge")
    if design.sole == "platform":
        thickness: Profile = shaped(t + 0.016, 1.15, 0.85)
    elif wedge:
        thickness = shaped(t, (t + design.lift) / t, 0.8)
    else:
        thickness = shaped(0.010 if design.sole == "block" else t, 1.1, 0.8)
    return Last(
        length=0.262,
        heel_h=design.lift if design.sole == "block" else 0.0,
        toe=design.toe,
        toe_spring=0.008,
        sole=thickness,
        opening=Opening(back=0.03, front=0.45, z_back=design.ankle_h, z_side=0.05, width=0.60),
    )


def _soles(last: Last, design: Design) -> list[Part]:
    wall = Material("rubber", SOLE[design.sole_colour])
    if design.sole in ("rope_wedge", "block"):
        wall = Material("leather" if design.sole == "block" else "fabric", (0.52, 0.38, 0.22))
    rim = 0.006 * design.footbed

    def bed_top(s: Points) -> Points:
        return last.z_top(s) + rim * smooth(s, (0, 0.3, 0.6, 0.9, 1), (1, 0.6, 0.1, 0.1, 0.5))

    low = lugs(last, 0.004, 0.016) if design.sole == "tread" else last.z_ground
    body = layer(last, low, lambda s: last.z_top(s) - BED_M * 0.9, 0.002, 400)
    bed = layer(last, lambda s: last.z_top(s) - BED_M, bed_top, 0.003)
    parts = [
        Part("sole", body, wall, order=1),
        Part("footbed", bed, Material("suede", BEDS[design.bed]), order=0),
    ]
    if design.sole == "block":
        heel = block_heel(last, design.heel_len, 0.86, 0.03)
        parts.append(Part("heel", heel, wall, order=1))
    if design.sole == "rope_wedge":
        parts += _ropes(last, wall)
    return parts


def _ropes(last: Last, material: Material) -> list[Part]:
    """Lines of a plaited sole."""

    def height(share: float) -> Profile:
        return lambda s: last.z_ground(s) + share * (last.sole(s) - BED_M)

    return [
        Part(f"rope_{i}", edge_line(last, height(share), 0.0022, 0.0012), material, order=4)
        for i, share in enumerate((0.25, 0.5, 0.75))
    ]


def _bands(last: Last, design: Design, material: Material) -> list[Part]:
    """The bands over the forefoot and the instep."""
    w, slant, first = design.band_w, design.slant, design.first
    if design.layout == "slide":
        width, at = design.slide_w, first - design.slide_w / 2 + 0.04
        shapes = [Band(at, at, at + slant / 2, width, width * min(design.taper, 1.0))]
    elif design.layout == "bands":
        w = min(w, 0.30 / design.bands)
        places = first - np.linspace(0, 0.11 + 0.07 * design.bands, design.bands)
        shapes = [Band(s, s - 0.01, s + slant, w, w * design.taper) for s in places]
    elif design.layout == "cross":
        low, high, mid = first - 0.17, first + 0.03, first - 0.08
        shapes = [
            Band(low, mid, high, w, w * design.taper),
            Band(high, mid, low + 0.02, w, w * design.taper, 0.0032),
        ]
    elif design.layout == "t_strap":
        shapes = [Band(first, first - 0.01, first + slant, w, w * design.taper)]
    else:
        return _thong(last, design, material)
    return [
        Part(f"strap_{i}", band(last, shape), material, order=2) for i, shape in enumerate(shapes)
    ]


def _thong(last: Last, design: Design, material: Material) -> list[Part]:
    """A post between the toes and two straps from it to the sides."""
    fork = on_foot(last, 0.80, 1.75, -0.004)
    foot = fork * [1, 1, 0] + [0.012, 0.004, float(last.z_top(np.array(0.85))) - 0.002]
    post = tube(spline([foot, fork], 12), Rect(0.007, 0.005), up=(1, 0, 0))
    parts = [Part("post", post, material, order=3)]
    share = np.linspace(0, 1, 40)
    width = np.interp(share, (0, 0.3, 1), (0.008, 0.012, 0.010 + 0.08 * design.band_w))
    end = design.first - 0.24
    for side, name in SIDES:
        s = 0.80 + (end - 0.80) * share**0.9
        angle = np.pi / 2 + side * (np.pi / 2) * (0.11 * side + (1 - 0.11 * side) * share)
        path = on_foot(last, s, angle, 0.002)
        parts.append(Part(f"strap_{name}", tube(path, Rect(width, 0.003)), material, order=2))
    return parts


def _ankle(last: Last, design: Design, material: Material) -> list[Part]:
    """A strap around the ankle, held by a heel cup or by a strap on each side."""
    back = last.surface(0.0, 0.97)
    path = ankle_path(back, (0.375 - 0.5) * last.length, design.ankle_rise)
    parts = ankle_strap(path, design.strap_w, material)
    if _back(design) == "cup":
        grid = ruled((-0.17, 0.17), (0.0, lambda a: 0.45 + 0.55 * np.sin(np.pi * a) ** 0.7))
        return [*parts, Part("counter", overlay(last, grid, 0.0), material, order=2)]
    for side, name in SIDES:
        loop = path[20 if side < 0 else 76]
        low = on_foot(last, 0.37, 0.0 if side < 0 else np.pi)
        middle = (low + loop) / 2 + [0, side * 0.004, 0]
        riser = strap([low, middle, loop], Rect(design.strap_w, 0.003))
        parts.append(Part(f"riser_{name}", riser, material, order=4))
    return parts


def _sling(last: Last, design: Design, material: Material) -> list[Part]:
    """A strap from the sides of the sole around the heel."""
    z = last.z_top(np.array([0.05, 0.25])) + design.ankle_h * np.array([0.80, 0.62])
    x = (np.array([0.030, 0.22]) - 0.5) * last.length
    ends = [last.at(ring_at(0.47, side), 0.0, 0.0) - [0, 0, 0.002] for side, _ in SIDES]
    sides = [np.array([x[1], side * (LEG_HALF_M - 0.003), z[1]]) for side, _ in SIDES]
    points = [ends[0], sides[0], [x[0], 0, z[0]], sides[1], ends[1]]
    sling = strap(points, Rect(design.strap_w, 0.0028), 90)
    return [Part("strap_back", sling, material, order=3)]


def _t_strap(last: Last, design: Design, material: Material) -> list[Part]:
    """A strap along the top of the foot, from the front band to the ankle strap."""
    if _back(design) == "sling":
        end = 0.46
        bar = band(last, Band(end, end - 0.02, end, 0.05, 0.05))
        parts = [Part("strap_instep", bar, material, order=2)]
        tail = [on_foot(last, end - 0.02, 1.57, 0.0)]
    else:
        parts = []
        back, rise = last.surface(0.0, 0.97), design.ankle_rise
        tail = [np.array([(0.375 - 0.5) * last.length, back[1], back[2] + rise])]
    s = np.linspace(design.first - 0.01, 0.52, 5)
    path = spline([*on_foot(last, s, np.pi / 2 + 0 * s, 0.001), *tail], 40)
    middle = tube(path, Rect(design.strap_w + 0.003, 0.003))
    return [*parts, Part("strap_middle", middle, material, order=3)]


def sandal(design: Design) -> list[Part]:
    """A sole with straps."""
    last, material = _last(design), Material(design.kind, ANY[design.main])
    parts = _soles(last, design) + _bands(last, design, material)
    back = _back(design)
    if back in ("ankle", "cup"):
        parts += _ankle(last, design, material)
    elif back == "sling":
        parts += _sling(last, design, material)
    if design.layout == "t_strap":
        parts += _t_strap(last, design, material)
    return parts


FAMILY = Family(SANDAL, sandal, VIEW)
