"""A tea or espresso cup on its saucer."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.mug.finish import COLOURS, STEEL, VIEW, glazed
from sketchapp.synth.designs.mug.vessel import HANDLES, Grip, Vessel, handle, shell
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import spline
from sketchapp.synth.geometry.primitives import Soft, lathe, tube

SHAPES: dict[str, tuple[float, ...]] = {
    "bowl": (0.42, 0.74, 0.92, 0.99, 1.0),
    "tulip": (0.40, 0.70, 0.80, 0.84, 1.02),
    "cone": (0.48, 0.74, 1.0),
    "espresso": (0.72, 0.90, 0.97, 1.0),
    "straight": (0.88, 0.98, 1.0),
    "round": (0.46, 0.86, 1.0, 0.98, 0.90),
}
SPACE: Space = {
    "shape": Choice(tuple(SHAPES)),
    "radius": Number(0.030, 0.056, "m"),
    "ratio": Number(0.95, 1.75),
    "wall": Number(0.002, 0.0045, "m"),
    "foot": Choice((0.002, 0.005, 0.010)),
    "handle": Choice(HANDLES),
    "low": Number(0.16, 0.36),
    "high": Number(0.70, 0.92),
    "reach": Number(0.014, 0.030, "m"),
    "grip_t": Number(0.004, 0.008, "m"),
    "flat": Choice((False, True)),
    "saucer": Number(1.5, 2.0),
    "rise": Number(0.006, 0.022, "m"),
    "rim": Choice(("smooth", "flat", "stepped")),
    "spoon": Choice((False, False, True)),
    **COLOURS,
}
WELL_Z = 0.006  # upper side of the saucer's middle


def build(p: Design) -> list[Part]:
    """Saucer, cup, handle and perhaps a spoon."""
    vessel = Vessel(SHAPES[p.shape], p.radius, p.radius * p.ratio, p.wall, p.foot)
    grip = Grip(p.handle, p.low, p.high, p.reach, 1.3 * p.grip_t, p.grip_t, p.flat)
    up = (0, 0, WELL_Z - 0.0005)
    mat = glazed(p.glaze)
    parts = [
        Part("body", shell(vessel).moved(up), mat, 0),
        Part("handle", handle(vessel, grip).moved(up), mat, 1),
        Part("saucer", _saucer(p), mat, 2),
    ]
    return [*parts, Part("spoon", _spoon(p), STEEL, 4)] if p.spoon else parts


def _saucer(p: Design) -> Mesh:
    """A plate with a level middle; patches 0 below, 1 above."""
    radius, t = p.saucer * p.radius, np.linspace(0.5, 1, 16)
    hill = {
        "smooth": (2 * t - 1) ** 1.6,
        "flat": np.minimum(1.0, 1.6 * (2 * t - 1)),
        "stepped": 0.35 * (t > 0.62) + 0.65 * (2 * t - 1) ** 2,
    }[p.rim]
    above = np.c_[t * radius, WELL_Z + p.rise * hill]
    below = above[::-1] - [0.0, 0.0035]
    below[:, 1] = np.maximum(below[:, 1], 0.0015)
    foot = [(0, 0.0), (0.42 * radius, 0.0)]
    return lathe(np.r_[foot, below[::-1], above[::-1], [[0, WELL_Z]]], creases=[18], sides=96)


def _spoon(p: Design) -> Mesh:
    """A small spoon that lies on the saucer in front of the cup."""
    radius = p.saucer * p.radius
    y = -0.5 * (p.radius * SHAPES[p.shape][0] + radius)
    z = WELL_Z + p.rise * 0.75
    middle = (0, 1.02 * y, WELL_Z + 0.20 * p.rise)
    knots = [(-0.62 * radius, y, z), middle, (0.9 * radius, y, z + 0.01)]
    at = np.linspace(0, 1, 50)
    wide = np.interp(at, [0, 0.1, 0.22, 0.3, 0.85, 1], [0.006, 0.017, 0.016, 0.005, 0.006, 0.009])
    return tube(spline(knots, 50), Soft(wide, np.full(50, 0.003)))


CUP_SAUCER = Family(SPACE, build, VIEW)
