"""Rocking chairs: a wooden chair with arms on two bent runners."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import CLOTH_LOOK, WOOD_LOOK, cloth, wooden
from sketchapp.synth.designs.chair.joinery import (
    CORNERS,
    SIDES,
    Lath,
    LegStyle,
    Rod,
    Stuffing,
    bar,
    board,
    cushion,
    grounded,
    laths,
    leg,
)
from sketchapp.synth.designs.chair.saddle import saddle
from sketchapp.synth.designs.chair.spindles import BACKS, back_edge
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Z_AXIS, Rect, Soft, tube

SPACE: Space = {
    "width": Number(0.46, 0.58, "m"),
    "depth": Number(0.42, 0.50, "m"),
    "seat_h": Number(0.38, 0.45, "m"),
    "height": Number(0.88, 1.18, "m"),
    "rake": Number(0.12, 0.26, "m"),
    "curve": Number(0.75, 1.5, "m"),
    "front": Number(0.32, 0.44, "m"),
    "rear": Number(0.42, 0.62, "m"),
    "splay": Number(-0.01, 0.06, "m"),
    "seat": Choice(("saddle", "slats", "cushion")),
    "squareness": Number(2.3, 6.0, when=("seat", "saddle")),
    "back": Choice(("bow", "crest", "comb", "ladder", "slats", "pad")),
    "spindles": Number(4, 8, whole=True),
    "shoulder": Number(0.55, 0.95, when=("back", "bow")),
    "crest_h": Number(0.06, 0.15, "m", when=("back", "crest")),
    "comb_h": Number(0.05, 0.10, "m", when=("back", "comb")),
    "rails": Number(3, 6, whole=True, when=("back", "ladder")),
    "slat_w": Number(0.3, 0.62, when=("back", "slats")),
    "arms": Choice((True, True, True, False)),
    "arm_h": Number(0.19, 0.26, "m", when=("arms", True)),
    "arm_w": Number(0.03, 0.07, "m", when=("arms", True)),
    "turned": flag(),
    "stretcher": flag(),
    **WOOD_LOOK,
    **CLOTH_LOOK,
}

_RUNNER_H = 0.034  # metres, height of a runner's section


def build(design: Design) -> list[Part]:
    """Parts of one rocking chair."""
    material = wooden(design)
    parts = [*_seat(design, material), *_runners(design, material), *_legs(design, material)]
    back = POSTED[design.back] if design.back in POSTED else BACKS[design.back]
    parts += back(design, material)
    return parts + (_arms(design, material) if design.arms else [])


def _seat(d: Design, wood: Material) -> list[Part]:
    """A dished board, slats on two rails, or a cushion on a frame."""
    at = (0, 0, d.seat_h)
    if d.seat == "saddle":
        mesh = saddle(d.width, d.depth, 0.04, d.squareness)
        return [Part("seat", mesh.moved(at), wood, 0)]
    frame = (d.width, d.depth, 0.04)
    if d.seat == "cushion":
        mesh = cushion((d.width - 0.02, d.depth - 0.01, 0.07), Stuffing(0.02))
        rail = board("apron", frame, (0, 0, d.seat_h - 0.02), wood, 3)
        return [Part("seat", mesh.moved((0, 0, d.seat_h + 0.025)), cloth(d, "fabric"), 0), rail]
    ys = np.linspace(-d.depth / 2 + 0.03, d.depth / 2 - 0.03, 6)
    dip = 0.012 * np.cos(np.linspace(-1, 1, 6) * np.pi / 2)
    ends = np.column_stack([np.full(6, d.width / 2), ys, d.seat_h + 0.01 - dip])
    lath = Lath(wood, Rect(d.depth / 8.2, 0.016), order=0)
    rails = [
        board(f"rail_seat_{letter}", (0.03, d.depth, 0.04), (x, 0, d.seat_h - 0.018), wood)
        for side, letter in SIDES
        for x in [side * (d.width * 0.36)]
    ]
    return laths("seat", ends * [-1, 1, 1], ends, lath) + rails


def _runner_z(d: Design, y: float) -> float:
    """Height of a runner's middle line."""
    return y**2 / (2 * d.curve) + _RUNNER_H / 2


def _runners(d: Design, wood: Material) -> list[Part]:
    """Two bent runners, longer behind than in front."""
    ys, parts = np.linspace(-d.front, d.rear, 60), []
    for side, letter in SIDES:
        x = np.full(60, side * (d.width * 0.42 + d.splay))
        path = np.column_stack([x, ys, [_runner_z(d, y) for y in ys]])
        mesh = grounded(tube(path, Rect(0.028, _RUNNER_H), up=Z_AXIS))
        parts.append(Part(f"runner_{letter}", mesh, wood, 2))
    return parts


def _legs(d: Design, wood: Material) -> list[Part]:
    style = LegStyle(wood, 0.016, 0.012, "turned" if d.turned else "round")
    parts, knees = [], {}
    for sx, sy, name in CORNERS:
        y = sy * d.depth * 0.45
        hip = np.array([sx * d.width * 0.36, sy * d.depth * 0.36, d.seat_h - 0.01])
        foot = np.array([sx * (d.width * 0.42 + d.splay), y, _runner_z(d, y) + 0.006])
        knees[name] = foot + (hip - foot) * 0.4
        parts.append(leg(f"leg_{name}", hip, foot, style))
    pairs = [("front_L", "front_R"), ("back_L", "back_R")]
    if d.stretcher:
        pairs += [("front_L", "back_L"), ("front_R", "back_R")]
    for i, (a, b) in enumerate(pairs):
        parts.append(bar(f"stretcher_{i}", knees[a], knees[b], Rod(wood, 0.009, 5)))
    return parts


def _post_at(d: Design, z: float) -> Points:
    """(x, y, z) of the right back post at height z."""
    share = (z - d.seat_h) / (d.height - d.seat_h)
    x = d.width * (0.42 + 0.03 * share)
    return np.array([x, d.depth * 0.42 + d.rake * share**1.2, z])


def _posts(d: Design, wood: Material) -> list[Part]:
    """Two raked posts with rounded tops."""
    line = np.array([_post_at(d, z) for z in np.linspace(d.seat_h, d.height, 8)])
    line = np.vstack([line[0] - [0, 0.004, 0.03], line])
    return [
        Part(f"post_{letter}", tube(spline(line * [side, 1, 1], 40), Soft(0.034, 0.03)), wood, 1)
        for side, letter in SIDES
    ]


def _rail(d: Design, name: str, z: float, tall: float, wood: Material) -> Part:
    """A rail between the posts, bent backwards."""
    end = _post_at(d, z)
    share = np.linspace(-1, 1, 40)
    path = np.column_stack([share * end[0], end[1] + 0.03 * (1 - share**2), np.full(40, z)])
    return Part(name, tube(path, Rect(0.016, tall), up=Z_AXIS), wood, 3)


def _ladder(d: Design, wood: Material) -> list[Part]:
    heights = np.linspace(d.height - 0.06, d.seat_h + 0.12, d.rails)
    tall = min(0.07, 0.5 * (heights[0] - heights[1]))
    rails = [_rail(d, f"rail_{i}", z, tall, wood) for i, z in enumerate(heights)]
    return _posts(d, wood) + rails


def _slatted(d: Design, wood: Material) -> list[Part]:
    low, top = d.seat_h + 0.08, d.height - 0.07
    parts = [_rail(d, "rail_top", top, 0.09, wood), _rail(d, "rail_low", low, 0.05, wood)]
    count = d.spindles
    ends, spots = [], np.linspace(-1, 1, count) * 0.72
    for z in (low, top):
        post = _post_at(d, z)
        y = post[1] + 0.03 * (1 - spots**2)
        ends.append(np.column_stack([spots * post[0], y, np.full(count, z)]))
    section = Rect(d.slat_w * d.width * 0.75 / count, 0.009)
    return _posts(d, wood) + parts + laths("slat", ends[0], ends[1], Lath(wood, section, up=Y_AXIS))


def _padded(d: Design, wood: Material) -> list[Part]:
    """A stuffed back between the posts under a top rail."""
    low, top = d.seat_h + 0.07, d.height - 0.05

    def follow(v: Points) -> Points:
        z = v[:, 2] + (low + top) / 2
        share = ((z - d.seat_h) / (d.height - d.seat_h)).clip(0)
        v[:, 1] += d.depth * 0.42 + d.rake * share**1.2 - 0.004
        v[:, 2] = z
        return v

    mesh = cushion((d.width * 0.84, 0.06, top - low), Stuffing(0.015, 0.9, 0.1, follow))
    rail = _rail(d, "rail_top", d.height - 0.04, 0.06, wood)
    return [*_posts(d, wood), rail, Part("back_pad", mesh, cloth(d, "fabric"), 1)]


def _arms(d: Design, wood: Material) -> list[Part]:
    """Flat arms from the back to posts at the front of the seat."""
    z, parts = d.seat_h + d.arm_h, []
    rear = _post_at(d, z) if d.back in POSTED else back_edge(d, z)
    front = np.array([d.width * 0.47, -d.depth * 0.36, z])
    for side, letter in SIDES:
        turn = np.array([side, 1, 1])
        knots = [rear, (rear + front) / 2 + [0.03, 0, 0.008], front + np.array([0.005, -0.05, 0])]
        path = rounded(np.array(knots) * turn, 0.15, 20)
        mesh = tube(path, Soft(d.arm_w, 0.022), up=Z_AXIS)
        parts.append(Part(f"arm_{letter}", mesh, wood, 2))
        foot = np.array([d.width * 0.40, -d.depth * 0.30, d.seat_h - 0.005])
        parts.append(bar(f"arm_post_{letter}", foot * turn, front * turn, Rod(wood, 0.012, 3)))
    return parts


POSTED = {"ladder": _ladder, "slats": _slatted, "pad": _padded}
ROCKING = Family(SPACE, build, VIEW)
