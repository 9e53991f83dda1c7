"""A structured handbag with a top handle."""

import numpy as np

from sketchapp.synth.designs.bag.body import (
    Body,
    bent,
    closed,
    cordlike,
    flap,
    patch_on,
    ring,
)
from sketchapp.synth.designs.bag.finish import COLOURS, METALS, VIEW, skin, trimmed
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.primitives import Round, box, lathe, tube

SPACE: Space = {
    "silhouette": Choice(("rect", "trapeze", "trapeze", "dome", "flare", "round", "pear")),
    "width": Number(0.21, 0.36, "m"),
    "height": Number(0.15, 0.27, "m"),
    "depth": Number(0.08, 0.15, "m"),
    "top": Number(0.25, 0.7),
    "square": Number(2.6, 5.5),
    "handle": Choice(("arch", "arch", "low", "double", "square")),
    "drop": Number(0.06, 0.15, "m"),
    "span": Number(0.28, 0.62),
    "handle_r": Number(0.004, 0.009, "m"),
    "closure": Choice(("flap", "flap", "frame", "strap", "zip")),
    "low": Number(0.30, 0.68),
    "curve": Number(0.02, 0.22),
    "pointed": Choice((False, False, True)),
    "clasp": Choice(("bar", "round", "square")),
    "band": Choice(("none", "none", "foot", "corners")),
    "feet": Choice((False, True)),
    "crease": Number(0.0, 0.025),
    "phase": Number(0, 6.2, look=True),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Body, closure, handles and their rings."""
    body = Body(
        p.silhouette, p.width, p.height, p.depth, p.top, p.square, 0.0, 0.10, p.crease, p.phase
    )
    mat, trim, metal = skin(p.kind, p.leather, p.canvas), trimmed(p.trim), METALS[p.metal]
    parts = [Part("body", closed(body), mat, 0)]
    parts += _closure(p, body, mat, metal) + _handles(p, body, trim, metal)
    if p.band == "foot":
        parts.append(Part("panel", patch_on(body, (-0.98, 0.98), (0.02, 0.22)), trim, 3))
    elif p.band == "corners":
        for i, s in enumerate((-1, 1)):
            span = (s * 0.74, s * 0.98)
            parts.append(
                Part(f"corner_{i}", patch_on(body, (min(span), max(span)), (0.02, 0.24)), trim, 4)
            )
    return parts


def _closure(p: Design, body: Body, mat: Material, metal: Material) -> list[Part]:
    """A flap, a strap with a clasp, a metal frame or a zip."""
    narrow = p.silhouette in ("dome",)
    if p.closure in ("flap", "strap"):
        width = 0.18 if p.closure == "strap" else 0.94
        low = p.low if p.closure == "flap" else max(p.low, 0.5)
        shape = flap(body, width, low, p.curve if p.closure == "flap" else 0.02, p.pointed)
        at = body.at(0.0, low + 0.05, 0.006)
        return [Part("flap", shape, mat, 1), Part("clasp", _clasp(p).moved(at), metal, 5)]
    top = body.ring(1.0)
    if p.closure == "frame":
        knob = lathe([(0, -0.004), (0.006, -0.004), (0.009, 0.008), (0, 0.016)], sides=24)
        parts = [Part("frame", tube(top, Round(0.005, 12), closed=True), metal, 3)]
        spots = (-0.012, 0.012) if not narrow else (0.0,)
        z = body.height
        return parts + [
            Part(f"clasp_{i}", knob.moved((x, 0, z)), metal, 5) for i, x in enumerate(spots)
        ]
    half = 0.92 * float(body.half_width(1.0))
    z = body.height + 0.001
    line = tube(np.linspace([-half, 0, z], [half, 0, z], 20), Round(0.0035, 10))
    pull = box((0.010, 0.004, 0.035), 0.002).moved((half, 0, z - 0.014))
    return [Part("zip", line, metal, 4), Part("pull", pull, metal, 6)]


def _clasp(p: Design) -> Mesh:
    if p.clasp == "round":
        return lathe(
            [(0, -0.006), (0.016, -0.006), (0.014, 0.006), (0, 0.008)], axis=(0, -1, 0), sides=32
        )
    size = (0.05, 0.012, 0.014) if p.clasp == "bar" else (0.028, 0.012, 0.03)
    return box(size, 0.003)


def _handles(p: Design, body: Body, trim: Material, metal: Material) -> list[Part]:
    """One handle in the middle, or one on each side, held by rings."""
    sides = (-1, 1) if p.handle in ("double", "low") else (0,)
    parts = []
    for number, side in enumerate(sides):
        foot = _anchor(p, body, side)
        x, y, z = foot
        drop = 0.7 * p.drop if p.handle == "low" else p.drop
        if p.handle == "square":
            corners = [(x, y, z - 0.004), (x, y, z + drop), (-x, y, z + drop), (-x, y, z - 0.004)]
            shape = bent(np.array(corners), 2.4 * p.handle_r)
        else:
            angle = np.linspace(0, np.pi, 9)
            up = z - 0.004 + drop * np.sin(angle)
            path = np.stack([x * np.cos(angle), np.full(9, y), up], 1)
            shape = cordlike(path, p.handle_r)
        parts.append(Part(f"handle_{number}", shape, trim, 2))
        for i, s in enumerate((1, -1)):
            at = foot * [s, 1, 1] + np.array([0, 0, 0.004])
            parts.append(Part(f"ring_{2 * number + i}", ring(at, 0.012, 0.003), metal, 5))
    return parts


def _anchor(p: Design, body: Body, side: int) -> np.ndarray:
    """Where the left end of a handle is held."""
    share = p.span * (0.6 if p.silhouette == "dome" else 1.0)
    if side == 0:
        x = -share * float(body.half_width(0.98))
        return np.array([x, 0.0, body.height + 0.004])
    return body.at(-share, 0.90, 0.004, side)


HANDBAG = Family(SPACE, build, VIEW)
