"""A lamp with a turned base and a cloth shade."""

import numpy as np
from scipy.interpolate import PchipInterpolator

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.lamp import fittings
from sketchapp.synth.designs.lamp.finish import COLOURS, METALS, VIEW, cloth, glazed, wooden
from sketchapp.synth.designs.lamp.shades import KINDS, Shade, hung
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.geometry.primitives import lathe

# radius along the height, as shares of the largest, from foot to neck
BODIES: dict[str, tuple[float, ...]] = {
    "gourd": (0.62, 0.95, 1.0, 0.72, 0.45, 0.55, 0.60, 0.42, 0.2),
    "vase": (0.45, 0.58, 0.80, 0.97, 1.0, 0.86, 0.52, 0.28, 0.24),
    "ball": (0.34, 0.80, 0.97, 1.0, 0.97, 0.80, 0.45, 0.18),
    "jar": (0.72, 0.84, 0.93, 0.99, 1.0, 0.95, 0.74, 0.42, 0.38),
    "cone": (1.0, 0.93, 0.82, 0.70, 0.58, 0.46, 0.34, 0.22),
    "column": (0.62, 0.60, 0.58, 0.56, 0.55, 0.54, 0.52, 0.3),
    "stick": (0.85, 0.35, 0.24, 0.34, 0.22, 0.20, 0.30, 0.22),
    "bottle": (0.80, 0.92, 0.98, 1.0, 0.92, 0.60, 0.26, 0.20, 0.20),
    "egg": (0.70, 0.92, 1.0, 0.98, 0.88, 0.70, 0.48, 0.22),
    "bowl": (0.30, 0.42, 0.62, 0.82, 0.96, 1.0, 0.72, 0.25),
    "beads": (),
}
SPACE: Space = {
    "body": Choice(tuple(BODIES)),
    "body_h": Number(0.18, 0.38, "m"),
    "body_r": Number(0.055, 0.125, "m"),
    "beads": Choice((2, 3, 4)),
    "ribs": Choice((False, False, True)),
    "foot": Choice(("none", "disc", "square", "stepped", "dome")),
    "foot_h": Number(0.012, 0.035, "m"),
    "neck": Number(0.02, 0.09, "m"),
    "shade": Choice(KINDS),
    "shade_r": Number(0.13, 0.23, "m"),
    "taper": Number(0.40, 0.85),
    "shade_h": Number(0.14, 0.28, "m"),
    "pleats": Choice((False, False, True)),
    "finial": Choice(("none", "ball", "spire", "disc")),
    "chain": Choice((False, False, True)),
    "cord": Choice(("none", "none", "left", "right")),
    "body_kind": Choice(("ceramic", "ceramic", "wood", "metal"), look=True),
    **COLOURS,
}
NECK_R = 0.009
STEADY_R = 0.045  # a narrower base needs a foot


def build(p: Design) -> list[Part]:
    """Foot, body, neck, shade, and the small parts."""
    metal = METALS[p.metal]
    body = {"ceramic": glazed(p.ceramic), "wood": wooden(p.wood), "metal": metal}[p.body_kind]
    edge = p.body_r * (BODIES[p.body] or (0.6,))[0]
    kind = "disc" if p.foot == "none" and edge < STEADY_R else p.foot
    low = 0.0 if kind == "none" else p.foot_h
    parts = [Part("base", _body(p, low), body, 1)]
    if low:
        foot_r = max(edge * 1.08 + 0.006, 0.065)
        shape = fittings.foot(kind, foot_r, p.foot_h + 0.001)
        parts.append(Part("foot", shape, body if p.body_kind == "wood" else metal, 3))
        edge = foot_r * (0.9 if kind == "square" else 1.0)
    parts += _upper(p, low + p.body_h, metal)
    if p.cord != "none":
        parts.append(fittings.cord(np.array([0.0, edge]), 0.22, -1 if p.cord == "left" else 1))
    return parts


def _body(p: Design, low: float) -> Mesh:
    """The turned base between foot and neck, ribbed if asked for."""
    t = np.linspace(0, 1, 72)
    share = _beads(p.beads, t) if p.body == "beads" else _outline(BODIES[p.body], t)
    radius = np.maximum(p.body_r * share, NECK_R)
    ends = [(0, low)], [(0, low + p.body_h)]
    mesh = lathe(np.r_[ends[0], np.c_[radius, low + t * p.body_h], ends[1]])
    if not p.ribs or p.body in ("stick", "beads"):
        return mesh

    def ribbed(v: Points) -> Points:
        wave = 1 + 0.035 * np.cos(16 * np.arctan2(v[:, 1], v[:, 0]))
        return v * np.c_[wave, wave, np.ones_like(wave)]

    return mesh.deformed(ribbed)


def _outline(shares: tuple[float, ...], t: Points) -> Points:
    at = np.linspace(0, 1, len(shares))
    return np.asarray(PchipInterpolator(at, shares)(t))


def _beads(count: int, t: Points) -> Points:
    """Balls on top of each other, smaller towards the top."""
    within = np.sqrt((1 - (2 * ((count * t) % 1) - 1) ** 2).clip(0))
    return (0.30 + 0.70 * within) * (1 - 0.35 * np.floor((count * t).clip(0, count - 1e-6)) / count)


def _upper(p: Design, top: float, metal: Material) -> list[Part]:
    """Neck, socket, bulb, shade with its spokes, finial and chain."""
    shade = _shade(p)
    rim = top + p.neck
    stem_top = rim + shade.height - 0.006
    stem = lathe([(0, top - 0.005), (NECK_R, top - 0.005), (NECK_R, rim + 0.02), (0, rim + 0.02)])
    harp = lathe([(0, rim), (0.003, rim), (0.003, stem_top), (0, stem_top)], sides=16)
    parts = [Part("stem", stem, metal, 3), Part("harp", harp, metal, 6)]
    parts.append(Part("socket", fittings.socket(rim + 0.01, rim + 0.055), metal, 5))
    parts += hung(shade, rim, cloth(p.shade_colour), metal)
    if p.finial != "none":
        parts.append(Part("finial", fittings.finial(p.finial, stem_top), metal, 5))
    if p.chain:
        at = np.array([0.014, -0.004, rim + 0.03])
        parts += fittings.pull_chain(at, 0.03 + 0.7 * p.neck + 0.02, metal)
    return parts


def _shade(p: Design) -> Shade:
    """The shade's measures; a drum hardly tapers, a cone comes nearly to a point."""
    taper = {"drum": 0.9 + 0.1 * p.taper, "cone": 0.45 * p.taper, "bell": 0.7 * p.taper}
    taper["pagoda"] = 0.6 * p.taper
    radius = max(p.shade_r, 1.3 * p.body_r)
    return Shade(p.shade, radius, radius * taper.get(p.shade, p.taper), p.shade_h, p.pleats)


TABLE_LAMP = Family(SPACE, build, VIEW)
