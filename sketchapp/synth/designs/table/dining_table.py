"""A dining table: four legs, an apron, a top of any outline."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.table.finish import COLOURS, METALS, VIEW, wooden
from sketchapp.synth.designs.table.legs import KINDS, LegStyle, leg
from sketchapp.synth.designs.table.tops import grounded, outline, slab
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Rect, Round, box, tube

SPACE: Space = {
    "shape": Choice(("rect", "rect", "rect", "boat", "oval", "soft", "round")),
    "length": Number(1.15, 2.2, "m"),
    "width": Number(0.75, 1.05, "m"),
    "height": Number(0.72, 0.78, "m"),
    "top_t": Number(0.018, 0.055, "m"),
    "edge": Choice(("square", "bevel", "round")),
    "corner": Number(0.006, 0.09, "m"),
    "leg": Choice(KINDS),
    "leg_r": Number(0.024, 0.048, "m"),
    "foot": Number(0.4, 0.85),
    "inset": Number(0.02, 0.16, "m"),
    "splay": Number(0.0, 0.07, "m"),
    "apron": Choice(("none", "straight", "straight", "arched")),
    "apron_h": Number(0.06, 0.12, "m"),
    "stretcher": Choice(("none", "none", "sides", "box", "cross")),
    "stretcher_h": Number(0.08, 0.28, "m"),
    **COLOURS,
}
APRON_T = 0.02
SIGNS = [(sx, sy) for sx in (-1, 1) for sy in (-1, 1)]


def build(p: Design) -> list[Part]:
    """Top, legs, apron and stretchers."""
    length = p.width if p.shape == "round" else p.length
    shape = "oval" if p.shape == "round" else p.shape
    mat = wooden(p.wood)
    top = slab(outline(shape, length, p.width, p.corner), p.top_t, p.edge)
    corner = _leg_corner(p, length)
    parts = [Part("top", top.moved((0, 0, p.height)), mat, 0)]
    parts += _legs(p, corner, mat)
    if p.apron != "none" and p.leg != "hairpin":
        parts += _apron(p, corner, mat)
    if p.stretcher != "none" and p.leg in ("turned", "tapered", "round", "block"):
        parts += _stretchers(p, corner, mat)
    return grounded(parts)


def _leg_corner(p: Design, length: float) -> Points:
    """Where the legs stand in the positive quarter, (2,); inside the outline also when oval."""
    shares = {
        "oval": (0.66, 0.66),
        "round": (0.70, 0.70),
        "soft": (0.82, 0.82),
        "boat": (0.94, 0.74),
    }
    share = shares.get(p.shape, (1.0, 1.0))
    inset = p.inset if p.shape == "rect" else 0.3 * p.inset
    edge = p.leg_r + inset + (0.03 if p.edge == "bevel" else 0.0)
    return np.array([length, p.width]) / 2 * share - edge


def _legs(p: Design, corner: Points, mat: Material) -> list[Part]:
    mat = METALS[p.metal] if p.leg == "hairpin" else mat
    style = LegStyle(p.leg, p.leg_r, p.foot)
    parts = []
    for i, (sx, sy) in enumerate(SIGNS):
        top = (sx * corner[0], sy * corner[1], p.height - p.top_t)
        foot = (sx * (corner[0] + p.splay), sy * (corner[1] + p.splay), 0)
        parts.append(Part(f"leg_{i}", leg(style, top, foot), mat, 1))
    return parts


def _apron(p: Design, corner: Points, mat: Material) -> list[Part]:
    z = p.height - p.top_t - p.apron_h / 2
    sides = [("front", 0, -1), ("back", 0, 1), ("left", -1, 0), ("right", 1, 0)]
    parts = []
    for name, sx, sy in sides:
        along = 0 if sy else 1
        board = _board(2 * corner[along], p.apron_h, arched=p.apron == "arched")
        turned = board if sy else board.deformed(lambda v: v[:, [1, 0, 2]])
        at = (sx * corner[0], sy * corner[1], z)
        parts.append(Part(f"apron_{name}", turned.moved(at), mat, 3))
    return parts


def _board(length: float, height: float, arched: bool) -> Mesh:
    """A board along x around the origin, its lower edge arched if asked for."""

    def arch(v: Points) -> Points:
        rise = 0.55 * height * (1 - (2 * v[:, 0] / length) ** 2).clip(0)
        v[:, 2] += rise * (0.5 - v[:, 2] / height)
        return v

    board = box((length, APRON_T, height), 0.002, steps=20)
    return board.deformed(arch) if arched else board


def _stretchers(p: Design, corner: Points, mat: Material) -> list[Part]:
    at = corner + p.splay * (1 - p.stretcher_h / p.height)
    x, y, z = at[0], at[1], p.stretcher_h
    runs = {
        "sides": [((-x, -y), (-x, y)), ((x, -y), (x, y)), ((-x, 0), (x, 0))],
        "box": [((-x, -y), (-x, y)), ((x, -y), (x, y)), ((-x, -y), (x, -y)), ((-x, y), (x, y))],
        "cross": [((-x, -y), (x, y)), ((-x, y), (x, -y))],
    }[p.stretcher]
    square = p.leg in ("tapered", "block")
    section = Rect(0.03, 0.035) if square else Round(0.016)
    return [
        Part(f"stretcher_{i}", tube(spline([(*a, z), (*b, z)], 12), section), mat, 4)
        for i, (a, b) in enumerate(runs)
    ]


DINING_TABLE = Family(SPACE, build, VIEW)
