"""Court shoes with a high heel."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, look
from sketchapp.synth.designs.shoe.colours import ANY, SOLE, TAN_LINING, VIEW
from sketchapp.synth.designs.shoe.foot import ankle_path, ankle_strap, bridge
from sketchapp.synth.designs.shoe.last import TOES, Last, Opening, shaped
from sketchapp.synth.designs.shoe.sole import block_heel, column_heel, layer
from sketchapp.synth.designs.shoe.upper import bump, collar, overlay, ruled, upper
from sketchapp.synth.geometry.mesh import Mesh, Part

PUMP: Space = {
    "heel": Choice(("stiletto", "cone", "block", "spool", "wedge")),
    "heel_h": Number(0.035, 0.110, "m"),
    "heel_w": Number(0.0, 1.0),
    "toe": Choice(tuple(TOES)),
    "open_s": Number(0.60, 0.80),
    "z_back": Number(0.044, 0.062, "m"),
    "z_side": Number(0.017, 0.032, "m"),
    "z_front": Number(0.030, 0.046, "m"),
    "box_h": Number(0.026, 0.034, "m"),
    "platform": Choice((0.0, 0.0, 0.010, 0.020)),
    "strap": Choice(("none", "none", "instep", "ankle", "double")),
    "strap_s": Number(0.68, 0.82, when=("strap", "instep")),
    "strap_w": Number(0.045, 0.095, when=("strap", "instep")),
    "toecap": Choice((False, False, True)),
    "cap_len": Number(0.30, 0.55, when=("toecap", True)),
    "kind": look(("patent", "leather", "suede")),
    "main": look(ANY),
    "second": look(ANY),
    "sole": look(("black", "gum", "cream")),
}
SOLE_M = 0.0035


def _front(design: Design) -> float:
    """Station where the opening ends; straps over the instep need a longer one."""
    low = 0.71 if design.strap in ("instep", "double") else 0.0
    return max(design.open_s, low)


def _last(design: Design) -> Last:
    wedge = design.heel == "wedge"
    thin = SOLE_M + design.platform
    toe, front = TOES[design.toe], _front(design)
    lift = (design.heel_h + thin) / thin if wedge else 1.0
    # a steeper foot is shorter on the ground
    return Last(
        length=0.248 - 0.25 * design.heel_h + toe.longer_m,
        heel_h=0.0 if wedge else design.heel_h,
        toe=toe.exponent,
        width=0.98,
        toe_spring=0.006,
        box_h=design.box_h * toe.box,
        sole=shaped(thin, heel=lift, toe=0.8 if design.platform else 1.0),
        opening=Opening(
            back=0.02,
            front=front,
            z_back=design.z_back,
            z_side=design.z_side + (0.008 if design.strap in ("instep", "double") else 0),
            z_front=design.z_front + 0.10 * (0.80 - front),
            width=0.86,
            vamp=0.35,
            curl=0.25,
        ),
    )


def _heel(last: Last, design: Design) -> Mesh:
    wide, w = 0.105 * last.length, design.heel_w
    if design.heel == "block":
        return block_heel(last, 0.19 + 0.09 * w, 0.74 + 0.2 * w, 0.06, flare=1.02)
    if design.heel == "cone":
        return column_heel(last, [(0, 0.006 + 0.006 * w), (1, wide)], 0.085)
    if design.heel == "spool":
        waist = 0.006 + 0.006 * w
        return column_heel(last, [(0, waist * 1.7), (0.3, waist), (0.55, waist * 1.4), (1, wide)])
    tip = 0.0038 + 0.003 * w
    return column_heel(
        last, [(0, tip), (0.35, tip * 1.25), (0.6, tip * 2), (0.8, 0.6 * wide), (1, wide)]
    )


def _straps(last: Last, design: Design, material: Material) -> list[Part]:
    parts = []
    if design.strap == "instep":
        arch = bridge(last, design.strap_s * _front(design), design.strap_w, 0.70)
        parts.append(Part("strap_instep", arch, material, order=3))
    elif design.strap == "double":
        for i, s in enumerate((0.66, 0.80)):
            arch = bridge(last, s * _front(design), 0.045, 0.70)
            parts.append(Part(f"strap_{i}", arch, material, order=3))
    elif design.strap == "ankle":
        back = last.at(0.0, 0.86, 0.001)
        path = ankle_path(back, (0.36 - 0.5) * last.length, 0.024)
        parts += ankle_strap(path, 0.010, material)
    return parts


def _soles(last: Last, design: Design, main: Material) -> list[Part]:
    sole = Material("leather", SOLE[design.sole])
    parts = [
        Part(
            "outsole",
            layer(last, last.z_ground, lambda s: last.z_ground(s) + SOLE_M, -0.0005),
            sole,
            order=2,
        )
    ]
    if design.platform or design.heel == "wedge":
        body = layer(last, lambda s: last.z_ground(s) + SOLE_M * 0.9, last.z_top, 0.0005)
        parts.append(Part("sole", body, main, order=1))
    bed = layer(last, lambda s: last.z_top(s) - 0.0005, lambda s: last.z_top(s) + 0.001, -0.004)
    return [*parts, Part("insole", bed, TAN_LINING, order=6)]


def pump(design: Design) -> list[Part]:
    """A low-cut shoe on a heel, with or without straps."""
    last, main = _last(design), Material(design.kind, ANY[design.main])
    parts = upper(last, main, TAN_LINING, 0.0022) + _soles(last, design, main)
    if design.heel != "wedge":
        parts.append(Part("heel", _heel(last, design), main, order=1))
    parts.append(Part("topline", collar(last, 0.0015, 0.0), main, order=3))
    if design.toecap:
        grid = ruled((0.37, 0.63), (0.04, bump(design.cap_len, 2)))
        cap = overlay(last, grid, 0.0016, 0.0016)
        parts.append(Part("toecap", cap, Material(design.kind, ANY[design.second]), order=4))
    return parts + _straps(last, design, main)


FAMILY = Family(PUMP, pump, VIEW)
