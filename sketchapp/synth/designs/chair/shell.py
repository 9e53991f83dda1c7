"""Moulded chairs: one thin sheet is seat, back and arms; four kinds of base."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from sketchapp.synth.designs.chair.bases import pedestal
from sketchapp.synth.designs.chair.finishes import (
    FABRICS,
    METALS,
    PLASTICS,
    SELDOM,
    WOODS,
    metallic,
)
from sketchapp.synth.designs.chair.joinery import (
    CORNERS,
    SIDES,
    LegStyle,
    Rod,
    bar,
    leg,
    standing,
)
from sketchapp.synth.designs.chair.views import VIEW
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import BLACK_METAL, FABRIC, PLASTIC, WOOD, Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, rounded, spline
from sketchapp.synth.geometry.primitives import Round, sheet, tube

SPACE: Space = {
    "width": Number(0.43, 0.60, "m"),
    "height": Number(0.70, 0.94, "m"),
    "arms": Choice((False, False, True)),
    "arm_h": Number(0.14, 0.22, "m", when=("arms", True)),
    "lift": Number(0.02, 0.08, "m"),
    "recline": Number(-0.01, 0.07, "m"),
    "waist": Number(0.62, 1.0),
    "top_w": Number(0.5, 0.98),
    "round_top": Number(0, 0.03, "m"),
    "corner": Number(0.04, 0.22),
    "wrap": Number(0.01, 0.07, "m"),
    "base": Choice(("dowel", "sled", "bent", "pedestal")),
    "spread": Number(0.19, 0.25, "m"),
    "soft": SELDOM,
    "metal": METALS,
    "plastic": PLASTICS,
    "fabric": FABRICS,
    "wood": WOODS,
}

_ACROSS, _ALONG, _FINE = 61, 91, 401  # points across and along the sheet; of a curve
_EVEN = np.linspace(0, 1, _ALONG)
_STEPS = 0.4 * _EVEN + 0.3 * (1 - np.cos(np.pi * _EVEN))  # rows lie closer at the round ends


def build(design: Design) -> list[Part]:
    """Parts of one shell chair."""
    cover = Material("plastic", PLASTIC[design.plastic])
    if design.soft:
        cover = Material("fabric", FABRIC[design.fabric])
    shell = sheet(_surface(design), 0.009)
    return [Part("shell", shell, cover, 0, two_sided=True), *BASES[design.base](design)]


def _surface(d: Design) -> Points:
    """Points (across, along, 3) between the middle line of the shell and its two rims.

    Middle and rim are smooth curves of their own, so that high arms do not fold the sheet.
    """
    u = np.linspace(-1, 1, _ACROSS)[:, None]
    middle, rim = _middle(d), _rim(d)
    blend = np.abs(u) ** 2.5
    y = middle[:, 0] + blend * (rim[:, 0] - middle[:, 0])
    z = middle[:, 1] + blend * (rim[:, 1] - middle[:, 1])
    z = z - np.abs(u) ** 2 * d.round_top * (((_STEPS - 0.5) / 0.5).clip(0)) ** 2
    x = np.broadcast_to(u * _half_width(d), y.shape)
    return np.stack([x, y, z], -1)


def _middle(d: Design) -> Points:
    """(y, z) of the middle line from the front edge to the top."""
    up, back = d.height - 0.80, d.recline
    knots = [
        (-0.235, 0.432),
        (-0.20, 0.450),
        (-0.05, 0.437),
        (0.12, 0.432),
        (0.20, 0.47),
        (0.235 + back * 0.2, 0.56 + up * 0.3),
        (0.275 + back * 0.6, 0.68 + up * 0.7),
        (0.31 + back, 0.80 + up),
    ]
    return _stepped(spline(knots, _FINE))


def _rim(d: Design) -> Points:
    """(y, z) of the two side edges: seat side, arm or waist, side of the back."""
    up, back = d.height - 0.80, d.recline
    arm = d.arm_h if d.arms else d.lift
    knots = [
        (-0.235, 0.445),
        (-0.19, 0.45 + arm * 0.35),
        (-0.05, 0.442 + arm),
        (0.09, 0.455 + arm * (1.12 if d.arms else 1.3)),
        (0.165, 0.53 + arm * (0.75 if d.arms else 0.9)),
        (0.195, 0.60 + up * 0.4 + arm * 0.45),
        (0.275 + back * 0.6 - d.wrap, 0.70 + up * 0.75 + arm * 0.1),
        (0.31 + back - d.wrap * 0.6, 0.80 + up),
    ]
    return _stepped(spline(knots, _FINE))


def _half_width(d: Design) -> Points:
    """Half width (along,) of the shell from the front edge to the top, corners rounded."""
    waist = max(d.waist, 0.95) if d.arms else d.waist
    share = [0.84, 0.97, 1, waist, (waist + d.top_w) / 2 + 0.04, d.top_w]
    line = np.interp(np.linspace(0, 1, _FINE), [0, 0.1, 0.35, 0.58, 0.75, 1], share)
    line = gaussian_filter1d(line, 0.05 * _FINE, mode="nearest")
    half = _stepped(line[:, None])[:, 0] * d.width / 2
    front, top = (1 - _STEPS / 0.1).clip(0), (1 - (1 - _STEPS) / d.corner).clip(0)
    return half * (1 - 0.2 * front**2.5) * (1 - 1.6 * d.corner * top**2.5)


def _stepped(curve: Points) -> Points:
    """A finely sampled curve (n, k) at the rows of the sheet."""
    at = np.linspace(0, 1, len(curve))
    return np.stack([np.interp(_STEPS, at, axis) for axis in curve.T], 1)


def _under(d: Design, x: float, y: float) -> float:
    """Height of the shell's lower side above a point of the floor, just inside the sheet."""
    seat = _surface(d)[:, : _ALONG * 3 // 5].reshape(-1, 3)
    nearest = np.argmin((seat[:, 0] - x) ** 2 + (seat[:, 1] - y) ** 2)
    return float(seat[nearest, 2]) - 0.003


def _along(d: Design, start: tuple[float, float], end: tuple[float, float], gap: float) -> Points:
    """Points (9, 3) under the shell, `gap` metres below it, over a line on the floor."""
    line = np.linspace(start, end, 9)
    return np.array([(x, y, _under(d, x, y) - gap) for x, y in line])


def _dowels(d: Design) -> list[Part]:
    """Four wooden legs with two bars."""
    wood = Material("wood", WOOD[d.wood])
    style, parts, knees = LegStyle(wood, 0.016, 0.009), [], {}
    for sx, sy, name in CORNERS:
        hip = np.array([sx * 0.13, sy * 0.12, _under(d, 0.13, sy * 0.12) - 0.013])
        foot = np.array([sx * d.spread, sy * (d.spread - 0.01), 0])
        knees[name] = foot + (hip - foot) * 0.72
        parts.append(leg(f"leg_{name}", hip, foot, style))
    rod = Rod(wood, 0.010, 6)
    for sy, end in ((-1, "front"), (1, "back")):
        parts.append(bar(f"stretcher_{end}", knees[f"{end}_L"], knees[f"{end}_R"], rod))
        path = _along(d, (-0.13, sy * 0.12), (0.13, sy * 0.12), 0.007)
        parts.append(Part(f"brace_{end}", tube(spline(path, 40), Round(0.008)), BLACK_METAL, 6))
    return parts


def _sled(d: Design) -> list[Part]:
    """Two bent runners joined by two bars."""
    metal, r, parts = metallic(d), d.spread, []
    for side, letter in SIDES:
        front, back = _under(d, 0.10, -0.12) - 0.004, _under(d, 0.10, 0.10) - 0.004
        knots = [(0.10, -0.12, front), (r, -0.20, 0.008), (r, 0.22, 0.008), (0.10, 0.10, back)]
        path = rounded(np.array(knots) * [side, 1, 1], 0.04)
        parts.append(Part(f"runner_{letter}", tube(path, Round(0.008)), metal, 2))
    rod = Rod(metal, 0.007, 5)
    low = bar("brace_low", (-r, 0, 0.008), (r, 0, 0.008), rod)
    z = _under(d, 0, -0.12) - 0.012
    return [*parts, low, bar("brace_top", (-0.105, -0.12, z), (0.105, -0.12, z), rod)]


def _bent(d: Design) -> list[Part]:
    """Four bent metal legs."""
    metal, parts = metallic(d), []
    for sx, sy, name in CORNERS:
        foot = (sx * d.spread, sy * (d.spread - 0.01), -0.004)
        arm = _along(d, (0, sy * 0.04), (sx * 0.13, sy * 0.12), 0.011)
        path = rounded([*arm, foot], 0.02)
        mesh = standing(tube(path, Round(0.009)))
        parts.append(Part(f"leg_{name}", mesh, metal, 2))
    return parts


def _pedestal(d: Design) -> list[Part]:
    """A column on a cross of four arms, without castors."""
    height = min(_under(d, 0, y) for y in (-0.05, 0, 0.05))
    return pedestal(metallic(d), d.spread + 0.06, height, 4)


BASES = {"dowel": _dowels, "sled": _sled, "bent": _bent, "pedestal": _pedestal}
SHELL = Family(SPACE, build, VIEW)
