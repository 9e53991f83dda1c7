"""A travel bag: a barrel on its side with two handles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.bag.finish import COLOURS, METALS, VIEW, skin, trimmed
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Rect, Round, box, loft, sheet, tube

SPACE: Space = {
    "length": Number(0.42, 0.64, "m"),
    "height": Number(0.22, 0.34, "m"),
    "depth": Number(0.20, 0.32, "m"),
    "square": Number(2.0, 4.2),
    "slim": Number(0.72, 1.0),
    "sag": Number(0.0, 0.10),
    "crease": Number(0.005, 0.035),
    "span": Number(0.28, 0.52),
    "drop": Number(0.06, 0.20, "m"),
    "strap_w": Number(0.022, 0.042, "m"),
    "run": Choice(("full", "full", "short")),
    "pocket": Choice(("none", "middle", "wide")),
    "pocket_h": Number(0.45, 0.9),
    "ends": Choice(("plain", "trim", "pocket")),
    "piping": Choice((False, True)),
    "band": Choice(("none", "none", "foot", "sides")),
    "tag": Choice((False, True)),
    "phase": Number(0, 6.2, look=True),
    **COLOURS,
}
AROUND = 80
END = 0.985  # |u| where the side turns into the end panel


@dataclass(frozen=True)
class Barrel:
    """The surface of the bag: u in [-1, 1] along it, angle 0 to the front and a quarter turn up."""

    p: Design

    def at(self, u: ArrayLike, angle: ArrayLike, lift: ArrayLike = 0.0) -> Points:
        """Points (..., 3), `lift` metres off the surface."""
        u, angle = np.broadcast_arrays(np.asarray(u, float), np.asarray(angle, float))
        p, power = self.p, 2 / self.p.square
        girth = p.slim + (1 - p.slim) * np.sqrt((1 - (0.96 * u) ** 4).clip(0))
        folds = 1 + p.crease * np.sin(7 * u + 2.5 * angle + p.phase) * np.cos(3 * angle)
        deep = -np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
        high = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
        y = deep * (p.depth / 2 * girth * folds + lift)
        z = high * (p.height / 2 * girth * folds + lift)
        floor = -0.80 * p.height / 2
        z = np.where(z < floor, floor + 0.08 * (z - floor), z) - floor
        top = p.height / 2 - floor
        z = z - p.sag * p.height * (1 - u**2) * (z / top).clip(0) ** 2
        return np.stack([u * p.length / 2, y, z], -1)

    def ring(self, u: float) -> Points:
        """The section (AROUND, 3) at one place along the bag."""
        return self.at(u, np.linspace(0, 2 * np.pi, AROUND, endpoint=False))


def build(p: Design) -> list[Part]:
    """Body, piping, bands, pockets, handles and tag."""
    barrel = Barrel(p)
    mat, trim, metal = skin(p.kind, p.leather, p.canvas), trimmed(p.trim), METALS[p.metal]
    body = _body(barrel)
    parts = [Part("body", body, mat, 0), _zip(barrel, metal)]
    parts += _ends(p, barrel, mat, trim) + _panels(p, barrel, mat, trim)
    for number, front in enumerate((True, False)):
        parts.append(Part(f"handle_{number}", _handle(p, barrel, front), trim, 2))
    if p.tag:
        at = barrel.at(p.span + 0.16, 0.35 * np.pi, 0.004)
        tag = box((0.035, 0.006, 0.06), 0.003).moved(at + np.array([0, -0.004, -0.02]))
        parts.append(Part("tag", tag, trim, 6))
    low = min(part.mesh.vertices[:, 2].min() for part in parts)
    return [
        Part(part.name, part.mesh.moved((0, 0, -low)), part.material, part.order) for part in parts
    ]


def _body(barrel: Barrel) -> Mesh:
    """The closed barrel; patches 0 and 2 are the ends."""
    along = np.r_[-END, np.linspace(-0.95, 0.95, 50), END]
    rings = [barrel.ring(float(u)) for u in along]
    left, right = rings[0], rings[-1]
    caps = [_shrunk(left, s, -0.012) for s in (0.001, 0.5, 0.85)]
    lids = [_shrunk(right, s, 0.012) for s in (0.85, 0.5, 0.001)]
    numbers = [0] * 3 + [1] * (len(rings) - 1) + [2] * 3
    return loft([*caps, *rings, *lids], numbers)


def _shrunk(ring: Points, share: float, bulge: float) -> Points:
    centre = ring.mean(0)
    return centre + (ring - centre) * share + np.array([bulge * (1 - share**2), 0, 0])


def _zip(barrel: Barrel, metal: Material) -> Part:
    u = np.linspace(-0.93, 0.93, 60)
    return Part("zip", tube(barrel.at(u, np.pi / 2, 0.001), Round(0.004, 10)), metal, 4)


def _ends(p: Design, barrel: Barrel, mat: Material, trim: Material) -> list[Part]:
    """Piping around the end panels, and small pockets on them."""
    parts = []
    for i, s in enumerate((-1, 1)):
        if p.piping:
            pipe = tube(barrel.ring(s * END), Round(0.005, 10), closed=True)
            parts.append(Part(f"piping_{i}", pipe, trim, 4))
        if p.ends == "pocket":
            size = (0.03, 0.6 * p.depth * p.slim, 0.5 * p.height * p.slim)
            shape = box(size, 0.012, puff=(0.012, 0, 0), steps=10)
            at = (s * (p.length / 2 + 0.006), 0, 0.40 * p.height)
            parts.append(Part(f"side_pocket_{i}", shape.moved(at), mat, 3))
        elif p.ends == "trim":
            z = 0.62 * p.height * p.slim
            x = s * (p.length / 2 - 0.004)
            bow = [(x, -0.05, z), (x + s * 0.03, -0.03, z), (x + s * 0.03, 0.03, z), (x, 0.05, z)]
            parts.append(Part(f"end_handle_{i}", tube(spline(bow, 30), Rect(0.02, 0.005)), trim, 3))
    return parts


def _panel(barrel: Barrel, u: tuple[float, float], angle: tuple[float, float], fill: float) -> Mesh:
    """A panel on the front between two u and two angles, filled by up to `fill` metres."""
    a, b = np.linspace(-1, 1, 41)[:, None], np.linspace(-1, 1, 29)[None]
    along = (u[0] + u[1]) / 2 + (u[1] - u[0]) / 2 * a + 0 * b
    turn = (angle[0] + angle[1]) / 2 + (angle[1] - angle[0]) / 2 * b + 0 * a
    bump = ((1 - a**6) * (1 - b**6)) ** 0.5
    return sheet(barrel.at(along, turn, 0.002 + fill * bump), 0.003)


def _panels(p: Design, barrel: Barrel, mat: Material, trim: Material) -> list[Part]:
    """A band of leather and the front pocket."""
    parts = []
    if p.band == "foot":
        parts.append(Part("panel", _panel(barrel, (-0.96, 0.96), (-0.9, -0.35), 0.0), trim, 3))
    elif p.band == "sides":
        for i, span in enumerate(((-0.96, -0.72), (0.72, 0.96))):
            parts.append(Part(f"panel_{i}", _panel(barrel, span, (-0.9, 1.35), 0.0), trim, 3))
    if p.pocket != "none":
        half = 0.86 * p.span if p.pocket == "middle" else min(p.span + 0.18, 0.7)
        shape = _panel(barrel, (-half, half), (-0.55, -0.55 + p.pocket_h), 0.014)
        parts.append(Part("pocket", shape, mat, 3))
    return parts


def _handle(p: Design, barrel: Barrel, front: bool) -> Mesh:
    """A strap up one side of the barrel, in an arch over the top and down again."""
    start, end = (-0.75 if p.run == "full" else 0.25), 1.15
    angle = np.linspace(start, end, 14)
    lift = 0.006 + (0.016 if p.pocket == "wide" else 0.0)
    angle = angle if front else np.pi - angle
    off = np.full(14, lift)
    off[:2] = -0.001, 0.002  # sewn on at its ends
    left = barrel.at(np.full(14, -p.span), angle, off)
    foot = left[-1]
    turn, rise = np.array([0.94, 0.72, 0.26]), np.array([0.5, 0.88, 1.0]) * p.drop
    lean = foot[1] * (1 - 0.55 * rise / p.drop)
    arch = np.stack([turn * foot[0], lean, foot[2] + rise], 1)
    half = np.concatenate([left, arch])
    path = np.concatenate([half, (half * [-1, 1, 1])[::-1]])
    out = np.array([0, -1.0, 0]) if front else np.array([0, 1.0, 0])
    return tube(spline(path, 130), Rect(p.strap_w, 0.005), up=out)


DUFFEL = Family(SPACE, build, VIEW)
