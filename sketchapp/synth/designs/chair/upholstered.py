"""Upholstered seating: arms, backs and cushions of armchairs and sofas."""

from dataclasses import dataclass

import numpy as np

from sketchapp.synth.designs.chair.joinery import (
    CORNERS,
    SIDES,
    LegStyle,
    Stuffing,
    cushion,
    leg,
)
from sketchapp.synth.designs.material import BLACK_METAL, Material
from sketchapp.synth.designs.parameters import Design
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, rounded
from sketchapp.synth.geometry.primitives import Rect, box, lathe, tube

BACK_T = 0.15  # metres, thickness of an upholstered back


@dataclass(frozen=True)
class Body:
    """The outer sizes in metres that arms, back and cushions are fitted into."""

    design: Design
    cover: Material
    height: float

    @property
    def inner(self) -> float:
        """Clear width between the arms."""
        return self.design.width - 2 * self.design.arm_w

    @property
    def seat_depth(self) -> float:
        """From the front of the seat to the back."""
        return self.design.depth - BACK_T - 0.01

    def lean(self, v: Points, from_z: float) -> Points:
        """Vertices moved backwards by the rake of the back above the height from_z."""
        rise = (v[:, 2] - from_z).clip(0) / (self.height - from_z)
        v[:, 1] += self.design.rake * rise**1.1
        return v


def base(body: Body) -> Part:
    """The box under the cushions."""
    d = body.design
    tall = d.seat_h - 0.07 - d.leg_h
    mesh = box((body.inner + 0.02, d.depth - 0.05, tall), 0.018)
    return Part("base", mesh.moved((0, 0, d.leg_h + tall / 2)), body.cover, 3)


def back(body: Body) -> Part:
    """The back behind the cushions; `crown` raises its middle, `top_r` rounds its corners."""
    d = body.design
    low, wide = d.leg_h + 0.03, d.width - 2 * d.arm_w + 0.06
    tall = body.height - low - max(d.crown, 0)

    def shape(v: Points) -> Points:
        share = (v[:, 2] / tall + 0.5).clip(0, 1)
        side = np.abs(v[:, 0]) / (wide / 2)
        v[:, 2] += low + tall / 2 + share**2 * (d.crown * (1 - side**2) - d.top_r * side**5)
        return body.lean(v, d.seat_h)

    mesh = box((wide, BACK_T, tall), 0.045, puff=(0, 0.015, 0.006), steps=16).deformed(shape)
    return Part("back", mesh.moved((0, d.depth / 2 - BACK_T / 2 - 0.01, 0)), body.cover, 1)


def arms(body: Body) -> list[Part]:
    """Two arms of the design's kind: block, slope, roll or track."""
    d, parts = body.design, []
    low = d.leg_h
    for side, letter in SIDES:
        mesh = ARM_SHAPES[d.arm](body, side, d.arm_h - low)
        at = (side * (d.width - d.arm_w) / 2, 0, low + (d.arm_h - low) / 2)
        parts.append(Part(f"arm_{letter}", mesh.moved(at), body.cover, 2))
    return parts


def _block_arm(body: Body, side: int, tall: float) -> Mesh:
    """A padded block that leans outwards and slopes forwards."""
    d = body.design

    def shape(v: Points) -> Points:
        v[:, 0] += side * d.flare * v[:, 2].clip(0) ** 1.5
        v[:, 2] -= 0.04 * v[:, 1]
        return v

    mesh = box((d.arm_w, d.depth - 0.02, tall), d.round_r, puff=(0.012, 0, 0.014), steps=12)
    return mesh.deformed(shape)


def _slope_arm(body: Body, side: int, tall: float) -> Mesh:
    """An arm that rises towards the back."""
    d = body.design

    def shape(v: Points) -> Points:
        rise = (v[:, 2] / tall + 0.5).clip(0)
        v[:, 0] += side * d.flare * v[:, 2].clip(0) ** 1.5
        v[:, 2] += rise * 0.12 * (2 * v[:, 1] / d.depth).clip(-0.7, 1)
        return v

    mesh = box((d.arm_w, d.depth - 0.02, tall), d.round_r, puff=(0.01, 0, 0.008), steps=12)
    return mesh.deformed(shape)


def _roll_arm(body: Body, side: int, tall: float) -> Mesh:
    """A narrow arm whose top rolls outwards."""
    d = body.design
    half, roll = tall / 2, min(0.075, d.arm_w * 0.6)

    def shape(v: Points) -> Points:
        up = ((v[:, 2] - (half - 2 * roll)) / (2 * roll)).clip(0, 1)
        swell = np.sqrt(np.clip(1 - (2 * up - 1) ** 2, 0, 1)) * (up > 0)
        outwards = np.sign(v[:, 0] * side) > 0
        v[:, 0] += side * np.where(outwards, roll * 0.9, roll * 0.1) * swell
        return v

    mesh = box((d.arm_w * 0.75, d.depth - 0.03, tall), d.round_r, steps=24).deformed(shape)
    return mesh.moved((-side * d.arm_w * 0.125, 0, 0))


def _track_arm(body: Body, side: int, tall: float) -> Mesh:
    """A thin straight arm with crisp edges."""
    d = body.design
    return box((d.arm_w, d.depth, tall), 0.012, puff=(0.004, 0, 0.003)).moved((side * 0.004, 0, 0))


ARM_SHAPES = {"block": _block_arm, "slope": _slope_arm, "roll": _roll_arm, "track": _track_arm}


def seat_cushions(body: Body, seats: int) -> list[Part]:
    """Loose seat cushions side by side, each a little different."""
    d = body.design
    wide = body.inner / seats
    parts = []
    for i, swell in enumerate(_unevenness(seats)):
        thick = 0.15 + 0.01 * swell
        mesh = cushion(
            (wide - 0.004, body.seat_depth, thick),
            Stuffing(d.plump * (1 + 0.3 * swell), 0.75, 0.12),
        )
        x = (i - (seats - 1) / 2) * wide
        y = -d.depth / 2 + body.seat_depth / 2 - 0.012
        parts.append(Part(f"cushion_{i}", mesh.moved((x, y, d.seat_h - 0.01)), body.cover, 0))
    return parts


def back_cushions(body: Body, seats: int) -> list[Part]:
    """Loose back cushions that lean on the back."""
    d, parts = body.design, []
    wide = body.inner / seats
    low = d.seat_h + 0.05
    tall = max(body.height - low - 0.02 + d.overhang, 0.24)
    for i, swell in enumerate(_unevenness(seats)):
        size = (wide - 0.012, 0.15, tall * (1 + 0.02 * swell))
        mesh = cushion(size, Stuffing(d.plump * 1.2, 0.85, 0.3))
        x = (i - (seats - 1) / 2) * wide + 0.004 * swell
        mesh = mesh.moved((x, d.depth / 2 - BACK_T - 0.055, low + tall / 2))
        tilted = mesh.deformed(lambda v: body.lean(v, low))
        parts.append(Part(f"cushion_back_{i}", tilted, body.cover, 1))
    return parts


def _unevenness(count: int) -> Points:
    """Small differences (count,) in [-1, 1] between neighbouring cushions."""
    return np.cos(2.4 * np.arange(count) + 0.7)


def legs(body: Body, wood: Material) -> list[Part]:
    """Four short legs, a plinth, or two metal skids, as the design says."""
    d = body.design
    if d.leg == "plinth":
        mesh = box((d.width - 0.06, d.depth - 0.1, d.leg_h + 0.01), 0.004)
        return [Part("plinth", mesh.moved((0, 0, d.leg_h / 2 + 0.005)), wood, 4)]
    if d.leg == "skid":
        return _skids(body)
    style = LegStyle(wood, 0.024, 0.013, d.leg, 4)
    parts = []
    for sx, sy, name in CORNERS:
        x, y = sx * (d.width / 2 - 0.07), sy * (d.depth / 2 - 0.08)
        foot = (x + sx * 0.03, y + sy * 0.03, 0)
        parts.append(leg(f"leg_{name}", (x, y, d.leg_h + 0.008), foot, style))
    return parts


def round_legs(body: Body, wood: Material) -> list[Part]:
    """Legs under a round seat, which stand further in; a round plinth, or four legs."""
    d = body.design
    if d.leg in ("plinth", "skid"):
        profile = [(0, 0), (0.42, 0), (0.42, d.leg_h + 0.01), (0, d.leg_h + 0.01)]
        drum = lathe(profile, (1, 2)).deformed(lambda v: v * [d.width, d.depth, 1])
        return [Part("plinth", drum, wood if d.leg == "plinth" else BLACK_METAL, 4)]
    style = LegStyle(wood, 0.024, 0.013, d.leg, 4)
    parts = []
    for sx, sy, name in CORNERS:
        hip = np.array([sx * d.width * 0.28, sy * d.depth * 0.28, d.leg_h + 0.012])
        parts.append(leg(f"leg_{name}", hip, hip * [1.15, 1.15, 0], style))
    return parts


def _skids(body: Body) -> list[Part]:
    """A flat bar bent into a U under each side."""
    d, parts = body.design, []
    top, y = d.leg_h + 0.006, d.depth / 2 - 0.09
    for side, letter in SIDES:
        x = side * (d.width / 2 - 0.09)
        knots = [(x, -y, top), (x, -y, 0.007), (x, y, 0.007), (x, y, top)]
        mesh = tube(rounded(knots, 0.012, 6), Rect(0.03, 0.014), up=(0, -1, 0))
        parts.append(Part(f"runner_{letter}", mesh, BLACK_METAL, 4))
    return parts
