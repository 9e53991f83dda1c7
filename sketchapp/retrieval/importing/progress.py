"""How far an import is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from sketchapp.retrieval.records import GalleryRecord

Phase = Literal["reading", "encoding", "finishing", "done"]
PAUSE_S = 0.2  # between two reports; a page has no use for more


@dataclass(frozen=True)
class Progress:
    """Files done of all in this phase, how many were skipped so far, and the speed of this run.

    The last one has the phase "done" and the gallery.
    """

    done: int
    total: int
    skipped: int
    photos_per_s: float
    phase: Phase
    gallery: GalleryRecord | None = None


class Meter:
    """Measures the speed of one phase; what an earlier run did does not count."""

    def __init__(self, phase: Phase, total: int, clock: Callable[[], float] = monotonic) -> None:
        self.phase: Phase = phase
        self.total = total
        self._clock = clock
        self._start_s = clock()
        self._told_s = -PAUSE_S

    def is_due(self) -> bool:
        """Whether it is time for another report; then the next one is a pause away."""
        now_s = self._clock()
        if now_s - self._told_s < PAUSE_S:
            return False
        self._told_s = now_s
        return True

    def progress(self, done: int, skipped: int, worked: int) -> Progress:
        """The report: `worked` are the photos of this run."""
        spent_s = max(self._clock() - self._start_s, 1e-6)
        return Progress(done, self.total, skipped, worked / spent_s, self.phase)
