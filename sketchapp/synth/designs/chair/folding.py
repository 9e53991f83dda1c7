"""Folding chairs whose legs cross, seen from the side or (director's chairs) from the front."""

import numpy as np

from sketchapp.synth.designs.chair.crossed import crossed_chair
from sketchapp.synth.designs.chair.finishes import (
    CLOTH_LOOK,
    METALS,
    WOOD_LOOK,
    cloth,
    metallic,
    wooden,
)
from sketchapp.synth.designs.chair.joinery import (
    SIDES,
    Lath,
    Rod,
    Stuffing,
    bar,
    board,
    cushion,
    laths,
    standing,
)
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Z_AXIS, Rect, Round, Section, box, tube

SPACE: Space = {
    "cross": Choice(("side", "side", "side", "front")),
    "frame": Choice(("wood", "metal")),
    "width": Number(0.40, 0.52, "m"),
    "seat_h": Number(0.42, 0.48, "m"),
    "height": Number(0.74, 0.96, "m"),
    "stance": Number(0.19, 0.28, "m"),
    "lean": Number(0.04, 0.16, "m"),
    "bend": Number(0.02, 0.2, "m", when=("cross", "side")),
    "stock": Number(0.018, 0.034, "m"),
    "seat": Choice(("slats", "solid", "padded"), when=("cross", "side")),
    "seat_slats": Number(4, 8, whole=True, when=("seat", "slats")),
    "back": Choice(("rails", "slats", "panel", "padded"), when=("cross", "side")),
    "back_h": Number(0.08, 0.26, "m"),
    "rails": Number(1, 3, whole=True, when=("back", "rails")),
    "back_slats": Number(3, 7, whole=True, when=("back", "slats")),
    "round_seat": flag(when=("cross", "side")),
    "arm_h": Number(0.19, 0.26, "m", when=("cross", "front")),
    "front_cross": Choice(("both", "front"), when=("cross", "front")),
    "metal": METALS,
    **WOOD_LOOK,
    **CLOTH_LOOK,
}

_PIVOT_Y = 0.13  # where the long legs pass the seat
_SEAT_FRONT, _SEAT_REAR = -0.21, 0.16  # metres
_NEST = 0.028  # metres, the short legs stand this far inside the long ones


def build(design: Design) -> list[Part]:
    """Parts of one folding chair."""
    material = wooden(design) if design.frame == "wood" else metallic(design)
    if design.cross == "front":
        return crossed_chair(design, material, cloth(design, "fabric"))
    parts = [*_long_legs(design, material), *_short_legs(design, material)]
    return parts + _seat(design) + _back(design, material) + _bars(design, material)


def _post(d: Design, side: int) -> Points:
    """A long leg from the front foot past the seat to the top of the back."""
    x = side * d.width / 2
    foot, seat = (x, -d.stance - 0.01, -0.004), (x, _PIVOT_Y, d.seat_h)
    top = (x, _PIVOT_Y + d.lean, d.height)
    return resampled(rounded([foot, seat, top], d.bend, 24), 80)


def _post_y(d: Design, z: float) -> float:
    """y of the posts at height z above the seat."""
    path = _post(d, 1)
    return float(np.interp(z, path[:, 2], path[:, 1]))


def _section(d: Design) -> Section:
    return Rect(d.stock * 0.8, d.stock * 1.3) if d.frame == "wood" else Round(d.stock * 0.42)


def _long_legs(d: Design, material: Material) -> list[Part]:
    """Two posts; of metal they are one tube bent over the back."""
    if d.frame == "metal":
        left, right = _post(d, -1), _post(d, 1)[::-1]
        ring = resampled(_rounded_top(np.vstack([left, right])), 240)
        mesh = standing(tube(ring, _section(d), up=Y_AXIS))
        return [Part("post", mesh, material, 1)]
    return [
        Part(f"post_{letter}", _stave(_post(d, side), d), material, 1) for side, letter in SIDES
    ]


def _rounded_top(path: Points) -> Points:
    """The two posts as one polyline whose upper corners are round."""
    half = len(path) // 2
    return rounded([path[0], *path[half // 3 : half], *path[half : -half // 3], path[-1]], 0.05, 6)


def _stave(path: Points, d: Design) -> Mesh:
    return standing(tube(path, _section(d), up=Y_AXIS))


def _short_legs(d: Design, material: Material) -> list[Part]:
    """Two legs from the front of the seat to the rear feet, inside the long ones."""
    parts = []
    for side, letter in SIDES:
        x = side * (d.width / 2 - _NEST)
        path = spline([(x, -0.16, d.seat_h - 0.012), (x, d.stance, -0.004)], 40)
        parts.append(Part(f"leg_{letter}", _stave(path, d), material, 2))
    return parts


def _bars(d: Design, material: Material) -> list[Part]:
    """The hinges under the seat, the pivot where the legs cross, and two low stretchers."""
    half, rod = d.width / 2, Rod(material, 0.008, 5)
    share = 0.22
    front = (-d.stance - 0.01) * (1 - share) + _PIVOT_Y * share
    rear = d.stance + (-0.16 - d.stance) * share
    places = {
        "hinge": (_post_y(d, d.seat_h - 0.012), d.seat_h - 0.012, half),
        "stretcher_front": (front, d.seat_h * share, half),
        "stretcher_back": (rear, d.seat_h * share, half - _NEST),
    }
    y, z = _crossing(d)
    places["pivot"] = (y, z, half)
    return [bar(name, (-x, y, z), (x, y, z), rod) for name, (y, z, x) in places.items()]


def _crossing(d: Design) -> tuple[float, float]:
    """(y, z) where the long and the short legs pass each other."""
    path = _post(d, 1)
    z = path[:, 2]
    short = d.stance + (-0.16 - d.stance) * z / (d.seat_h - 0.012)
    below = z < d.seat_h
    at = int(np.argmin(np.abs(path[below, 1] - short[below])))
    return float(path[at, 1]), float(z[at])


def _seat(d: Design) -> list[Part]:
    """Slats, a board or a cushion between the posts."""
    wide, deep = d.width - 0.035, _SEAT_REAR - _SEAT_FRONT
    if d.seat == "slats":
        return _slatted_seat(d, wide, deep)
    if d.seat == "solid":
        mesh = box((wide, deep, 0.02), 0.007, steps=12)
        cover = wooden(d) if d.frame == "wood" else metallic(d)
    else:
        mesh = cushion((wide, deep, 0.045), Stuffing(0.014, 0.8, 0.1))
        cover = cloth(d, "leather")
    mesh = mesh.deformed(lambda v: _narrowed(v, deep)) if d.round_seat else mesh
    middle = (0, (_SEAT_FRONT + _SEAT_REAR) / 2, d.seat_h + 0.004)
    return [Part("seat", mesh.moved(middle), cover, 0)]


def _slatted_seat(d: Design, wide: float, deep: float) -> list[Part]:
    """Slats across two rails."""
    wood, z = wooden(d), d.seat_h + 0.004
    ys = np.linspace(_SEAT_FRONT + 0.02, _SEAT_REAR - 0.02, d.seat_slats)
    ends = np.column_stack([np.full(len(ys), wide / 2), ys, np.full(len(ys), z)])
    lath = Lath(wood, Rect(0.62 * deep / d.seat_slats, 0.014), order=0)
    parts = laths("seat", ends * [-1, 1, 1], ends, lath)
    size, y = (0.018, deep, 0.022), (_SEAT_FRONT + _SEAT_REAR) / 2
    for side, letter in SIDES:
        centre = (side * (d.width / 2 - _NEST - 0.02), y, d.seat_h - 0.012)
        parts.append(board(f"rail_seat_{letter}", size, centre, wood))
    return parts


def _narrowed(v: Points, deep: float) -> Points:
    """A seat with a round front edge."""
    front = (-2 * v[:, 1] / deep).clip(0, 1)
    v[:, 0] *= 1 - 0.25 * front**3
    return v


def _back(d: Design, material: Material) -> list[Part]:
    top = d.height - 0.035
    wood = wooden(d) if d.frame == "wood" or d.back in ("rails", "slats") else metallic(d)
    if d.back == "rails":
        low = d.seat_h + 0.14
        heights = np.linspace(top - 0.02, low, 3)[: d.rails]
        tall = min(d.back_h, 0.1 if d.rails > 1 else 0.2)
        return [
            _rail(d, f"rail_{i}", z - tall * 0.2, (0.016, tall), wood)
            for i, z in enumerate(heights)
        ]
    if d.back == "slats":
        return _slatted_back(d, wood, top)
    return [_panel(d, wood if d.back == "panel" else cloth(d, "leather"))]


def _panel(d: Design, cover: Material) -> Part:
    """A board or a cushion between the posts that follows their rake."""
    tall, soft = max(d.back_h, 0.14), d.back == "padded"
    middle, wide = d.height - 0.04 - tall / 2, d.width + (0.02 if soft else 0.0)
    path = _post(d, 1)

    def follow(v: Points) -> Points:
        v[:, 2] += middle
        bow = 0.022 * (1 - (2 * v[:, 0] / wide) ** 2)
        v[:, 1] += np.interp(v[:, 2], path[:, 2], path[:, 1]) + bow
        return v

    thick = 0.045 if soft else 0.012
    mesh = box((wide, thick, tall), 0.4 * thick, puff=(0, 0.01 if soft else 0, 0), steps=12)
    return Part("back", mesh.deformed(follow), cover, 2)


def _slatted_back(d: Design, wood: Material, top: float) -> list[Part]:
    """Vertical slats between two rails."""
    low = max(top - 0.12 - d.back_h, d.seat_h + 0.09)
    parts = [_rail(d, f"rail_{i}", z, (0.018, 0.045), wood) for i, z in enumerate((top, low))]
    xs = np.linspace(-1, 1, d.back_slats) * (d.width / 2 - 0.075)
    ends = [np.array([(x, _post_y(d, z) + 0.01, z) for x in xs]) for z in (low, top)]
    section = Rect(0.42 * d.width / d.back_slats, 0.009)
    return parts + laths("slat", ends[0], ends[1], Lath(wood, section, up=Y_AXIS))


def _rail(d: Design, name: str, z: float, size: tuple[float, float], cover: Material) -> Part:
    """A board of thickness and height `size` between the posts, bent backwards a little."""
    x = np.linspace(-d.width / 2, d.width / 2, 40)
    bow = 0.022 * (1 - (2 * x / d.width) ** 2)
    path = np.column_stack([x, _post_y(d, z) + bow, np.full(40, z)])
    return Part(name, tube(path, Rect(*size), up=Z_AXIS), cover, 2)


FOLDING = Family(SPACE, build, VIEW)
