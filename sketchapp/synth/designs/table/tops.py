"""Table tops: outlines in the plane, and slabs with a shaped edge. Metres."""

from collections.abc import Sequence

import numpy as np

from sketchapp.synth.geometry.mesh import Mesh, Part, welded
from sketchapp.synth.geometry.paths import Points, resampled, rounded
from sketchapp.synth.geometry.primitives import loft

OUTLINE_POINTS = 96
ARRIS = 0.003  # no edge is perfectly sharp

BOTTOM, EDGE, TOP = 0, 1, 2


def outline(shape: str, length: float, width: float, corner: float = 0.02) -> Points:
    """A convex ring (n, 2), length along x and width along y.

    shape: rect (corners rounded by `corner`), oval, soft (between both), boat (long sides bowed)
    or pebble (an uneven oval). A round top is an oval as long as it is wide.
    """
    half = np.array([length, width]) / 2
    if shape == "rect":
        corners = half * [(1, 1), (-1, 1), (-1, -1), (1, -1)]
        return rounded(corners, max(corner, 2 * ARRIS), closed=True)
    angle = np.linspace(0, 2 * np.pi, OUTLINE_POINTS, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], 1)
    if shape == "pebble":
        uneven = 1 + 0.10 * np.cos(2 * angle + 0.7) + 0.07 * np.cos(3 * angle)
        ring = circle * uneven[:, None]
        return half * ring / np.abs(ring).max(0)
    if shape == "boat":
        return _boat(half, corner)
    power = {"oval": 1.0, "soft": 0.55}[shape]
    return half * np.sign(circle) * np.abs(circle) ** power


def _boat(half: Points, corner: float) -> Points:
    x = np.linspace(-half[0], half[0], 25)
    y = half[1] * (1 - 0.22 * (x / half[0]) ** 2)
    ring = np.concatenate([np.stack([x, -y], 1), np.stack([x[::-1], y[::-1]], 1)])
    return resampled(_corners_cut(ring, corner), OUTLINE_POINTS, closed=True)


def _corners_cut(ring: Points, corner: float) -> Points:
    """The ring with its four end points rounded."""
    n = len(ring) // 2
    long_a, long_b = ring[:n], ring[n:]
    ends = [np.stack([long_a[-2], long_a[-1], long_b[0], long_b[1]])]
    ends.append(np.stack([long_b[-2], long_b[-1], long_a[0], long_a[1]]))
    first, second = (rounded(end, corner) for end in ends)
    return np.concatenate([long_a[2:-2], first, long_b[2:-2], second])


def slab(ring: Points, thickness: float, edge: str = "square") -> Mesh:
    """A plate under z = 0 with outline (n, 2); patches BOTTOM, EDGE and TOP.

    edge: square, bevel (thin edge, cut away below) or round.
    """
    half = np.abs(ring).max(0)
    profile = edge_profile(edge, thickness)
    rings = [np.c_[ring * (1 - inset / half), np.full(len(ring), z)] for inset, z in profile]
    centre_low, centre_high = rings[0] * [0, 0, 1], rings[-1] * [0, 0, 1]
    patch = [BOTTOM, *[EDGE] * (len(rings) - 1), TOP]
    mesh = loft([centre_low, *rings, centre_high], patch)
    vertices, quads, grain = welded(mesh.vertices, mesh.quads, mesh.vertices[:, [2, 1, 0]])
    return Mesh(vertices, quads, mesh.patch, grain, sharp_deg=35.0)


def edge_profile(edge: str, thickness: float) -> Sequence[tuple[float, float]]:
    """(inset, z) points of a slab's edge from the lower rim to the upper one."""
    if edge == "bevel":
        cut = min(2.0 * thickness, 0.06)
        return [(cut, -thickness), (0, -0.4 * thickness), (0, -ARRIS), (ARRIS, 0)]
    if edge == "round":
        angles = np.linspace(-np.pi / 2, np.pi / 2, 9)
        radius = thickness / 2
        return [(radius * (1 - np.cos(a)), radius * (np.sin(a) - 1)) for a in angles]
    return [(ARRIS, -thickness), (0, ARRIS - thickness), (0, -ARRIS), (ARRIS, 0)]


def grounded(parts: list[Part]) -> list[Part]:
    """The parts shifted together so that the lowest point touches the floor."""
    low = min(part.mesh.vertices[:, 2].min() for part in parts)
    return [
        Part(part.name, part.mesh.moved((0, 0, -low)), part.material, part.order, part.two_sided)
        for part in parts
    ]
