"""Sneakers that reach over the ankle."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.designs.shoe.colours import BRIGHT, VIEW
from sketchapp.synth.designs.shoe.last import Last, Opening, Shaft
from sketchapp.synth.designs.shoe.sneaker import (
    LOOKS,
    SHARED,
    laced,
    main_material,
    overlays,
    second_material,
    soles,
    thickness,
    toe_spring,
)
from sketchapp.synth.designs.shoe.upper import Throat, bump, collar, overlay, ruled, upper
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points

HIGH_SNEAKER: Space = {
    **SHARED,
    "collar_h": Number(0.118, 0.175, "m"),
    "lean": Number(0.0, 0.030, "m"),
    "width": Number(0.112, 0.130),
    "rows": Number(5, 9, whole=True),
    "throat_low": Number(0.52, 0.68),
    "ankle_strap": Choice((False, False, True)),
    "ankle_panel": flag(),
    "folds": Number(0.0, 0.0016, "m"),
    "padded": Number(0.0025, 0.0060, "m"),
    **LOOKS,
}


def _last(design: Design) -> Last:
    sole = float(thickness(design)(np.zeros(1))[0])
    shaft = Shaft(
        ankle=(0.055, 0.375),
        ankle_half=0.108,
        ankle_z=sole + 0.094,
        top=(0.055, 0.385),
        top_half=design.width,
        top_z=sole + design.collar_h,
        lean_m=design.lean,
        folds_m=design.folds,
    )
    return Last(
        toe=design.toe,
        toe_spring=toe_spring(design),
        sole=thickness(design),
        box_h=design.box_h,
        opening=Opening(back=0.030, front=0.455, z_back=0.066, z_side=0.064, z_front=0.082),
        shaft=shaft,
    )


def _ankle_parts(last: Last, design: Design) -> list[Part]:
    second, parts = second_material(design), []
    if design.ankle_strap:

        def low(a: Points) -> Points:
            return 1.52 + 0.10 * a

        def high(a: Points) -> Points:
            return 1.76 + 0.10 * a

        strap = overlay(last, ruled((0.20, 0.80), (low, high), (80, 16)), 0.0062, 0.003)
        parts.append(Part("strap_ankle", strap, second, order=6))
    if design.ankle_panel:
        panel = overlay(last, ruled((-0.16, 0.16), (1.30, lambda a: 1.25 + bump(0.62, 6)(a))))
        parts.append(Part("ankle", panel, second, order=4))
    return parts


def high_sneaker(design: Design) -> list[Part]:
    """A laced sports shoe with a short shaft."""
    last, lining = _last(design), Material("fabric", BRIGHT[design.lining])
    parts = upper(last, main_material(design), lining)
    parts += soles(last, design) + overlays(last, design)
    throat = Throat((design.throat_low, 1.95), (0.009, 0.015))
    parts += laced(last, design, throat, design.rows) + _ankle_parts(last, design)
    return [*parts, Part("collar", collar(last, design.padded), lining, order=2)]


FAMILY = Family(HIGH_SNEAKER, high_sneaker, VIEW)
