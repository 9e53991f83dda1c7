"""Low sneakers with laces, straps or elastic insets."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.designs.shoe.colours import BRIGHT, VIEW
from sketchapp.synth.designs.shoe.last import Last, Opening
from sketchapp.synth.designs.shoe.sneaker import (
    LOOKS,
    SHARED,
    laced,
    main_material,
    overlays,
    second_material,
    slip_on,
    soles,
    thickness,
    toe_spring,
    touch_straps,
)
from sketchapp.synth.designs.shoe.upper import Throat, collar, overlay, ruled, upper
from sketchapp.synth.geometry.mesh import Part

LOW_SNEAKER: Space = {
    "closure": Choice(("laces", "laces", "laces", "straps", "slip_on")),
    **SHARED,
    "open_s": Number(0.42, 0.49),
    "z_back": Number(0.058, 0.082, "m"),
    "z_side": Number(0.042, 0.060, "m"),
    "rows": Number(3, 7, whole=True, when=("closure", "laces")),
    "straps": Number(2, 3, whole=True, when=("closure", "straps")),
    "throat_low": Number(0.46, 0.62),
    "heel_tab": flag(),
    "padded": Number(0.0022, 0.0055, "m"),
    **LOOKS,
}


def _last(design: Design) -> Last:
    z_front = 0.074 if design.closure == "slip_on" else 0.090
    opening = Opening(
        front=design.open_s,
        z_back=design.z_back,
        z_side=design.z_side,
        z_front=z_front,
        width=0.60,
    )
    return Last(
        toe=design.toe,
        toe_spring=toe_spring(design),
        sole=thickness(design),
        box_h=design.box_h,
        opening=opening,
    )


def low_sneaker(design: Design) -> list[Part]:
    """A sports shoe that ends below the ankle."""
    last, lining = _last(design), Material("fabric", BRIGHT[design.lining])
    parts = upper(last, main_material(design), lining)
    parts += soles(last, design) + overlays(last, design)
    throat = Throat((design.throat_low, 0.96), (0.009, 0.013))
    if design.closure == "laces":
        parts += laced(last, design, throat, design.rows)
    elif design.closure == "straps":
        parts += touch_straps(last, design, throat, design.straps)
    else:
        parts += slip_on(last, design)
    if design.heel_tab:
        tab = overlay(last, ruled((-0.035, 0.035), (0.60, 1.03), (20, 24)), 0.0034)
        parts.append(Part("heel_tab", tab, second_material(design), order=5))
    return [*parts, Part("collar", collar(last, design.padded), lining, order=2)]


FAMILY = Family(LOW_SNEAKER, low_sneaker, VIEW)
