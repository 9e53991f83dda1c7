"""Measures of closed meshes, from their faces alone."""

from __future__ import annotations

import numpy as np

from sketchapp.synth.geometry.contact import triangles_of
from sketchapp.synth.geometry.mesh import Mesh


def volume(mesh: Mesh) -> float:
    """Signed volume in cubic metres; positive where the faces point outwards."""
    a, b, c = np.moveaxis(triangles_of(mesh), 1, 0)
    return float((a * np.cross(b, c)).sum() / 6)


def open_edges(mesh: Mesh) -> int:
    """Edges without a face on their other side; 0 for a watertight mesh."""
    key = np.round(mesh.vertices / 1e-7).astype(np.int64)
    _, same = np.unique(key, axis=0, return_inverse=True)
    corners = same.reshape(-1)[mesh.quads]
    ends = np.stack([corners, np.roll(corners, -1, 1)], -1).reshape(-1, 2)
    ends = ends[ends[:, 0] != ends[:, 1]]
    directed = {tuple(edge) for edge in ends.tolist()}
    return sum((b, a) not in directed for a, b in directed)
