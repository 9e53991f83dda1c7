"""What tables are made of, and how they are photographed."""

from sketchapp.synth.designs.material import (
    BLACK_METAL,
    CHROME,
    GOLD,
    PLASTIC,
    WOOD,
    Colour,
    Material,
)
from sketchapp.synth.designs.parameters import Choice, Number, Space, look

STONE: dict[str, Colour] = {
    "marble": (0.62, 0.61, 0.59),
    "slate": (0.10, 0.105, 0.11),
    "travertine": (0.55, 0.47, 0.37),
    "granite": (0.26, 0.25, 0.25),
}
LACQUER: dict[str, Colour] = {name: PLASTIC[name] for name in ("white", "black", "sage", "navy")}
METALS = {"chrome": CHROME, "gold": GOLD, "black": BLACK_METAL}
GLASS = Material("glass", (0.60, 0.72, 0.70))

VIEW: Space = {
    "azimuth": Number(12, 48, "deg", look=True),
    "elevation": Number(12, 28, "deg", look=True),
    "camera_dist": Number(2.2, 3.2, look=True),
    "mirror": look((False, True)),
}

COLOURS: dict[str, Number | Choice] = {
    "wood": look(WOOD),
    "second_wood": look(WOOD),
    "lacquer": look(LACQUER),
    "stone": look(STONE),
    "metal": look(("black", "black", "chrome", "gold")),
}


def wooden(name: str) -> Material:
    """Oiled wood of a named colour."""
    return Material("wood", WOOD[name])


def lacquered(name: str) -> Material:
    """Painted board of a named colour."""
    return Material("plastic", LACQUER[name])


def stone(name: str) -> Material:
    """Polished stone of a named colour."""
    return Material("stone", STONE[name])
