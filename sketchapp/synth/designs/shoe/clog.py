"""Clogs: a thick sole, a closed front, an open back."""

from collections.abc import Callable

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import GOLD, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.colours import ANY, BROWN_LINING, DARK_RUBBER, VIEW
from sketchapp.synth.designs.shoe.foot import LEG_HALF_M, buckle, strap
from sketchapp.synth.designs.shoe.last import SIDES, TOES, Last, Opening, Profile, shaped, smooth
from sketchapp.synth.designs.shoe.sole import block_heel, layer
from sketchapp.synth.designs.shoe.upper import Grid, bump, overlay, ruled, seam
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.geometry.primitives import Rect, Round, lathe, sheet, tube

CLOG: Space = {
    "toe": Choice(("almond", "round", "square")),
    "sole": Choice(("block", "block", "flat", "wedge", "platform")),
    "sole_t": Number(0.016, 0.030, "m"),
    "heel_h": Number(0.014, 0.065, "m"),
    "heel_len": Number(0.26, 0.36),
    "open_s": Number(0.46, 0.58),
    "z_front": Number(0.060, 0.078, "m"),
    "box_h": Number(0.040, 0.054, "m"),
    "reach": Number(0.20, 0.30),
    "sweep": Number(0.5, 1.1),
    "studs": Choice((0, 0, 7, 11, 15)),
    "strap": Choice(("none", "none", "instep", "heel", "heel_high")),
    "strap_w": Number(0.008, 0.017, "m"),
    "seam": Choice(("none", "apron", "centre", "cap")),
    "rim": flag(),
    "kind": look(("leather", "leather", "suede", "patent", "fabric")),
    "main": look(ANY),
    "wood": look(((0.52, 0.34, 0.17), (0.62, 0.47, 0.30), (0.30, 0.16, 0.08), (0.10, 0.06, 0.04))),
}


def _last(design: Design) -> Last:
    toe, t = TOES[design.toe], design.sole_t
    thickness: Profile = shaped(t, 1.15, 0.9)
    if design.sole == "wedge":
        thickness = shaped(t, (t + design.heel_h) / t, 0.85)
    if design.sole == "platform":
        thickness = shaped(t + 0.018, 1.25, 0.9)
    return Last(
        length=0.262 + toe.longer_m,
        heel_h=design.heel_h if design.sole == "block" else 0.0,
        toe=toe.exponent,
        toe_spring=0.014,
        box_h=design.box_h * toe.box,
        sole=thickness,
        opening=Opening(
            front=design.open_s,
            z_side=0.055,
            z_front=design.z_front,
            width=0.70,
            vamp=0.45,
            curl=0.34,
        ),
    )


def _across(design: Design, low: float, high: float, margin: float = 0.0) -> Grid:
    """A grid over the upper between two shares of its height, `margin` in t away from its ends."""
    t0 = design.reach + margin

    def height(share: float) -> Callable[[Points], Points]:
        return lambda a: (
            share * _edge(design, (t0 + (1 - 2 * t0) * a - design.reach) / _span(design))
        )

    return ruled((t0, 1 - t0), (height(low), height(high)), (120, 34))


def _span(design: Design) -> float:
    return 1 - 2 * design.reach


def _edge(design: Design, a: Points) -> Points:
    """Height v of the upper's edge from one side (a = 0) over the instep to the other (1)."""
    way = np.clip(np.minimum(a, 1 - a) / 0.42, 0, 1)  # flat over the instep
    return 0.02 + 0.92 * np.sin(np.pi / 2 * way) ** design.sweep


def _upper(last: Last, design: Design, main: Material) -> list[Part]:
    t, v = _across(design, 0.0, 1.0)
    points = last.surface(t, v)
    inner = points - last.normal(t, v) * 0.0028
    grain = points[..., [1, 0, 2]]
    parts = [
        Part("upper", sheet(points, 0.0032, grain=grain), main, order=0, two_sided=True),
        Part("lining", sheet(inner, 0.0015, grain=grain), BROWN_LINING, order=9),
    ]
    if design.rim:
        a = np.linspace(0, 1, 120)
        path = last.surface(design.reach + _span(design) * a, _edge(design, a))
        parts.append(Part("topline", tube(path, Round(0.0028, 12)), main, order=3))
    return parts


def _soles(last: Last, design: Design) -> list[Part]:
    wood = Material("wood", design.wood)

    def low(s: Points) -> Points:
        return last.z_ground(s) + 0.004

    def high(s: Points) -> Points:
        return last.z_top(s) + 0.004 * smooth(s, (0, 0.25, 0.5), (1, 0.4, 0))

    tread = layer(last, last.z_ground, lambda s: last.z_ground(s) + 0.005, 0.004)
    parts = [
        Part("sole", layer(last, low, high, 0.005), wood, order=1),
        Part("outsole", tread, DARK_RUBBER, order=2),
    ]
    if last.heel_h > 0:
        heel = block_heel(last, design.heel_len, 0.90, 0.05)
        parts.append(Part("heel", heel, wood, order=1))
    return parts


def _studs(last: Last, design: Design) -> list[Part]:
    """Nails that hold the upper to the sole."""
    dome = [(0.0, 0.0022), (0.0018, 0.0017), (0.0030, 0.0), (0.0, -0.0008)]
    parts = []
    for i, t in enumerate(np.linspace(design.reach + 0.03, 0.97 - design.reach, design.studs)):
        mesh = lathe(dome[::-1], axis=last.normal(t, 0.09), sides=16)
        parts.append(Part(f"stud_{i}", mesh.moved(last.at(t, 0.09, 0.0018)), GOLD, order=8))
    return parts


def _straps(last: Last, design: Design, main: Material) -> list[Part]:
    if design.strap == "instep":
        t, v = _across(design, 0.68, 0.66 + 14 * design.strap_w, 0.03)
        points = last.at(t, v, 0.0040)
        place = np.argmin(np.abs(t[:, 0] - 0.36))
        parts = [Part("strap_instep", sheet(points, 0.003), main, order=4)]
        return [*parts, buckle(points[:, 17] + [0, -0.001, 0], int(place), design.strap_w)]
    if design.strap == "none":
        return []
    high = 0.062 if design.strap == "heel_high" else 0.040
    x = (np.array([0.025, 0.20]) - 0.5) * last.length
    z = last.z_top(np.array([0.03, 0.20])) + high * np.array([1.0, 0.85])
    starts = [_strap_start(last, design, side) for side, _ in SIDES]
    sides = [np.array([x[1], side * (LEG_HALF_M - 0.002), z[1]]) for side, _ in SIDES]
    points = [starts[0], sides[0], [x[0], 0, z[0]], sides[1], starts[1]]
    return [Part("strap_heel", strap(points, Rect(design.strap_w, 0.003), 90), main, order=3)]


def _strap_start(last: Last, design: Design, side: int) -> Points:
    """Where the heel strap is sewn on: on the upper, close to its edge."""
    a = 0.13
    t = design.reach + _span(design) * a
    return last.at(t if side < 0 else 1 - t, 0.80 * _edge(design, np.array(a)), 0.0022)


def _seam(last: Last, design: Design, main: Material) -> list[Part]:
    if design.seam == "none" or (design.seam, design.strap) == ("apron", "instep"):
        return []
    if design.seam == "cap":
        grid = ruled((0.35, 0.65), (0.04, bump(0.42, 2)))
        return [Part("toecap", overlay(last, grid), main, order=4)]
    if design.seam == "centre":
        v = np.linspace(0.05, 0.92, 50)
        return [Part("seam", seam(last, 0.5 + 0 * v, v, 0.0014), main, order=5)]
    u = np.linspace(-1, 1, 120)
    v = 0.38 + 0.50 * np.abs(u) ** 3
    path = seam(last, 0.5 + 0.09 * np.sign(u) * np.abs(u) ** 0.8, v, 0.0022, 0.002)
    return [Part("apron", path, main, order=5)]


def clog(design: Design) -> list[Part]:
    """A backless shoe on a thick wooden sole."""
    last, main = _last(design), Material(design.kind, ANY[design.main])
    parts = _upper(last, design, main) + _soles(last, design) + _studs(last, design)
    return parts + _seam(last, design, main) + _straps(last, design, main)


FAMILY = Family(CLOG, clog, VIEW)
