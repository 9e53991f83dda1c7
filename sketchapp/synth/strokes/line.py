"""A traced line: points in photo pixels that belong to one part."""

from dataclasses import dataclass

import numpy as np

from sketchapp.synth.geometry.paths import Points


@dataclass(frozen=True)
class Line:
    """owner: number of the part. points (n, 2): photo pixels, x right, y down.

    spine: it is the middle line of a slim part, not an edge.
    """

    owner: int
    points: Points
    spine: bool = False

    @property
    def length(self) -> float:
        """Length in photo pixels."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())

    def end(self, which: int) -> Points:
        """The first (0) or last (1) point (2,)."""
        return self.points[-which]

    def heading(self, which: int, samples: int = 10) -> Points:
        """Unit direction (2,) in which the line leaves at its first (0) or last (1) point."""
        points = self.points[::-1] if which == 0 else self.points
        leave = points[-1] - points[-1 - min(samples, len(points) - 1)]
        return leave / (np.linalg.norm(leave) + 1e-9)

    def closed(self, gap_px: float) -> bool:
        """Whether its ends are closer than gap_px."""
        return float(np.linalg.norm(self.points[0] - self.points[-1])) < gap_px
