"""Which parts of a product hang in the air: parts that touch are connected, the floor holds all."""

from collections.abc import Sequence

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray
from scipy.cluster.hierarchy import DisjointSet

from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, unit

TOUCH_M = 0.002
FLOOR_M = 0.01  # how far the lowest point may be from z = 0: rounded tube ends reach below
SPACING_M = 0.008  # probes per face; small enough for two crossing slats that merely touch
MAX_PROBES_PER_FACE = 4000


def floating_parts(parts: Sequence[Part]) -> list[str]:
    """Names of the parts that are not connected to the floor, in the order given.

    Parts whose surfaces cross, or come closer than `TOUCH_M`, are connected. The floor is where
    the lowest point is (everything floats if that is over `FLOOR_M` from z = 0). A connected
    group that touches it stands, as an ottoman does beside its chair; all other parts float.
    """
    if not parts:
        return []
    group = _groups([part.mesh for part in parts])
    lowest = np.array([part.mesh.vertices[:, 2].min() for part in parts])
    floor = lowest.min() if abs(lowest.min()) <= FLOOR_M else np.inf
    standing = np.unique(group[np.abs(lowest - floor) <= TOUCH_M])
    return [part.name for part, g in zip(parts, group, strict=True) if g not in standing]


def _groups(meshes: Sequence[Mesh]) -> NDArray[np.int64]:
    """Number of the connected group of every mesh (n,): that of one of its members."""
    probes = [_probes(mesh) for mesh in meshes]
    boxes = [_box(np.concatenate(ends)) for ends in probes]
    groups = DisjointSet(range(len(meshes)))
    for j, mesh in enumerate(meshes):
        scene = EmbreeScene(robust=True)
        TriangleMesh(scene, triangles_of(mesh).astype(np.float32))
        low, high = _box(mesh.vertices)
        for i, (start, end) in enumerate(probes):
            apart = np.any(boxes[i][0] > high) or np.any(boxes[i][1] < low)
            if apart or groups.connected(i, j):
                continue
            near = np.all((np.maximum(start, end) >= low) & (np.minimum(start, end) <= high), 1)
            if near.any() and _any_hit(scene, start[near], end[near]):
                groups.merge(i, j)
    return np.array([groups[i] for i in range(len(meshes))])


def _box(points: Points) -> tuple[Points, Points]:
    return points.min(0), points.max(0)


def _any_hit(scene: EmbreeScene, start: Points, end: Points) -> bool:
    along = end - start
    length = np.linalg.norm(along, axis=1)
    rays = [values.astype(np.float32) for values in (start, unit(along), length)]
    return bool((scene.run(*rays) >= 0).any())


def triangles_of(mesh: Mesh) -> Points:
    """The quads of a mesh as triangles (2m, 3, 3): all first halves, then all second halves."""
    quads = mesh.quads
    return mesh.vertices[np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])]


def _probes(mesh: Mesh) -> tuple[Points, Points]:
    """Segments, starts and ends (k, 3), that meet every mesh which this one touches.

    Two surfaces that cross do so at an edge of one of them; two that merely touch are found by
    short segments across the faces.
    """
    corners = mesh.vertices[mesh.quads]
    at, across = _face_samples(corners)
    edge_from, edge_to = corners.reshape(-1, 3), np.roll(corners, -1, 1).reshape(-1, 3)
    real = np.linalg.norm(edge_to - edge_from, axis=1) > 1e-7
    starts = np.concatenate([edge_from[real], at - across * TOUCH_M])
    return starts, np.concatenate([edge_to[real], at + across * TOUCH_M])


def _face_samples(corners: Points) -> tuple[Points, Points]:
    """Evenly spread points on faces (m, 4, 3) and the unit normals there, both (k, 3)."""
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    area = np.linalg.norm(normal, axis=1) / 2
    real = area > 1e-12
    count = np.clip(np.ceil(area[real] / SPACING_M**2).astype(int), 1, MAX_PROBES_PER_FACE)
    face = np.repeat(np.flatnonzero(real), count)
    first = np.repeat(np.cumsum(count) - count, count)
    step = np.arange(len(face)) - first + 0.5
    u, v = (step * 0.7548776662) % 1, (step * 0.5698402910) % 1  # the R2 sequence of M. Roberts
    u, v = u[:, None], v[:, None]
    quad = corners[face]
    inside = (1 - u) * ((1 - v) * quad[:, 0] + v * quad[:, 3]) + u * (
        (1 - v) * quad[:, 1] + v * quad[:, 2]
    )
    pulled = corners[real] + 0.01 * (corners[real].mean(1, keepdims=True) - corners[real])
    at = np.concatenate([inside, pulled.reshape(-1, 3)])
    return at, unit(np.concatenate([normal[face], np.repeat(normal[real], 4, axis=0)]))
