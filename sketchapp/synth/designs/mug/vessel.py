"""Round vessels with an inside, and handles on their walls. Metres."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from sketchapp.synth.geometry.mesh import Mesh
from sketchapp.synth.geometry.paths import Points, resampled, rounded, spline
from sketchapp.synth.geometry.primitives import Y_AXIS, Rect, Soft, lathe, tube

HANDLES = ("C", "D", "ear", "square", "loop")


@dataclass(frozen=True)
class Vessel:
    """shares: radius from the foot to the rim at even heights, as shares of `radius`.

    foot: height of the foot ring (0 for none); wall: thickness; all in metres.
    """

    shares: tuple[float, ...]
    radius: float
    height: float
    wall: float
    foot: float = 0.0

    def wall_at(self, z: Points | float) -> Points:
        """Outer radius at the heights z."""
        heights = np.linspace(self.foot, self.height, len(self.shares))
        curve = PchipInterpolator(heights, self.shares)
        return self.radius * np.asarray(curve(np.clip(z, self.foot, self.height)))


def shell(vessel: Vessel) -> Mesh:
    """Outside, rim, inside and foot ring; patches 0 foot, 1 outside, 2 inside."""
    z = np.linspace(vessel.foot, vessel.height, 48)
    outer = np.c_[vessel.wall_at(z), z]
    soft = 0.08 * (vessel.height - vessel.foot)
    outer[:, 0] *= 1 - 0.07 * (1 - (z - vessel.foot) / soft).clip(0) ** 2.2
    angle = np.linspace(0, np.pi, 7)[1:-1]
    half, edge = vessel.wall / 2, outer[-1]
    rim = np.c_[edge[0] - half + half * np.cos(angle), edge[1] + half * np.sin(angle)]
    floor = vessel.foot + 1.4 * vessel.wall
    inner = (outer - [vessel.wall, 0])[z > floor + 0.002][::-1]
    bottom = [(0.6 * inner[-1, 0], floor), (0, floor)]
    ring = 0.80 * outer[0, 0]
    foot = [(0, 0.3 * vessel.foot), (0.88 * ring, 0.0), (ring, 0.0)]
    profile = np.r_[foot, outer, rim, inner, bottom]
    starts = [3, 3 + len(outer) + len(rim) // 2]
    return lathe(profile, creases=starts, sides=96)


@dataclass(frozen=True)
class Grip:
    """A handle on the right: shape, height range as shares, reach and section in metres."""

    shape: str
    low: float
    high: float
    reach: float
    width: float
    thick: float
    flat: bool = False


def handle(vessel: Vessel, grip: Grip) -> Mesh:
    """The handle as a tube whose ends sit in the wall."""
    span = vessel.height - vessel.foot
    z0, z1 = vessel.foot + grip.low * span, vessel.foot + grip.high * span
    start, end = (float(vessel.wall_at(z)) - 0.6 * vessel.wall for z in (z1, z0))
    out = float(vessel.wall_at((z0 + z1) / 2)) + grip.reach
    path = _curve(grip, np.array([start, z1]), np.array([end, z0]), out)
    path = resampled(path, 80)
    line = np.c_[path[:, 0], np.zeros(80), path[:, 1]]
    swell = 1 + 0.22 * np.abs(np.linspace(-1, 1, 80)) ** 3
    section = Rect if grip.flat else Soft
    up = np.cross(Y_AXIS, line[1] - line[0])
    bar = tube(line, section(grip.width * swell, grip.thick * swell), up=up)

    def outside(v: Points) -> Points:
        """Keep the ends within the wall: nothing shows inside."""
        radius = np.hypot(v[:, 0], v[:, 1])
        push = np.maximum(1.0, (vessel.wall_at(v[:, 2]) - 0.55 * vessel.wall) / radius)
        return v * np.c_[push, push, np.ones_like(push)]

    return bar.deformed(outside)


def _curve(grip: Grip, top: Points, low: Points, out: float) -> Points:
    """The middle line in the plane of the handle, from the upper end to the lower."""
    (x0, z1), (x1, z0) = top, low
    high = z1 - z0
    if grip.shape == "C":
        angle = np.linspace(np.pi / 2, -np.pi / 2, 40)
        base = np.linspace(x0, x1, 40)
        z = z0 + high * (1 + np.sin(angle)) / 2
        return np.c_[base + (out - base) * np.cos(angle).clip(0) ** 0.8, z]
    far = out + 0.2 * grip.reach
    knots = {
        "square": [(out, z1), (out, z0)],
        "D": [(out, z1 + 0.02 * high), (out, z0 + 0.25 * high)],
        "ear": [
            (0.5 * (x0 + out), z1 + 0.16 * high),
            (out, z1 - 0.10 * high),
            (0.55 * out + 0.45 * x1, z0 + 0.28 * high),
        ],
        "loop": [(out, z1 + 0.10 * high), (far, z0 + 0.5 * high), (out, z0 - 0.10 * high)],
    }[grip.shape]
    points = np.array([(x0, z1), *knots, (x1, z0)], float)
    corner = {"square": 0.18, "D": 0.45}.get(grip.shape)
    return rounded(points, corner * high, 16) if corner else spline(points, 60)


def bands(vessel: Vessel, heights: list[float], size: float) -> list[Mesh]:
    """Raised rings around the wall at shares of its height."""
    span, rings = vessel.height - vessel.foot, []
    for share in heights:
        z = vessel.foot + share * span + np.linspace(-size, size, 9)
        radius = (
            vessel.wall_at(z) - 0.001 + 0.0025 * np.sqrt((1 - np.linspace(-1, 1, 9) ** 2).clip(0))
        )
        profile = np.r_[
            [[radius[0] - 0.001, z[0]]], np.c_[radius, z], [[radius[-1] - 0.001, z[-1]]]
        ]
        rings.append(lathe(profile, sides=96))
    return rings
