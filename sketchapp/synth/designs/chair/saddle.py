"""The dished wooden seat of Windsor chairs, stools and rocking chairs."""

import numpy as np

from sketchapp.synth.geometry.mesh import Mesh, ring_quads, welded
from sketchapp.synth.geometry.paths import Points

# outline of half a cut through the seat: shares of its radius and of its thickness
_RADIUS = np.array([0, 0.3, 0.6, 0.8, 0.92, 0.97, 0.99, 1, 1, 1, 0.985, 0.95, 0.8, 0.3, 0])
_HEIGHT = np.array(
    [-0.3, -0.27, -0.15, 0, 0.3, 0.45, 0.48, 0.42, 0, -0.42, -0.48, -0.5, -0.5, -0.5, -0.5]
)
_SIDE_FROM, _BOTTOM_FROM = 6, 10  # gaps of the outline at which a new patch starts


def saddle(width: float, depth: float, thickness: float, squareness: float = 2.6) -> Mesh:
    """A dished seat around the origin, metres; squareness 2 is an ellipse, 8 nearly a rectangle."""
    sides = 96
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    x, y = (_power(wave(angle), 2 / squareness) for wave in (np.cos, np.sin))
    rows = len(_RADIUS)
    height = np.broadcast_to(_HEIGHT[:, None] * thickness, (rows, sides))
    radius = _RADIUS[:, None]
    points = np.stack([radius * x * width / 2, radius * y * depth / 2, height], -1).reshape(-1, 3)
    quads = ring_quads(np.arange(rows * sides).reshape(rows, sides))[:, ::-1]
    patch = np.zeros(rows - 1, int)
    patch[_SIDE_FROM:], patch[_BOTTOM_FROM:] = 1, 2
    vertices, quads, grain = welded(points, quads, points[:, [2, 0, 1]])
    return Mesh(vertices, quads, np.repeat(patch, sides), grain)


def _power(wave: Points, exponent: float) -> Points:
    return np.sign(wave) * np.abs(wave) ** exponent
