"""Slip-on shoes with a moccasin seam."""

from collections.abc import Callable

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.colours import BROWN_LINING, DARK_RUBBER, HIDE, VIEW, WELTS
from sketchapp.synth.designs.shoe.last import SIDES, TOES, Last, Opening, shaped
from sketchapp.synth.designs.shoe.sole import block_heel, edge_line, layer, lugs
from sketchapp.synth.designs.shoe.upper import collar, heel_seam, overlay, ruled, seam, upper
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.geometry.primitives import Round, box, tube

LOAFER: Space = {
    "toe": Choice(tuple(TOES)),
    "sole": Choice(("thin", "welted", "lug", "driving", "platform")),
    "heel_h": Number(0.010, 0.034, "m"),
    "heel_len": Number(0.24, 0.34),
    "open_s": Number(0.44, 0.56),
    "z_back": Number(0.054, 0.070, "m"),
    "z_side": Number(0.034, 0.052, "m"),
    "z_front": Number(0.060, 0.080, "m"),
    "box_h": Number(0.034, 0.046, "m"),
    "apron": Choice(("raised", "raised", "flat", "none")),
    "apron_w": Number(0.085, 0.125),
    "apron_v": Number(0.26, 0.44),
    "detail": Choice(("saddle", "tassel", "plain", "fringe", "strap")),
    "saddle_v": Number(0.14, 0.26),
    "welt_line": flag(),
    "heel_seam": flag(),
    "kind": look(("leather", "leather", "suede", "patent")),
    "main": look(HIDE),
    "second": look((*HIDE, "same", "same", "same", "same", "same", "same")),
    "welt": look(WELTS),
}


def _last(design: Design) -> Last:
    toe = TOES[design.toe]
    flat = design.sole in ("driving", "platform")
    thick = {"thin": 0.006, "welted": 0.009, "lug": 0.016, "driving": 0.007, "platform": 0.026}
    return Last(
        length=0.272 + toe.longer_m,
        heel_h=0.0 if flat else design.heel_h,
        toe=toe.exponent,
        toe_spring=0.008,
        box_h=design.box_h * toe.box,
        sole=shaped(thick[design.sole], 1.2, 0.85),
        opening=Opening(
            front=design.open_s,
            z_back=design.z_back,
            z_side=design.z_side,
            z_front=design.z_front,
            width=0.64,
            vamp=0.42,
            curl=0.32,
        ),
    )


def _soles(last: Last, design: Design) -> list[Part]:
    welt, wide = WELTS[design.welt], 0.003 if design.sole in ("thin", "driving") else 0.0055
    low = lugs(last, 0.0055, 0.018) if design.sole in ("lug", "driving") else last.z_ground
    split = 0.7 if design.sole in ("lug", "platform") else 0.4

    def middle(s: Points) -> Points:
        return last.z_ground(s) + split * last.sole(s)

    out = layer(last, low, middle, wide + 0.0005, 420)
    strip = layer(last, lambda s: middle(s) - 0.001, lambda s: last.z_top(s) + 0.002, wide)
    parts = [Part("outsole", out, DARK_RUBBER, order=2), Part("welt", strip, welt, order=1)]
    if last.heel_h > 0:
        heel = block_heel(last, design.heel_len, 0.95)
        parts.append(Part("heel", heel, DARK_RUBBER, order=2))
    if design.welt_line:
        line = edge_line(last, middle, wide, 0.0010)
        parts.append(Part("welt_line", line, DARK_RUBBER, order=3))
    return parts


def _apron(last: Last, design: Design, material: Material) -> list[Part]:
    if design.apron == "none":
        return []
    u = np.linspace(-1, 1, 120)
    t = 0.5 + design.apron_w * np.sign(u) * np.abs(u) ** 0.8
    v = design.apron_v + (0.98 - design.apron_v) * np.abs(u) ** 3.2
    radius = 0.0026 if design.apron == "raised" else 0.0013
    return [Part("apron", seam(last, t, v, radius, 0.002), material, order=3)]


def _detail(last: Last, design: Design, main: Material, second: Material) -> list[Part]:
    if design.detail == "tassel":
        return _tassels(last, second)
    if design.detail == "fringe":
        return _fringe(last, design, second)
    if design.detail == "saddle":
        grid = ruled((0.31, 0.69), (_fall(0.70), _fall(0.70 + design.saddle_v)), (70, 14))
        return [Part("saddle", overlay(last, grid, 0.0042), second, order=4)]
    if design.detail == "strap":
        grid = ruled((0.24, 0.76), (_fall(0.76), _fall(0.90)), (80, 12))
        band = Part("strap", overlay(last, grid, 0.0044), main, order=4)
        at = (0.37, float(_fall(0.83)(np.array(0.25))))
        plate = box((0.016, 0.018, 0.003), 0.0012, steps=3).moved(last.at(*at, 0.0072))
        return [band, Part("buckle", plate, Material("metal", finish="gold"), order=6)]
    return []


def _fall(height: float) -> Callable[[Points], Points]:
    """The edge of a band across the vamp that falls off towards the sole at both sides."""
    return lambda a: height - 0.50 * np.clip(np.abs(2 * a - 1) - 0.35, 0, 1) ** 1.2


def _tassels(last: Last, material: Material) -> list[Part]:
    """Two tassels that hang from a knot and lie on the vamp."""
    knot = box((0.009, 0.012, 0.007), 0.003, steps=3).moved(last.at(0.5, 0.90, 0.005))
    parts = [Part("tassel_knot", knot, material, order=6)]
    share = np.linspace(0, 1, 26)
    radius = np.interp(share, (0, 0.42, 0.5, 0.6, 1), (0.0012, 0.0012, 0.0036, 0.0030, 0.0052))
    for side, name in SIDES:
        v = 0.89 - 0.24 * share
        t = 0.5 + side * last.spread(v, 0.002 + 0.017 * share)
        path = last.at(t, v, radius + 0.0022)
        parts.append(Part(f"tassel_{name}", tube(path, Round(radius, 14)), material, order=7))
    return parts


def _fringe(last: Last, design: Design, material: Material) -> list[Part]:
    """A flap on the vamp cut into strips."""
    count, low, reach = 9, 0.70 - 0.5 * design.saddle_v, 0.17
    edges = np.linspace(-1, 1, count + 1)
    parts = []
    for i in range(count):
        a0, a1 = edges[i] * 0.97 + 0.012, edges[i + 1] * 0.97 - 0.012
        tip = low + 0.06 * abs(a0 + a1) / 2
        grid = ruled((0.5 + reach * a0, 0.5 + reach * a1), (tip, 0.93), (8, 24))
        parts.append(Part(f"fringe_{i}", overlay(last, grid, 0.0042), material, order=5))
    return parts


def loafer(design: Design) -> list[Part]:
    """A slip-on with a saddle, tassels, a fringe or nothing on its vamp."""
    last, main = _last(design), Material(design.kind, HIDE[design.main])
    second = main if design.second == "same" else Material(design.kind, HIDE[design.second])
    parts = upper(last, main, BROWN_LINING) + _soles(last, design)
    parts += _apron(last, design, main) + _detail(last, design, main, second)
    if design.heel_seam:
        parts.append(Part("heel_seam", heel_seam(last, 0.11, (0.75, 0.20), 2.5), main, order=6))
    return [*parts, Part("collar", collar(last, 0.0026, -0.0005), main, order=2)]


FAMILY = Family(LOAFER, loafer, VIEW)
