"""Boots with elastic insets at the sides."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.shoe.boot import LOOKS, SHARED, boot_body, boot_last, leather
from sketchapp.synth.designs.shoe.colours import DARK_ELASTIC, VIEW
from sketchapp.synth.designs.shoe.last import SIDES, UP, Last
from sketchapp.synth.designs.shoe.upper import overlay, ruled, seam, turned
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Rect, tube

CHELSEA_BOOT: Space = {
    **SHARED,
    "shaft_h": Number(0.120, 0.215, "m"),
    "dip": Number(0.0, 0.012, "m"),
    "gore_low": Number(0.82, 1.25),
    "gore_half": Number(0.030, 0.055),
    "gore_flare": Number(0.0, 0.030),
    "gore_round": Number(0.12, 0.34),
    "side_seam": Choice(("none", "straight", "swept")),
    "pull": Choice(("none", "back", "both")),
    **LOOKS,
}
SIDE_T = 0.262  # ring coordinate of the middle of the gore


def _gore_half(design: Design, share: Points) -> Points:
    """Half width in t of the elastic inset at a share of its height: round below, wider above."""
    ending = np.clip(share / design.gore_round, 0, 1)
    return (design.gore_half + design.gore_flare * share) * np.sqrt(1 - 0.97 * (1 - ending) ** 2)


def _gores(last: Last, design: Design) -> list[Part]:
    def back(b: Points) -> Points:
        return SIDE_T - _gore_half(design, b)

    def front(b: Points) -> Points:
        return SIDE_T + _gore_half(design, b)

    grid = ruled((back, front), (design.gore_low, 1.97), (20, 70))
    return [
        Part(f"gore_{name}", overlay(last, turned(grid, side)), DARK_ELASTIC, order=4)
        for side, name in SIDES
    ]


def _side_seams(last: Last, design: Design) -> list[Part]:
    """The seam between vamp and quarter, from the inset down to the sole."""
    share = np.linspace(0, 1, 40)
    sweep = 0.10 if design.side_seam == "swept" else 0.012
    t, v = SIDE_T + sweep * share**1.4, design.gore_low * (1 - share) + 0.10 * share
    parts = []
    for side, name in SIDES:
        path = turned((t, v), side)
        parts.append(Part(f"side_seam_{name}", seam(last, *path, 0.0011), leather(design), 6))
    return parts


def _pull(last: Last, t: float) -> Mesh:
    """A loop of ribbon over the edge of the opening."""
    inwards = -last.normal(t, 1.98)
    path = [
        last.at(t, 1.82, 0.0026),
        last.at(t, 1.94, 0.0036),
        last.at(t, 2.0, 0.006) + 0.014 * UP,
        last.at(t, 2.0) + inwards * 0.004 + 0.014 * UP,
        last.at(t, 1.94) + inwards * 0.0042,
    ]
    return tube(spline(path, 30), Rect(0.016, 0.002), up=inwards)


def chelsea_boot(design: Design) -> list[Part]:
    """A boot without laces that stretches at the ankle."""
    last = boot_last(design, design.shaft_h, design.dip)
    parts = boot_body(last, design, leather(design)) + _gores(last, design)
    if design.side_seam != "none":
        parts += _side_seams(last, design)
    if design.pull != "none":
        parts.append(Part("pull_back", _pull(last, 0.0), DARK_ELASTIC, order=6))
    if design.pull == "both":
        parts.append(Part("pull_front", _pull(last, 0.5), DARK_ELASTIC, order=6))
    return parts


FAMILY = Family(CHELSEA_BOOT, chelsea_boot, VIEW)
