"""Which abstraction level a sketch is searched with, and so how many rows of its embedding count.

Levels are numbered from coarse (0); a level selects the first rows (abstraction-aware retrieval,
Sec. 5.1). While somebody draws, the level changes only for a good reason, so that photos and
colours do not flicker between two levels that are about as likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from sketchapp.errors import GalleryError

LEVEL_MARGIN = 0.1  # of probability; a stroke that changes less says little about the level


@dataclass(frozen=True)
class Abstraction:
    """How abstract a sketch is taken to be.

    level is the one that counts, probabilities (one for each level, coarse first) what the network
    says, rows of row_total are compared. forced: the level was chosen by hand.
    """

    level: int
    probabilities: tuple[float, ...]
    rows: int
    row_total: int
    forced: bool = False

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return len(self.probabilities)


@dataclass(frozen=True)
class LevelWish:
    """A level chosen by hand (None: automatic), and the one that was taken last (None: none)."""

    forced: int | None = None
    previous: int | None = None

    def check(self, levels: int) -> None:
        """GalleryError where the level chosen by hand is none of so many."""
        given = self.forced
        is_whole = isinstance(given, int) and not isinstance(given, bool)
        if given is not None and not (is_whole and 0 <= given < levels):
            allowed = f"0 (coarse) to {levels - 1} (fine)" if levels > 1 else "0, the only one"
            raise GalleryError(f"level is {given!r}; allowed are {allowed}, or none: automatic")


def steady_level(
    probabilities: Sequence[float], previous: int | None, margin: float = LEVEL_MARGIN
) -> int:
    """The likeliest level, or the previous one where it is not less likely by more than margin.

    A previous level that is none of these counts as none: other weights may have been loaded.
    """
    likeliest = max(range(len(probabilities)), key=probabilities.__getitem__)
    if previous is None or not 0 <= previous < len(probabilities):
        return likeliest
    is_better = probabilities[likeliest] > probabilities[previous] + margin
    return likeliest if is_better else previous


def abstraction_of(
    level_logits: Tensor, row_counts: tuple[int, ...], wish: LevelWish
) -> Abstraction:
    """The abstraction of a sketch from its logits (levels,); row_counts as in Retriever."""
    probabilities = tuple(level_logits.detach().float().softmax(dim=0).tolist())
    forced = wish.forced is not None
    level = wish.forced if wish.forced is not None else steady_level(probabilities, wish.previous)
    return Abstraction(level, probabilities, row_counts[level], row_counts[-1], forced)
