"""A table on one column: bistro, bar and pedestal tables."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.table.finish import COLOURS, METALS, VIEW, lacquered, stone, wooden
from sketchapp.synth.designs.table.tops import grounded, outline, slab
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Rect, box, lathe, tube

SPACE: Space = {
    "shape": Choice(("round", "round", "square", "soft", "oval")),
    "size": Number(0.58, 1.25, "m"),
    "height": Number(0.70, 0.78, "m"),
    "tall": Choice((0.0, 0.0, 0.18, 0.32)),
    "top_t": Number(0.018, 0.05, "m"),
    "edge": Choice(("square", "bevel", "round")),
    "column": Choice(("straight", "taper", "waist", "baluster", "vase", "beads")),
    "column_r": Number(0.028, 0.07, "m"),
    "foot": Choice(("star", "star", "claw", "disc", "dome", "square", "cross")),
    "arms": Choice((3, 4, 4, 5)),
    "reach": Number(0.62, 0.92),
    "rise": Number(0.10, 0.30, "m"),
    "arm_t": Number(0.030, 0.055, "m"),
    "collar": Choice(("none", "plate", "cone")),
    "top_kind": Choice(("wood", "wood", "stone", "lacquer"), look=True),
    "base_kind": Choice(("wood", "wood", "metal"), look=True),
    "turn": Number(0, 90, "deg", look=True),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Top, column, foot and collar."""
    height = p.height + p.tall
    size = min(p.size, 0.80) if p.tall else p.size
    tops = {"wood": wooden(p.wood), "stone": stone(p.stone), "lacquer": lacquered(p.lacquer)}
    base = wooden(p.wood) if p.base_kind == "wood" else METALS[p.metal]
    top = slab(_outline(p.shape, size), p.top_t, p.edge).moved((0, 0, height))
    reach = p.reach * size / 2
    foot = {"star": _star, "claw": _claw, "disc": _disc, "dome": _disc, "square": _plate}
    parts = [Part("top", top, tops[p.top_kind], 0)]
    parts += [Part("column", lathe(_column(p, height - p.top_t)), base, 1)]
    parts += foot.get(p.foot, _cross)(p, reach, base)
    if p.collar != "none":
        parts.append(_collar(p, size, height - p.top_t, base))
    return grounded(parts)


def _outline(shape: str, size: float) -> Points:
    if shape == "square":
        return outline("rect", size, size, 0.05)
    if shape == "oval":
        return outline("oval", 1.3 * size, 0.85 * size)
    return outline("oval" if shape == "round" else "soft", size, size)


def _column(p: Design, top: float) -> Points:
    """Profile (n, 2) of the column from its foot to the top board."""
    t = np.linspace(0, 1, 60)
    radius = p.column_r * _swelling(p.column, t)
    low = 0.05 if p.foot in ("claw", "star") else 0.008
    z = low + (top - low) * t
    return np.r_[[[0, low]], np.c_[radius, z], [[0, top]]]


def _swelling(kind: str, t: Points) -> Points:
    """Radius along the column as a share of its nominal one."""
    knots = {
        "straight": ([0, 1], [1, 1]),
        "taper": ([0, 1], [1.5, 0.75]),
        "waist": ([0, 0.2, 0.5, 0.8, 1], [1.6, 1.1, 0.8, 1.0, 1.5]),
        "baluster": ([0, 0.1, 0.3, 0.5, 0.8, 0.9, 1], [1.3, 1.1, 1.75, 1.3, 0.75, 0.8, 1.1]),
        "vase": ([0, 0.15, 0.25, 0.55, 0.75, 1], [1.2, 1.0, 0.7, 1.5, 1.5, 0.8]),
        "beads": ([0, 1], [0.9, 0.9]),
    }[kind]
    smooth = spline(np.stack(knots, 1), 60)
    share = np.interp(t, smooth[:, 0], smooth[:, 1])
    if kind == "beads":
        share = share * (1 + 0.35 * np.abs(np.sin(4 * np.pi * t)) ** 0.7)
    return share


def _directions(p: Design, count: int) -> list[Points]:
    angles = np.deg2rad(p.turn) + 2 * np.pi * np.arange(count) / count
    return [np.array([np.cos(a), np.sin(a), 0]) for a in angles]


def _star(p: Design, reach: float, mat: Material) -> list[Part]:
    """Curved arms from the column down to the floor."""
    parts = []
    for i, out in enumerate(_directions(p, p.arms)):
        height = [(0.0, p.rise + 0.03), (0.45, 0.85 * p.rise), (0.85, 0.18 * p.rise), (1.0, 0.02)]
        path = spline([out * reach * r + [0, 0, z] for r, z in height], 28)
        thick = np.linspace(1.5, 0.8, 28) * p.arm_t
        parts.append(Part(f"foot_{i}", tube(path, Rect(0.75 * p.arm_t, thick), cap=0.1), mat, 2))
    return parts


def _claw(p: Design, reach: float, mat: Material) -> list[Part]:
    """S-shaped arms that end in small upturned toes."""
    parts = []
    for i, out in enumerate(_directions(p, max(3, p.arms - 1))):
        knots = [
            (0.0, p.rise),
            (0.22, 1.15 * p.rise),
            (0.62, 0.45 * p.rise),
            (0.88, 0.03),
            (1, 0.04),
        ]
        path = spline([out * reach * r + [0, 0, z] for r, z in knots], 36)
        share = np.interp(np.linspace(0, 1, 36), [0, 0.3, 0.85, 0.95, 1], [1.3, 1.2, 0.6, 0.8, 0.8])
        section = Rect(0.8 * p.arm_t * share, p.arm_t * share)
        parts.append(Part(f"foot_{i}", tube(path, section), mat, 2))
    return parts


def _disc(p: Design, reach: float, mat: Material) -> list[Part]:
    """A flat or a domed round plate."""
    rise = 0.012 if p.foot == "disc" else 0.4 * p.rise
    share = np.linspace(1, 0, 24)
    hill = 0.012 + rise * (0.5 + 0.5 * np.cos(np.pi * share)) ** 1.5
    profile = np.r_[[[0, 0], [reach, 0]], np.c_[reach * share, hill]]
    return [Part("foot", lathe(profile, creases=[1, 2]), mat, 2)]


def _plate(p: Design, reach: float, mat: Material) -> list[Part]:
    plate = box((2 * reach, 2 * reach, 0.02), 0.004).moved((0, 0, 0.01))
    return [Part("foot", plate, mat, 2)]


def _cross(p: Design, reach: float, mat: Material) -> list[Part]:
    """Two beams across each other, cut away towards their ends."""

    def cut(v: Points) -> Points:
        fade = (np.abs(v[:, 0]) / reach).clip(0, 1)
        v[:, 2] -= 0.45 * p.arm_t * fade * (v[:, 2] > 0)
        return v

    beam = box((2 * reach, p.arm_t, 1.3 * p.arm_t), 0.003, steps=14).deformed(cut)
    beam = beam.moved((0, 0, 0.65 * p.arm_t))
    other = beam.deformed(lambda v: v[:, [1, 0, 2]] * [-1, 1, 1])
    return [Part("foot_0", beam, mat, 2), Part("foot_1", other, mat, 2)]


def _collar(p: Design, size: float, top: float, mat: Material) -> Part:
    wide = 0.28 * size
    depth, inner = (0.02, wide) if p.collar == "plate" else (0.09, 1.3 * p.column_r)
    profile = [(0, top - depth), (inner, top - depth), (wide, top - 0.006), (wide, top), (0, top)]
    return Part("collar", lathe(profile, creases=[1, 2, 3]), mat, 3)


PEDESTAL_TABLE = Family(SPACE, build, VIEW)
