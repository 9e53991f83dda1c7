"""Director's chairs: legs that cross in front and behind, canvas seat and back, flat arms."""

import numpy as np

from sketchapp.synth.designs.chair.joinery import SIDES, Lath, board, laths
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Design
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, box

_DEEP = 0.19  # metres from the middle to the front and rear posts


def crossed_chair(d: Design, material: Material, canvas: Material) -> list[Part]:
    """Parts of one chair that folds sideways."""
    return [*_canvas(d, canvas), *_crosses(d, material), *_sides(d, material)]


def _half(d: Design) -> float:
    return d.width / 2 + 0.035


def _canvas(d: Design, canvas: Material) -> list[Part]:
    """The sagging seat and the band of the back."""
    wide = 2 * _half(d) + 0.02

    def sag(v: Points) -> Points:
        v[:, 2] -= 0.035 * (1 - (2 * v[:, 0] / wide) ** 2).clip(0)
        return v

    def hang(v: Points) -> Points:
        v[:, 1] += 0.03 * (1 - (2 * v[:, 0] / wide) ** 2).clip(0)
        return v

    seat = box((wide, 2 * _DEEP + 0.03, 0.012), 0.005, steps=14).deformed(sag)
    tall = max(d.back_h, 0.13)
    back = box((wide, 0.034, tall), 0.012, steps=14).deformed(hang)
    at = (0, _DEEP + d.lean * 0.8, d.height - tall / 2 - 0.01)
    return [
        Part("seat", seat.moved((0, 0, d.seat_h + 0.018)), canvas, 0),
        Part("back", back.moved(at), canvas, 1),
    ]


def _crosses(d: Design, material: Material) -> list[Part]:
    """Legs from each floor rail to the opposite seat rail."""
    x, parts = _half(d), []
    depths = {"front": -_DEEP + 0.03, "back": _DEEP - 0.03}
    if d.front_cross == "front":
        depths = {"mid": 0.0}
    for name, y in depths.items():
        for side, letter in SIDES:
            start, end = (side * x, y + side * 0.006, 0.02), (-side * x, y + side * 0.006, d.seat_h)
            lath = Lath(material, Rect(d.stock, 0.013), up=Y_AXIS, order=2)
            part = laths(f"leg_{name}_{letter}", [start], [end], lath)
            parts += part
    return parts


def _sides(d: Design, material: Material) -> list[Part]:
    """Floor rail, seat rail, arm posts, arm and back post of both sides."""
    x, deep, arm, parts = _half(d), 2 * _DEEP, d.seat_h + d.arm_h, []
    for side, letter in SIDES:
        at = side * x
        rails = {
            "rail_floor": ((0.026, deep + 0.12, 0.03), (at, 0.01, 0.015), 3),
            "rail_seat": ((0.024, deep + 0.05, 0.026), (at, 0, d.seat_h), 3),
            "arm": ((0.055, deep + 0.12, 0.02), (at, -0.01, arm), 2),
        }
        parts += [
            board(f"{name}_{letter}", size, centre, material, order)
            for name, (size, centre, order) in rails.items()
        ]
        parts += _posts(d, material, at, letter)
    return parts


def _posts(d: Design, material: Material, x: float, letter: str) -> list[Part]:
    """The post under the front of the arm and the one that carries the back."""
    arm = d.seat_h + d.arm_h
    rear, top = _DEEP - 0.005, (x, _DEEP + d.lean * 0.85, d.height)
    starts = np.array([(x, -_DEEP + 0.01, d.seat_h), (x, rear, d.seat_h), (x, rear, arm)])
    ends = np.array([(x, -_DEEP + 0.01, arm), (x, rear, arm), top])
    lath = Lath(material, Rect(0.02, d.stock), up=Y_AXIS, order=3)
    names = ("arm_post", "arm_post_back", "post")
    parts = laths("post", starts, ends, lath)
    return [
        Part(f"{name}_{letter}", part.mesh, material, 3)
        for name, part in zip(names, parts, strict=True)
    ]
