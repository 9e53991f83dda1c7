"""Every row of a gallery in half precision, in memory or left on disk, and exact search in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchapp.retrieval.index.contract import Hits, best, nothing
from sketchapp.retrieval.index.files import map_float16, no_index

BLOCK = 8192  # photos at a time: 9 rows of 64 take 19 MB in float32, whatever the gallery's size


class RowStore:
    """Rows (N, K, D) as float16; a cosine out of it is off by about 1e-4."""

    def __init__(self, rows: int, width: int) -> None:
        self.rows, self.width = rows, width
        self._room: NDArray[np.float16] = np.empty((0, rows, width), np.float16)
        self._count = 0

    @classmethod
    def mapped(cls, path: Path, name: str) -> RowStore:
        """The rows of an index file, left on disk until they are asked for."""
        rows = map_float16(path, name)
        if rows.ndim != 3:
            raise no_index(path, TypeError(f"rows of shape {rows.shape}"))
        store = cls(rows.shape[1], rows.shape[2])
        store._room, store._count = rows, len(rows)
        return store

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> NDArray[np.float16]:
        """(N, K, D), to read."""
        return self._room[: self._count]

    def add(self, embeddings: NDArray[np.float32]) -> None:
        """Append (n, K, D); rows that were left on disk come into memory first."""
        total = self._count + len(embeddings)
        if total > len(self._room):
            # Room for twice as many: what is not written yet takes no memory.
            room = np.empty((max(total, 2 * self._count), *self._room.shape[1:]), np.float16)
            room[: self._count] = self.values
            self._room = room
        self._room[self._count : total] = embeddings
        self._count = total

    def blocks(self) -> Iterator[tuple[int, NDArray[np.float16]]]:
        """Pieces (at most BLOCK, K, D), each with the position of its first photo."""
        for start in range(0, self._count, BLOCK):
            yield start, self.values[start : start + BLOCK]

    def nearest(
        self,
        selected: NDArray[np.float32],
        chosen: Sequence[int],
        k: int,
        among: NDArray[np.int64] | None = None,
    ) -> Hits:
        """Exactly the k photos with the largest product with `selected` (K, D), best first.

        Only the rows `chosen` of it differ from zero; `among` limits it to these positions.
        """
        span = slice(chosen[0], chosen[-1] + 1)
        weights = selected[span].ravel()
        count = self._count if among is None else len(among)
        found = nothing()
        for start in range(0, count, BLOCK):
            ids = (
                np.arange(start, min(start + BLOCK, count))
                if among is None
                else among[start : start + BLOCK]
            )
            rows = (
                self.values[ids[0] : ids[-1] + 1, span] if among is None else self.values[ids, span]
            )
            similarity = rows.reshape(len(ids), -1).astype(np.float32) @ weights
            merged = np.concatenate([found[0], similarity]), np.concatenate([found[1], ids])
            found = best(*merged, k)
        return found
