"""What bags are made of, and how they are photographed."""

from sketchapp.synth.designs.material import (
    BLACK_METAL,
    CHROME,
    GOLD,
    LEATHER,
    Colour,
    Material,
)
from sketchapp.synth.designs.parameters import Choice, Number, Space, look

CANVAS: dict[str, Colour] = {
    "natural": (0.60, 0.53, 0.40),
    "navy": (0.04, 0.07, 0.16),
    "olive": (0.16, 0.18, 0.09),
    "grey": (0.28, 0.28, 0.29),
    "rust": (0.42, 0.15, 0.06),
    "black": (0.035, 0.035, 0.035),
    "mustard": (0.58, 0.36, 0.06),
    "teal": (0.05, 0.24, 0.25),
}
LINING: Colour = (0.35, 0.29, 0.22)
METALS = {"gold": GOLD, "chrome": CHROME, "black": BLACK_METAL}

VIEW: Space = {
    "azimuth": Number(-28, 28, "deg", look=True),
    "elevation": Number(4, 20, "deg", look=True),
    "camera_dist": Number(2.2, 3.2, look=True),
    "mirror": look((False, True)),
}

COLOURS: dict[str, Number | Choice] = {
    "kind": look(("leather", "canvas")),
    "leather": look(LEATHER),
    "trim": look(LEATHER),
    "canvas": look(CANVAS),
    "metal": look(("gold", "chrome", "black")),
}


def skin(kind: str, leather: str, canvas: str) -> Material:
    """The main material of a bag: leather or canvas of a named colour."""
    if kind == "leather":
        return Material("leather", LEATHER[leather])
    return Material("canvas", CANVAS[canvas])


def trimmed(name: str) -> Material:
    """Leather of handles and edges, of a named colour."""
    return Material("leather", LEATHER[name])
