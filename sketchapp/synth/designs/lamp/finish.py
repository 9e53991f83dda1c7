"""What lamps are made of, and how they are photographed."""

from sketchapp.synth.designs.material import (
    BLACK_METAL,
    CHROME,
    GOLD,
    WOOD,
    Colour,
    Material,
)
from sketchapp.synth.designs.parameters import Choice, Number, Space, look

CERAMIC: dict[str, Colour] = {
    "white": (0.62, 0.61, 0.58),
    "celadon": (0.34, 0.46, 0.40),
    "cobalt": (0.03, 0.08, 0.28),
    "terracotta": (0.45, 0.19, 0.10),
    "charcoal": (0.06, 0.06, 0.065),
    "mustard": (0.58, 0.38, 0.08),
    "blush": (0.60, 0.40, 0.35),
}
SHADE: dict[str, Colour] = {
    "ivory": (0.72, 0.66, 0.54),
    "white": (0.74, 0.73, 0.70),
    "linen": (0.58, 0.50, 0.39),
    "grey": (0.34, 0.34, 0.35),
    "rust": (0.50, 0.20, 0.10),
    "green": (0.14, 0.26, 0.18),
    "blue": (0.10, 0.18, 0.32),
}
LACQUER: dict[str, Colour] = {
    "white": (0.62, 0.62, 0.60),
    "black": (0.03, 0.03, 0.03),
    "red": (0.55, 0.06, 0.04),
    "petrol": (0.04, 0.18, 0.22),
    "yellow": (0.75, 0.50, 0.07),
    "sage": (0.33, 0.40, 0.33),
}
METALS = {"chrome": CHROME, "gold": GOLD, "black": BLACK_METAL}
CORD = Material("plastic", (0.05, 0.05, 0.055))
BULB = Material("shade", (0.85, 0.78, 0.62))
MILK_GLASS = Material("shade", (0.78, 0.76, 0.70))
CLEAR_GLASS = Material("glass", (0.72, 0.76, 0.76))

VIEW: Space = {
    "azimuth": Number(-35, 35, "deg", look=True),
    "elevation": Number(4, 16, "deg", look=True),
    "camera_dist": Number(2.2, 3.2, look=True),
    "mirror": look((False, True)),
}

COLOURS: dict[str, Number | Choice] = {
    "wood": look(WOOD),
    "ceramic": look(CERAMIC),
    "shade_colour": look(SHADE),
    "lacquer": look(LACQUER),
    "metal": look(("gold", "gold", "black", "chrome")),
}


def wooden(name: str) -> Material:
    """Oiled wood of a named colour."""
    return Material("wood", WOOD[name])


def glazed(name: str) -> Material:
    """Glazed ceramic of a named colour."""
    return Material("ceramic", CERAMIC[name])


def cloth(name: str) -> Material:
    """The cloth of a shade, of a named colour."""
    return Material("shade", SHADE[name])


def lacquered(name: str) -> Material:
    """Painted sheet metal of a named colour."""
    return Material("plastic", LACQUER[name])
