"""What a camera sees, ray by ray: which surface, and how far away it is. Cast with embree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray

from sketchapp.synth.geometry.contact import triangles_of
from sketchapp.synth.geometry.mesh import THIN_SHEET_DEG, Part
from sketchapp.synth.geometry.primitives import HEAD_PATCH, TAIL_PATCH
from sketchapp.synth.photo.camera import PHOTO_PX, Camera

PATCHES = 16  # a label is part number * PATCHES + patch
RIM_PATCH = 2  # of primitives.sheet
FAR_M = 1e3
NOTHING = -1

Labels = NDArray[np.integer]
Depths = NDArray[np.float64]


@dataclass(frozen=True)
class Buffer:
    """label (R, R): `NOTHING` or part number * PATCHES + patch. depth (R, R): metres or `FAR_M`."""

    label: Labels
    depth: Depths

    @property
    def side(self) -> int:
        """R, the number of rays along a side of the photo."""
        return len(self.label)

    @property
    def part(self) -> Labels:
        """Part number per ray (R, R), `NOTHING` where the ray meets none."""
        return np.where(self.label < 0, NOTHING, self.label // PATCHES)

    def cover(self) -> NDArray[np.float64]:
        """Share of each photo pixel that the product covers (PHOTO_PX, PHOTO_PX), 0 to 1."""
        edge = (np.arange(PHOTO_PX + 1) * self.side / PHOTO_PX).round().astype(int)
        hit = (self.label >= 0).astype(float)
        total = np.add.reduceat(np.add.reduceat(hit, edge[:-1], 0), edge[:-1], 1)
        return total / np.outer(np.diff(edge), np.diff(edge))


def cast(parts: Sequence[Part], camera: Camera, side: int, only: Sequence[int]) -> Buffer:
    """The buffer of side x side rays over the photo; `only` numbers the parts that are there."""
    if not only:
        return Buffer(np.full((side, side), NOTHING), np.full((side, side), FAR_M))
    scene = EmbreeScene()
    labels = np.concatenate([_labels(parts[i], i) for i in only]).astype(np.int32)
    triangles = np.concatenate([triangles_of(parts[i].mesh) for i in only])
    TriangleMesh(scene, triangles.astype(np.float32))
    rays = _rays(camera, side)
    origin = np.repeat(camera.position[None].astype(np.float32), len(rays), 0)
    hits = scene.run(origin, rays, output=True)
    triangle = hits["primID"].reshape(side, side)
    label = np.where(triangle >= 0, labels[np.maximum(triangle, 0)], NOTHING)
    depth = np.where(triangle >= 0, hits["tfar"].reshape(side, side), FAR_M)
    return Buffer(_despeckled(label), depth)


def _rays(camera: Camera, side: int) -> NDArray[np.float32]:
    """Ray directions (side * side, 3), one metre deep each, so that hits come as depths."""
    at = ((np.arange(side) + 0.5) / side * 2 - 1) / camera.focal
    across = (at[:, None] * camera.right).astype(np.float32)
    rows = (camera.forward - at[:, None] * camera.up).astype(np.float32)
    return (rows[:, None] + across[None]).reshape(-1, 3)


def _labels(part: Part, number: int) -> Labels:
    """Label of every triangle of a part, in the order of `triangles_of`."""
    patch = np.concatenate([part.mesh.patch, part.mesh.patch])
    # the ends of tubes go with side 0, else the feet of legs fall apart
    patch = np.where((patch == HEAD_PATCH) | (patch == TAIL_PATCH), 0, patch)
    if part.mesh.sharp_deg >= THIN_SHEET_DEG:
        patch = np.where(patch == RIM_PATCH, 0, patch) if part.two_sided else 0 * patch
    return number * PATCHES + patch % PATCHES


def _despeckled(label: Labels, rounds: int = 2) -> Labels:
    """Rays that agree with at most one of their 4 neighbours take the majority's label."""
    label = label.copy()
    for _ in range(rounds):
        pad = np.pad(label, 1, "edge")
        around = [pad[:-2, 1:-1], pad[2:, 1:-1], pad[1:-1, :-2], pad[1:-1, 2:]]
        agree = np.sum([near == label for near in around], axis=0)
        lonely = np.nonzero(agree <= 1)
        ranked = np.sort(np.stack([near[lonely] for near in around]), 0)
        label[lonely] = np.where(ranked[1] == ranked[2], ranked[1], label[lonely])
    return label
