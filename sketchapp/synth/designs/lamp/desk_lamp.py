"""A work lamp with a jointed or bent arm."""

from itertools import pairwise

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.lamp import fittings
from sketchapp.synth.designs.lamp.finish import COLOURS, METALS, VIEW, lacquered, wooden
from sketchapp.synth.designs.lamp.shades import aimed, dome
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, look
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline, unit
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, box, lathe, tube

SPACE: Space = {
    "arm": Choice(("two", "two", "two", "three", "bent", "hook", "straight")),
    "foot": Choice(("disc", "disc", "dome", "square", "stepped")),
    "foot_r": Number(0.065, 0.115, "m"),
    "foot_h": Number(0.012, 0.05, "m"),
    "first": Number(0.18, 0.34, "m"),
    "second": Number(0.16, 0.32, "m"),
    "lean": Number(-12, 38, "deg"),
    "fold": Number(48, 100, "deg"),
    "bar": Choice(("round", "flat", "double")),
    "bar_r": Number(0.004, 0.009, "m"),
    "joint": Choice(("ball", "pin", "knob")),
    "head": Choice(("cone", "cylinder", "bell", "dome", "panel", "tilted_bar")),
    "head_r": Number(0.045, 0.10, "m"),
    "head_h": Number(0.07, 0.16, "m"),
    "tilt": Number(-20, 50, "deg"),
    "switch": Choice((False, True)),
    "cord": Choice(("none", "left", "right")),
    "arm_kind": look(("metal", "metal", "wood")),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Foot, arms with their joints, head, switch and cord."""
    metal, paint = METALS[p.metal], lacquered(p.lacquer)
    arm = wooden(p.wood) if p.arm_kind == "wood" and p.arm in ("two", "three") else metal
    knots = _knots(p)
    foot = fittings.foot(p.foot, p.foot_r, p.foot_h)
    parts = [Part("base", foot.moved((knots[0][0], 0, 0)), paint, 1)]
    parts += _arms(p, knots, arm, metal)
    parts += _head(p, knots[-1], unit(knots[-1] - knots[-2]), paint)
    if p.switch:
        knob = lathe([(0, 0), (0.008, 0), (0.007, 0.010), (0, 0.012)], sides=24)
        at = (knots[0][0], -0.55 * p.foot_r, _foot_top(p, 0.55) - 0.004)
        parts.append(Part("switch", knob.moved(at), metal, 6))
    if p.cord != "none":
        edge = p.foot_r * (0.9 if p.foot == "square" else 1.0)
        cord = fittings.cord(np.array([0.0, edge]), 0.20, -1 if p.cord == "left" else 1)
        parts.append(Part("cord", cord.mesh.moved((knots[0][0], 0, 0)), cord.material, 6))
    return parts


def _foot_top(p: Design, share: float) -> float:
    """Height of the foot's upper side at a share of its radius."""
    if p.foot == "dome":
        return p.foot_h * (0.3 + 0.7 * float(np.sqrt(1 - share**2)))
    return p.foot_h


def _knots(p: Design) -> Points:
    """Joints (n, 3) of the arm in the plane y = 0, from the foot to the head."""
    lean, fold = np.deg2rad(p.lean), np.deg2rad(p.fold)
    points = [np.array([0.0, 0, 0.6 * p.foot_h])]
    angles, lengths = {
        "two": ([-lean, fold], [p.first, p.second]),
        "three": (
            [-lean, fold - 0.9, fold + 0.25],
            [0.7 * p.first, 0.8 * p.second, 0.6 * p.second],
        ),
        "straight": ([0.0, fold], [1.3 * p.first, 0.8 * p.second]),
        "bent": ([0.0, 0.3 * fold, fold], [0.8 * p.first, 0.5 * p.second, 0.6 * p.second]),
        "hook": ([0.0, 0.9, 2.2], [1.25 * p.first, 0.45 * p.second, 0.4 * p.second]),
    }[p.arm]
    for angle, length in zip(angles, lengths, strict=True):
        points.append(points[-1] + length * np.array([np.sin(angle), 0, np.cos(angle)]))
    return np.array(points)


def _arms(p: Design, knots: Points, mat: Material, metal: Material) -> list[Part]:
    """Straight bars with joints between them, or one bent tube."""
    if p.arm in ("bent", "hook"):
        return [Part("arm_0", tube(spline(knots, 70), Round(1.2 * p.bar_r, 16), up=Y_AXIS), mat, 2)]
    parts = []
    for i, (a, b) in enumerate(pairwise(knots)):
        shifts = (-0.013, 0.013) if p.bar == "double" else (0.0,)
        for j, y in enumerate(shifts):
            name = f"arm_{i}" if len(shifts) == 1 else f"arm_{i}_{j}"
            parts.append(Part(name, _bar(p, a, b).moved((0, y, 0)), mat, 2))
    for i, at in enumerate(knots[:-1]):
        parts.append(Part(f"joint_{i}", _joint(p).moved(_seat(p, at, i)), metal, 4))
    return parts


def _seat(p: Design, at: Points, number: int) -> Points:
    """Where a joint sits; the first one on top of the foot."""
    return np.array([at[0], at[1], max(at[2], _foot_top(p, 0.0) + 0.008)]) if number == 0 else at


def _bar(p: Design, a: Points, b: Points) -> Mesh:
    path = spline([a, b], 12)
    if p.bar == "flat":
        return tube(path, Rect(3.2 * p.bar_r, 1.4 * p.bar_r), up=Y_AXIS)
    radius = 0.6 * p.bar_r if p.bar == "double" else p.bar_r
    return tube(path, Round(radius, 14))


def _joint(p: Design) -> Mesh:
    """A joint around the origin, its axis along y."""
    if p.joint == "ball":
        angle = np.linspace(-np.pi / 2, np.pi / 2, 18)
        radius = max(0.015, 1.9 * p.bar_r)
        return lathe(radius * np.c_[np.cos(angle).clip(0), np.sin(angle)], sides=32)
    wide, radius = (0.036, 0.011) if p.joint == "pin" else (0.044, 0.018)
    profile = [(0, -wide / 2), (radius, -wide / 2), (radius, wide / 2), (0, wide / 2)]
    return lathe(profile, creases=[1, 2], axis=(0, 1, 0), sides=32)


def _head(p: Design, at: Points, along: Points, paint: Material) -> list[Part]:
    """The head at the end of the arm, shining down and forward."""
    tilt = np.deg2rad(p.tilt)
    aim = np.array([np.sin(tilt), -0.12, -np.cos(tilt)])
    if p.arm == "hook":
        aim = along
    aim = unit(aim)
    if p.head in ("panel", "tilted_bar"):
        return [Part("head", _panel(p, at, aim), paint, 0)]
    body = aimed(_shell(p), -aim)
    shift = at + aim * (p.head_h - 0.006)
    glow = fittings.bulb(0.0, min(0.028, 0.4 * p.head_r))
    bulb = aimed(glow.mesh.deformed(lambda v: v * [1, -1, -1]), -aim)
    holder = lathe([(0, 0.0), (0.012, 0.0), (0.012, 0.7 * p.head_h), (0, 0.7 * p.head_h)], sides=20)
    seat = at + aim * 0.65 * p.head_h
    lift = aimed(holder, -aim).moved(seat)
    return [
        Part("head", body.moved(shift), paint, 0),
        Part("socket", lift, paint, 6),
        Part("bulb", bulb.moved(seat), glow.material, 5),
    ]


def _shell(p: Design) -> Mesh:
    """The reflector with its opening at z = 0 and its neck at z = head_h."""
    powers = {"cone": 1.05, "cylinder": 7.0, "bell": 1.6, "dome": 2.2}
    radius = p.head_r * (0.7 if p.head == "cylinder" else 1.0)
    return dome(radius, p.head_h, 0.016, powers[p.head])


def _panel(p: Design, at: Points, aim: Points) -> Mesh:
    """A flat lamp head: a disc-like panel, or a long bar across the arm."""
    if p.head == "panel":
        size = (2.6 * p.head_r, 1.3 * p.head_r, 0.014)
    else:
        size = (3.4 * p.head_r, 0.035, 0.02)
    plate = aimed(box(size, 0.005), -aim)
    side = unit(np.cross([0, 1.0, 0], -aim))
    return plate.moved(at + side * 0.36 * size[0] * np.sign(side[0] or 1.0))


DESK_LAMP = Family(SPACE, build, VIEW)
