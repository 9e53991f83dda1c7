"""Boots with laces, from the ankle to the calf."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import GOLD, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.boot import LOOKS, SHARED, boot_body, boot_last, leather
from sketchapp.synth.designs.shoe.colours import HIDE, LACES, VIEW
from sketchapp.synth.designs.shoe.laces import Lacing, laces
from sketchapp.synth.designs.shoe.last import SIDES, Last
from sketchapp.synth.designs.shoe.upper import Throat, bump, overlay, ruled, seam, stay, tongue
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.primitives import Round, tube

LACED_BOOT: Space = {
    **SHARED,
    "shaft_h": Number(0.130, 0.290, "m"),
    "rows": Number(5, 10, whole=True),
    "throat_low": Number(0.60, 0.86),
    "stay_w": Number(0.012, 0.026, "m"),
    "tongue_h": Number(0.004, 0.020, "m"),
    "toecap": Choice(("none", "seam", "cap", "wing")),
    "cap_len": Number(0.22, 0.42),
    "counter": flag(),
    "padded": flag(),
    "crossed": flag(),
    "bow": flag(),
    "zip": flag(),
    **LOOKS,
    "trim": look((*HIDE, "same", "same", "same", "same")),
    "lace": look(("dark", "tan")),
}


def _closure(last: Last, design: Design, trim: Material) -> list[Part]:
    throat = Throat((design.throat_low, 1.95), (0.008, 0.015))
    flap = tongue(last, throat, design.tongue_h)
    parts = [Part("tongue", flap, leather(design), order=4)]
    for side, name in SIDES:
        strip = stay(last, throat, side, (design.stay_w * 0.8, design.stay_w))
        parts.append(Part(f"eyestay_{name}", strip, trim, order=5))
    lacing = Lacing(
        design.rows, LACES[design.lace], 0.0022, design.crossed, design.bow, eyelets=GOLD
    )
    return parts + laces(last, throat, lacing)


def _toe(last: Last, design: Design, trim: Material) -> list[Part]:
    length = design.cap_len
    if design.toecap == "cap":
        grid = ruled((0.36, 0.64), (0.05, bump(length, 2)))
        return [Part("toecap", overlay(last, grid), trim, order=3)]
    if design.toecap == "none":
        return []
    t = np.linspace(0.34, 0.66, 90)
    x = np.abs(t - 0.5) / 0.16
    v = length - (length - 0.06) * x**2
    if design.toecap == "wing":
        v = 0.06 + (length + 0.12) * (1 - x) + 0.05 * np.sin(np.pi * x) ** 2
    return [Part("cap_seam", seam(last, t, v, 0.0012), leather(design), order=5)]


def _extras(last: Last, design: Design, trim: Material) -> list[Part]:
    parts = []
    if design.counter:
        grid = ruled((-0.12, 0.12), (0.05, bump(0.78, 3)))
        parts.append(Part("counter", overlay(last, grid), trim, order=3))
    if design.padded:
        t = np.linspace(-0.34, 0.34, 100)
        roll = tube(last.at(t, 1.90 + 0 * t, 0.001), Round(0.0055, 14))
        parts.append(Part("padding", roll, trim, order=3))
    if design.zip:
        v = np.linspace(0.35, 1.88, 60)
        teeth = seam(last, 0.74 + 0 * v, v, 0.0016, 0.001)
        parts.append(Part("zip", teeth, Material("metal", finish="black"), order=6))
    return parts


def laced_boot(design: Design) -> list[Part]:
    """A boot that laces up in front."""
    last = boot_last(design, design.shaft_h)
    trim = Material(design.kind, HIDE[design.main if design.trim == "same" else design.trim])
    parts = boot_body(last, design, trim) + _toe(last, design, trim)
    return parts + _closure(last, design, trim) + _extras(last, design, trim)


FAMILY = Family(LACED_BOOT, laced_boot, VIEW)
