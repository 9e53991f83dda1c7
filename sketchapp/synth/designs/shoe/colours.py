"""Colours and materials of shoes, and from where shoes are seen."""

from sketchapp.synth.designs.material import Colour, Material
from sketchapp.synth.designs.parameters import Choice, Number, Space

BRIGHT: dict[str, Colour] = {
    "white": (0.72, 0.72, 0.70),
    "black": (0.03, 0.03, 0.035),
    "red": (0.55, 0.05, 0.05),
    "navy": (0.04, 0.08, 0.25),
    "green": (0.05, 0.20, 0.12),
    "orange": (0.75, 0.40, 0.05),
    "grey": (0.35, 0.36, 0.38),
    "ice": (0.55, 0.60, 0.62),
    "rose": (0.70, 0.25, 0.33),
    "sky": (0.22, 0.42, 0.60),
    "lilac": (0.45, 0.36, 0.60),
    "sage": (0.30, 0.38, 0.28),
}
HIDE: dict[str, Colour] = {
    "brown": (0.16, 0.07, 0.03),
    "black": (0.025, 0.025, 0.025),
    "cognac": (0.36, 0.18, 0.07),
    "oxblood": (0.10, 0.03, 0.03),
    "tan": (0.50, 0.33, 0.18),
    "taupe": (0.28, 0.23, 0.18),
    "midnight": (0.03, 0.04, 0.08),
    "olive": (0.14, 0.14, 0.06),
}
SOLE: dict[str, Colour] = {
    "white": (0.74, 0.74, 0.72),
    "black": (0.03, 0.03, 0.03),
    "gum": (0.45, 0.27, 0.12),
    "cream": (0.62, 0.55, 0.44),
    "grey": (0.30, 0.31, 0.33),
}
ANY: dict[str, Colour] = {**BRIGHT, **HIDE}

TAN_LINING = Material("leather", (0.55, 0.40, 0.28))
BROWN_LINING = Material("leather", (0.35, 0.22, 0.12))
DARK_RUBBER = Material("rubber", (0.03, 0.028, 0.025))
DARK_ELASTIC = Material("fabric", (0.04, 0.04, 0.04))
WELTS = {
    "dark": Material("rubber", (0.05, 0.03, 0.02)),
    "tan": Material("rubber", (0.25, 0.14, 0.06)),
}
LACES = {
    "white": Material("fabric", (0.80, 0.80, 0.78)),
    "dark": Material("fabric", (0.05, 0.04, 0.03)),
    "tan": Material("fabric", (0.40, 0.28, 0.12)),
}

VIEW: Space = {
    "mirror": Choice((False, False, False, True, True), look=True),
    "azimuth": Number(-38, 30, "deg", look=True),
    "elevation": Number(6, 24, "deg", look=True),
    "camera_dist": Number(2.2, 3.2, "object diagonals", look=True),
}
