"""The form that a shoe is built on: a closed surface from the sole up to the opening.

Metres; x from heel to toe, y positive on the inner side of the foot, z up, floor at z = 0. A point
of the surface has a ring coordinate t (0 heel, 0.5 toe, below 0.5 the outer side) and a height v
(0 sole, 1 top line of a low shoe, 1.5 ankle and 2 end of a shaft). The station s is the position
along the shoe, 0 at the heel and 1 at the toe.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from sketchapp.synth.geometry.paths import Points, unit

Profile = Callable[[Points], Points]  # a height in metres at stations s

OUTER, INNER = -1, 1  # sides of the foot, as signs of y
SIDES = ((OUTER, "outer"), (INNER, "inner"))
UP = np.array([0.0, 0.0, 1.0])
WIDTHS = ((0, 0.15, 0.4, 0.7, 0.86, 1), (0.135, 0.130, 0.112, 0.165, 0.165, 0.14))
TREAD = 0.68  # station of the ball of the foot, where a high heel reaches the floor


def smooth(x: ArrayLike, xs: tuple[float, ...], ys: tuple[float, ...]) -> Points:
    """A monotone cubic through the points (xs, ys), read at x clipped to their range."""
    return _curve(xs, ys)(np.clip(x, xs[0], xs[-1]))


@lru_cache(maxsize=256)
def _curve(xs: tuple[float, ...], ys: tuple[float, ...]) -> PchipInterpolator:
    return PchipInterpolator(xs, ys)


def shaped(thickness_m: float, heel: float = 1.0, toe: float = 1.0) -> Profile:
    """A sole thickness that is `heel` times thicker at the back and `toe` times at the front."""
    return lambda s: thickness_m * smooth(s, (0, 0.35, 0.7, 1), (heel, (1 + heel) / 2, 1, toe))


def station(t: ArrayLike) -> Points:
    """Position along the shoe, 0 heel to 1 toe, of ring coordinate t."""
    return (1 - np.cos(2 * np.pi * np.asarray(t, float))) / 2


def ring_at(s: ArrayLike, side: int = OUTER) -> Points:
    """Ring coordinate of station s on one side."""
    t = np.arccos(1 - 2 * np.clip(s, 0, 1)) / (2 * np.pi)
    return t if side == OUTER else 1 - t


def oval(s: ArrayLike, exponent: ArrayLike) -> Points:
    """Relative half width, 0 at both ends, of a superellipse at s in 0 to 1."""
    power = np.asarray(exponent, float)
    return np.clip(1 - np.abs(2 * np.asarray(s, float) - 1) ** power, 0, 1) ** (1 / power)


@dataclass(frozen=True)
class Toe:
    """A shape of the toe: the outline's exponent, how high its box is, metres it adds in length."""

    exponent: float
    box: float = 1.0
    longer_m: float = 0.0


TOES = {
    "pointed": Toe(1.40, 0.58, 0.016),
    "almond": Toe(1.85, 0.80, 0.008),
    "round": Toe(2.5),
    "square": Toe(3.9, 0.90, 0.004),
}


@dataclass(frozen=True)
class Opening:
    """The top line of a low shoe: `back` and `front` as stations, heights in metres over the sole.

    width is relative to the sole's; vamp and curl (0 to 1) say how full the front of the upper is
    on its way to the top line, along and up.
    """

    back: float = 0.035
    front: float = 0.44
    z_back: float = 0.07
    z_side: float = 0.054
    z_front: float = 0.09
    width: float = 0.62
    vamp: float = 0.45
    curl: float = 0.42


@dataclass(frozen=True)
class Shaft:
    """The leg of a boot: an ankle ring and a top ring, each (back, front) in stations.

    heights in metres over the floor, half widths relative to the length; lean_m is how much higher
    the top is in front than behind, dip_m how far it dips at both ends, folds_m the depth of the
    soft folds around the ankle.
    """

    ankle: tuple[float, float]
    ankle_half: float
    ankle_z: float
    top: tuple[float, float]
    top_half: float
    top_z: float
    lean_m: float = 0.0
    dip_m: float = 0.0
    folds_m: float = 0.0


@dataclass(frozen=True)
class Last:
    """The form of one shoe.

    heel_h, toe_spring (lift of the toe) and box_h (height of the toe box) in metres; toe is the
    exponent of the outline's front half (1.4 pointed, 3.7 square); sole is the thickness by
    station.
    """

    length: float = 0.28
    heel_h: float = 0.0
    toe: float = 2.4
    width: float = 1.0
    toe_spring: float = 0.012
    box_h: float = 0.045
    sole: Profile = field(default_factory=lambda: shaped(0.012))
    opening: Opening = field(default_factory=Opening)
    shaft: Shaft | None = None

    @property
    def top(self) -> float:
        """The height v at which the upper ends."""
        return 1.0 if self.shaft is None else 2.0

    def outline(self, t: ArrayLike) -> Points:
        """Outline (..., 2) of the sole."""
        s, side = station(t), _side(t)
        envelope = oval(s, np.where(s < 0.5, 2.3, self.toe))
        waist = np.where(side > 0, 1 - 0.10 * np.exp(-(((s - 0.42) / 0.14) ** 2)), 1.02)
        half = smooth(s, *WIDTHS) * self.width * waist * envelope
        return np.stack([s - 0.5, side * half + 0.018 * s**2], -1) * self.length

    def z_ground(self, s: ArrayLike) -> Points:
        """Height of the lower face of the sole."""
        s = np.asarray(s, float)
        u = np.clip(s / TREAD, 0, 1)
        lift = np.clip((s - 0.72) / 0.28, 0, 1) ** 2
        return self.heel_h * (1 - u * u * (3 - 2 * u)) + self.toe_spring * lift

    def z_top(self, s: ArrayLike) -> Points:
        """Height of the upper face of the sole."""
        return self.z_ground(s) + self.sole(np.asarray(s, float))

    def bottom(self, t: ArrayLike) -> Points:
        """Lower edge (..., 3) of the upper."""
        return np.concatenate([self.outline(t), self.z_top(station(t))[..., None]], -1)

    def topline(self, t: ArrayLike) -> Points:
        """Upper edge (..., 3) of the upper, without its shaft."""
        o, s = self.opening, station(t)
        at = o.back + (o.front - o.back) * s
        half = smooth(at, *WIDTHS) * self.width * o.width * oval(s, 2.2)
        rise = smooth(s, (0, 0.12, 0.55, 1), (o.z_back, o.z_back * 0.93, o.z_side, o.z_front))
        x, y = (at - 0.5) * self.length, (_side(t) * half + 0.018 * at**2) * self.length
        return np.stack([x, y, self.z_top(at) + rise], -1)

    def surface(self, t: ArrayLike, v: ArrayLike) -> Points:
        """Surface points (..., 3); beyond the upper end the surface bends upwards."""
        t, v = np.broadcast_arrays(np.asarray(t, float) % 1, np.asarray(v, float))
        low, end = self._low(t, v)
        if self.shaft is None:
            beyond = np.clip(v - 1, 0, 9)[..., None] * 0.1
            return low + beyond * end + 9 * beyond**2 * UP
        high = self._leg(t, np.clip(v - 1, 0, 1)[..., None], end)
        beyond = np.clip(v - 2, 0, 9)[..., None] * 0.1
        return np.where(v[..., None] > 1, self._folded(high, t, v), low) + beyond * UP

    def normal(self, t: ArrayLike, v: ArrayLike, step: float = 2e-3) -> Points:
        """Unit vectors (..., 3) that point out of the shoe."""
        t, v = np.asarray(t, float), np.asarray(v, float)
        along = self.surface(t + step, v) - self.surface(t - step, v)
        up = self.surface(t, v + 3 * step) - self.surface(t, np.clip(v - 3 * step, 0, None))
        return unit(np.cross(along, up))

    def at(self, t: ArrayLike, v: ArrayLike, off_m: ArrayLike = 0.0) -> Points:
        """Surface points (..., 3) moved outwards by off_m."""
        return self.surface(t, v) + self.normal(t, v) * np.asarray(off_m, float)[..., None]

    def spread(self, v: ArrayLike, width_m: ArrayLike) -> Points:
        """How far in t a point is from the middle (t = 0.5) that lies width_m beside it at v."""
        t = np.linspace(0.5, 0.22, 60)
        heights = np.atleast_1d(np.asarray(v, float)).ravel()
        widths = np.broadcast_to(np.asarray(width_m, float).ravel(), heights.shape)
        rows = self.surface(t[None], heights[:, None])
        steps = np.linalg.norm(np.diff(rows, axis=1), axis=-1)
        walked = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(steps, 1)], 1)
        found = [np.interp(w, row, 0.5 - t) for w, row in zip(widths, walked, strict=True)]
        return np.array(found).reshape(np.shape(v))

    def _low(self, t: Points, v: Points) -> tuple[Points, Points]:
        """A Bezier curve from sole to top line, and its direction at the end."""
        o, b, top = self.opening, self.bottom(t), self.topline(t)
        w = (np.clip((station(t) - 0.5) / 0.5, 0, 1) ** 1.5)[..., None]
        rise = (top - b)[..., 2:]
        inwards = (b - top) * [1, 1, 0]
        p1 = b + UP * ((1 - w) * 0.45 * rise + w * self.box_h) + unit(inwards + 1e-9) * 0.006
        p2 = top + inwards * ((1 - w) * 0.12 + w * o.vamp)
        p2 = p2 - UP * rise * ((1 - w) * 0.35 + w * o.curl)
        q = np.clip(v, 0, 1)[..., None]
        low = (1 - q) ** 3 * b + 3 * q * (1 - q) ** 2 * p1 + 3 * q**2 * (1 - q) * p2 + q**3 * top
        return low, unit(top - p2)

    def _leg(self, t: Points, q: Points, start: Points) -> Points:
        """Two Hermite pieces: top line, ankle ring, top ring."""
        assert self.shaft is not None
        leg, s = self.shaft, station(t)
        lift = leg.lean_m * (s - 0.5) - leg.dip_m * np.abs(2 * s - 1) ** 3
        foot, top = self.topline(t), self._ring(t, leg.top, leg.top_half, leg.top_z + lift)
        ankle = self._ring(t, leg.ankle, leg.ankle_half, leg.ankle_z + 0.012 * (s - 0.5))
        below, above = (_length(ankle - foot), _length(top - ankle))
        bend = unit(unit(ankle - foot) + 1.5 * unit(top - ankle))
        lower = _hermite(foot, ankle, start * below, bend * below, np.clip(2 * q, 0, 1))
        end = unit(unit(top - ankle) + 0.4 * UP)
        upper = _hermite(ankle, top, bend * above * 0.7, end * above, np.clip(2 * q - 1, 0, 1))
        return np.where(q > 0.5, upper, lower)

    def _ring(self, t: Points, ends: tuple[float, float], half: float, z: ArrayLike) -> Points:
        s = station(t)
        width = half * oval(s, 2.15) * (1 - 0.10 * np.cos(2 * np.pi * t))  # narrower at the back
        x = ends[0] + (ends[1] - ends[0]) * s - 0.5
        ring = np.stack([x, _side(t) * width + 0.004, 0 * x], -1) * self.length
        return ring + np.broadcast_to(np.asarray(z, float), s.shape)[..., None] * UP

    def _folded(self, points: Points, t: Points, v: Points) -> Points:
        assert self.shaft is not None
        leg = self.shaft
        fade = np.exp(-(((v - 1.42) / 0.22) ** 2)) * np.clip((v - 1) / 0.15, 0, 1)
        slant = 0.010 * np.cos(4 * np.pi * t) + 0.004 * np.sin(6 * np.pi * t)
        wave = np.sin(2 * np.pi * (points[..., 2] - leg.ankle_z + slant) / 0.026)
        centre = np.array([(sum(leg.ankle) / 2 - 0.5) * self.length, 0, 0])
        away = unit((points - centre) * [1, 1, 0])
        return points + (leg.folds_m * fade * wave)[..., None] * away


def _side(t: ArrayLike) -> Points:
    return np.where((np.asarray(t, float) % 1) < 0.5, -1.0, 1.0)


def _length(vectors: Points) -> Points:
    return np.linalg.norm(vectors, axis=-1, keepdims=True)


def _hermite(a: Points, b: Points, leave: Points, arrive: Points, q: Points) -> Points:
    return (
        (2 * q**3 - 3 * q**2 + 1) * a
        + (q**3 - 2 * q**2 + q) * leave
        + (3 * q**2 - 2 * q**3) * b
        + (q**3 - q**2) * arrive
    )
