"""How strictly a sketch is cleaned, and by whole strokes or by parts of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sketchapp.errors import SketchAppError

Granularity = Literal["sla", "psla"]
"""Whole strokes, or parts of strokes."""

DELTAS: dict[str, float] = {"sla": 0.3, "psla": 0.1}
"""Delta of Sec. 5.2 of the stroke attribution paper, by granularity."""

CRUMB = 0.05  # of the ink's longer side: shorter pieces are neither cut out nor left


@dataclass(frozen=True)
class CleaningRule:
    """What is proposed for removal: values, scaled to 0..1 within the sketch, under 0.5 - delta.

    The higher delta, the less is proposed; None takes the paper's for this granularity. At most
    `most` proposals are verified, those of the lowest values (None: all). crumb is the length, as a
    share of the ink's longer side, under which a part of a stroke is neither cut out nor left.
    """

    granularity: Granularity = "sla"
    delta: float | None = None
    most: int | None = None
    crumb: float = CRUMB

    def __post_init__(self) -> None:
        if self.granularity not in get_args(Granularity):
            raise SketchAppError(
                f"granularity {self.granularity!r} not found; there are:"
                f" {', '.join(get_args(Granularity))}"
            )
        if self.delta is not None and not (
            isinstance(self.delta, (int, float)) and -0.5 <= self.delta <= 0.5
        ):
            raise SketchAppError(f"delta is {self.delta!r}; allowed are -0.5 to 0.5")
        if self.most is not None and self.most < 1:
            raise SketchAppError(f"most is {self.most}; 1 proposal at least must be allowed")
        if not 0.0 <= self.crumb <= 1.0:
            raise SketchAppError(f"crumb is {self.crumb}; allowed are 0 to 1")

    @property
    def shift(self) -> float:
        """Delta, the paper's where none was given."""
        return DELTAS[self.granularity] if self.delta is None else self.delta

    @property
    def threshold(self) -> float:
        """Scaled values under it are proposed."""
        return 0.5 - self.shift
