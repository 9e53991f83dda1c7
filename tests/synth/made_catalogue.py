"""A catalogue of one family of crates, which is quick to build and to draw."""

from __future__ import annotations

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.parameters import Choice, Design, Number
from sketchapp.synth.geometry.mesh import Part
from tests.synth.made_products import block

VIEW = {
    "azimuth": Number(20, 50, "deg", look=True),
    "elevation": Number(10, 25, "deg", look=True),
    "camera_dist": Number(2.2, 3.4, look=True),
    "mirror": Choice((False, True), look=True),
}
SPACE = {
    "width": Number(0.2, 0.6, "m"),
    "height": Number(0.2, 0.6, "m"),
    "lid": Choice((False, True)),
    "loose": Choice((False,)),
    "colour": Choice(("red", "blue"), look=True),
}


def crate(design: Design) -> list[Part]:
    body = block("body", (design.width, 0.4, design.height), (0, 0, 0), 0)
    gap = 0.05 if design.loose else 0.0
    lid = block("lid", (design.width + 0.04, 0.44, 0.03), (0, 0, design.height + gap), 1)
    return [body, lid] if design.lid or design.loose else [body]


def broken(design: Design) -> list[Part]:
    raise ArithmeticError("no such crate")


CRATE = Family(SPACE, crate, VIEW)
LOOSE = Family({**SPACE, "loose": Choice((True,))}, crate, VIEW)
BROKEN = Family(SPACE, broken, VIEW)
CATEGORIES = {"box": {"crate": CRATE}, "bad": {"loose": LOOSE, "broken": BROKEN}}
