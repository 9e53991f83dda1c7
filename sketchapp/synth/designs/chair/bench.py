"""Park and hall benches: a long seat of slats or planks, with or without back and arms."""

import numpy as np

from sketchapp.synth.designs.chair.finishes import METALS, WOOD_LOOK, metallic, wooden
from sketchapp.synth.designs.chair.joinery import (
    SIDES,
    Lath,
    LegStyle,
    Stuffing,
    board,
    cushion,
    grounded,
    laths,
    leg,
    standing,
)
from sketchapp.synth.designs.chair.views import WIDE_VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import FABRIC, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded, spline
from sketchapp.synth.geometry.primitives import X_AXIS, Y_AXIS, Z_AXIS, Rect, box, tube

SPACE: Space = {
    "width": Number(0.85, 1.75, "m"),
    "depth": Number(0.34, 0.48, "m"),
    "seat_h": Number(0.40, 0.48, "m"),
    "seat": Choice(("slats", "slats", "plank", "padded")),
    "slats": Number(3, 8, whole=True, when=("seat", "slats")),
    "seat_t": Number(0.02, 0.06, "m"),
    "under": Choice(("legs", "legs", "loops", "slabs", "curved")),
    "inset": Number(0.04, 0.2),
    "splay": Number(0, 0.06, "m"),
    "leg_shape": Choice(("round", "rect", "turned"), when=("under", "legs")),
    "stock": Number(0.03, 0.06, "m"),
    "back": Choice(("none", "rails", "rails", "spindles", "panel", "arch")),
    "height": Number(0.74, 0.96, "m"),
    "rake": Number(0.04, 0.17, "m"),
    "rails": Number(2, 5, whole=True, when=("back", "rails")),
    "spacing": Number(0.09, 0.16, "m", when=("back", "spindles")),
    "arms": flag(),
    "arm_h": Number(0.18, 0.25, "m", when=("arms", True)),
    "stretcher": flag(),
    "metal": METALS,
    "cloth": look(FABRIC),
    **WOOD_LOOK,
}


def build(design: Design) -> list[Part]:
    """Parts of one bench."""
    wood = wooden(design)
    parts = [*_seat(design, wood), *UNDER[design.under](design, wood)]
    parts += _back(design, wood) if design.back != "none" else []
    return parts + (_arms(design, wood) if design.arms else [])


# ---- seat


def _seat(d: Design, wood: Material) -> list[Part]:
    if d.seat == "slats":
        return _slatted_seat(d, wood)
    plank = (d.width, d.depth, d.seat_t)
    parts = [board("seat", plank, (0, 0, d.seat_h - d.seat_t / 2), wood, 0)]
    if d.seat == "plank":
        return parts
    pad = cushion((d.width - 0.02, d.depth - 0.02, 0.06), Stuffing(0.012, 0.85, 0.1))
    cover = Material("fabric", FABRIC[d.cloth])
    return [
        Part("cushion", pad.moved((0, 0, d.seat_h + 0.024)), cover, 0),
        Part("base", parts[0].mesh, wood, 1),
    ]


def _slatted_seat(d: Design, wood: Material) -> list[Part]:
    """Long slats, slightly dished, on two or three cross bearers."""
    thick, count = min(d.seat_t, 0.03), d.slats
    share = np.linspace(-1, 1, count)
    ys = share * (d.depth / 2 - 0.4 * d.depth / count)
    z = d.seat_h - thick / 2 - (0.012 * (1 - share**2) if d.back != "none" else 0)
    ends = np.column_stack([np.full(count, d.width / 2), ys, np.broadcast_to(z, count)])
    lath = Lath(wood, Rect(0.8 * d.depth / count, thick), order=0)
    parts = laths("seat", ends * [-1, 1, 1], ends, lath)
    size = (0.035, d.depth - 0.02, 0.045)
    for name, x in _bearers(d):
        parts.append(board(f"bearer_{name}", size, (x, 0, d.seat_h - thick - 0.0195), wood, 5))
    return parts


def _bearers(d: Design) -> list[tuple[str, float]]:
    """Names and x of what carries the seat: both ends, and the middle of a long bench."""
    x = d.width * (0.5 - d.inset) - 0.02
    return [("L", -x), ("R", x)] + ([("mid", 0.0)] if d.width > 1.4 else [])


def _below(d: Design) -> float:
    """Height of the lower side of the seat."""
    return d.seat_h - (min(d.seat_t, 0.03) + 0.036 if d.seat == "slats" else d.seat_t)


# ---- what it stands on


def _legs(d: Design, wood: Material) -> list[Part]:
    """Four legs, with rails between them or not."""
    style = LegStyle(wood, d.stock / 2, d.stock * 0.38, d.leg_shape)
    top, parts = _below(d) + 0.012, []
    for name, x in _bearers(d):
        for sy, end in ((-1, "front"), (1, "back")):
            y = sy * (d.depth / 2 - 0.05)
            foot = (x + np.sign(x) * d.splay, y + sy * d.splay * 0.5, 0)
            parts.append(leg(f"leg_{end}_{name}", (x, y, top), foot, style))
    if not d.stretcher:
        return parts
    low, share = 0.14, 1 - 0.14 / top
    for name, x in _bearers(d):
        at = x + np.sign(x) * d.splay * share
        size = (0.022, d.depth - 0.1 + d.splay * share, 0.035)
        parts.append(board(f"stretcher_{name}", size, (at, 0, low), wood))
    long = 2 * abs(_bearers(d)[0][1]) + 2 * d.splay * share
    return [*parts, board("stretcher_long", (long, 0.022, 0.035), (0, 0, low), wood)]


def _loops(d: Design, _: Material) -> list[Part]:
    """Closed metal frames under both ends."""
    metal, parts, top = metallic(d), [], _below(d) - 0.010
    y = d.depth / 2 - 0.03
    for name, x in _bearers(d):
        feet = [(x, -y - d.splay, 0.012), (x, y + d.splay, 0.012)]
        ring = rounded([*feet, (x, y, top), (x, -y, top)], 0.02, 8, closed=True)
        path = resampled(ring, 120, closed=True)
        mesh = tube(path, Rect(d.stock * 0.7, 0.022), up=Z_AXIS, closed=True)
        parts.append(Part(f"leg_{name}", grounded(mesh), metal, 2))
    return parts


def _slabs(d: Design, wood: Material) -> list[Part]:
    """Solid end boards."""
    top, parts = _below(d) + 0.006, []
    for name, x in _bearers(d):
        size = (d.stock * 0.8, d.depth - 0.05, top)
        parts.append(board(f"leg_{name}", size, (x, 0, top / 2), wood, 2))
    if d.stretcher:
        long = 2 * abs(_bearers(d)[0][1])
        parts.append(board("stretcher_long", (long, 0.024, 0.07), (0, 0, top * 0.45), wood))
    return parts


def _curved(d: Design, _: Material) -> list[Part]:
    """Cast feet: an arch of metal under each end."""
    metal, top, parts = metallic(d), _below(d) - 0.008, []
    y = d.depth / 2
    for name, x in _bearers(d):
        half = [(x, 0, top), (x, y * 0.55, top - 0.02), (x, y * 0.7, top * 0.5)]
        half.append((x, y + 0.02 + d.splay, -0.01))
        knots = [(px, -py, pz) for px, py, pz in half[:0:-1]] + half
        path = spline(knots, 90)
        mesh = standing(tube(path, Rect(d.stock * 0.8, 0.03), up=Y_AXIS))
        parts.append(Part(f"leg_{name}", mesh, metal, 2))
        plate = (0.04, d.depth - 0.04, 0.02)
        parts.append(board(f"plate_{name}", plate, (x, 0, _below(d) - 0.008), metal, 5))
    return parts


UNDER = {"legs": _legs, "loops": _loops, "slabs": _slabs, "curved": _curved}


# ---- back and arms


def _back_y(d: Design, z: float | Points) -> Points:
    """y of the back at height z."""
    share = (np.asarray(z) - d.seat_h) / (d.height - d.seat_h)
    return d.depth / 2 - 0.02 + d.rake * share


def _post_x(d: Design) -> float:
    """x of the right back post: over the bearer where arms are, else a little inside."""
    return d.width / 2 - 0.03


def _back(d: Design, wood: Material) -> list[Part]:
    """Posts and what is between them."""
    top = d.height - (0.03 if d.back == "arch" else 0)
    low = _below(d) if d.seat == "slats" else d.seat_h - 0.01
    xs = [-_post_x(d), _post_x(d)] + ([0.0] if d.width > 1.4 and d.back == "rails" else [])
    lath = Lath(wood, Rect(0.04, 0.028), up=Y_AXIS, order=1)
    ends = [np.array([(x, float(_back_y(d, z)), z) for x in xs]) for z in (low, top)]
    return laths("post", ends[0], ends[1], lath) + BACKS[d.back](d, wood)


def _long_rail(d: Design, name: str, z: float, tall: float, wood: Material) -> Part:
    """A rail over the whole length at height z, laid into the posts."""
    x = np.linspace(-1, 1, 40) * (_post_x(d) + 0.025)
    path = np.column_stack([x, np.full(40, float(_back_y(d, z)) - 0.008), np.full(40, z)])
    return Part(name, tube(path, Rect(0.022, tall), up=Z_AXIS), wood, 3)


def _rails(d: Design, wood: Material) -> list[Part]:
    heights = np.linspace(d.height - 0.05, d.seat_h + 0.11, d.rails)
    tall = min(0.62 * abs(heights[1] - heights[0]), 0.1)
    return [_long_rail(d, f"rail_{i}", z, tall, wood) for i, z in enumerate(heights)]


def _spindles(d: Design, wood: Material) -> list[Part]:
    low, top = d.seat_h + 0.09, d.height - 0.035
    count = round(2 * _post_x(d) / d.spacing) - 1
    xs = np.linspace(-1, 1, count + 2)[1:-1] * _post_x(d)
    ends = [np.array([(x, float(_back_y(d, z)) - 0.006, z) for x in xs]) for z in (low, top)]
    slats = laths("slat", ends[0], ends[1], Lath(wood, Rect(0.03, 0.012), up=Y_AXIS))
    rails = [("rail_top", top, 0.065), ("rail_low", low, 0.04)]
    return [_long_rail(d, name, z, tall, wood) for name, z, tall in rails] + slats


def _board_back(d: Design, wood: Material, arch: float) -> Part:
    """One wide board; arch raises the middle of its upper edge, in metres."""
    low, top = d.seat_h + 0.08, d.height - arch
    half = _post_x(d) + 0.02

    def follow(v: Points) -> Points:
        share = v[:, 2] / (top - low) + 0.5
        z = v[:, 2] + (low + top) / 2 + arch * share * (1 - (v[:, 0] / half) ** 2)
        v[:, 1] += _back_y(d, z) - 0.01
        v[:, 2] = z
        return v

    mesh = box((2 * half, 0.022, top - low), 0.006, steps=20).deformed(follow)
    return Part("panel", mesh, wood, 1)


def _panel(d: Design, wood: Material) -> list[Part]:
    return [_board_back(d, wood, 0.0)]


def _arch(d: Design, wood: Material) -> list[Part]:
    return [_board_back(d, wood, 0.09)]


BACKS = {"rails": _rails, "spindles": _spindles, "panel": _panel, "arch": _arch}


def _arms(d: Design, wood: Material) -> list[Part]:
    """Arms on posts at both ends; without a back they become side hoops."""
    z, parts, front = d.seat_h + d.arm_h, [], -d.depth / 2 + 0.035
    x = _post_x(d)
    rear = float(_back_y(d, z)) if d.back != "none" else -front
    for side, letter in SIDES:
        at = side * x
        knots = [(at, rear, z), (at, 0, z + 0.008), (at, front - 0.03, z)]
        mesh = tube(spline(knots, 30), Rect(0.05, 0.024), up=Z_AXIS)
        parts.append(Part(f"arm_{letter}", mesh, wood, 2))
        ys = [front] + ([rear] if d.back == "none" else [])
        ends = [np.array([(at, y, h) for y in ys]) for h in (_below(d), z)]
        posts = laths(
            f"arm_post_{letter}", ends[0], ends[1], Lath(wood, Rect(0.032, 0.032), X_AXIS, 3)
        )
        parts += posts
    return parts


BENCH = Family(SPACE, build, WIDE_VIEW)
