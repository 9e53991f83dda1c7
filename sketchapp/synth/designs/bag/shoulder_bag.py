"""A bag on one long strap: saddle, crescent, hobo or messenger."""

import numpy as np

from sketchapp.synth.designs.bag.body import Body, closed, flap, patch_on, ring
from sketchapp.synth.designs.bag.finish import COLOURS, METALS, VIEW, skin, trimmed
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Round, box, tube

SPACE: Space = {
    "silhouette": Choice(("round", "round", "rect", "trapeze", "flare", "pear")),
    "width": Number(0.20, 0.38, "m"),
    "height": Number(0.15, 0.28, "m"),
    "depth": Number(0.06, 0.12, "m"),
    "top": Number(0.25, 0.6),
    "square": Number(2.3, 3.8),
    "dip": Number(0.0, 0.07, "m"),
    "closure": Choice(("flap", "flap", "flap", "zip", "tab")),
    "low": Number(0.18, 0.62),
    "curve": Number(0.02, 0.30),
    "pointed": Choice((False, False, True)),
    "clasp": Choice(("none", "bar", "square", "two")),
    "pocket": Choice((False, False, True)),
    "strap": Choice(("arch", "arch", "hung", "lying")),
    "drop": Number(0.16, 0.42, "m"),
    "lean": Number(-0.08, 0.08, "m"),
    "strap_w": Number(0.008, 0.032, "m"),
    "crease": Number(0.01, 0.05),
    "phase": Number(0, 6.2, look=True),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Body, closure, pocket, and the strap with its rings."""
    size = (p.width, p.height, p.depth)
    dip = 0.0 if p.closure == "flap" else min(p.dip, 0.3 * p.height)
    body = Body(p.silhouette, *size, p.top, p.square, dip, 0.16, p.crease, p.phase)
    mat, trim, metal = skin(p.kind, p.leather, p.canvas), trimmed(p.trim), METALS[p.metal]
    parts = [Part("body", closed(body), mat, 0)]
    if p.pocket and p.closure != "flap":
        parts.append(Part("pocket", patch_on(body, (-0.6, 0.6), (0.16, 0.62), 0.012, 0.15), mat, 3))
    return parts + _closure(p, body, mat, metal) + _strap(p, body, trim, metal)


def _closure(p: Design, body: Body, mat: Material, metal: Material) -> list[Part]:
    """A flap or a tab with clasps, or a zip along the top edge."""
    if p.closure == "zip":
        u = np.linspace(-0.9, 0.9, 40)
        front, back = body.at(u, 1.0, 0.0), body.at(u, 1.0, 0.0, side=1)
        line = tube((front + back) / 2, Round(0.0035, 10))
        return [Part("zip", line, metal, 4)]
    width = 0.95 if p.closure == "flap" else 0.16
    low = p.low if p.closure == "flap" else max(p.low, 0.45)
    shape = flap(body, width, low, p.curve if p.closure == "flap" else 0.01, p.pointed)
    parts = [Part("flap", shape, mat, 1)]
    size = (0.026, 0.016, 0.030) if p.clasp == "square" else (0.048, 0.016, 0.014)
    spots = (-0.4, 0.4) if p.clasp == "two" and p.closure == "flap" else (0.0,)
    for i, u in enumerate(spots):
        at = body.at(u, low + p.curve * abs(u) ** 2.5 + 0.05, 0.006)
        parts.append(Part(f"clasp_{i}", box(size, 0.003).moved(at), metal, 5))
    return parts if p.clasp != "none" or p.closure == "tab" else parts[:1]


def _strap(p: Design, body: Body, trim: Material, metal: Material) -> list[Part]:
    """The strap from ring to ring: held up, hung from a hook, or lying behind the bag."""
    x = float(body.half_width(0.94))
    z = 0.94 * p.height
    left, right = np.array([-x, 0, z]), np.array([x, 0, z])
    path = _lying(p, left, right) if p.strap == "lying" else _raised(p, left, right)
    section = Rect(0.004, p.strap_w) if p.strap_w > 0.014 else Round(0.0045, 12)
    shape = tube(path, section, up=Y_AXIS)
    rings = [ring(at, 0.011, 0.003) for at in (left, right)]
    parts = [Part(f"ring_{i}", mesh, metal, 5) for i, mesh in enumerate(rings)]
    return [Part("strap_0", shape, trim, 2), *parts]


def _raised(p: Design, left: Points, right: Points) -> Points:
    """A loop above the bag, round at its top or pointed as on a hook, (90, 3)."""
    angle = np.linspace(np.pi, 0, 13)
    across, up = np.cos(angle), np.sin(angle)
    if p.strap == "hung":
        across = np.sign(across) * np.abs(across) ** 1.7
        up = up**0.8
    x = right[0] * across * (1 - 0.25 * up) + p.lean * up
    return spline(np.stack([x, 0.02 * up, left[2] + p.drop * up], 1), 90)


def _lying(p: Design, left: Points, right: Points) -> Points:
    """From the left ring up, over the back and along the floor to the right ring, (110, 3)."""
    y, low = p.depth / 2 + 0.05, 0.5 * p.strap_w + 0.004
    wide = 1.25 * right[0]
    knots = [left, left + np.array([-0.02, 0.015, 0.02]), (-wide, y, 0.45 * left[2])]
    knots += [
        (-0.75 * wide, y + 0.06, low),
        (0.4 * wide, y + 0.10, low),
        (1.2 * wide, y + 0.06, low),
    ]
    knots += [(1.25 * wide, y, 0.5 * right[2]), right + np.array([0.02, 0.015, 0.02]), right]
    path = spline(np.array(knots, float), 110)
    path[:, 2] = np.maximum(path[:, 2], low)
    return path


SHOULDER_BAG = Family(SPACE, build, VIEW)
