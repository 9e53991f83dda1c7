"""What laced and elastic-sided boots share: the last with its shaft, soles, heels, looks."""

import numpy as np

from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.colours import BROWN_LINING, DARK_RUBBER, HIDE, WELTS
from sketchapp.synth.designs.shoe.last import TOES, Last, Opening, Shaft, shaped
from sketchapp.synth.designs.shoe.sole import block_heel, edge_line, layer, lugs
from sketchapp.synth.designs.shoe.upper import collar, heel_seam, upper
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points

SHARED: Space = {
    "toe": Choice(tuple(TOES)),
    "heel": Choice(("stacked", "slanted", "tall", "wedge", "lug")),
    "heel_h": Number(0.018, 0.034, "m"),
    "tall_h": Number(0.045, 0.080, "m", when=("heel", "tall")),
    "heel_len": Number(0.25, 0.35),
    "sole_t": Number(0.006, 0.014, "m"),
    "box_h": Number(0.034, 0.048, "m"),
    "instep": Number(0.084, 0.104, "m"),
    "ankle_w": Number(0.100, 0.118),
    "calf": Number(0.0, 1.0),
    "lean": Number(-0.004, 0.026, "m"),
    "folds": Number(0.0004, 0.0024, "m"),
    "heel_seam": flag(),
    "welt_line": flag(),
}
LOOKS: Space = {
    "kind": look(("leather", "leather", "suede")),
    "main": look(HIDE),
    "welt": look(WELTS),
}


def heel_height(design: Design) -> float:
    """How high the heel lifts the foot over the floor, in metres."""
    if design.heel == "tall":
        return design.tall_h
    return 0.0 if design.heel == "wedge" else design.heel_h


def boot_last(design: Design, shaft_h: float, dip_m: float = 0.0) -> Last:
    """The last of a boot whose shaft ends shaft_h metres over the heel."""
    heel_share = 3.2 if design.heel == "wedge" else 1.0
    lift = heel_height(design) + design.sole_t * heel_share
    reach = np.clip((shaft_h - 0.13) / 0.2, 0, 1)  # 0 ankle boot, 1 knee-high
    calf = (0.010 + 0.040 * reach) * (0.5 + design.calf)
    shaft = Shaft(
        ankle=(0.062, 0.385),
        ankle_half=design.ankle_w,
        ankle_z=lift + min(0.104, shaft_h - 0.045),
        top=(0.052 - 1.1 * calf, 0.385 + 0.5 * calf),
        top_half=design.ankle_w + 0.010 + 0.5 * calf,
        top_z=lift + shaft_h,
        lean_m=design.lean,
        dip_m=dip_m,
        folds_m=design.folds,
    )
    toe = TOES[design.toe]
    return Last(
        heel_h=heel_height(design),
        length=0.280 + toe.longer_m,
        toe=toe.exponent,
        toe_spring=0.010,
        box_h=design.box_h * toe.box,
        sole=shaped(design.sole_t, heel=heel_share, toe=0.85),
        opening=Opening(
            back=0.030,
            front=0.450,
            z_back=0.070,
            z_side=0.070,
            z_front=design.instep,
            width=0.66,
            vamp=0.48,
            curl=0.60,
        ),
        shaft=shaft,
    )


def leather(design: Design) -> Material:
    """What the boot is made of."""
    return Material(design.kind, HIDE[design.main])


def boot_body(last: Last, design: Design, edge: Material) -> list[Part]:
    """Upper, sole, heel, and the edge of the opening."""
    parts = upper(last, leather(design), BROWN_LINING)
    parts += _soles(last, design)
    if design.heel_seam:
        parts.append(
            Part("heel_seam", heel_seam(last, 0.15, (0.62, 0.10)), leather(design), order=6)
        )
    return [*parts, Part("collar", collar(last, 0.0032), edge, order=2)]


def _soles(last: Last, design: Design) -> list[Part]:
    welt, lug = WELTS[design.welt], design.heel == "lug"

    def welt_low(s: Points) -> Points:
        return last.z_ground(s) + 0.5 * last.sole(s)

    def welt_high(s: Points) -> Points:
        return last.z_top(s) + 0.003

    low = lugs(last, 0.005, 0.019) if lug else last.z_ground
    thick = 0.0065 if design.heel in ("stacked", "lug", "wedge") else 0.004
    out = layer(last, low, lambda s: welt_low(s) + 0.001, thick, 420)
    parts = [
        Part("welt", layer(last, welt_low, welt_high, thick - 0.0005), welt, order=1),
        Part("outsole", out, DARK_RUBBER, order=2),
    ]
    if design.welt_line:
        line = edge_line(last, lambda s: 0.5 * (welt_low(s) + welt_high(s)), thick, 0.0010)
        parts.append(Part("welt_line", line, DARK_RUBBER, order=3))
    if heel_height(design) > 0:
        shape = {"slanted": (0.78, 0.16), "tall": (0.72, 0.10)}.get(design.heel, (0.95, 0.0))
        heel = block_heel(last, design.heel_len, *shape)
        parts.append(Part("heel", heel, DARK_RUBBER, order=2))
    return parts
