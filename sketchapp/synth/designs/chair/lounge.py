"""Low reclined chairs with cushions on a wooden or metal frame, some with an ottoman."""

from dataclasses import dataclass

import numpy as np

from sketchapp.synth.designs.chair.finishes import (
    CLOTH_LOOK,
    CLOTHS,
    METALS,
    WOOD_LOOK,
    cloth,
    metallic,
    wooden,
)
from sketchapp.synth.designs.chair.joinery import (
    CORNERS,
    SIDES,
    Lath,
    LegStyle,
    Stuffing,
    board,
    cushion,
    grounded,
    laths,
    leg,
    tilted,
)
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, resampled, rounded, spline, unit
from sketchapp.synth.geometry.primitives import Z_AXIS, Rect, Round, box, tube

SPACE: Space = {
    "frame": Choice(("posts", "posts", "loop", "low")),
    "width": Number(0.54, 0.74, "m"),
    "front_h": Number(0.32, 0.42, "m"),
    "drop": Number(0.03, 0.12, "m"),
    "seat_d": Number(0.48, 0.60, "m"),
    "back_l": Number(0.46, 0.85, "m"),
    "recline": Number(20, 44, "deg"),
    "cover": Choice(("cushions", "cushions", "sling", "channels")),
    "thick": Number(0.08, 0.15, "m", when=("cover", "cushions")),
    "channels": Number(8, 15, whole=True, when=("cover", "channels")),
    "headroll": flag(),
    "arm_h": Number(0.14, 0.22, "m"),
    "arm_w": Number(0.03, 0.08, "m", when=("frame", "posts")),
    "splay": Number(0, 0.09, "m"),
    "round_stock": flag(),
    "stock": Number(0.026, 0.042, "m"),
    "bend_r": Number(0.02, 0.12, "m", when=("frame", "loop")),
    "metal_frame": flag(when=("frame", "loop")),
    "ottoman": Choice((False, False, True)),
    "kind": CLOTHS,
    "metal": METALS,
    **WOOD_LOOK,
    **CLOTH_LOOK,
}

_RAIL = 0.03  # metres, height of the rails under seat and back


@dataclass(frozen=True)
class Recliner:
    """The side view of one lounge chair: (y, z) of the front, the fold and the top."""

    design: Design
    frame: Material
    cover: Material

    @property
    def front(self) -> Points:
        """The front end of the seat's rails."""
        return np.array([-self.design.seat_d / 2, self.design.front_h - 0.10])

    @property
    def fold(self) -> Points:
        """Where the rails of seat and back meet."""
        d = self.design
        return np.array([d.seat_d / 2, d.front_h - 0.10 - d.drop])

    @property
    def top(self) -> Points:
        """The upper end of the back's rails."""
        angle = np.deg2rad(self.design.recline)
        way = np.array([np.sin(angle), np.cos(angle)])
        return self.fold + self.design.back_l * way

    @property
    def half(self) -> float:
        """x of the right-hand rails."""
        return self.design.width / 2 - 0.03

    def on_back(self, z: float) -> float:
        """y of the back's rails at height z."""
        share = (z - self.fold[1]) / (self.top[1] - self.fold[1])
        return float(self.fold[0] + (self.top[0] - self.fold[0]) * share)


def build(design: Design) -> list[Part]:
    """Parts of one lounge chair."""
    metal = design.frame == "loop" and design.metal_frame
    frame = metallic(design) if metal else wooden(design)
    chair = Recliner(design, frame, cloth(design, design.kind))
    parts = [*COVERS[design.cover](chair), *_rails(chair), *FRAMES[design.frame](chair)]
    parts += _headroll(chair) if design.headroll else []
    return parts + (_ottoman(chair) if design.ottoman else [])


# ---- cushions


def _normal(start: Points, end: Points) -> Points:
    """Unit vector (y, z) from the rails between two points towards the sitter."""
    along = unit(end - start)
    return np.array([-along[1], along[0]])


def _pad(chair: Recliner, name: str, span: tuple[Points, Points], thick: float) -> Part:
    """A cushion of some thickness on the rails between two points (y, z)."""
    start, end = span
    lift = _normal(start, end) * (thick / 2 + _RAIL / 2 - 0.004)
    long = float(np.linalg.norm(end - start))
    mesh = cushion((chair.design.width - 0.03, long, thick), Stuffing(0.022, 0.85, 0.18))
    placed = tilted(mesh, start + lift, end + lift)
    return Part(name, placed, chair.cover, 0 if "seat" in name else 1)


def _cushions(chair: Recliner) -> list[Part]:
    """A seat and a back cushion."""
    thick = chair.design.thick
    along = unit(chair.top - chair.fold)
    back = (chair.fold + along * (thick + 0.02), chair.top + along * 0.03)
    seat = (chair.front - unit(chair.fold - chair.front) * 0.03, chair.fold)
    return [_pad(chair, "cushion_seat", seat, thick), _pad(chair, "cushion_back", back, thick)]


def _sling(chair: Recliner) -> list[Part]:
    """One thin cover that hangs from front to top."""
    d = chair.design
    line = [chair.front - [0.012, 0.012], (chair.front + chair.fold) / 2 - [0, 0.015], chair.fold]
    line += [(chair.fold + chair.top) / 2 + [0.012, 0], chair.top + np.array([0.006, 0.012])]
    path = rounded(line, 0.16, 14)
    path = np.column_stack([np.zeros(len(path)), path]) + np.array([0, -0.016, 0.016])
    mesh = tube(path, Rect(d.width - 0.045, 0.022), up=(0, 0, 1))
    return [Part("sling", mesh, chair.cover, 0)]


def _channels(chair: Recliner) -> list[Part]:
    """Rolls side by side from front to top."""
    seat, back = chair.fold - chair.front, chair.top - chair.fold
    share = np.linalg.norm(seat) / (np.linalg.norm(seat) + np.linalg.norm(back))
    count = round(chair.design.channels * share)
    spans = {
        "seat": (chair.front, seat, count),
        "back": (chair.fold, back, chair.design.channels - count),
    }
    return [part for name, span in spans.items() for part in _rolls(chair, name, *span)]


def _rolls(chair: Recliner, name: str, start: Points, along: Points, count: int) -> list[Part]:
    """Rolls on the rails from start along a vector (y, z)."""
    normal, roll = _normal(start, start + along), np.linalg.norm(along) / count
    x, parts = chair.design.width / 2 - 0.02, []
    for i in range(count):
        y, z = start + along * (i + 0.5) / count + normal * (0.5 * roll)
        mesh = tube(spline([(-x, y, z), (x, y, z)], 12), Round(0.53 * roll), cap=0.5)
        parts.append(Part(f"cushion_{name}_{i}", mesh, chair.cover, 0))
    return parts


COVERS = {"cushions": _cushions, "sling": _sling, "channels": _channels}


def _headroll(chair: Recliner) -> list[Part]:
    """A small round pillow at the top of the back."""
    d = chair.design
    depth = {"cushions": d.thick, "sling": 0.02, "channels": 0.08}[d.cover]
    at = chair.top + _normal(chair.fold, chair.top) * (depth + 0.045)
    at = at - unit(chair.top - chair.fold) * 0.07
    mesh = cushion((d.width * 0.72, 0.09, 0.15), Stuffing(0.02, 0.95, 0.1))
    ends = at - unit(chair.top - chair.fold) * 0.01, at + unit(chair.top - chair.fold) * 0.01
    turned = tilted(mesh.deformed(lambda v: v[:, [0, 2, 1]]), *ends)
    return [Part("headrest", turned, chair.cover, 1)]


# ---- frame


def _rails(chair: Recliner) -> list[Part]:
    """Rails under seat and back, with bars or slats across."""
    parts = []
    path2 = rounded([chair.front, chair.fold, chair.top], 0.02, 6)
    for side, letter in SIDES:
        x = np.full(len(path2), side * chair.half)
        mesh = tube(np.column_stack([x, path2]), Rect(0.024, _RAIL), up=Z_AXIS)
        parts.append(Part(f"rail_{letter}", mesh, chair.frame, 3))
    return parts + _cross_slats(chair)


def _cross_slats(chair: Recliner) -> list[Part]:
    """Slats on the rails, which carry the cushions; a sling leaves only two, below the rails."""
    sling = chair.design.cover == "sling"
    parts, section = [], Rect(0.045, 0.014)
    spans = [("slat_seat", chair.front, chair.fold, (0.04,) if sling else (0.04, 0.9))]
    spans += [("slat", chair.fold, chair.top, (0.93,) if sling else (0.3, 0.6, 0.93))]
    for name, start, end, shares in spans:
        normal = _normal(start, end)
        spots = start + np.outer(shares, end - start) - normal * (0.016 if sling else 0)
        ends = np.column_stack([np.full(len(spots), chair.half), spots])
        lath = Lath(chair.frame, section, up=(0, *normal))
        parts += laths(name, ends * [-1, 1, 1], ends, lath)
    return parts


def _stock(d: Design) -> Rect | Round:
    return Round(d.stock * 0.42) if d.round_stock else Rect(d.stock * 0.8, d.stock)


def _posts(chair: Recliner) -> list[Part]:
    """Front posts up to the arms, rear legs that lean back, arm boards."""
    d, parts = chair.design, []
    x, arm = d.width / 2, d.front_h + d.arm_h
    front, rear = chair.front[0] + 0.05, chair.on_back(arm)
    style = LegStyle(chair.frame, d.stock * 0.46, d.stock * 0.36, _shape(d))
    low_y = chair.fold[0] - 0.10
    for side, letter in SIDES:
        at = side * x
        foot = (at, front - d.splay, 0)
        parts.append(leg(f"leg_front_{letter}", (at, front, arm - 0.004), foot, style))
        foot = (at, low_y + 0.12 + d.splay, 0)
        parts.append(leg(f"leg_back_{letter}", (at, low_y, arm - 0.004), foot, style))
        knots = [(at, rear + 0.02, arm), (at, (front + rear) / 2, arm + 0.006)]
        knots.append((at, front - 0.07, arm + 0.014))
        mesh = tube(spline(knots, 30), Rect(d.arm_w, 0.022), up=Z_AXIS)
        parts.append(Part(f"arm_{letter}", mesh, chair.frame, 2))
    return parts + _pins(chair, front, low_y)


def _shape(d: Design) -> str:
    return "round" if d.round_stock else "rect"


def _pins(chair: Recliner, front: float, rear: float) -> list[Part]:
    """Bars across that join the rails to the legs."""
    d, parts = chair.design, []
    seat = chair.fold - chair.front
    for name, y in (("front", front), ("back", rear)):
        z = chair.front[1] + seat[1] * (y - chair.front[0]) / seat[0]
        lean = d.splay * (1 - z / (d.front_h + d.arm_h)) * (-1 if name == "front" else 1)
        lean += 0.12 * (1 - z / (d.front_h + d.arm_h)) if name == "back" else 0
        size = (d.width, 0.03, 0.03)
        parts.append(board(f"stretcher_{name}", size, (0, y + lean, z - 0.018), chair.frame))
    return parts


def _loop(chair: Recliner) -> list[Part]:
    """A closed loop on each side: floor runner, front, arm and rear."""
    d, parts = chair.design, []
    x, arm = d.width / 2 + 0.004, d.front_h + d.arm_h
    front, rear = chair.front[0] + 0.02, chair.on_back(arm) - 0.02
    corners = [(front - d.splay, 0.012), (rear - 0.03, 0.012), (rear, arm), (front, arm)]
    for side, letter in SIDES:
        ring = rounded([(side * x, y, z) for y, z in corners], d.bend_r, 14, closed=True)
        path = resampled(ring, 150, closed=True)
        mesh = tube(path, _stock(d), up=(1, 0, 0), closed=True)
        parts.append(Part(f"arm_{letter}", grounded(mesh), chair.frame, 2))
    return parts + _cross_bars(chair, front)


def _cross_bars(chair: Recliner, front: float) -> list[Part]:
    """Bars that hang the seat between the loops."""
    d = chair.design
    low = chair.front[1] - 0.012
    lean = d.splay * (1 - low / (d.front_h + d.arm_h))
    high = d.front_h + d.arm_h - 0.01
    spots = {"front": (front - lean, low), "back": (chair.on_back(high), high)}
    size = (d.width + 0.01, 0.022, 0.022)
    return [
        board(f"stretcher_{name}", size, (0, *spot), chair.frame) for name, spot in spots.items()
    ]


def _low(chair: Recliner) -> list[Part]:
    """Four short legs under the rails, no arms."""
    d, parts = chair.design, []
    style = LegStyle(chair.frame, d.stock * 0.5, d.stock * 0.34, _shape(d))
    seat = chair.fold - chair.front
    for sx, sy, name in CORNERS:
        share = 0.12 if sy < 0 else 0.88
        y, z = chair.front + seat * share
        foot = (sx * (chair.half + d.splay * 0.6), y + sy * (0.02 + d.splay), 0)
        parts.append(leg(f"leg_{name}", (sx * chair.half, y, z + 0.004), foot, style))
    return parts


FRAMES = {"posts": _posts, "loop": _loop, "low": _low}


def _ottoman(chair: Recliner) -> list[Part]:
    """A foot rest in front of the chair, made like it."""
    d = chair.design
    wide, deep, tall = d.width * 0.84, 0.42, d.front_h - 0.04
    middle = chair.front[0] - 0.16 - deep / 2 - d.splay
    pad = cushion((wide, deep, 0.11), Stuffing(0.022, 0.85, 0.15))
    frame = box((wide - 0.03, deep - 0.03, 0.03), 0.006)
    parts = [
        Part("ottoman", pad.moved((0, middle, tall - 0.045)), chair.cover, 2),
        Part("ottoman_frame", frame.moved((0, middle, tall - 0.108)), chair.frame, 4),
    ]
    style = LegStyle(chair.frame, d.stock * 0.46, d.stock * 0.34, _shape(d), 4)
    for sx, sy, name in CORNERS:
        hip = np.array([sx * (wide / 2 - 0.05), middle + sy * (deep / 2 - 0.05), tall - 0.105])
        foot = np.array([hip[0] + sx * d.splay * 0.4, hip[1] + sy * d.splay * 0.4, 0])
        parts.append(leg(f"ottoman_leg_{name}", hip, foot, style))
    return parts


LOUNGE = Family(SPACE, build, VIEW)
