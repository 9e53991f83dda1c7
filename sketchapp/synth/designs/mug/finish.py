"""What mugs and cups are made of, and how they are photographed."""

from sketchapp.synth.designs.material import BLACK_PLASTIC, CHROME, Colour, Material
from sketchapp.synth.designs.parameters import Choice, Number, Space, look

GLAZE: dict[str, Colour] = {
    "white": (0.62, 0.61, 0.59),
    "cream": (0.60, 0.53, 0.40),
    "cobalt": (0.03, 0.08, 0.28),
    "celadon": (0.34, 0.46, 0.40),
    "terracotta": (0.46, 0.20, 0.11),
    "black": (0.035, 0.035, 0.04),
    "mustard": (0.60, 0.39, 0.08),
    "rose": (0.58, 0.30, 0.28),
    "sky": (0.24, 0.40, 0.52),
    "speckled": (0.42, 0.38, 0.33),
}
STEEL, GLASS, LID = CHROME, Material("glass", (0.72, 0.77, 0.77)), BLACK_PLASTIC

VIEW: Space = {
    "azimuth": Number(-32, 32, "deg", look=True),
    "elevation": Number(15, 34, "deg", look=True),
    "camera_dist": Number(2.2, 3.2, look=True),
    "mirror": look((False, True)),
}
COLOURS: dict[str, Number | Choice] = {"glaze": look(GLAZE), "second": look(GLAZE)}


def glazed(name: str) -> Material:
    """Glazed ceramic of a named colour."""
    return Material("ceramic", GLAZE[name])
