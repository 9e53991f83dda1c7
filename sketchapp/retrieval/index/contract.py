"""What every index of a gallery promises, and the checks of what it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import GalleryError

Positions = Sequence[int] | NDArray[np.int64]
Hits = tuple[NDArray[np.float32], NDArray[np.int64]]  # similarities (k,) and positions (k,)


class GalleryIndex(Protocol):
    """An index over (N, K, D) unit rows; similarity is the mean cosine of the selected rows.

    `search` returns similarities (k,) and positions (k,), best first, at most N of them; `allowed`
    limits it to some positions, `rows` names the rows that count (None: all K). `save` replaces
    the file as a whole or not at all.
    """

    def __len__(self) -> int: ...

    def add(self, embeddings: NDArray[np.float32], /) -> None: ...

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        rows: Sequence[int] | None = None,
        allowed: Positions | None = None,
    ) -> Hits: ...

    def save(self, path: Path, /) -> None: ...


@dataclass(frozen=True)
class RowShape:
    """K rows of width D; every method raises GalleryError for what does not fit them."""

    rows: int
    width: int

    def __post_init__(self) -> None:
        if self.rows < 1 or self.width < 1:
            raise GalleryError(
                f"an index of {self.rows} rows of width {self.width}; 1 is the least"
            )

    def checked(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """The embeddings (n, K, D), if that is what they are and all numbers are finite."""
        if embeddings.ndim != 3 or embeddings.shape[1:] != (self.rows, self.width):
            raise GalleryError(
                f"embeddings have shape {embeddings.shape}; not (n, {self.rows}, {self.width})"
            )
        if not np.isfinite(embeddings).all():
            raise GalleryError("embeddings are not all finite numbers")
        return embeddings

    def chosen(self, rows: Sequence[int] | None) -> list[int]:
        """The rows that count, once each, in order."""
        chosen = list(range(self.rows)) if rows is None else sorted(set(rows))
        if not chosen or chosen[0] < 0 or chosen[-1] >= self.rows:
            raise GalleryError(f"rows {rows}; allowed are 0 to {self.rows - 1}, one at least")
        return chosen

    def selected(self, query: NDArray[np.float32], chosen: Sequence[int]) -> NDArray[np.float32]:
        """(K, D), zero where a row does not count: its product with a photo is the mean cosine."""
        if query.shape != (self.rows, self.width):
            raise GalleryError(f"a query has shape {query.shape}; ({self.rows}, {self.width})")
        selected = np.zeros(query.shape, np.float32)
        selected[chosen] = query[chosen] / len(chosen)
        if not np.isfinite(selected).all():
            raise GalleryError("a query is not all finite numbers; encode the sketch again")
        return selected


def checked_positions(allowed: Positions, count: int) -> NDArray[np.int64]:
    """The positions once each, sorted; GalleryError where there is no such photo among `count`."""
    positions = np.asarray(allowed, np.int64)
    if not (np.diff(positions) > 0).all():  # sorting a category of a million each time is slow
        positions = np.unique(positions)
    if len(positions) and not 0 <= positions[0] <= positions[-1] < count:
        raise GalleryError(
            f"positions {positions[0]} to {positions[-1]}; allowed are 0 to {count - 1}"
        )
    return positions


def nothing() -> Hits:
    """The answer where there is nothing to find."""
    return np.zeros(0, np.float32), np.zeros(0, np.int64)


def best(similarity: NDArray[np.float32], position: NDArray[np.int64], k: int) -> Hits:
    """The k largest similarities and their positions, best first; a tie goes to the earlier one."""
    if k < len(similarity):
        kept = np.argpartition(-similarity, k - 1)[:k]
        similarity, position = similarity[kept], position[kept]
    order = np.lexsort((position, -similarity))
    return similarity[order], position[order]
