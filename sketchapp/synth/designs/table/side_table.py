"""A small table beside a chair or a bed."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.table.finish import COLOURS, METALS, VIEW, lacquered, stone, wooden
from sketchapp.synth.designs.table.legs import LegStyle, leg
from sketchapp.synth.designs.table.storage import Bank, cabinet, drawers
from sketchapp.synth.designs.table.tops import grounded, outline, slab
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import X_AXIS, Rect, Round, lathe, tube

SPACE: Space = {
    "body": Choice(
        ("tripod", "tripod", "legs", "night", "night", "drum", "nest", "c_frame", "cross")
    ),
    "shape": Choice(("round", "square", "soft", "oval")),
    "size": Number(0.34, 0.56, "m"),
    "height": Number(0.42, 0.66, "m"),
    "top_t": Number(0.012, 0.04, "m"),
    "edge": Choice(("square", "bevel", "round")),
    "rim": Choice((False, False, True)),
    "leg": Choice(("tapered", "round", "turned", "block", "cabriole")),
    "leg_r": Number(0.012, 0.026, "m"),
    "foot": Number(0.45, 0.9),
    "splay": Number(0.0, 0.12, "m"),
    "inset": Number(0.0, 0.05, "m"),
    "shelf": Choice((False, True)),
    "shelf_h": Number(0.2, 0.5),
    "count": Choice((1, 1, 2)),
    "pull": Choice(("knob", "bar", "ring")),
    "waist": Number(-0.35, 0.25),
    "top_kind": Choice(("wood", "wood", "stone", "lacquer"), look=True),
    **COLOURS,
}
SIGNS = [(sx, sy) for sx in (-1, 1) for sy in (-1, 1)]


def build(p: Design) -> list[Part]:
    """Top, perhaps with a raised rim, on one of the bodies."""
    shape = p.shape
    if p.body == "nest":
        shape = "square"
    elif p.body in ("night", "c_frame") and shape in ("round", "oval"):
        shape = "soft"
    parts = [_board(p, "top", shape, 1.0, p.height)]
    if p.rim and p.body != "nest":
        parts.append(_rim(p, shape))
    share = {"round": 0.66, "oval": 0.58, "soft": 0.78, "square": 0.94}[shape]
    half = p.size / 2 * share - p.leg_r - p.inset
    bodies = {
        "tripod": _round_legs,
        "legs": _square_legs,
        "night": _night,
        "drum": _drum,
        "nest": _nest,
        "c_frame": _c_frame,
        "cross": _cross,
    }
    return grounded(parts + bodies[p.body](p, max(half, 0.06), p.height - p.top_t))


def _surface(p: Design) -> Material:
    kinds = {"wood": wooden(p.wood), "stone": stone(p.stone), "lacquer": lacquered(p.lacquer)}
    return kinds[p.top_kind]


def _ring(p: Design, shape: str, scale: float) -> Points:
    length, width = scale * p.size, scale * p.size * (0.75 if shape == "oval" else 1.0)
    if shape == "square":
        return outline("rect", length, width, 0.02)
    return outline("soft" if shape == "soft" else "oval", length, width)


def _board(p: Design, name: str, shape: str, scale: float, z: float) -> Part:
    edge = "square" if p.body == "nest" and p.edge == "bevel" else p.edge
    board = slab(_ring(p, shape, scale), p.top_t, edge).moved((0, 0, z))
    return Part(name, board, _surface(p), 0 if name == "top" else 2)


def _rim(p: Design, shape: str) -> Part:
    ring = _ring(p, shape, 0.985)
    path = np.c_[ring, np.full(len(ring), p.height + 0.012)]
    return Part("rim", tube(path, Rect(0.008, 0.03), closed=True), _surface(p), 3)


def _round_legs(p: Design, half: float, top: float) -> list[Part]:
    """Three splayed legs, with a round shelf between them if wanted."""
    style = LegStyle(p.leg if p.leg != "cabriole" else "round", p.leg_r, p.foot)
    parts, mat = [], wooden(p.second_wood)
    for i in range(3):
        angle = 2 * np.pi * i / 3 + 0.4
        out = np.array([np.cos(angle), np.sin(angle), 0])
        shape = leg(style, out * half + [0, 0, top + 0.002], out * (half + p.splay))
        parts.append(Part(f"leg_{i}", shape, mat, 1))
    if p.shelf:
        radius = half + p.splay * (1 - p.shelf_h) + 0.004
        ring = outline("oval", 2 * radius, 2 * radius)
        parts.append(
            Part("shelf", slab(ring, 0.016).moved((0, 0, p.shelf_h * top)), _surface(p), 2)
        )
    return parts


def _square_legs(p: Design, half: float, top: float) -> list[Part]:
    """Four legs, a frame under the top and perhaps a shelf."""
    style, mat = LegStyle(p.leg, p.leg_r, p.foot), wooden(p.second_wood)
    splay = 0.4 * p.splay
    deep = half * (0.72 if p.shape == "oval" else 1.0)
    parts = []
    for i, (sx, sy) in enumerate(SIGNS):
        foot = (sx * (half + splay), sy * (deep + splay), 0)
        shape = leg(style, (sx * half, sy * deep, top + 0.002), foot)
        parts.append(Part(f"leg_{i}", shape, mat, 1))
    frame = cabinet((2 * half, 2 * deep, 0.07), (0, 0, top - 0.034))
    parts.append(Part("apron", frame, mat, 3))
    if p.shelf and p.leg != "cabriole":
        at = 2 * (splay * (1 - p.shelf_h)) + 0.008
        board = cabinet((2 * half + at, 2 * deep + at, 0.018), (0, 0, p.shelf_h * top))
        parts.append(Part("shelf", board, _surface(p), 2))
    return parts


def _night(p: Design, half: float, top: float) -> list[Part]:
    """A small chest of drawers, open below, on legs."""
    depth = 0.17 * p.count
    wide = 2 * half + 2 * p.leg_r + 0.004
    body = cabinet((wide, wide, depth), (0, 0, top - depth / 2 + 0.002))
    mat = wooden(p.second_wood)
    parts = [Part("body", body, mat, 1)]
    bank = Bank(0, -wide / 2 - 0.004, wide, top - depth + 0.012, top - 0.01, p.count, p.pull)
    parts += drawers(bank, wooden(p.wood), METALS[p.metal])
    kind = "tapered" if p.leg == "cabriole" else p.leg
    for i, (sx, sy) in enumerate(SIGNS):
        reach = half + 0.3 * p.splay
        shape = leg(
            LegStyle(kind, p.leg_r, p.foot),
            (sx * half, sy * half, top - depth + 0.01),
            (sx * reach, sy * reach, 0),
        )
        parts.append(Part(f"leg_{i}", shape, mat, 2))
    low = p.shelf_h * (top - depth)
    if p.shelf:
        at = 2 * half + 0.6 * p.splay * (1 - p.shelf_h)
        parts.append(Part("shelf", cabinet((at, at, 0.018), (0, 0, low)), mat, 2))
    return parts


def _drum(p: Design, half: float, top: float) -> list[Part]:
    """A turned body, waisted or bellied, that ends under the top."""
    t = np.linspace(0, 1, 30)
    radius = 0.42 * p.size * (0.85 if p.shape == "oval" else 1.0)
    share = (1 + p.waist * np.sin(np.pi * t)) * (p.foot + (1 - p.foot) * t)
    profile = np.r_[[[0, 0]], np.c_[radius * share, t * (top + 0.001)], [[0, top + 0.001]]]
    body = lathe(profile, creases=[1, 30])
    return [Part("body", body, wooden(p.second_wood), 1)]


def _nest(p: Design, half: float, top: float) -> list[Part]:
    """Smaller tables of the same kind pulled half out from under the first."""
    mat = METALS[p.metal] if p.leg == "block" else wooden(p.second_wood)
    style, parts = LegStyle("block", 0.7 * p.leg_r), []
    drop = p.top_t - 0.001  # each slides along the underside of the next larger one
    for number, scale in enumerate((1.0, 0.70, 0.46)[: 1 + p.count]):
        y, high = -0.32 * p.size * number, top - drop * number
        if number:
            board = _board(p, f"top_{number}", "square", scale, high + p.top_t)
            parts.append(Part(board.name, board.mesh.moved((0, y, 0)), board.material, 0))
        reach = scale * (0.49 * p.size - p.leg_r)
        for i, (sx, sy) in enumerate(SIGNS):
            at = np.array([sx * reach, y + sy * reach, 0.0])
            shape = leg(style, at * [1, 1, 0] + np.array([0, 0, high + 0.002]), at)
            parts.append(Part(f"leg_{4 * number + i}", shape, mat, 1))
    return parts


def _c_frame(p: Design, half: float, top: float) -> list[Part]:
    """Two bent bars that hold the top from one side, joined on the floor."""
    x, y, bar = half, 0.42 * p.size, 0.55 * p.leg_r
    mat, parts = METALS[p.metal], []
    for i, s in enumerate((-1, 1)):
        path = [(-x, s * y, top - bar), (x, s * y, top - bar), (x, s * y, bar), (-x, s * y, bar)]
        shape = tube(rounded(path, 0.02, 8), Rect(2 * bar, 2 * bar + 0.004))
        parts.append(Part(f"frame_{i}", shape, mat, 1))
    joint = tube(
        [(-x + bar, -y, bar), (-x + bar, 0, bar), (-x + bar, y, bar)],
        Rect(2 * bar, 2 * bar),
        up=X_AXIS,
    )
    return [*parts, Part("foot", joint, mat, 3)]


def _cross(p: Design, half: float, top: float) -> list[Part]:
    """A folding stand: two crossed pairs of legs with rails."""
    wide, deep = 0.35 * p.size + 0.2 * p.splay, 0.26 * p.size
    section, mat, parts = Round(0.75 * p.leg_r, 14), wooden(p.second_wood), []
    for i, (s, sy) in enumerate(SIGNS):
        y = sy * (deep if s > 0 else deep - 1.45 * p.leg_r)
        bar = spline([(-s * wide, y, 0.006), (s * wide, y, top - 0.4 * p.leg_r)], 10)
        parts.append(Part(f"leg_{i}", tube(bar, section, cap=0.1), mat, 1))
    for i, s in enumerate((-1, 1)):
        rail = [(s * wide, y, top - 0.7 * p.leg_r) for y in (-deep, 0, deep)]
        parts.append(Part(f"rail_{i}", tube(rail, section), mat, 3))
        low = [(s * wide * 0.76, y, 0.12 * top) for y in (-deep, 0, deep)]
        parts.append(Part(f"stretcher_{i}", tube(low, section), mat, 4))
    return parts


SIDE_TABLE = Family(SPACE, build, VIEW)
