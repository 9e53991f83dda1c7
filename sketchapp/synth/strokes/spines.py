"""Middle lines of slim parts: where two edges would be closer than the pen is wide."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from scipy.spatial import KDTree

from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points, arc_length, resampled
from sketchapp.synth.photo.camera import PHOTO_PX, Camera
from sketchapp.synth.strokes.buffer import Buffer
from sketchapp.synth.strokes.line import Line

SLIM_PX = 3.5
STEP_PX = 0.4
BRIDGE_PX = 5.0  # the line goes on behind something this narrow


def slim_parts(parts: Sequence[Part], camera: Camera) -> list[int]:
    """Numbers of the parts with a spine that look thinner than `SLIM_PX`.

    Parts that are numbered alike (spindle_0, spindle_1) are treated alike, by their median.
    """
    width = {i: _width_px(p, camera) for i, p in enumerate(parts) if p.mesh.spine is not None}
    alike: dict[str, list[float]] = {}
    for i, px in width.items():
        alike.setdefault(_kind(parts[i]), []).append(px)
    return [i for i in width if np.median(alike[_kind(parts[i])]) < SLIM_PX]


def _kind(part: Part) -> str:
    return part.name.rstrip("0123456789_")


def _width_px(part: Part, camera: Camera) -> float:
    """Twice the distance of the outer vertices from the spine, as seen."""
    spine, _ = camera.project(resampled(_spine(part), 200))
    vertices, _ = camera.project(part.mesh.vertices)
    return 2 * float(np.percentile(KDTree(spine).query(vertices)[0], 90))


def _spine(part: Part) -> Points:
    """The spine (k, 3) of a part that has one; that of a ring comes back to its start."""
    spine = part.mesh.spine
    assert spine is not None
    step = float(np.linalg.norm(np.diff(spine, axis=0), axis=1).max())
    ring = len(spine) > 3 and np.linalg.norm(spine[0] - spine[-1]) < 1.5 * step
    return np.vstack([spine, spine[:1]]) if ring else spine


def spine_lines(part: Part, number: int, camera: Camera, seen: Buffer) -> list[Line]:
    """The visible runs of a part's spine; seen is the buffer of all parts."""
    spine = _spine(part)
    length = float(arc_length(camera.project(spine)[0])[-1])
    flat, depth = camera.project(resampled(spine, max(8, int(length / STEP_PX))))
    columns, rows = np.clip((flat * seen.side / PHOTO_PX).astype(int), 0, seen.side - 1).T
    mine = np.asarray(maximum_filter(seen.part == number, 3), bool)
    # a part thinner than a ray may be missed by all of them
    visible = mine[rows, columns] | (seen.depth[rows, columns] > depth)
    return [
        Line(number, flat[a:b], spine=True)
        for a, b in _runs(visible, round(BRIDGE_PX / STEP_PX))
        if b - a > 2
    ]


def _runs(visible: NDArray[np.bool_], bridge: int) -> list[tuple[int, int]]:
    """Ranges of visible samples; those at most `bridge` samples apart are one."""
    edges = np.flatnonzero(np.diff(np.r_[False, visible, False].astype(int)))
    runs: list[tuple[int, int]] = []
    for a, b in edges.reshape(-1, 2).tolist():
        if runs and a - runs[-1][1] <= bridge:
            runs[-1] = (runs[-1][0], b)
        else:
            runs.append((a, b))
    return runs
