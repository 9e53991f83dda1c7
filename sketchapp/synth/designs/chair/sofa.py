"""Sofas and loveseats: two or three seats, loose or tight backs, one end drawn out or not."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, CLOTHS, WOODS, cloth
from sketchapp.synth.designs.chair.joinery import SIDES, Change, LegStyle, Stuffing, cushion, leg
from sketchapp.synth.designs.chair.upholstered import (
    Body,
    arms,
    back,
    back_cushions,
    base,
    legs,
    seat_cushions,
)
from sketchapp.synth.designs.chair.views import WIDE_VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import BLACK_METAL, FABRIC, WOOD, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, look
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.primitives import box

SPACE: Space = {
    "seats": Choice((2, 2, 3)),
    "seat_w": Number(0.50, 0.72, "m"),
    "depth": Number(0.74, 0.98, "m"),
    "seat_h": Number(0.37, 0.45, "m"),
    "height": Number(0.70, 0.98, "m"),
    "arm_h": Number(0.50, 0.68, "m"),
    "arm_w": Number(0.07, 0.22, "m"),
    "arm": Choice(("block", "slope", "roll", "track")),
    "round_r": Number(0.015, 0.045, "m"),
    "flare": Number(0, 0.25),
    "rake": Number(0.03, 0.14, "m"),
    "crown": Number(-0.03, 0.09, "m"),
    "top_r": Number(0, 0.08, "m"),
    "plump": Number(0.012, 0.045, "m"),
    "cushions": Choice(("loose", "loose", "tight", "one")),
    "overhang": Number(-0.10, 0.05, "m"),
    "pillows": Number(0, 2, whole=True),
    "end": Choice(("plain", "plain", "chaise")),
    "chaise": Number(0.45, 0.65, "m", when=("end", "chaise")),
    "leg_h": Number(0.06, 0.20, "m"),
    "leg": Choice(("round", "rect", "turned", "plinth", "skid")),
    "kind": CLOTHS,
    "pillow_cloth": look(FABRIC),
    "wood": WOODS,
    **CLOTH_LOOK,
}


def build(design: Design) -> list[Part]:
    """Parts of one sofa."""
    wide = design.seats * design.seat_w + 2 * design.arm_w
    sized = Design({**design, "width": wide})
    body = Body(sized, cloth(sized, sized.kind), sized.height)
    parts = [base(body), *arms(body), back(body), *_seat(body)]
    parts += legs(body, Material("wood", WOOD[sized.wood]))
    if sized.cushions == "loose":
        parts += back_cushions(body, sized.seats)
    parts += _chaise(body) if sized.end == "chaise" else []
    return parts + _pillows(body)


def _seat(body: Body) -> list[Part]:
    """One cushion per seat, or a single long one."""
    d = body.design
    return seat_cushions(body, 1 if d.cushions == "one" else d.seats)


def _chaise(body: Body) -> list[Part]:
    """The right seat drawn out to the front, with its own base and feet."""
    d = body.design
    wide = body.inner / d.seats
    x, front = (d.seats - 1) / 2 * wide, -d.depth / 2
    tall = d.seat_h - 0.07 - d.leg_h
    y = front - d.chaise / 2 + 0.03
    block = box((wide - 0.004, d.chaise + 0.06, tall), 0.018)
    pad = cushion((wide - 0.004, d.chaise - 0.004, 0.15), Stuffing(d.plump, 0.75, 0.12))
    pad = pad.moved((x, front - d.chaise / 2 - 0.012, d.seat_h - 0.01))
    parts = [
        Part("base_chaise", block.moved((x, y, d.leg_h + tall / 2)), body.cover, 3),
        Part("cushion_chaise", pad, body.cover, 0),
    ]
    return parts + _chaise_feet(d, x, wide)


def _chaise_feet(d: Design, x: float, wide: float) -> list[Part]:
    """Two legs under the front of the drawn-out seat, or the plinth that goes on under it."""
    wood, y = Material("wood", WOOD[d.wood]), -d.depth / 2 - d.chaise + 0.07
    if d.leg in ("plinth", "skid"):
        foot = box((wide * 0.8, 0.05, d.leg_h + 0.01), 0.006)
        cover = wood if d.leg == "plinth" else BLACK_METAL
        return [Part("leg_chaise", foot.moved((x, y, d.leg_h / 2 + 0.005)), cover, 4)]
    style, parts = LegStyle(wood, 0.024, 0.013, d.leg, 4), []
    for side, letter in SIDES:
        at = x + side * (wide / 2 - 0.06)
        foot = (at + side * 0.02, y - 0.02, 0)
        parts.append(leg(f"leg_chaise_{letter}", (at, y, d.leg_h + 0.008), foot, style))
    return parts


def _pillows(body: Body) -> list[Part]:
    """Small square pillows that lean in the corners."""
    d, parts = body.design, []
    cover = Material("fabric", FABRIC[d.pillow_cloth])
    deep = 0.30 if d.cushions == "loose" else 0.15
    for i, side in enumerate((-1, 1)[: d.pillows]):
        size = 0.36 + 0.03 * i
        mesh = cushion((size, 0.11, size), Stuffing(0.03, 0.9, 0.55))
        mesh = mesh.deformed(_leaning(20.0 * side))
        x = side * (body.inner / 2 - size * 0.46)
        at = (x, d.depth / 2 - deep - 0.10, d.seat_h + 0.055 + size / 2)
        parts.append(Part(f"pillow_{i}", mesh.moved(at), cover, 4))
    return parts


def _leaning(turn_deg: float) -> Change:
    """Turns a pillow about z and lets it lean back."""
    turn = np.deg2rad(turn_deg)
    cosine, sine = np.cos(turn), np.sin(turn)
    turned = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
    matrix = np.array([[1, 0, 0], [0, 1, 0], [0, 0.3, 1]]) @ turned
    return lambda v: v @ matrix


SOFA = Family(SPACE, build, WIDE_VIEW)
