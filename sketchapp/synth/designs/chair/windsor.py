"""Windsor chairs: dished seat, splayed legs with an H of stretchers, spindle backs."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import WOOD_LOOK, wooden
from sketchapp.synth.designs.chair.joinery import CORNERS, SIDES, LegStyle, Rod, bar, leg
from sketchapp.synth.designs.chair.saddle import saddle
from sketchapp.synth.designs.chair.spindles import BACKS
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points

SPACE: Space = {
    "width": Number(0.40, 0.53, "m"),
    "depth": Number(0.38, 0.46, "m"),
    "seat_h": Number(0.42, 0.47, "m"),
    "height": Number(0.74, 1.12, "m"),
    "turned": flag(),
    "back": Choice(("bow", "crest", "comb", "low")),
    "spindles": Number(4, 9, whole=True),
    "rake": Number(0.07, 0.17, "m"),
    "spread": Number(0.40, 0.53),
    "squareness": Number(2.1, 4.0),
    "stretcher": Choice(("h", "h", "box", "none")),
    "stretcher_h": Number(0.12, 0.26, "m"),
    "shoulder": Number(0.55, 0.95, when=("back", "bow")),
    "crest_h": Number(0.05, 0.12, "m", when=("back", "crest")),
    "comb_h": Number(0.05, 0.09, "m", when=("back", "comb")),
    "arm_h": Number(0.20, 0.27, "m", when=("back", "low")),
    **WOOD_LOOK,
}


def build(design: Design) -> list[Part]:
    """Parts of one Windsor chair."""
    material = wooden(design)
    seat = saddle(design.width, design.depth, 0.04, design.squareness)
    parts = [Part("seat", seat.moved((0, 0, design.seat_h)), material, 0)]
    return parts + _legs(design, material) + BACKS[design.back](design, material)


def _legs(d: Design, material: Material) -> list[Part]:
    style = LegStyle(
        material, 0.014 if d.turned else 0.017, 0.010, "turned" if d.turned else "round"
    )
    hips, feet, parts = {}, {}, []
    for sx, sy, name in CORNERS:
        hips[name] = np.array([sx * d.width * 0.33, sy * d.depth * 0.32, d.seat_h - 0.01])
        feet[name] = np.array([sx * d.width * d.spread, sy * d.depth * (d.spread + 0.03), 0])
        parts.append(leg(f"leg_{name}", hips[name], feet[name], style))
    share = d.stretcher_h / d.seat_h
    knees = {name: feet[name] * (1 - share) + hips[name] * share for name in feet}
    return parts + _stretchers(d.stretcher, knees, Rod(material, 0.009, 5))


def _stretchers(kind: str, knees: dict[str, Points], rod: Rod) -> list[Part]:
    """Bars between the legs at the points `knees`: an H, a box, or none."""
    if kind == "none":
        return []
    parts = [
        bar(f"stretcher_{side}", knees[f"front_{side}"], knees[f"back_{side}"], rod)
        for _, side in SIDES
    ]
    if kind == "box":
        pairs = {end: (knees[f"{end}_L"], knees[f"{end}_R"]) for end in ("front", "back")}
        return parts + [bar(f"stretcher_{end}", *pair, rod) for end, pair in pairs.items()]
    middle = [(knees[f"front_{side}"] + knees[f"back_{side}"]) / 2 for _, side in SIDES]
    return [*parts, bar("stretcher_mid", middle[0], middle[1], rod)]


WINDSOR = Family(SPACE, build, VIEW)
