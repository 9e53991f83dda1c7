"""Whether a line may be drawn across a gap: not over something that a person sees in front."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.photo.camera import PHOTO_PX
from sketchapp.synth.strokes.buffer import FAR_M, Buffer

NARROW_PX = 3.5  # a line goes on behind something narrower than this
END_RAYS = 3  # around the end of a line, where its part's depth is read


class Occlusion:
    """Tests gaps against a buffer; margin_m is how much nearer a part must be to hide a line."""

    def __init__(self, buffer: Buffer, margin_m: float) -> None:
        self._part, self._depth = buffer.part, buffer.depth
        self._scale = buffer.side / PHOTO_PX
        self._margin_m = margin_m
        self._half_width: dict[int, NDArray[np.float64]] = {}

    def free(self, owner: int, a: Points, b: Points) -> bool:
        """Whether a line of part `owner` may run from a to b, both (2,) in photo pixels."""
        steps = max(2, int(np.hypot(*(b - a)) * self._scale * 2))
        rows, columns = self._rays(a + (b - a) * np.linspace(0, 1, steps)[:, None])
        level = min(self._depth_of(owner, a), self._depth_of(owner, b)) - self._margin_m
        part = self._part[rows, columns]
        hidden = (part != owner) & (part >= 0) & (self._depth[rows, columns] < level)
        return all(
            self._half_width_px(int(part[i]))[rows[i], columns[i]] * 2 < NARROW_PX
            for i in np.flatnonzero(hidden)
        )

    def _rays(self, points: Points) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        at = np.clip((points * self._scale).astype(int), 0, len(self._part) - 1)
        return at[:, 1], at[:, 0]

    def _depth_of(self, owner: int, point: Points) -> float:
        """Nearest depth of a part around a point; `FAR_M` where the part is not there."""
        row, column = (int(values[0]) for values in self._rays(point[None]))
        window = (
            slice(max(0, row - END_RAYS), row + END_RAYS + 1),
            slice(max(0, column - END_RAYS), column + END_RAYS + 1),
        )
        mine = self._part[window] == owner
        return float(self._depth[window][mine].min()) if mine.any() else FAR_M

    def _half_width_px(self, part: int) -> NDArray[np.float64]:
        if part not in self._half_width:
            inside = distance_transform_edt(self._part == part)
            self._half_width[part] = np.asarray(inside) / self._scale
        return self._half_width[part]
