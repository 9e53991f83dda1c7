"""Swivel chairs on castors, with optional arms and head rest."""

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, CLOTHS, cloth
from sketchapp.synth.designs.chair.joinery import SIDES, Stuffing, board, cushion
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import BLACK_PLASTIC, CHROME, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded, spline
from sketchapp.synth.geometry.primitives import Z_AXIS, Rect, Round, Soft, box, lathe, tube

SPACE: Space = {
    "seat_h": Number(0.44, 0.54, "m"),
    "seat_w": Number(0.44, 0.55, "m"),
    "seat_t": Number(0.05, 0.11, "m"),
    "waterfall": Number(0.0, 0.05, "m"),
    "back_h": Number(0.28, 0.68, "m"),
    "back_w": Number(0.38, 0.52, "m"),
    "back_gap": Number(0.07, 0.15, "m"),
    "taper": Number(-0.15, 0.40),
    "wrap": Number(0.2, 1.4),
    "headrest": Choice((False, False, True)),
    "head_w": Number(0.22, 0.34, "m", when=("headrest", True)),
    "arms": Choice(("none", "t", "t", "loop")),
    "arm_h": Number(0.17, 0.25, "m"),
    "star_r": Number(0.26, 0.33, "m"),
    "cushioned": flag(),
    "spin": Number(0, 72, "deg", look=True),
    "castor": Number(0, 360, "deg", look=True),
    "kind": CLOTHS,
    "chrome": look((False, True)),
    **CLOTH_LOOK,
}


def build(design: Design) -> list[Part]:
    """Parts of one office chair."""
    metal = CHROME if design.chrome else BLACK_PLASTIC
    cover = cloth(design, design.kind)
    parts = [*_star(design, metal), _column(design, metal)]
    mechanism = box((0.16, 0.22, 0.05), 0.012).moved((0, 0.02, design.seat_h - 0.05))
    parts.append(Part("mechanism", mechanism, BLACK_PLASTIC, 5))
    parts += [_seat(design, cover), _back(design, cover), _spine(design)]
    parts += _headrest(design, cover) if design.headrest else []
    return parts + ARMS[design.arms](design)


def _star(d: Design, metal: Material) -> list[Part]:
    """Five arms, each on a twin castor."""
    parts = []
    for i in range(5):
        angle = 2 * np.pi * i / 5 + np.deg2rad(d.spin)
        along = np.array([np.cos(angle), np.sin(angle), 0])
        knots = [(0.02, 0.105), (d.star_r * 0.57, 0.095), (d.star_r, 0.068)]
        path = spline([along * r + [0, 0, z] for r, z in knots], 24)
        section = Rect(np.linspace(0.055, 0.03, 24), np.linspace(0.04, 0.022, 24))
        parts.append(Part(f"star_{i}", tube(path, section), metal, 3))
        turn = np.deg2rad(d.castor) + 2.4 * i
        parts += _castor(i, along * d.star_r + [0, 0, 0.027], turn)
    return parts


def _castor(number: int, hub: Points, turn: float) -> list[Part]:
    axle = np.array([np.cos(turn), np.sin(turn), 0])
    rim = [(0, -0.009), (0.020, -0.009), (0.027, -0.006)]
    profile = [*rim, *[(r, -z) for r, z in rim[::-1]]]
    stem = tube(spline([hub - 0.01 * Z_AXIS, hub + 0.045 * Z_AXIS], 6), Round(0.010))
    parts = [Part(f"castor_{number}", stem, BLACK_PLASTIC, 5)]
    for j, (side, _) in enumerate(SIDES):
        wheel = lathe(profile, (2, 3), axis=axle, sides=32).moved(hub + axle * side * 0.014)
        parts.append(Part(f"wheel_{number}{j}", wheel, BLACK_PLASTIC, 4))
    return parts


def _column(d: Design, metal: Material) -> Part:
    top = d.seat_h - 0.06
    profile = [(0, 0.07), (0.032, 0.07), (0.032, 0.13), (0.026, 0.135), (0.026, 0.26)]
    profile += [(0.015, 0.262), (0.015, top), (0, top)]
    return Part("column", lathe(profile, (3, 5)), metal, 3)


def _seat(d: Design, cover: Material) -> Part:
    def droop(v: Points) -> Points:
        v[:, 2] -= d.waterfall * ((-v[:, 1] - 0.12) / 0.12).clip(0, 1) ** 2
        return v

    size = (d.seat_w, 0.48, d.seat_t)
    mesh = cushion(size, Stuffing(0.02, 0.9, 0.1, droop))
    return Part("seat", mesh.moved((0, 0, d.seat_h)), cover, 0)


def _lean(d: Design, z: ArrayLike) -> Points:
    """y of the middle of the back at height z."""
    share = (np.asarray(z) - d.seat_h - d.back_gap) / 0.55
    return 0.21 + 0.10 * share + 0.03 * np.sin(share * np.pi * 1.2 + 2.4)


def _back(d: Design, cover: Material) -> Part:
    low = d.seat_h + d.back_gap

    def bend(v: Points) -> Points:
        share = v[:, 2] / d.back_h + 0.5
        v[:, 2] = share * d.back_h + low
        v[:, 1] += _lean(d, v[:, 2]) - d.wrap * v[:, 0] ** 2
        v[:, 0] *= 1 - d.taper * share.clip(0) ** 2
        return v

    thick = 0.09 if d.cushioned else 0.04
    stuffing = Stuffing(0.02 if d.cushioned else 0.006, 0.9, 0.1, bend)
    return Part("back", cushion((d.back_w, thick, d.back_h), stuffing), cover, 1)


def _spine(d: Design) -> Part:
    """The bar that carries the back."""
    top = d.seat_h + d.back_gap + min(0.25, d.back_h * 0.6)
    back = float(_lean(d, top)) + (0.045 if d.cushioned else 0.02)
    under = d.seat_h - 0.05
    knots = [(0, 0.10, under), (0, back + 0.02, under + 0.01), (0, back, top)]
    path = resampled(rounded(knots, 0.08, 16), 40)
    return Part("spine", tube(path, Rect(0.06, 0.018)), BLACK_PLASTIC, 4)


def _headrest(d: Design, cover: Material) -> list[Part]:
    """A small cushion on two pins above the back."""
    top = d.seat_h + d.back_gap + d.back_h
    z = top + 0.10
    y = float(_lean(d, top))

    def bend(v: Points) -> Points:
        v[:, 1] -= 1.2 * v[:, 0] ** 2
        return v

    pillow = cushion((d.head_w, 0.06, 0.13), Stuffing(0.012, 0.9, 0.1, bend))
    parts = [Part("headrest", pillow.moved((0, y + 0.005, z)), cover, 1)]
    for side, letter in SIDES:
        x = side * 0.05
        path = spline([(x, y - 0.004, top - 0.05), (x, y, z - 0.03)], 12)
        parts.append(Part(f"pin_{letter}", tube(path, Round(0.007)), BLACK_PLASTIC, 5))
    return parts


def _no_arms(_: Design) -> list[Part]:
    return []


def _t_arms(d: Design) -> list[Part]:
    """Pads on posts."""
    h, x, parts = d.seat_h, d.seat_w / 2 + 0.035, []
    for side, letter in SIDES:
        knots = [(0.06, 0.02, h - 0.045), (x, 0.02, h - 0.04), (x, 0.03, h + d.arm_h - 0.005)]
        path = resampled(rounded(np.array(knots) * [side, 1, 1], 0.04, 12), 40)
        post = tube(path, Rect(0.045, 0.022), up=(0, 0, 1))
        parts.append(Part(f"arm_post_{letter}", post, BLACK_PLASTIC, 3))
        pad = (0.07, 0.25, 0.028)
        parts.append(board(f"arm_{letter}", pad, (side * x, 0, h + d.arm_h), BLACK_PLASTIC, 2))
    return parts


def _loop_arms(d: Design) -> list[Part]:
    """Closed loops from the side of the seat."""
    h, x, parts = d.seat_h, d.seat_w / 2 + 0.025, []
    top = h + d.arm_h
    corners = [(x, -0.12, h - 0.02), (x, -0.17, top), (x, 0.13, top), (x, 0.16, h - 0.02)]
    for side, letter in SIDES:
        ring = rounded(np.array(corners) * [side, 1, 1], 0.07, 14, closed=True)
        path = resampled(ring, 90, closed=True)
        mesh = tube(path, Soft(0.024, 0.034), up=(1, 0, 0), closed=True)
        parts.append(Part(f"arm_{letter}", mesh, BLACK_PLASTIC, 2))
        plate = (0.10, 0.05, 0.02)
        centre = (side * (x - 0.045), 0.02, h - 0.04)
        parts.append(board(f"arm_plate_{letter}", plate, centre, BLACK_PLASTIC, 5))
    return parts


ARMS = {"none": _no_arms, "t": _t_arms, "loop": _loop_arms}
OFFICE = Family(SPACE, build, VIEW)
