"""A mesh of one part of a product, and the part that carries it.

Metres; x right, y towards the back, z up, floor at z = 0. Lines are drawn where two patches of a
mesh meet, and where one part hides another.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sketchapp.synth.designs.material import Material
from sketchapp.synth.geometry.paths import Points

Faces = NDArray[np.int64]

THIN_SHEET_DEG = 180.0


@dataclass(frozen=True)
class Mesh:
    """Quads over vertices (a triangle is a quad that repeats a vertex).

    vertices (n, 3); quads (m, 4); patch (m,) a small number per quad; grain (n, 3) texture
    coordinates in metres, along the last axis. Edges that turn by more than `sharp_deg` are shaded
    hard; `THIN_SHEET_DEG` marks a thin sheet, whose two sides count as one patch.

    spine (k, 3) is the middle line of a slim mesh and girth its width in metres: where it is
    thinner than the pen on the picture, a person draws the spine instead of two edges.
    """

    vertices: Points
    quads: Faces
    patch: Faces
    grain: Points
    sharp_deg: float = 50.0
    spine: Points | None = None
    girth: float = 0.0

    def moved(self, offset: ArrayLike) -> "Mesh":
        """The mesh shifted by (3,) metres; the texture stays where it was on the surface."""
        return self._placed(lambda points: points + np.asarray(offset, float))

    def deformed(self, change: Callable[[Points], Points]) -> "Mesh":
        """The mesh with vertices (n, 3) replaced by `change` of them."""
        return self._placed(lambda points: change(points.copy()))

    def mirrored(self) -> "Mesh":
        """The mesh with left and right exchanged, its faces still pointing outwards."""
        turned = self._placed(lambda points: points * [-1, 1, 1])
        return replace(turned, quads=self.quads[:, ::-1])

    def _placed(self, change: Callable[[Points], Points]) -> "Mesh":
        spine = None if self.spine is None else change(self.spine)
        return replace(self, vertices=change(self.vertices), spine=spine)


@dataclass(frozen=True)
class Part:
    """One named part of a product, as a person would name it.

    order: rank in the drawing order (0 first: seat, upper or body; frames next; details last).
    two_sided: a line is drawn where the inner side of a thin sheet meets the outer one (the rim of
    a shell or of a shoe's upper); without it a thin sheet shows its outline only.
    """

    name: str
    mesh: Mesh
    material: Material
    order: int = 5
    two_sided: bool = False


def joined(meshes: list[Mesh]) -> Mesh:
    """Several meshes as one; patch numbers and the sharpness of the first are kept, spines lost."""
    offsets = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([m.quads + at for m, at in zip(meshes, offsets, strict=True)]),
        np.concatenate([mesh.patch for mesh in meshes]),
        np.concatenate([mesh.grain for mesh in meshes]),
        meshes[0].sharp_deg,
    )


def welded(vertices: Points, quads: Faces, grain: Points) -> tuple[Points, Faces, Points]:
    """Vertices (n, 3), quads and grain with vertices closer than a micrometre merged."""
    key = np.round(vertices / 1e-6).astype(np.int64)
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return vertices[first], inverse.reshape(-1)[quads], grain[first]


def grid_quads(index: Faces) -> Faces:
    """Quads (m, 4) of a grid (a, b) of vertex numbers."""
    corners = [index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]]
    return np.stack(corners, -1).reshape(-1, 4)


def ring_quads(index: Faces, closed: bool = False) -> Faces:
    """Quads of a grid (a, b) whose second axis is a ring, and the first too if closed."""
    after = np.roll(index, -1, 0) if closed else index[1:]
    here = index if closed else index[:-1]
    return np.stack([here, np.roll(here, -1, 1), np.roll(after, -1, 1), after], -1).reshape(-1, 4)
