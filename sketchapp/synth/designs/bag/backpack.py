"""A backpack with a front pocket, shoulder straps and a loop to carry it by."""

import numpy as np

from sketchapp.synth.designs.bag.body import Body, closed, cordlike, flap, patch_on, strap
from sketchapp.synth.designs.bag.finish import COLOURS, METALS, VIEW, skin, trimmed
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import spline
from sketchapp.synth.geometry.primitives import Round, box, tube

SPACE: Space = {
    "silhouette": Choice(("arch", "arch", "dome", "rect", "pear")),
    "width": Number(0.26, 0.36, "m"),
    "height": Number(0.36, 0.50, "m"),
    "depth": Number(0.12, 0.19, "m"),
    "top": Number(0.35, 0.75),
    "square": Number(2.3, 4.0),
    "closure": Choice(("zip", "zip", "flap", "flap")),
    "low": Number(0.42, 0.70),
    "curve": Number(0.02, 0.16),
    "pocket": Choice(("one", "one", "two", "pair", "none")),
    "pocket_h": Number(0.34, 0.52),
    "pocket_w": Number(0.60, 0.84),
    "pocket_d": Number(0.012, 0.040, "m"),
    "sides": Choice((False, True, True)),
    "side_h": Number(0.25, 0.42),
    "loop": Number(0.03, 0.065, "m"),
    "strap_w": Number(0.040, 0.065, "m"),
    "strap_out": Number(0.04, 0.11, "m"),
    "buckles": Choice((1, 2)),
    "crease": Number(0.01, 0.045),
    "phase": Number(0, 6.2, look=True),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Body, closure, pockets, straps and loop."""
    size = (p.width, p.height, p.depth)
    body = Body(p.silhouette, *size, p.top, p.square, 0.0, 0.14, p.crease, p.phase)
    mat, trim = skin(p.kind, p.leather, p.canvas), trimmed(p.trim)
    parts = [Part("body", closed(body), mat, 0)]
    parts += _pockets(p, body, mat) + _straps(p, body, trim)
    return parts + (_flap(p, body, mat, trim) if p.closure == "flap" else _zip(body, trim))


def _flap(p: Design, body: Body, mat: Material, trim: Material) -> list[Part]:
    """A lid with one or two closing straps."""
    narrow = p.silhouette in ("arch", "dome")
    parts = [Part("flap", flap(body, 0.97 if narrow else 0.94, p.low, p.curve), mat, 1)]
    spots = (0.0,) if p.buckles == 1 else (-0.45, 0.45)
    for i, u in enumerate(spots):
        t = np.linspace(p.low + 0.20, p.low - 0.10, 10)
        path = body.at(np.full(10, u), t, 0.011 + 0.6 * p.pocket_d * (t < p.low))
        parts.append(Part(f"strap_{i + 2}", strap(path, 0.024), trim, 4))
        buckle = box((0.036, 0.010 + 1.6 * p.pocket_d, 0.026), 0.003)
        at = body.at(u, p.low - 0.03, 0.007 + 0.4 * p.pocket_d)
        parts.append(Part(f"clasp_{i}", buckle.moved(at), METALS[p.metal], 5))
    return parts


def _zip(body: Body, trim: Material) -> list[Part]:
    """A zip in an arch over the upper part of the front."""
    angle = np.linspace(0, np.pi, 60)
    u = 0.86 * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.5
    t = 0.56 + 0.34 * np.sin(angle) ** 0.6
    line = tube(body.at(u, t, 0.001), Round(0.0035, 10))
    at = body.at(float(u[0]), float(t[0]), 0.003) + np.array([0, 0, -0.012])
    pull = box((0.008, 0.006, 0.032), 0.002).moved(at)
    return [Part("zip", line, trim, 4), Part("pull", pull, trim, 6)]


def _pockets(p: Design, body: Body, mat: Material) -> list[Part]:
    """Filled pockets on the front, flat bellows on the sides."""
    w, h = p.pocket_w, p.pocket_h
    spans = {
        "none": [],
        "one": [((-w, w), (0.06, 0.06 + h))],
        "two": [((-w, w), (0.06, h)), ((-0.8 * w, 0.8 * w), (h + 0.03, h + 0.24))],
        "pair": [((-0.9, -0.05), (0.06, 0.04 + h)), ((0.05, 0.9), (0.06, 0.04 + h))],
    }[p.pocket]
    parts = [
        Part(f"pocket_{i}", patch_on(body, across, up, p.pocket_d, 0.06), mat, 2)
        for i, (across, up) in enumerate(spans)
    ]
    if p.sides:
        high = p.side_h * p.height
        bellow = box((0.05, 0.62 * p.depth, high), 0.02, puff=(0.014, 0.004, 0), steps=12)
        for i, s in enumerate((-1, 1)):
            x = s * (float(body.half_width(0.25)) - 0.006)
            shape = bellow.moved((x, 0, 0.03 + high / 2))
            parts.append(Part(f"side_pocket_{i}", shape, mat, 3))
    return parts


def _straps(p: Design, body: Body, trim: Material) -> list[Part]:
    """Two shoulder straps behind the body, and the loop on top."""
    parts = []
    for i, s in enumerate((-1, 1)):
        top = body.at(0.30 * s, 0.93, -0.004, side=1)
        foot = body.at(0.80 * s, 0.08, -0.004, side=1)
        out, wide = p.strap_out, 0.5 * p.width + 0.35 * p.strap_out
        knots = [top, top + np.array([0.12 * s * p.width, 0.5 * out, 0.03])]
        knots += [
            [s * wide, foot[1] + out, 0.62 * p.height],
            [s * wide, foot[1] + out, 0.34 * p.height],
        ]
        path = spline([*knots, foot], 70)
        parts.append(Part(f"strap_{i}", strap(path, p.strap_w, 0.010), trim, 3))
    z = p.height - 0.004
    half = min(0.045, 0.7 * float(body.half_width(1.0)))
    y = 0.5 * float(body.half_depth(1.0))
    knots = [(-half, y, z), (-0.8 * half, y, z + 0.8 * p.loop), (0, y, z + p.loop)]
    knots += [(0.8 * half, y, z + 0.8 * p.loop), (half, y, z)]
    return [*parts, Part("handle", cordlike(np.array(knots), 0.006), trim, 4)]


BACKPACK = Family(SPACE, build, VIEW)
