"""Flat, low-cut slip-ons with a thin sole."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.colours import ANY, DARK_RUBBER, SOLE, TAN_LINING, VIEW
from sketchapp.synth.designs.shoe.foot import ankle_path, ankle_strap, bridge
from sketchapp.synth.designs.shoe.last import SIDES, TOES, Last, Opening, shaped
from sketchapp.synth.designs.shoe.sole import block_heel, layer
from sketchapp.synth.designs.shoe.upper import (
    bump,
    collar,
    heel_seam,
    overlay,
    ruled,
    seam,
    upper,
)
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import spline
from sketchapp.synth.geometry.primitives import Rect, Soft, box, tube

BALLET_FLAT: Space = {
    "toe": Choice(tuple(TOES)),
    "heel_h": Number(0.004, 0.024, "m"),
    "heel_len": Number(0.20, 0.32),
    "sole_t": Number(0.003, 0.010, "m"),
    "open_s": Number(0.56, 0.78),
    "z_back": Number(0.040, 0.060, "m"),
    "z_side": Number(0.016, 0.036, "m"),
    "z_front": Number(0.030, 0.048, "m"),
    "box_h": Number(0.026, 0.036, "m"),
    "binding": Number(0.0012, 0.0034, "m"),
    "detail": Choice(("none", "bow", "knot", "band", "buckle")),
    "detail_size": Number(0.7, 1.5),
    "toecap": Choice(("none", "seam", "cap", "pleat")),
    "cap_len": Number(0.30, 0.60),
    "strap": Choice(("none", "none", "instep", "ankle", "double")),
    "strap_s": Number(0.64, 0.82, when=("strap", "instep")),
    "strap_w": Number(0.035, 0.090, when=("strap", "instep")),
    "heel_seam": flag(),
    "kind": look(("leather", "leather", "suede", "patent", "fabric")),
    "main": look(ANY),
    "second": look((*ANY, "same", "same", "same", "same", "same", "same")),
    "sole": look(("black", "gum", "cream")),
}


def _front(design: Design) -> float:
    """Station where the opening ends; straps over the instep need a longer one."""
    low = 0.69 if design.strap in ("instep", "double") else 0.0
    return max(design.open_s, low)


def _last(design: Design) -> Last:
    strapped, toe = design.strap in ("instep", "double"), TOES[design.toe]
    front = _front(design)
    return Last(
        length=0.252 + toe.longer_m,
        heel_h=design.heel_h,
        toe=toe.exponent,
        width=0.96,
        toe_spring=0.006,
        box_h=design.box_h * toe.box,
        sole=shaped(design.sole_t),
        opening=Opening(
            back=0.02,
            front=front,
            z_back=design.z_back,
            z_side=design.z_side + (0.006 if strapped else 0),
            z_front=design.z_front + 0.09 * (0.78 - front),
            width=0.82,
            vamp=0.36,
            curl=0.28,
        ),
    )


def _toe(last: Last, design: Design, main: Material, second: Material) -> list[Part]:
    length = design.cap_len
    if design.toecap == "cap":
        grid = ruled((0.36, 0.64), (0.04, bump(length, 2)))
        return [Part("toecap", overlay(last, grid, 0.0016, 0.0016), second, order=4)]
    if design.toecap == "seam":
        t = np.linspace(0.37, 0.63, 80)
        v = length - (length - 0.06) * np.abs((t - 0.5) / 0.13) ** 2.2
        return [Part("toe_seam", seam(last, t, v, 0.0011), main, order=5)]
    if design.toecap == "pleat":
        v = np.linspace(0.45 + 0.2 * (1 - length), 0.98, 30)
        return [
            Part(f"pleat_{i}", seam(last, 0.5 + k * (0.25 + 0.75 * v), v, 0.0012), main, order=5)
            for i, k in enumerate((-0.045, -0.015, 0.015, 0.045))
        ]
    return []


def _detail(last: Last, design: Design, material: Material) -> list[Part]:
    """What sits in front of the opening."""
    k, centre = design.detail_size, last.at(0.5, 0.93, 0.004)
    if design.detail == "band":
        grid = ruled((0.36, 0.64), (0.80, 0.97), (60, 12))
        return [Part("strap_vamp", overlay(last, grid), material, order=5)]
    if design.detail == "buckle":
        out = last.normal(0.5, 0.9)
        corners = [(-0.010, -0.006), (0.010, -0.006), (0.010, 0.006), (-0.010, 0.006)]
        along = np.array([out[2], 0, -out[0]])
        frame = [centre + k * (np.array([0, a, 0]) + along * (b + 0.004)) for a, b in corners]
        ring = tube([*frame, frame[0]], Soft(0.0026, 0.0026), cap=1.0)
        metal = Material("metal", finish="gold")
        return [Part("buckle", ring, metal, order=6)]
    if design.detail in ("bow", "knot"):
        return _bow(centre, k, material, loops=design.detail == "bow")
    return []


def _bow(centre: np.ndarray, size: float, material: Material, loops: bool) -> list[Part]:
    """A flat bow: a knot, two loops and two short ends."""
    knot = box(np.array([0.008, 0.007, 0.006]) * size, 0.0026 * size, steps=3).moved(centre)
    parts = [Part("bow_knot", knot, material, order=7)]
    loop = np.array([[0, 1, 0], [4, 11, 4], [3, 19, 1], [-4, 17, -2], [-2, 8, -1], [0, 1, 0]])
    end = np.array([[0, 1, 0], [6, 7, -1], [13, 12, -5]])
    for side, name in SIDES:
        flip = np.array([1, side, 1]) * size / 1000
        if loops:
            ribbon = tube(spline(centre + loop * flip, 40), Rect(0.0016, 0.006 * size))
            parts.append(Part(f"bow_{name}", ribbon, material, order=7))
        tail = tube(spline(centre + end * flip, 20), Rect(0.005 * size, 0.0016))
        parts.append(Part(f"bow_end_{name}", tail, material, order=7))
    return parts


def _straps(last: Last, design: Design, material: Material) -> list[Part]:
    if design.strap == "instep":
        arch = bridge(last, design.strap_s * _front(design), design.strap_w, 0.72)
        return [Part("strap_instep", arch, material, order=3)]
    if design.strap == "double":
        arches = [bridge(last, s * _front(design), 0.042, 0.72) for s in (0.65, 0.80)]
        return [Part(f"strap_{i}", arch, material, order=3) for i, arch in enumerate(arches)]
    if design.strap == "ankle":
        path = ankle_path(last.at(0.0, 0.88, 0.001), (0.36 - 0.5) * last.length, 0.026)
        return ankle_strap(path, 0.008, material)
    return []


def ballet_flat(design: Design) -> list[Part]:
    """A thin flat shoe, with a bow, a cap or a strap."""
    last, main = _last(design), Material(design.kind, ANY[design.main])
    second = main if design.second == "same" else Material(design.kind, ANY[design.second])
    parts = upper(last, main, TAN_LINING, 0.0020)
    sole = layer(last, last.z_ground, last.z_top, 0.0012)
    bed = layer(last, lambda s: last.z_top(s) - 0.0005, lambda s: last.z_top(s) + 0.001, -0.004)
    heel = block_heel(last, design.heel_len, 0.96, flare=1.01)
    parts += [
        Part("outsole", sole, Material("rubber", SOLE[design.sole]), order=2),
        Part("insole", bed, TAN_LINING, order=6),
        Part("heel", heel, DARK_RUBBER, order=2),
        Part("topline", collar(last, design.binding, 0.0), second, order=3),
    ]
    if design.heel_seam:
        parts.append(Part("heel_seam", heel_seam(last, 0.10, (0.85, 0.10)), main, order=6))
    parts += _toe(last, design, main, second) + _detail(last, design, second)
    return parts + _straps(last, design, main)


FAMILY = Family(BALLET_FLAT, ballet_flat, VIEW)
