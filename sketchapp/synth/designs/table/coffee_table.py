"""A low table in front of a sofa."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.table.finish import (
    COLOURS,
    GLASS,
    METALS,
    VIEW,
    lacquered,
    stone,
    wooden,
)
from sketchapp.synth.designs.table.legs import LegStyle, leg
from sketchapp.synth.designs.table.storage import Bank, cabinet, drawers
from sketchapp.synth.designs.table.tops import grounded, outline, slab
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import rounded
from sketchapp.synth.geometry.primitives import X_AXIS, Rect, Round, box, lathe, tube

SPACE: Space = {
    "body": Choice(("legs", "legs", "hairpin", "slab", "sled", "box", "drum", "cage")),
    "shape": Choice(("rect", "oval", "soft", "pebble", "round")),
    "length": Number(0.85, 1.35, "m"),
    "width": Number(0.50, 0.75, "m"),
    "height": Number(0.33, 0.48, "m"),
    "top_t": Number(0.014, 0.06, "m"),
    "edge": Choice(("square", "bevel", "round")),
    "corner": Number(0.006, 0.12, "m"),
    "leg": Choice(("tapered", "round", "turned", "block")),
    "leg_r": Number(0.016, 0.036, "m"),
    "inset": Number(0.02, 0.14, "m"),
    "splay": Number(0.0, 0.09, "m"),
    "shelf": Choice((False, True)),
    "shelf_h": Number(0.22, 0.5),
    "count": Choice((1, 2, 2, 3)),
    "pull": Choice(("knob", "bar", "none")),
    "waist": Number(-0.25, 0.2),
    "top_kind": Choice(("wood", "wood", "stone", "lacquer", "glass"), look=True),
    **COLOURS,
}
BOARD_T = 0.022


def build(p: Design) -> list[Part]:
    """Top and one of the bodies."""
    square = p.body in ("slab", "box", "cage", "sled")
    shape = "rect" if square and p.shape in ("pebble", "round") else p.shape
    wide = 1.25 * p.width if shape == "round" else p.width
    length = wide if shape == "round" else p.length
    corner = min(p.corner, 0.02) if p.body == "cage" else p.corner
    ring = outline("oval" if shape == "round" else shape, length, wide, corner)
    edge = "square" if p.body == "cage" and p.edge == "bevel" else p.edge
    tops = {
        "wood": wooden(p.wood),
        "stone": stone(p.stone),
        "lacquer": lacquered(p.lacquer),
        "glass": GLASS,
    }
    top = Part("top", slab(ring, p.top_t, edge).moved((0, 0, p.height)), tops[p.top_kind], 0)
    share = {"rect": 1.0, "oval": 0.66, "pebble": 0.60, "soft": 0.80, "round": 0.68}[shape]
    half = np.array([length, wide]) / 2 * share
    bodies = {
        "legs": _legs,
        "hairpin": _legs,
        "slab": _slabs,
        "sled": _sled,
        "box": _box,
        "drum": _drum,
        "cage": _cage,
    }
    return grounded([top, *bodies[p.body](p, half, p.height - p.top_t)])


def _legs(p: Design, half: np.ndarray, top: float) -> list[Part]:
    """Four legs and perhaps a shelf between them."""
    hairpin = p.body == "hairpin"
    mat = METALS[p.metal] if hairpin else wooden(p.second_wood)
    style = LegStyle("hairpin" if hairpin else p.leg, p.leg_r, 0.6)
    corner = half - p.leg_r - (p.inset if p.shape == "rect" else 0.2 * p.inset) - 0.03
    corner = np.maximum(corner, 0.10)
    parts = []
    for i, (sx, sy) in enumerate((sx, sy) for sx in (-1, 1) for sy in (-1, 1)):
        start = (sx * corner[0], sy * corner[1], top + 0.002)
        foot = (sx * (corner[0] + p.splay), sy * (corner[1] + p.splay), 0)
        parts.append(Part(f"leg_{i}", leg(style, start, foot), mat, 1))
    if p.shelf and not hairpin:
        parts.append(_shelf(p, corner + p.splay * (1 - p.shelf_h), top))
    return parts


def _shelf(p: Design, corner: np.ndarray, top: float) -> Part:
    board = box((2 * corner[0] + 0.01, 2 * corner[1] + 0.01, BOARD_T), 0.004)
    return Part("shelf", board.moved((0, 0, p.shelf_h * top)), wooden(p.wood), 2)


def _slabs(p: Design, half: np.ndarray, top: float) -> list[Part]:
    """Two boards as thick as the top stand under it, with a shelf between them."""
    thick = max(p.top_t, 0.02)
    x = max(half[0] - 0.6 * p.inset - 0.5 * p.corner - thick / 2, 0.2)
    wall = box((thick, 1.96 * half[1] - p.corner, top + 0.002), 0.004).moved(
        (0, 0, (top + 0.002) / 2)
    )
    mat = wooden(p.wood)
    parts = [Part(f"panel_{i}", wall.moved((s * x, 0, 0)), mat, 1) for i, s in enumerate((-1, 1))]
    if p.shelf:
        parts.append(_shelf(p, np.array([x, 0.9 * half[1] - p.corner / 2]), top))
    return parts


def _sled(p: Design, half: np.ndarray, top: float) -> list[Part]:
    """Two closed metal frames, joined by a bar or a shelf."""
    bar = max(0.5 * p.leg_r, 0.009)
    x, y = half[0] - p.inset - 0.02, half[1] - 0.03
    z0, z1 = bar, top - bar + 0.002
    lean = 0.6 * p.splay
    mat, parts = METALS[p.metal], []
    for i, s in enumerate((-1, 1)):
        ring = [(s * (x + lean), -y, z0), (s * (x + lean), y, z0), (s * x, y, z1), (s * x, -y, z1)]
        path = rounded(ring, 0.012 + 0.5 * p.corner, n=8, closed=True)
        frame = tube(path, Rect(2 * bar, 2 * bar), up=X_AXIS, closed=True)
        parts.append(Part(f"frame_{i}", frame, mat, 1))
    if p.shelf:
        parts.append(_shelf(p, np.array([x + lean * (1 - p.shelf_h), y]), top))
    return parts


def _box(p: Design, half: np.ndarray, top: float) -> list[Part]:
    """A chest with drawers on short feet."""
    feet = 0.05 + 0.3 * p.inset
    size = (2 * half[0] * 0.94, 2 * half[1] * 0.92, top - feet + 0.002)
    body, mat = cabinet(size, (0, 0, feet + size[2] / 2)), wooden(p.wood)
    y = -size[1] / 2 - 0.004
    width = size[0] * 0.96 / p.count
    parts = [Part("body", body, mat, 1)]
    for i in range(p.count):
        x = (i - (p.count - 1) / 2) * width
        bank = Bank(x, y, width, feet + 0.015, top - 0.015, 2 if p.shelf else 1, p.pull, 2 * i)
        parts += drawers(bank, wooden(p.second_wood), METALS[p.metal])
    style = LegStyle("tapered", max(p.leg_r, 0.02), 0.7)
    for i, (sx, sy) in enumerate((sx, sy) for sx in (-1, 1) for sy in (-1, 1)):
        at = np.array([sx * (size[0] / 2 - 0.05), sy * (size[1] / 2 - 0.05), feet + 0.01])
        foot = leg(style, at, at * [1, 1, 0] + [sx * 0.3 * p.splay, 0, 0])
        parts.append(Part(f"leg_{i}", foot, mat, 3))
    return parts


def _drum(p: Design, half: np.ndarray, top: float) -> list[Part]:
    """A solid body that follows the outline of the top, waisted or bellied."""
    t = np.linspace(0, 1, 24)
    radius = 0.92 * (1 + p.waist * np.sin(np.pi * t))
    profile = np.r_[[[0, 0]], np.c_[radius, t * (top + 0.001)], [[0, top + 0.001]]]
    body = lathe(profile, creases=[1, 24]).deformed(lambda v: v * [half[0], half[1], 1])
    return [Part("body", body, wooden(p.second_wood), 1)]


def _cage(p: Design, half: np.ndarray, top: float) -> list[Part]:
    """Thin posts and rails of metal along the edges of a box."""
    bar, mat = max(0.4 * p.leg_r, 0.008), METALS[p.metal]
    x, y = half[0] - 0.02, half[1] - 0.02
    corners = [(-x, -y), (x, -y), (x, y), (-x, y)]
    parts = []
    for i, (at, to) in enumerate(zip(corners, corners[1:] + corners[:1], strict=True)):
        post = tube([(*at, 0), (*at, top / 2), (*at, top)], Round(bar, 12), cap=0.1)
        parts.append(Part(f"leg_{i}", post, mat, 1))
        for j, z in enumerate((bar, top - 0.5 * bar)):
            rail = tube([(*at, z), (*np.add(at, to) / 2, z), (*to, z)], Round(bar, 12))
            parts.append(Part(f"rail_{j}_{i}", rail, mat, 3))
    return parts + ([_shelf(p, np.array([x, y]), top)] if p.shelf else [])


COFFEE_TABLE = Family(SPACE, build, VIEW)
