"""Parts that low and high sneakers share: soles, overlays of the upper, closures."""

from collections.abc import Callable

import numpy as np

from sketchapp.synth.designs.material import CHROME, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, flag, look
from sketchapp.synth.designs.shoe.colours import BRIGHT, DARK_ELASTIC, LACES, SOLE
from sketchapp.synth.designs.shoe.laces import Lacing, laces
from sketchapp.synth.designs.shoe.last import SIDES, Last, Profile, shaped, smooth
from sketchapp.synth.designs.shoe.sole import edge_line, layer, lugs
from sketchapp.synth.designs.shoe.upper import (
    Throat,
    bump,
    overlay,
    ruled,
    seam,
    stay,
    tongue,
    turned,
)
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points

SHARED: Space = {
    "sole": Choice(("cupsole", "foxing", "runner", "platform")),
    "sole_t": Number(0.017, 0.027, "m"),
    "flare": Number(0.002, 0.010, "m"),
    "toe": Number(2.1, 3.2),
    "box_h": Number(0.036, 0.050, "m"),
    "side": Choice(("plain", "quarter", "plain", "mudguard")),
    "toecap": Choice(("none", "cap", "bumper", "wing")),
    "toecap_len": Number(0.22, 0.46),
    "counter": Choice(("none", "low", "tall")),
    "tongue_h": Number(0.006, 0.024, "m"),
    "crossed": flag(),
    "bow": flag(),
    "eyelets": flag(),
    "rand": Number(0.002, 0.012, "m"),
}
LOOKS: Space = {
    "main_kind": look(("leather", "canvas", "suede", "fabric")),
    "second_kind": look(("leather", "suede")),
    "main": look(BRIGHT),
    "second": look(BRIGHT),
    "sole_colour": look(("white", "white", "white", "black", "gum", "cream", "grey")),
    "outsole": look(("black", "gum", "white")),
    "lining": look(BRIGHT),
    "lace": look(("white", "white", "second")),
}


def main_material(design: Design) -> Material:
    """What the upper is made of."""
    return Material(design.main_kind, BRIGHT[design.main])


def second_material(design: Design) -> Material:
    """What overlays are made of."""
    return Material(design.second_kind, BRIGHT[design.second])


# ---- soles


def thickness(design: Design) -> Profile:
    """Thickness of the sole by station."""
    t = design.sole_t
    if design.sole == "runner":
        return shaped(t, heel=1.55, toe=0.65)
    if design.sole == "platform":
        return shaped(t * 1.5, heel=1.1, toe=0.8)
    return shaped(t, heel=1.15, toe=0.8)


def toe_spring(design: Design) -> float:
    """How far the toe is lifted, in metres."""
    return {"runner": 0.022, "platform": 0.012}.get(design.sole, 0.010)


def soles(last: Last, design: Design) -> list[Part]:
    """Midsole, outsole and the line around a rubber wall."""
    rand = design.rand + (0.006 if design.sole in ("cupsole", "foxing") else 0)
    bulge = design.flare if design.sole in ("runner", "platform") else 0.003
    rubber = Material("rubber", SOLE[design.sole_colour])
    low = lugs(last, 0.0035, 0.014) if design.sole == "runner" else last.z_ground
    split = 0.007 if design.sole in ("runner", "platform") else 0.004

    def wall_top(s: Points) -> Points:
        toe_guard = 0.012 * smooth(s, (0.8, 1), (0, 1)) if design.toecap == "bumper" else 0 * s
        return last.z_top(s) + rand * smooth(s, (0, 0.3, 1), (1.2, 0.8, 1)) + toe_guard

    wall = layer(last, lambda s: last.z_ground(s) + split - 0.001, wall_top, bulge)
    out = layer(last, low, lambda s: last.z_ground(s) + split, bulge * 0.9 + 0.0005, 400)
    parts = [
        Part("midsole", wall, rubber, order=1),
        Part("outsole", out, Material("rubber", SOLE[design.outsole]), order=2),
    ]
    if design.sole == "foxing":
        line = edge_line(last, lambda s: 0.25 * last.z_ground(s) + 0.75 * wall_top(s), bulge)
        parts.append(Part("foxing", line, Material("rubber", SOLE[design.outsole]), order=3))
    return parts


# ---- overlays


def overlays(last: Last, design: Design) -> list[Part]:
    """Toe cap, heel counter and side panels."""
    second, parts = second_material(design), []
    parts += _toe(last, design, second)
    if design.counter != "none":
        height = 0.45 if design.counter == "low" else 0.86
        grid = ruled((-0.10, 0.10), (0.05, bump(height, 4)))
        parts.append(Part("counter", overlay(last, grid), second, order=3))
    for side, name in SIDES:
        grid = _panel(design.side)
        if grid is not None:
            panel = overlay(last, turned(grid, side), 0.0027)
            parts.append(Part(f"panel_{name}", panel, second, order=6))
    return parts


def _panel(kind: str) -> tuple[Points, Points] | None:
    """Grid of a side panel on the outer side."""
    if kind == "quarter":
        return ruled((0.11, lambda v: 0.34 - 0.05 * v), (0.05, lambda a: 0.72 - 0.30 * a), (40, 24))
    if kind == "mudguard":
        return ruled((0.20, 0.47), (0.05, lambda a: 0.20 + 0.10 * a**2), (60, 16))
    return None


def _toe(last: Last, design: Design, material: Material) -> list[Part]:
    length, reach = design.toecap_len, 0.135
    if design.toecap == "none":
        return []
    if design.toecap == "wing":
        t = np.linspace(0.31, 0.69, 120)
        x = np.abs(t - 0.5) / 0.19
        v = 0.06 + (length + 0.08) * (1 - x**1.2) + 0.03 * np.sin(np.pi * x) ** 2
        return [Part("toecap", seam(last, t, v, 0.0013), material, order=3)]
    if design.toecap == "bumper":
        material = Material("rubber", SOLE[design.sole_colour])
        length, reach = min(length, 0.3), 0.12
    grid = ruled((0.5 - reach, 0.5 + reach), (0.05, bump(length, 2)))
    return [Part("toecap", overlay(last, grid), material, order=3)]


# ---- closures


def laced(last: Last, design: Design, throat: Throat, rows: int) -> list[Part]:
    """Tongue, eyelet stays and laces."""
    second = second_material(design)
    parts = [Part("tongue", tongue(last, throat, design.tongue_h), main_material(design), order=4)]
    for side, name in SIDES:
        strip = stay(last, throat, side, (0.012, 0.017))
        parts.append(Part(f"eyestay_{name}", strip, second, order=5))
    material = LACES["white"] if design.lace == "white" else Material("fabric", second.colour)
    eyelets = CHROME if design.eyelets else None
    lacing = Lacing(rows, material, crossed=design.crossed, bow=design.bow, eyelets=eyelets)
    return parts + laces(last, throat, lacing)


def touch_straps(last: Last, design: Design, throat: Throat, count: int) -> list[Part]:
    """Wide straps across the tongue that close with touch fastener."""
    second = second_material(design)
    parts = [Part("tongue", tongue(last, throat, design.tongue_h), main_material(design), order=4)]
    share = (np.arange(count) + 0.5) / count
    half = 0.36 * (throat.v[1] - throat.v[0]) / count
    for i, middle in enumerate(throat.height(share)):
        reach = float(last.spread(np.array([middle]), np.array([0.040]))[0])
        grid = ruled((0.5 - reach, 0.5 + reach), _strap_edges(float(middle), half), (60, 16))
        parts.append(Part(f"strap_{i}", overlay(last, grid, 0.0042, 0.003), second, order=5))
    return parts


def _strap_edges(
    middle: float, half: float
) -> tuple[Callable[[Points], Points], Callable[[Points], Points]]:
    """Lower and upper edge of a strap; its end on the outer side is rounded."""

    def height(a: Points) -> Points:
        return half * np.sqrt(np.clip(1 - np.clip((0.12 - a) / 0.12, 0, 1) ** 2 * 0.8, 0, 1))

    return (lambda a: middle - height(a)), (lambda a: middle + height(a))


def slip_on(last: Last, design: Design) -> list[Part]:
    """Elastic insets beside the instep of a shoe without closure."""
    parts = []
    for side, name in SIDES:
        grid = ruled(
            (lambda v: 0.40 - 0.030 * v, lambda v: 0.425 + 0.012 * v), (0.62, 0.97), (16, 24)
        )
        inset = overlay(last, turned(grid, side))
        parts.append(Part(f"elastic_{name}", inset, DARK_ELASTIC, order=4))
    return parts
