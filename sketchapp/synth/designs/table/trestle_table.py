"""A table on two frames with a stretcher between them."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.table.finish import COLOURS, METALS, VIEW, wooden
from sketchapp.synth.designs.table.tops import grounded, outline, slab
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, rounded, spline, unit
from sketchapp.synth.geometry.primitives import X_AXIS, Rect, box, tube

SPACE: Space = {
    "shape": Choice(("rect", "rect", "planks", "oval")),
    "length": Number(1.1, 2.3, "m"),
    "width": Number(0.65, 1.0, "m"),
    "height": Number(0.70, 0.78, "m"),
    "top_t": Number(0.02, 0.06, "m"),
    "edge": Choice(("square", "bevel", "round")),
    "frame": Choice(("A", "X", "I", "Y", "loop", "ladder")),
    "beam": Number(0.035, 0.085, "m"),
    "flat": Number(0.4, 1.0),
    "overhang": Number(0.10, 0.24),
    "stance": Number(0.70, 0.95),
    "stretcher": Choice(("low", "middle", "double", "diagonal", "none")),
    "stretcher_h": Number(0.12, 0.40, "m"),
    "cleat": Choice((False, True)),
    "wedge": Choice((False, True)),
    "frame_kind": Choice(("wood", "wood", "metal"), look=True),
    **COLOURS,
}
CLEAT_H = 0.05
SINK = 0.003  # how far a frame reaches into the top


def build(p: Design) -> list[Part]:
    """Top, cleats, two frames, stretchers and their wedges."""
    mat = wooden(p.wood)
    frame = METALS[p.metal] if p.frame_kind == "metal" else mat
    oval = p.shape == "oval"
    at_x = p.length * (0.5 - (max(p.overhang, 0.18) if oval else p.overhang))
    half = p.stance * p.width / 2 * (0.7 if oval else 1.0)
    under = p.height - p.top_t
    parts = _top(p, mat)
    for side, x in enumerate((-at_x, at_x)):
        for i, bar in enumerate(_frame(p, half, under)):
            parts.append(Part(f"frame_{side}_{i}", bar.moved((x, 0, 0)), frame, 1))
        if p.shape == "planks" or (p.cleat and p.frame in ("A", "X", "Y")):
            cleat = box((1.2 * p.beam, 2 * half, CLEAT_H), 0.004)
            parts.append(
                Part(f"cleat_{side}", cleat.moved((x, 0, under - CLEAT_H / 2 + 0.001)), frame, 3)
            )
    parts += _stretchers(p, at_x, under, frame)
    return grounded(parts)


def _top(p: Design, mat: Material) -> list[Part]:
    if p.shape == "planks":
        step = p.width / 4
        board = slab(outline("rect", p.length, step - 0.004, 0.006), p.top_t)
        runs = [board.moved((0, (i - 1.5) * step, p.height)) for i in range(4)]
        return [Part(f"top_{i}", run, mat, 0) for i, run in enumerate(runs)]
    ring = outline(p.shape, p.length, p.width, 0.02)
    return [Part("top", slab(ring, p.top_t, p.edge).moved((0, 0, p.height)), mat, 0)]


def _frame(p: Design, half: float, top: float) -> list[Mesh]:
    """The bars of one frame in the plane x = 0, from the floor to just inside the top."""
    t = p.beam
    foot, head = t / 2, top + SINK - t / 2
    runs = {
        "A": [
            ((-half, 0), (-0.22 * half, top)),
            ((half, 0), (0.22 * half, top)),
            ((-0.61 * half, 0.5 * top), (0.61 * half, 0.5 * top)),
        ],
        "X": [((-half, 0), (half, top)), ((half, 0), (-half, top))],
        "I": [((-half, foot), (half, foot)), ((-half, head), (half, head)), ((0, foot), (0, head))],
        "Y": [
            ((0, 0.45 * top), (-0.9 * half, top)),
            ((0, 0.45 * top), (0.9 * half, top)),
            ((0, foot), (0, 0.5 * top)),
            ((-half, foot), (half, foot)),
        ],
        "ladder": [
            ((-half, 0), (-half, top)),
            ((half, 0), (half, top)),
            *[((-half, h * top), (half, h * top)) for h in (0.16, 0.5, 0.84)],
        ],
    }
    if p.frame == "loop":
        ring = [(0, -half, foot), (0, half, foot), (0, half, head), (0, -half, head)]
        path = rounded(ring, 0.03, n=6, closed=True)
        return [tube(path, Rect(t, _flat(p)), up=X_AXIS, closed=True)]
    return [_beam(p, np.array(a), np.array(b), top) for a, b in runs[p.frame]]


def _flat(p: Design) -> float:
    """Width of a beam along x in metres."""
    return max(p.flat * p.beam, 0.02)


def _beam(p: Design, a: Points, b: Points, top: float) -> Mesh:
    """A beam between two (y, z) points, cut off level with the floor and the top."""
    along = unit(b - a)
    longer = p.beam * 1.2
    low, high = a[1] <= 0, b[1] >= top
    ends = [np.r_[0, a - along * longer * low], np.r_[0, b + along * longer * high]]
    path = spline(ends, 16)
    bar = tube(path, Rect(p.beam, _flat(p)), up=X_AXIS, cap=0.06)
    if not (low or high):
        return bar

    def cut(v: Points) -> Points:
        excess = v[:, 2] - v[:, 2].clip(0, top + SINK)
        return v - np.r_[0, along] * (excess / along[1])[:, None]

    return bar.deformed(cut)


def _stretchers(p: Design, at_x: float, top: float, mat: Material) -> list[Part]:
    """Bars between the frames at the height where these have a bar of their own."""
    section = Rect(max(0.6 * _flat(p), 0.018), 0.9 * p.beam)
    joint = _joint_height(p, top)
    reach = at_x + (0.07 if p.wedge else 0.0)
    high = top - 0.4 * p.beam
    runs = {
        "none": [],
        "low": [((-reach, 0, joint), (reach, 0, joint))],
        "middle": [((-reach, 0, joint), (reach, 0, joint))],
        "double": [((-at_x, 0, joint), (at_x, 0, joint)), ((-at_x, 0, high), (at_x, 0, high))],
        "diagonal": [((s * at_x, 0, joint), (0.06 * s * at_x, 0, top)) for s in (-1, 1)],
    }[p.stretcher]
    parts = [
        Part(f"stretcher_{i}", tube(spline([a, b], 12), section, cap=0.1), mat, 2)
        for i, (a, b) in enumerate(runs)
    ]
    if p.wedge and p.stretcher in ("low", "middle") and p.frame != "loop":
        pin = box((0.018, 0.02, 1.9 * p.beam), 0.003)
        x = at_x + 0.5 * _flat(p) + 0.012
        parts += [
            Part(f"wedge_{i}", pin.moved((s * x, 0, joint)), mat, 5) for i, s in enumerate((-1, 1))
        ]
    return parts


def _joint_height(p: Design, top: float) -> float:
    """Height in metres at which a frame offers wood in the plane y = 0."""
    if p.frame in ("I", "Y"):
        return p.stretcher_h if p.frame == "I" else min(p.stretcher_h, 0.45 * top)
    return {"A": 0.5 * top, "X": 0.5 * top, "ladder": 0.5 * top, "loop": p.beam / 2}[p.frame]


TRESTLE_TABLE = Family(SPACE, build, VIEW)
