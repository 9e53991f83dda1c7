"""A writing desk: a top on drawer pedestals, panels or legs."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.designs.table.finish import COLOURS, METALS, VIEW, lacquered, wooden
from sketchapp.synth.designs.table.legs import LegStyle, leg
from sketchapp.synth.designs.table.storage import Bank, cabinet, drawers
from sketchapp.synth.designs.table.tops import grounded, outline, slab
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import rounded
from sketchapp.synth.geometry.primitives import X_AXIS, Rect, box, tube

SPACE: Space = {
    "length": Number(0.95, 1.65, "m"),
    "width": Number(0.48, 0.76, "m"),
    "height": Number(0.71, 0.78, "m"),
    "top_t": Number(0.018, 0.045, "m"),
    "edge": Choice(("square", "bevel", "round")),
    "corner": Number(0.006, 0.06, "m"),
    "units": Choice(("none", "left", "right", "both")),
    "support": Choice(("legs", "legs", "panel", "frame")),
    "leg": Choice(("tapered", "round", "turned", "block")),
    "leg_r": Number(0.018, 0.034, "m"),
    "splay": Number(0.0, 0.06, "m"),
    "unit_w": Number(0.28, 0.44, "m"),
    "unit_foot": Choice((0.0, 0.03, 0.12)),
    "count": Choice((2, 3, 3, 4)),
    "middle": Choice(("none", "drawer", "two_drawers", "rail")),
    "back": Choice(("none", "low", "full")),
    "riser": Choice(("none", "none", "shelf", "cubby")),
    "riser_h": Number(0.12, 0.32, "m"),
    "pull": Choice(("knob", "bar", "ring")),
    "body_kind": Choice(("wood", "wood", "lacquer"), look=True),
    **COLOURS,
}
BOARD_T = 0.022
CASE_H = 0.11  # of the drawer box under the top


def build(p: Design) -> list[Part]:
    """Top, both supports, what is between them, and what stands on top."""
    under = p.height - p.top_t
    mat, body = wooden(p.wood), _body(p)
    ring = outline("rect", p.length, p.width, p.corner)
    parts = [Part("top", slab(ring, p.top_t, p.edge).moved((0, 0, p.height)), mat, 0)]
    supports = {"pedestal": _pedestal, "panel": _panel, "legs": _legs, "frame": _frame}
    for side, (name, sign) in enumerate(zip(_sides(p), (-1, 1), strict=True)):
        parts += supports[name](p, sign, side, under)
    parts += _middle(p, under, body) + _back(p, under, body) + _riser(p, body)
    return grounded(parts)


def _sides(p: Design) -> list[str]:
    """What carries the top on the left and on the right."""
    return ["pedestal" if p.units in (side, "both") else p.support for side in ("left", "right")]


def _body(p: Design) -> Material:
    return wooden(p.wood) if p.body_kind == "wood" else lacquered(p.lacquer)


def _pedestal(p: Design, sign: int, side: int, under: float) -> list[Part]:
    """A column of drawers, on the floor, on a plinth or on short feet."""
    x = sign * (p.length / 2 - p.unit_w / 2 - 0.02)
    depth, low = 0.92 * p.width, p.unit_foot
    body = cabinet((p.unit_w, depth, under - low + 0.002), (x, 0, (under + low) / 2))
    parts = [Part(f"pedestal_{side}", body, _body(p), 1)]
    bank = Bank(
        x, -depth / 2 - 0.004, p.unit_w, low + 0.02, under - 0.015, p.count, p.pull, 4 * side
    )
    parts += drawers(bank, wooden(p.second_wood), METALS[p.metal])
    if low > 0.1:
        for i, (sx, sy) in enumerate((sx, sy) for sx in (-1, 1) for sy in (-1, 1)):
            at = (x + sx * (p.unit_w / 2 - 0.03), sy * (depth / 2 - 0.04))
            foot = leg(LegStyle("tapered", 0.02, 0.7), (*at, low + 0.01), (*at, 0))
            parts.append(Part(f"foot_{side}_{i}", foot, wooden(p.wood), 3))
    elif low > 0:
        plinth = box((p.unit_w - 0.04, depth - 0.06, low + 0.01), 0.002)
        parts.append(Part(f"plinth_{side}", plinth.moved((x, 0, (low + 0.01) / 2)), _body(p), 3))
    return parts


def _panel(p: Design, sign: int, side: int, under: float) -> list[Part]:
    panel = box((0.035, 0.92 * p.width, under + 0.002), 0.003)
    at = (sign * (p.length / 2 - 0.04), 0, (under + 0.002) / 2)
    return [Part(f"panel_{side}", panel.moved(at), _body(p), 1)]


def _legs(p: Design, sign: int, side: int, under: float) -> list[Part]:
    style, parts = LegStyle(p.leg, p.leg_r, 0.6), []
    x = p.length / 2 - p.leg_r - 0.03
    for i, sy in enumerate((-1, 1)):
        y = p.width / 2 - p.leg_r - 0.03
        foot = (sign * (x + p.splay), sy * (y + p.splay), 0)
        shape = leg(style, (sign * x, sy * y, under + 0.002), foot)
        parts.append(Part(f"leg_{2 * side + i}", shape, wooden(p.wood), 1))
    return parts


def _frame(p: Design, sign: int, side: int, under: float) -> list[Part]:
    """A closed metal frame across the desk."""
    bar = 0.6 * p.leg_r
    x, y = sign * (p.length / 2 - 0.06), 0.45 * p.width
    ring = [(x, -y, bar), (x, y, bar), (x, y, under - bar), (x, -y, under - bar)]
    path = rounded(ring, 0.03, n=6, closed=True)
    shape = tube(path, Rect(2 * bar, 2 * bar + 0.004), up=X_AXIS, closed=True)
    return [Part(f"frame_{side}", shape, METALS[p.metal], 1)]


def _inner(p: Design) -> tuple[float, float]:
    """x of the free space between the supports, from left to right."""
    taken = {"pedestal": p.unit_w + 0.02, "panel": 0.056, "legs": 0.05, "frame": 0.10}
    left, right = _sides(p)
    return -p.length / 2 + taken[left], p.length / 2 - taken[right]


def _middle(p: Design, under: float, body: Material) -> list[Part]:
    """Drawers or a rail under the top."""
    left, right = _inner(p)
    width, x = right - left + 0.002, (left + right) / 2
    if p.middle == "none" or width < 0.25:
        return []
    depth = 0.80 * p.width
    if p.middle == "rail":
        rail = box((width, 0.02, 0.07), 0.002).moved((x, -0.36 * p.width, under - 0.034))
        return [Part("apron_front", rail, body, 3)]
    case = cabinet((width, depth, CASE_H), (x, 0, under - CASE_H / 2 + 0.001))
    parts, count = [Part("case", case, body, 2)], 2 if p.middle == "two_drawers" else 1
    for i in range(count):
        at = x + (i - (count - 1) / 2) * width / count
        bank = Bank(
            at,
            -depth / 2 - 0.004,
            width / count,
            under - CASE_H + 0.01,
            under - 0.008,
            1,
            p.pull,
            8 + i,
        )
        parts += drawers(bank, wooden(p.second_wood), METALS[p.metal])
    return parts


def _back(p: Design, under: float, body: Material) -> list[Part]:
    """A board at the back that hides the knees."""
    if p.back == "none":
        return []
    height = 0.28 if p.back == "low" else under - 0.12
    board = box((p.length - 0.09, 0.02, height), 0.002)
    at = (0, 0.36 * p.width, under - height / 2 + 0.002)
    return [Part("back", board.moved(at), body, 4)]


def _riser(p: Design, body: Material) -> list[Part]:
    """A shelf or a row of compartments along the back of the top."""
    if p.riser == "none":
        return []
    width, depth, y = 0.96 * p.length, 0.35 * p.width, 0.30 * p.width
    top = box((width, depth, BOARD_T), 0.003).moved((0, y, p.height + p.riser_h))
    parts = [Part("shelf", top, body, 2)]
    walls = 2 if p.riser == "shelf" else 4
    for i in range(walls):
        x = (i / (walls - 1) - 0.5) * (width - BOARD_T)
        wall = box((0.018, depth - 0.01, p.riser_h), 0.002)
        parts.append(
            Part(f"divider_{i}", wall.moved((x, y, p.height + p.riser_h / 2 - 0.001)), body, 4)
        )
    return parts


DESK = Family(SPACE, build, VIEW)
