"""Upholstered armchairs: square, winged or round as a barrel, on legs, plinth or skids."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, CLOTHS, WOODS, cloth
from sketchapp.synth.designs.chair.joinery import SIDES, Stuffing, cushion
from sketchapp.synth.designs.chair.upholstered import (
    BACK_T,
    Body,
    arms,
    back,
    back_cushions,
    base,
    legs,
    round_legs,
    seat_cushions,
)
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import WOOD, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded
from sketchapp.synth.geometry.primitives import Z_AXIS, Soft, box, tube

SPACE: Space = {
    "style": Choice(("square", "square", "wing", "barrel")),
    "width": Number(0.66, 0.90, "m"),
    "depth": Number(0.68, 0.84, "m"),
    "seat_h": Number(0.37, 0.45, "m"),
    "height": Number(0.74, 1.08, "m"),
    "arm_h": Number(0.53, 0.66, "m"),
    "arm_w": Number(0.07, 0.18, "m"),
    "arm": Choice(("block", "slope", "roll", "track")),
    "round_r": Number(0.015, 0.045, "m"),
    "flare": Number(0, 0.25),
    "rake": Number(0.03, 0.14, "m"),
    "crown": Number(-0.02, 0.07, "m"),
    "top_r": Number(0, 0.08, "m"),
    "plump": Number(0.012, 0.045, "m"),
    "pillow": flag(),
    "overhang": Number(-0.12, 0.03, "m", when=("pillow", True)),
    "leg_h": Number(0.06, 0.20, "m"),
    "leg": Choice(("round", "rect", "turned", "plinth", "skid")),
    "kind": CLOTHS,
    "wood": WOODS,
    **CLOTH_LOOK,
}

_EARS = 0.36  # metres, least height of a winged back over its arms


def build(design: Design) -> list[Part]:
    """Parts of one armchair."""
    height = design.height
    if design.style == "wing":
        height = max(height, design.arm_h + _EARS)
    body = Body(design, cloth(design, design.kind), height)
    wood = Material("wood", WOOD[design.wood])
    if design.style == "barrel":
        return _barrel(body) + round_legs(body, wood)
    parts = [base(body), *arms(body), back(body), *seat_cushions(body, 1), *legs(body, wood)]
    parts += back_cushions(body, 1) if design.pillow else []
    return parts + (_wings(body) if design.style == "wing" else [])


def _wings(body: Body) -> list[Part]:
    """Two ears between the arms and the top of the back."""
    d, parts = body.design, []
    low, top = d.arm_h - 0.06, body.height - 0.03 - d.top_r
    tall = top - low
    deep = 0.26

    def shape(v: Points) -> Points:
        share = (v[:, 2] / tall + 0.5).clip(0, 1)
        front = 0.5 - v[:, 1] / deep
        v[:, 1] += front * (0.12 * share**2 - 0.05 * np.sin(np.pi * share))
        v[:, 2] += low + tall / 2 - 0.05 * front * share
        return body.lean(v, d.seat_h)

    for side, letter in SIDES:
        mesh = box((0.065, deep, tall), 0.03, puff=(0.008, 0, 0), steps=14).deformed(shape)
        at = (side * (body.inner / 2 + 0.03), d.depth / 2 - BACK_T - 0.06, 0)
        parts.append(Part(f"wing_{letter}", mesh.moved(at), body.cover, 2))
    return parts


def _barrel(body: Body) -> list[Part]:
    """A wall bent round a drum seat: arms and back in one."""
    d = body.design
    thick = 0.07 + 0.35 * (d.arm_w - 0.07)
    x, y, low = d.width / 2 - thick / 2, d.depth / 2 - thick / 2, d.leg_h
    knots = [(-x, -y + 0.03, 0), (-x, y, 0), (x, y, 0), (x, -y + 0.03, 0)]
    path = resampled(rounded(knots, min(x, y) * 0.95, 30), 120)
    back_share = ((path[:, 1] + y * 0.35) / (y * 1.35)).clip(0, 1)
    rise = back_share**2 * (3 - 2 * back_share)
    tall = d.arm_h + (d.height * 0.92 - d.arm_h) * rise - low
    path[:, 2] = low + tall / 2
    flat = np.column_stack([path[:, :2], np.full(len(path), low + tall.mean() / 2)])
    wall = tube(flat, Soft(thick, 1.0), up=Z_AXIS, cap=0.6)
    bent = wall.deformed(lambda v: _stretched(v, path, tall))
    parts = [Part("back", bent, body.cover, 1)]
    return [*parts, *_drum(body, thick)]


def _stretched(v: Points, path: Points, tall: Points) -> Points:
    """Vertices of a wall of height 1 given the height `tall` of the nearest path point."""
    gap = ((v[:, None, :2] - path[None, :, :2]) ** 2).sum(-1)
    nearest = gap.argmin(1)
    share = v[:, 2] - v[:, 2].mean()
    v[:, 2] = path[nearest, 2] + share * tall[nearest]
    return v


def _drum(body: Body, thick: float) -> list[Part]:
    """The base and cushion inside the wall, both round at the back."""
    d = body.design
    wide, deep = d.width - 1.6 * thick, d.depth - 1.2 * thick
    tall = d.seat_h - 0.06 - d.leg_h
    drum = box((1, 1, tall), 0.018, steps=16).deformed(_round_backed)
    drum = drum.deformed(lambda v: v * [wide, deep, 1] + [0, -0.3 * thick, d.leg_h + tall / 2])
    pad = cushion((1, 1, 0.14), Stuffing(d.plump, 0.8, 0.0, _round_backed))
    pad = pad.deformed(lambda v: v * [wide - 0.3 * thick, deep, 1])
    return [
        Part("base", drum, body.cover, 3),
        Part("cushion_0", pad.moved((0, -0.3 * thick - 0.012, d.seat_h - 0.004)), body.cover, 0),
    ]


def _round_backed(v: Points) -> Points:
    """A plan of side 1 whose rear half is drawn in towards a circle."""
    x, y = 2 * v[:, 0], 2 * v[:, 1].clip(0)
    v[:, 0] = x / 2 * np.sqrt(1 - 0.5 * np.minimum(y, 1) ** 2)
    v[:, 1] *= np.sqrt(1 - 0.5 * np.minimum(np.abs(x), 1) ** 2)
    return v


ARMCHAIR = Family(SPACE, build, VIEW)
