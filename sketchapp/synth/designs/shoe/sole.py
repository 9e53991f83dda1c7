"""Soles and heels under a last."""

import numpy as np

from sketchapp.synth.designs.shoe.last import OUTER, Last, Profile, ring_at, station
from sketchapp.synth.geometry.mesh import Mesh
from sketchapp.synth.geometry.paths import Points, unit
from sketchapp.synth.geometry.primitives import Round, loft, tube

# outward offset: metres, and share of the bulge; share of the height
SECTION = (
    (-0.004, 0, 0),
    (-0.001, 0, 0),
    (0.001, 0.3, 0.06),
    (0, 0.8, 0.3),
    (0, 1, 0.6),
    (0, 0.6, 0.9),
    (0, 0.3, 1),
    (-0.004, 0, 1),
)
BREAST = 0.35  # how round the front face of a heel is: 0 flat, 1 round
UNDER, WALL, OVER = 0, 1, 2  # patches of a sole


def layer(last: Last, low: Profile, high: Profile, bulge_m: float, samples: int = 240) -> Mesh:
    """A layer of the sole between two heights, its wall bulging outwards."""
    t = np.arange(samples) / samples
    s, outline = station(t), last.outline(t)
    outwards, bottom, top = _outwards(outline), low(s), high(s)
    rings = [
        np.c_[outline + outwards * (off + k * bulge_m), bottom + (top - bottom) * share]
        for off, k, share in SECTION
    ]
    middle = np.c_[(s - 0.5) * last.length, 0 * s]  # the same for both sides: no slit is left
    rings = [np.c_[middle, bottom], *rings, np.c_[middle, top]]
    return loft(rings, [UNDER] * 2 + [WALL] * 5 + [OVER] * 2)


def edge_line(last: Last, height: Profile, off_m: float, radius_m: float = 0.0012) -> Mesh:
    """A line that runs around the wall of the sole."""
    t = np.arange(200) / 200
    outline = last.outline(t)
    path = np.c_[outline + _outwards(outline) * off_m, height(station(t))]
    return tube(path, Round(radius_m, 10), closed=True)


def lugs(last: Last, depth_m: float, pitch_m: float) -> Profile:
    """The lower face of a sole with blocks: the ground, cut out by depth_m between the blocks."""

    def low(s: Points) -> Points:
        phase = (s * last.length / pitch_m) % 1
        return last.z_ground(s) + depth_m * np.clip((np.abs(phase - 0.5) - 0.27) * 12, 0, 1)

    return low


def _outwards(outline: Points) -> Points:
    along = np.roll(outline, -1, 0) - np.roll(outline, 1, 0)
    normal = unit(np.stack([-along[:, 1], along[:, 0]], -1))
    return -normal if np.mean(np.sum(outline * normal, 1)) < 0 else normal


def block_heel(
    last: Last, end: float, taper: float = 0.93, rake: float = 0.0, flare: float = 1.09
) -> Mesh:
    """A heel as wide as the shoe under its rear part, up to station `end`.

    taper is the size at the floor relative to the top, rake how far the floor end moves forwards
    relative to the height, flare how far its top reaches beyond the upper, to the sole's edge.
    """
    n = 120
    a = np.arange(n) / n
    along = (1 - np.cos(2 * np.pi * a)) / 2
    s = end * along
    rim = np.where((a < 0.5)[:, None], last.outline(ring_at(s)), last.outline(ring_at(s, -OUTER)))
    middle = rim.mean(0)
    rim = middle + (rim - middle) * flare
    flat = np.clip((1 - along) / BREAST, 0, 1) ** 0.4  # pulls the front face together
    rim[:, 1] = middle[1] + (rim[:, 1] - middle[1]) * flat
    top = last.z_ground(s) + 0.002
    rings = [_heel_ring(rim, middle, top, (share, size, rake)) for share, size in _steps(taper)]
    return loft(rings, [0, 0, 1, 1, 1, 2], sharp_deg=40.0)


def _steps(taper: float) -> list[tuple[float, float]]:
    """(share of the height, size) of the rings of a block heel, from its centre on the floor."""
    middle = taper + (1 - taper) * 0.35
    return [(0, 0.0), (0, taper * 0.97), (0.02, taper), (0.5, middle), (0.8, 0.97), (1, 1), (1, 0)]


def _heel_ring(
    rim: Points, middle: Points, top: Points, step: tuple[float, float, float]
) -> Points:
    share, size, rake = step
    ring = middle + (rim - middle) * size
    ring[:, 0] += rake * (1 - share) * top.max()
    return np.c_[ring, top * share]


def column_heel(last: Last, profile: list[tuple[float, float]], foot: float = 0.07) -> Mesh:
    """A slim heel of round section: (share of the height, radius in metres), floor first.

    foot is the station of its centre on the floor.
    """
    a = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    shares, radii = np.array(profile).T
    rings = []
    for share in np.linspace(0, 1, 30):
        radius = np.interp(share, shares, radii)
        x = ((foot + (0.105 - foot) * share - 0.5) * last.length) + radius * np.cos(a)
        z = share * (last.z_ground(np.clip(x / last.length + 0.5, 0, 1)) + 0.002)
        rings.append(np.c_[x, 0.002 + radius * np.sin(a) * 1.05, z])
    ends = [np.repeat(ring.mean(0)[None], len(a), 0) for ring in (rings[0], rings[-1])]
    return loft([ends[0], *rings, ends[1]], [0] + [1] * 29 + [2], 40.0)
