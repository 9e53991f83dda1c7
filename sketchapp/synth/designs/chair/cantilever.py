"""Chairs of bent tube without rear legs."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, CLOTHS, METALS, cloth, metallic
from sketchapp.synth.designs.chair.joinery import SIDES, grounded
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import BLACK_PLASTIC, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded
from sketchapp.synth.geometry.primitives import Rect, Round, box, tube

SPACE: Space = {
    "width": Number(0.41, 0.56, "m"),
    "height": Number(0.76, 1.02, "m"),
    "seat_h": Number(0.42, 0.49, "m"),
    "front": Number(0.20, 0.30, "m"),
    "bend_r": Number(0.03, 0.12, "m"),
    "lean": Number(0.01, 0.13, "m"),
    "tilt": Number(0, 0.05, "m"),
    "foot": Number(0.14, 0.28, "m"),
    "flat_bar": Choice((False, False, True)),
    "floor_bar": flag(),
    "cover": Choice(("split", "split", "full", "bands")),
    "arms": flag(),
    "arm_h": Number(0.18, 0.26, "m", when=("arms", True)),
    "back_h": Number(0.16, 0.36, "m", when=("cover", "split")),
    "bands": Number(3, 5, whole=True, when=("cover", "bands")),
    "seat_t": Number(0.02, 0.07, "m"),
    "kind": CLOTHS,
    "metal": METALS,
    **CLOTH_LOOK,
}

_BACK_Y = 0.15  # where seat and back meet
_TUBE = 0.0125  # metres, radius of the frame


def build(design: Design) -> list[Part]:
    """Parts of one cantilever chair."""
    metal, cover = metallic(design), cloth(design, design.kind)
    parts = [_frame(design, metal), _seat(design, cover)]
    parts += _backs(design, cover)
    return parts + (_arms(design, metal) if design.arms else [])


def _frame(d: Design, metal: Material) -> Part:
    """One continuous tube: back, seat sides, front bend, runners on the floor."""
    w, front = d.width / 2, -d.front
    half = [
        (0, _BACK_Y + d.lean, d.height),
        (-w, _BACK_Y + d.lean, d.height),
        (-w, _BACK_Y, d.seat_h - d.tilt + 0.02),
        (-w, front, d.seat_h),
        (-w, front + 0.03, 0.0125),
        (-w, d.foot, 0.0125),
    ]
    other = [(-x, y, z) for x, y, z in half[::-1]]
    if d.floor_bar:
        path = resampled(rounded(half + other[:-1], d.bend_r, 14, closed=True), 360, closed=True)
    else:
        path = resampled(rounded(other + half[1:], d.bend_r, 14), 320)
    section = Rect(0.025, 0.016) if d.flat_bar else Round(_TUBE)
    return Part("frame", grounded(tube(path, section, closed=d.floor_bar)), metal, 2)


def _seat(d: Design, cover: Material) -> Part:
    deep = d.front + _BACK_Y

    def sag(v: Points) -> Points:
        v[:, 2] -= 0.2 * (deep**2 / 4 - v[:, 1] ** 2).clip(0) + d.tilt * (v[:, 1] / deep + 0.5)
        return v

    size = (d.width + 0.03, deep, d.seat_t)
    mesh = box(size, d.seat_t * 0.4, puff=(0, 0, 0.008), steps=12).deformed(sag)
    centre = (0, (_BACK_Y - d.front) / 2, d.seat_h + d.seat_t * 0.35 + 0.008)
    return Part("seat", mesh.moved(centre), cover, 0)


def _backs(d: Design, cover: Material) -> list[Part]:
    """One back panel, low or high, or several bands."""
    if d.cover == "bands":
        free = d.height - d.seat_h - 0.14
        tall = free / (d.bands * 1.5)
        heights = np.linspace(d.height - 0.03 - tall / 2, d.seat_h + 0.11 + tall / 2, d.bands)
        return [_panel(d, f"back_{i}", z, tall, cover) for i, z in enumerate(heights)]
    tall = d.back_h if d.cover == "split" else d.height - d.seat_h - 0.09
    return [_panel(d, "back", d.height - 0.025 - tall / 2, tall, cover)]


def _panel(d: Design, name: str, middle: float, tall: float, cover: Material) -> Part:
    """A cover around the two rear tubes, bent backwards between them."""
    low = d.seat_h - d.tilt + 0.02

    def lean(v: Points) -> Points:
        z = v[:, 2] + middle
        share = (z - low) / (d.height - low)
        v[:, 1] += _BACK_Y + d.lean * share + 0.15 * ((d.width / 2) ** 2 - v[:, 0] ** 2)
        v[:, 2] = z
        return v

    mesh = box((d.width + 0.03, 0.03, tall), 0.012, puff=(0, 0.006, 0), steps=12)
    return Part(name, mesh.deformed(lean), cover, 1)


def _arms(d: Design, metal: Material) -> list[Part]:
    """Tubes with pads from the back down to the front bend."""
    w, h, front, parts = d.width / 2, d.seat_h, -d.front, []
    z = h + d.arm_h
    y = _BACK_Y + d.lean * (d.arm_h + 0.02) / (d.height - h)
    for side, letter in SIDES:
        knots = [(w, y, z + 0.02), (w + 0.03, front + 0.09, z), (w, front + 0.035, h)]
        path = resampled(rounded(np.array(knots) * [side, 1, 1], 0.06, 12), 60)
        parts.append(Part(f"arm_{letter}", tube(path, Round(_TUBE)), metal, 3))
        pad = box((0.036, 0.2, 0.026), 0.01).moved((side * (w + 0.018), -0.02, z + 0.022))
        parts.append(Part(f"arm_pad_{letter}", pad, BLACK_PLASTIC, 5))
    return parts


CANTILEVER = Family(SPACE, build, VIEW)
