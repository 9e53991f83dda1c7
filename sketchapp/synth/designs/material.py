"""Materials by name and the palettes that designs choose from. Colours are linear RGB, 0 to 1."""

from dataclasses import dataclass

Colour = tuple[float, float, float]

KINDS = (
    "wood",
    "fabric",
    "leather",
    "suede",
    "patent",
    "plastic",
    "rubber",
    "metal",
    "ceramic",
    "glass",
    "shade",  # thin cloth or paper of a lamp shade, lit from within
    "stone",
    "canvas",  # coarse woven cloth of bags
)


@dataclass(frozen=True)
class Material:
    """A surface: one of `KINDS` and its colour; `finish` names a metal: chrome, gold or black."""

    kind: str
    colour: Colour = (0.5, 0.5, 0.5)
    finish: str = ""


CHROME = Material("metal", finish="chrome")
GOLD = Material("metal", finish="gold")
BLACK_METAL = Material("metal", finish="black")
BLACK_PLASTIC = Material("plastic", (0.03, 0.03, 0.033))

WOOD: dict[str, Colour] = {
    "walnut": (0.30, 0.14, 0.06),
    "oak": (0.52, 0.32, 0.15),
    "wenge": (0.12, 0.055, 0.03),
    "beech": (0.66, 0.47, 0.27),
    "cherry": (0.42, 0.21, 0.09),
    "ash": (0.58, 0.48, 0.36),
    "teak": (0.40, 0.24, 0.12),
}
FABRIC: dict[str, Colour] = {
    "slate": (0.25, 0.27, 0.30),
    "sand": (0.55, 0.50, 0.43),
    "petrol": (0.10, 0.20, 0.28),
    "brick": (0.42, 0.13, 0.08),
    "moss": (0.16, 0.25, 0.16),
    "ochre": (0.62, 0.42, 0.10),
    "charcoal": (0.05, 0.05, 0.06),
    "silver": (0.45, 0.46, 0.48),
    "rose": (0.55, 0.27, 0.27),
    "plum": (0.18, 0.07, 0.14),
}
PLASTIC: dict[str, Colour] = {
    "white": (0.62, 0.62, 0.60),
    "black": (0.03, 0.03, 0.03),
    "red": (0.65, 0.08, 0.05),
    "teal": (0.05, 0.25, 0.30),
    "yellow": (0.80, 0.55, 0.08),
    "sage": (0.35, 0.42, 0.36),
    "navy": (0.03, 0.06, 0.18),
    "coral": (0.72, 0.25, 0.16),
}
LEATHER: dict[str, Colour] = {
    "brown": (0.16, 0.07, 0.03),
    "black": (0.03, 0.03, 0.03),
    "cognac": (0.33, 0.17, 0.07),
    "cream": (0.60, 0.55, 0.48),
    "oxblood": (0.20, 0.03, 0.03),
    "olive": (0.17, 0.18, 0.08),
}
