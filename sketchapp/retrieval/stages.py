"""How long the stages of a live answer take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class StageTimes:
    """Milliseconds that each stage of an answer took on the server."""

    raster_ms: float = 0.0
    encode_ms: float = 0.0
    search_ms: float = 0.0
    attribute_ms: float = 0.0


class StageClock:
    """Collects how long the named stages of an answer take."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what happens inside."""
        start = perf_counter()
        yield
        self._spent[stage] = (perf_counter() - start) * 1000

    def times(self) -> StageTimes:
        """What was measured so far."""
        return StageTimes(**self._spent)
