"""Dining chairs: four legs, the rear ones running up as posts, nine kinds of back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, WOOD_LOOK, cloth, wooden
from sketchapp.synth.designs.chair.joinery import (
    SIDES,
    LegStyle,
    Rod,
    bar,
    board,
    leg,
    standing,
)
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import (
    Y_AXIS,
    Z_AXIS,
    Rect,
    Round,
    Section,
    Soft,
    box,
    tube,
)

SPACE: Space = {
    "width": Number(0.38, 0.50, "m"),
    "depth": Number(0.38, 0.47, "m"),
    "seat_h": Number(0.42, 0.48, "m"),
    "height": Number(0.76, 1.12, "m"),
    "leg": Choice(("rect", "round", "turned")),
    "leg_r": Number(0.014, 0.023, "m"),
    "foot_r": Number(0.009, 0.016, "m"),
    "splay": Number(0, 0.05, "m"),
    "back": Choice(
        ("vslat", "hslat", "panel", "pad", "cross", "spindle", "splat", "lattice", "window")
    ),
    "rake": Number(0.04, 0.13, "m"),
    "flare": Number(1.0, 1.16),
    "bow": Number(0, 0.045, "m"),
    "crown": Number(-0.012, 0.045, "m"),
    "slats": Number(2, 6, whole=True, when=("back", "vslat")),
    "spindles": Number(6, 8, whole=True, when=("back", "spindle")),
    "rails": Number(2, 5, whole=True, when=("back", "hslat")),
    "rail_h": Number(0.035, 0.07, "m", when=("back", "hslat")),
    "splat_w": Number(0.25, 0.5, when=("back", "splat")),
    "gap": Number(0.05, 0.2, "m", when=("back", "window")),
    "seat": Choice(("wood", "fabric", "leather")),
    "apron": Choice((False, True, True)),
    "arms": Choice((False, False, True)),
    "stretcher": flag(),
    "stretcher_h": Number(0.22, 0.45, when=("stretcher", True)),
    **WOOD_LOOK,
    **CLOTH_LOOK,
}

_INSET = 0.018  # posts stand this far inside the seat's side


@dataclass(frozen=True)
class DiningFrame:
    """The lines on which one dining chair is put together."""

    design: Design
    material: Material

    @property
    def front_w(self) -> float:
        """Width of the seat's front edge in metres."""
        return self.design.width * self.design.flare

    @property
    def soft(self) -> bool:
        """Whether the seat is upholstered."""
        return self.design.seat != "wood"

    def cover(self) -> Material:
        """The material of the seat."""
        return cloth(self.design, self.design.seat) if self.soft else self.material

    def back_y(self, z: ArrayLike) -> Points:
        """y of the raked back at height z."""
        d = self.design
        share = np.clip((np.asarray(z) - d.seat_h) / (d.height - d.seat_h), 0, 1)
        return d.depth / 2 - 0.012 + (d.rake + 0.012) * share**1.15

    def bulge(self, x: ArrayLike) -> Points:
        """Backward bow of the rails at x, 0 at the posts."""
        return self.design.bow * (1 - (np.asarray(x) / (self.design.width / 2)) ** 2)

    def rail(self, name: str, z: float, section: Rect, order: int, crown: float = 0.0) -> Part:
        """A rail across the back at height z; crown raises its middle, in metres."""
        half = self.design.width / 2 - _INSET
        x = np.linspace(-half, half, 40)
        rise = crown * (1 - (x / half) ** 2)
        path = np.stack([x, self.back_y(z) + self.bulge(x), z + rise], 1)
        return Part(name, tube(path, section, up=Z_AXIS), self.material, order)

    def upright(
        self, name: str, x: ArrayLike, span: tuple[float, float], section: Section, lift: float = 0
    ) -> Part:
        """A slat or spindle at x (one, or 30 along it) over the heights of span."""
        z = np.linspace(*span, 30)
        x = np.broadcast_to(np.asarray(x, float), (30,))
        path = np.stack([x, self.back_y(z) + self.bulge(x) + lift, z], 1)
        return Part(name, tube(path, section, up=Y_AXIS), self.material, 6)


def build(design: Design) -> list[Part]:
    """Parts of one dining chair."""
    frame = DiningFrame(design, wooden(design))
    parts = [_seat(frame), *_legs(frame), *_under(frame), *BACKS[design.back](frame)]
    return parts + (_arms(frame) if design.arms else [])


def _seat(frame: DiningFrame) -> Part:
    d, soft = frame.design, frame.soft

    def trapezoid(v: Points) -> Points:
        v[:, 0] *= 1 + (d.flare - 1) * (0.5 - v[:, 1] / d.depth)
        return v

    size = (d.width, d.depth, 0.05 if soft else 0.022)
    mesh = box(size, 0.02 if soft else 0.008, puff=(0, 0, 0.022 if soft else 0), steps=12)
    return Part("seat", mesh.deformed(trapezoid).moved((0, 0, d.seat_h)), frame.cover(), 0)


def _legs(frame: DiningFrame) -> list[Part]:
    d, parts = frame.design, []
    style = LegStyle(frame.material, d.leg_r, d.foot_r, d.leg)
    for side, letter in SIDES:
        x, y = side * (frame.front_w / 2 - 0.03), -d.depth / 2 + 0.035
        foot = (x + side * d.splay, y - d.splay, 0)
        parts.append(leg(f"leg_front_{letter}", (x, y, d.seat_h - 0.004), foot, style))
        parts.append(_post(frame, side, f"post_{letter}"))
    return parts


def _post(frame: DiningFrame, side: int, name: str) -> Part:
    """A rear leg that runs up to the top of the back."""
    d = frame.design
    x, y = side * (d.width / 2 - _INSET), d.depth / 2
    heights = np.linspace(d.seat_h, d.height, 5)
    upper = [(x, float(frame.back_y(z)), z) for z in heights]
    lower = [(x, y + 0.03 + d.splay, -0.004), (x, y - 0.012, d.seat_h * 0.55)]
    width = 2 * d.leg_r * np.interp(np.linspace(0, 1, 60), [0, 0.4, 1], [0.75, 1.05, 0.8])
    section = Rect if d.leg == "rect" else Soft
    mesh = tube(spline(lower + upper, 60), section(width, width * 1.15), up=Y_AXIS)
    return Part(name, standing(mesh), frame.material, 1)


def _under(frame: DiningFrame) -> list[Part]:
    """Apron boards and the H of stretchers under the seat."""
    d = frame.design
    parts = []
    if d.apron or not frame.soft:
        z, wood = d.seat_h - 0.038, frame.material
        front = (frame.front_w - 0.07, 0.018, 0.055)
        parts.append(board("apron_front", front, (0, -d.depth / 2 + 0.035, z), wood))
        for side, letter in SIDES:
            x = side * ((d.width + frame.front_w) / 4 - 0.028)
            parts.append(board(f"apron_{letter}", (0.018, d.depth - 0.05, 0.055), (x, 0, z), wood))
    return parts + (_stretchers(frame) if d.stretcher else [])


def _stretchers(frame: DiningFrame) -> list[Part]:
    d, parts, rod = frame.design, [], Rod(frame.material)
    z = d.seat_h * d.stretcher_h
    out = d.splay * (1 - d.stretcher_h)
    front_x, front_y = frame.front_w / 2 - 0.03 + out, -d.depth / 2 + 0.035 - out
    back_x, back_y = d.width / 2 - _INSET, d.depth / 2 - 0.005
    for side, letter in SIDES:
        start, end = (side * front_x, front_y, z), (side * back_x, back_y, z)
        parts.append(bar(f"stretcher_{letter}", start, end, rod))
    half, y = (front_x + back_x) / 2, (front_y + back_y) / 2
    return [*parts, bar("stretcher_mid", (-half, y, z), (half, y, z), rod)]


def _arms(frame: DiningFrame) -> list[Part]:
    """Arm rests from the posts to short front posts on the seat."""
    d, parts = frame.design, []
    z = d.seat_h + 0.21
    for side, letter in SIDES:
        x, y = side * (frame.front_w / 2 - 0.015), -d.depth * 0.25
        back = (side * (d.width / 2 - _INSET), float(frame.back_y(z)), z + 0.01)
        path = rounded([back, (x + side * 0.03, 0.02, z + 0.01), (x, y - 0.05, z)], 0.1, 16)
        mesh = tube(path, Soft(0.035, 0.022), up=Z_AXIS)
        parts.append(Part(f"arm_{letter}", mesh, frame.material, 2))
        rod = Rod(frame.material, 0.012, 3)
        parts.append(
            bar(f"arm_post_{letter}", (x - side * 0.015, y, d.seat_h - 0.01), (x, y, z), rod)
        )
    return parts


def _rails(frame: DiningFrame) -> list[Part]:
    """Top and low rail of a back that is filled with uprights."""
    d = frame.design
    return [
        frame.rail("rail_top", d.height - 0.045, Rect(0.018, 0.065), 2, d.crown),
        frame.rail("rail_low", d.seat_h + 0.09, Rect(0.018, 0.035), 3),
    ]


def _filled(frame: DiningFrame, count: int, section: Section) -> list[Part]:
    d = frame.design
    half, span = d.width / 2 - 0.08, (d.seat_h + 0.085, d.height - 0.06)
    xs = np.linspace(-half, half, count)
    return _rails(frame) + [frame.upright(f"slat_{i}", x, span, section) for i, x in enumerate(xs)]


def _slatted(frame: DiningFrame) -> list[Part]:
    d = frame.design
    return _filled(frame, d.slats, Rect(0.42 * d.width / d.slats, 0.010))


def _spindled(frame: DiningFrame) -> list[Part]:
    return _filled(frame, frame.design.spindles, Round(0.007))


def _ladder(frame: DiningFrame) -> list[Part]:
    d = frame.design
    heights = np.linspace(d.height - 0.05, d.seat_h + 0.13, d.rails)
    rails = Rect(0.018, d.rail_h)
    return [frame.rail(f"rail_{i}", z, rails, 3 + i, d.crown) for i, z in enumerate(heights)]


def _panel(frame: DiningFrame) -> list[Part]:
    d = frame.design
    middle, tall = (d.height + d.seat_h + 0.11) / 2, d.height - d.seat_h - 0.17
    return [frame.rail("panel", middle, Rect(0.014, tall), 2, d.crown)]


def _crossed(frame: DiningFrame) -> list[Part]:
    d, parts = frame.design, _rails(frame)
    for i, (side, _) in enumerate(SIDES):
        x = side * (d.width / 2 - 0.05) * np.linspace(-1, 1, 30)
        span = (d.seat_h + 0.1, d.height - 0.06)
        parts.append(frame.upright(f"cross_{i}", x, span, Rect(0.03, 0.010), 0.004 * side))
    return parts


def _splat(frame: DiningFrame) -> list[Part]:
    """One wide board with a waist in the middle of the back."""
    d = frame.design
    width = d.splat_w * d.width * (1 + 0.22 * np.cos(np.linspace(0, 4 * np.pi, 30)))
    span = (d.seat_h + 0.085, d.height - 0.05)
    return [*_rails(frame), frame.upright("slat_0", 0, span, Rect(width, 0.010))]


def _lattice(frame: DiningFrame) -> list[Part]:
    """Two slats and two thin rails that cross them."""
    d, parts = frame.design, _rails(frame)
    span = (d.seat_h + 0.085, d.height - 0.06)
    for i, (side, _) in enumerate(SIDES):
        parts.append(frame.upright(f"slat_{i}", side * d.width * 0.16, span, Rect(0.022, 0.010)))
        z = d.seat_h + 0.09 + (d.height - d.seat_h - 0.135) * (0.36 + 0.28 * i)
        parts.append(frame.rail(f"rail_{i}", z, Rect(0.010, 0.020), 5))
    return parts


def _window(frame: DiningFrame) -> list[Part]:
    """A broad curved top board over an open back."""
    d = frame.design
    tall = min(0.2, (d.height - d.seat_h) * 0.5)
    low = d.height - 0.02 - tall - d.gap
    parts = [frame.rail("rail_top", d.height - 0.02 - tall / 2, Rect(0.018, tall), 2, d.crown)]
    if low > d.seat_h + 0.06:
        parts.append(frame.rail("rail_low", low, Rect(0.018, 0.03), 3))
    return parts


def _pad(frame: DiningFrame) -> list[Part]:
    """An upholstered back that follows the rake and hides the tops of the posts."""
    d = frame.design
    z0, z1 = d.seat_h + (0.12 if d.arms else 0.06), d.height + 0.012
    middle = (z0 + z1) / 2

    def follow(v: Points) -> Points:
        share = v[:, 2] / (z1 - z0) + 0.5
        z = v[:, 2] + middle + d.crown * share * (1 - (2 * v[:, 0] / d.width) ** 2)
        v[:, 1] += frame.back_y(z) + frame.bulge(v[:, 0])
        v[:, 2] = z
        return v

    mesh = box((d.width + 0.02, 0.05, z1 - z0), 0.02, puff=(0, 0.012, 0), steps=14).deformed(follow)
    cover = frame.cover() if frame.soft else cloth(d, "fabric")
    return [Part("back_pad", mesh, cover, 1)]


BACKS = {
    "vslat": _slatted,
    "hslat": _ladder,
    "panel": _panel,
    "pad": _pad,
    "cross": _crossed,
    "spindle": _spindled,
    "splat": _splat,
    "lattice": _lattice,
    "window": _window,
}
DINING = Family(SPACE, build, VIEW)
