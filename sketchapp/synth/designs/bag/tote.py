"""An open shopper with two handles."""

import numpy as np

from sketchapp.synth.designs.bag.body import Body, cordlike, opened, patch_on, strap
from sketchapp.synth.designs.bag.finish import COLOURS, VIEW, skin, trimmed
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.primitives import box

SPACE: Space = {
    "silhouette": Choice(("rect", "trapeze", "flare", "flare", "pear", "round")),
    "width": Number(0.30, 0.48, "m"),
    "height": Number(0.26, 0.42, "m"),
    "depth": Number(0.09, 0.19, "m"),
    "top": Number(0.35, 0.95),
    "square": Number(2.3, 4.5),
    "dip": Number(0.0, 0.045, "m"),
    "handle": Choice(("band", "band", "round")),
    "drop": Number(0.08, 0.24, "m"),
    "span": Number(0.30, 0.62),
    "band_w": Number(0.018, 0.036, "m"),
    "run": Choice(("short", "half", "full")),
    "pocket": Choice(("none", "none", "wide", "small")),
    "foot_band": Choice((False, False, True)),
    "band_h": Number(0.12, 0.34),
    "flop": Choice((False, False, True)),
    "crease": Number(0.01, 0.05),
    "phase": Number(0, 6.2, look=True),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Body, band around its foot, pocket, and the handles."""
    body = Body(
        p.silhouette, p.width, p.height, p.depth, p.top, p.square, p.dip, 0.12, p.crease, p.phase
    )
    mat, trim = skin(p.kind, p.leather, p.canvas), trimmed(p.trim)
    parts = [Part("body", opened(body), mat, 0, two_sided=True)]
    if p.foot_band:
        parts.append(Part("panel", patch_on(body, (-0.985, 0.985), (0.02, p.band_h)), trim, 3))
    if p.pocket != "none":
        half, high = (0.62, 0.66) if p.pocket == "wide" else (0.34, 0.60)
        low = p.band_h + 0.03 if p.foot_band else 0.18
        parts.append(
            Part("pocket", patch_on(body, (-half, half), (low, high), 0.010, 0.12), mat, 4)
        )
    for number, side in enumerate((-1, 1)):
        parts += _handle(p, body, number, side, trim)
    return parts


def _handle(p: Design, body: Body, number: int, side: int, trim: Material) -> list[Part]:
    """A handle sewn on one side; it stands up, or the front one hangs down."""
    low = {"short": 0.84, "half": 0.55, "full": 0.06}[p.run]
    if p.handle == "round":
        low = 0.84
    lift = np.full(9, 0.007)
    lift[0] = 0.001  # sewn on at its end
    left = body.at(np.full(9, -p.span), np.linspace(low, 1.0, 9), lift, side)
    if p.flop and side < 0:
        arch = _hanging(p, body, side)
    else:
        x, y, z = body.at(-p.span, 1.0, 0.005, side)
        turn = np.array([0.92, 0.70, 0.25])
        rise = np.array([0.48, 0.84, 0.99]) * p.drop
        arch = np.stack([turn * x, y * (1 - 0.35 * rise / p.drop), z + rise], 1)
    half = np.concatenate([left, arch])
    path = np.concatenate([half, (half * [-1, 1, 1])[::-1]])
    name = f"handle_{number}"
    shape: Mesh = strap(path, p.band_w) if p.handle == "band" else cordlike(path, 0.0075)
    parts = [Part(name, shape, trim, 2)]
    if p.handle == "round" or p.run == "short":
        tab = box((1.5 * p.band_w, 0.006, 0.05), 0.002)
        for i, s in enumerate((-1, 1)):
            at = body.at(s * p.span, 0.88, 0.004, side)
            parts.append(Part(f"tab_{2 * number + i}", tab.moved(at), trim, 5))
    return parts


def _hanging(p: Design, body: Body, side: int) -> np.ndarray:
    """The left half of a handle that has fallen over the front edge."""
    drop = min(p.drop, 0.6 * p.height)
    knots = body.at(-p.span * np.array([0.98, 0.9, 0.6]), np.array([1.0, 0.98, 0.9]), 0.012, side)
    knots[:, 2] = knots[0, 2] + np.array([0.018, 0.0, -0.55 * drop])
    knots[:, 1] += side * np.array([0.010, 0.022, 0.022])
    return np.r_[knots, [[-0.2 * p.span * p.width / 2, knots[-1, 1], knots[0, 2] - 0.85 * drop]]]


TOTE = Family(SPACE, build, VIEW)
