"""A level pinhole camera that frames a product; the renderer and the tracer share it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, unit

PHOTO_PX = 256
FILL = 0.84  # share of the half frame that the larger extent of the product takes
AIM_ROUNDS = 4


@dataclass(frozen=True)
class Camera:
    """Where the camera stands, its axes (unit vectors (3,)), and its focal length in half frames.

    Pixels are those of the square photo, `PHOTO_PX` wide, x right, y down.
    """

    position: Points
    right: Points
    up: Points
    forward: Points
    focal: float

    def project(self, points: Points) -> tuple[Points, Points]:
        """Pixels (n, 2) and depths (n,) in metres along `forward`, of points (n, 3)."""
        x, y, depth = self._seen(points)
        flat = np.stack([1 + self.focal * x / depth, 1 - self.focal * y / depth], -1)
        return flat * (PHOTO_PX / 2), depth

    def px_per_metre(self, depth: float) -> float:
        """How many pixels a metre takes at a depth in metres."""
        return self.focal * PHOTO_PX / 2 / depth

    def _seen(self, points: Points) -> tuple[Points, Points, Points]:
        ray = points - self.position
        return ray @ self.right, ray @ self.up, ray @ self.forward


def bounds(parts: Sequence[Part]) -> tuple[Points, Points]:
    """Lowest and highest corner (3,) of the box around all parts, in metres."""
    low = np.min([part.mesh.vertices.min(0) for part in parts], axis=0)
    return low, np.max([part.mesh.vertices.max(0) for part in parts], axis=0)


def diagonal(parts: Sequence[Part]) -> float:
    """Diagonal in metres of the box around all parts."""
    low, high = bounds(parts)
    return float(np.linalg.norm(high - low))


def direction(azimuth_deg: float, elevation_deg: float) -> Points:
    """Unit vector (3,) from the product to a viewer; 0, 0 is the front (negative y)."""
    azimuth, elevation = np.deg2rad(azimuth_deg), np.deg2rad(elevation_deg)
    level = np.cos(elevation)
    return np.array([np.sin(azimuth) * level, -np.cos(azimuth) * level, np.sin(elevation)])


def framed(parts: Sequence[Part], azimuth_deg: float, elevation_deg: float, dist: float) -> Camera:
    """The camera that looks at all parts from a direction, `dist` object diagonals away."""
    low, high = bounds(parts)
    towards = direction(azimuth_deg, elevation_deg)
    position = (low + high) / 2 + towards * np.linalg.norm(high - low) * dist
    vertices = np.concatenate([part.mesh.vertices for part in parts])
    camera = _aimed(position, -towards)
    for _ in range(AIM_ROUNDS):
        x, y = _tangents(camera, vertices)
        sideways = camera.right * (x.min() + x.max()) / 2
        camera = _aimed(position, camera.forward + sideways + camera.up * (y.min() + y.max()) / 2)
    half = max(float(np.abs(values).max()) for values in _tangents(camera, vertices))
    return Camera(position, camera.right, camera.up, camera.forward, FILL / half)


def _aimed(position: Points, forward: Points) -> Camera:
    forward = unit(forward)
    right = unit(np.cross(forward, [0, 0, 1.0]))
    return Camera(position, right, np.cross(right, forward), forward, 1.0)


def _tangents(camera: Camera, points: Points) -> tuple[Points, Points]:
    x, y, depth = camera._seen(points)
    return x / depth, y / depth
