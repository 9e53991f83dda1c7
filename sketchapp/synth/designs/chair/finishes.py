"""Colours and materials that chair families choose from."""

from sketchapp.synth.designs.material import (
    FABRIC,
    LEATHER,
    PLASTIC,
    WOOD,
    Material,
)
from sketchapp.synth.designs.parameters import Choice, Design, look

WOODS = look(WOOD)
FABRICS = look(FABRIC)
LEATHERS = look(LEATHER)
PLASTICS = look(PLASTIC)
METALS = look(("chrome", "chrome", "black"))
SELDOM = look((False, False, False, True))
CLOTHS = look(("fabric", "fabric", "leather"))

WOOD_LOOK: dict[str, Choice] = {"painted": SELDOM, "wood": WOODS, "paint": PLASTICS}
CLOTH_LOOK: dict[str, Choice] = {"fabric": FABRICS, "leather": LEATHERS}


def wooden(design: Design) -> Material:
    """The design's wood, or the paint over it (needs the parameters of `WOOD_LOOK`)."""
    if design.painted:
        return Material("plastic", PLASTIC[design.paint])
    return Material("wood", WOOD[design.wood])


def metallic(design: Design) -> Material:
    """The design's metal."""
    return Material("metal", finish=design.metal)


def cloth(design: Design, kind: str) -> Material:
    """The design's cover of kind "fabric" or "leather" (needs `CLOTH_LOOK`)."""
    return Material(kind, FABRIC[design.fabric] if kind == "fabric" else LEATHER[design.leather])
