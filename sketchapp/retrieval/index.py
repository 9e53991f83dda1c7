"""Nearest photos by the mean cosine of the selected rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from sketchapp.errors import GalleryError


class GalleryIndex(Protocol):
    """An index over (N, K, D) unit rows; similarity is the mean cosine of the selected rows.

    `search` returns similarities (k,) and positions (k,), best first, at most N of them; `allowed`
    limits it to some positions, `rows` names the rows that count (None: all K).
    """

    def add(self, embeddings: NDArray[np.float32], /) -> None: ...

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        rows: Sequence[int] | None = None,
        allowed: Sequence[int] | None = None,
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]: ...

    def save(self, path: Path, /) -> None: ...


class FlatIndex:
    """Exact search in memory by FAISS: rows laid side by side, inner product."""

    def __init__(self, rows: int, width: int) -> None:
        self.rows, self.width = rows, width
        self._flat = faiss.IndexFlatIP(rows * width)

    def __len__(self) -> int:
        return self._flat.ntotal

    def add(self, embeddings: NDArray[np.float32], /) -> None:
        """Append embeddings (n, K, D); GalleryError where the shape or a number is wrong."""
        if embeddings.ndim != 3 or embeddings.shape[1:] != (self.rows, self.width):
            raise GalleryError(
                f"embeddings have shape {embeddings.shape}; not (n, {self.rows}, {self.width})"
            )
        if not np.isfinite(embeddings).all():
            raise GalleryError("embeddings are not all finite numbers")
        flat = embeddings.reshape(len(embeddings), self.rows * self.width)
        self._flat.add(np.ascontiguousarray(flat, np.float32))

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        rows: Sequence[int] | None = None,
        allowed: Sequence[int] | None = None,
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The k most similar photos to a query (K, D), see GalleryIndex."""
        flat_query = self._select(query, rows)
        if allowed is not None:
            allowed_ids = self._positions(allowed)
            k = min(k, len(allowed_ids))
            parameters = faiss.SearchParameters(
                sel=faiss.IDSelectorBatch(allowed_ids)  # pyright: ignore[reportCallIssue]
            )
        else:
            k, parameters = min(k, len(self)), None
        if k <= 0:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        similarity, position = self._flat.search(flat_query, k, params=parameters)
        return similarity[0], position[0]

    def _positions(self, allowed: Sequence[int]) -> NDArray[np.int64]:
        """The positions once each, sorted; GalleryError where there is no such photo."""
        positions = np.unique(np.asarray(allowed, np.int64))
        if len(positions) and not 0 <= positions[0] <= positions[-1] < len(self):
            raise GalleryError(
                f"positions {positions[0]} to {positions[-1]}; allowed are 0 to {len(self) - 1}"
            )
        return positions

    def _select(
        self, query: NDArray[np.float32], rows: Sequence[int] | None
    ) -> NDArray[np.float32]:
        """(1, K D) with rows that do not count at zero, so that the product is the mean cosine."""
        if query.shape != (self.rows, self.width):
            raise GalleryError(f"a query has shape {query.shape}; ({self.rows}, {self.width})")
        chosen = list(range(self.rows)) if rows is None else sorted(set(rows))
        if not chosen or chosen[0] < 0 or chosen[-1] >= self.rows:
            raise GalleryError(f"rows {rows}; allowed are 0 to {self.rows - 1}, one at least")
        selected = np.zeros_like(query, np.float32)
        selected[chosen] = query[chosen] / len(chosen)
        return selected.reshape(1, -1)

    def save(self, path: Path, /) -> None:
        """Write the embeddings as safetensors."""
        count = len(self)
        flat = (
            self._flat.reconstruct_n(0, count) if count else np.zeros((0, self.rows * self.width))
        )
        save_file({"rows": flat.reshape(count, self.rows, self.width).astype(np.float32)}, path)

    @classmethod
    def load(cls, path: Path) -> FlatIndex:
        """An index written by `save`; GalleryError where the file is missing or is none."""
        try:
            embeddings = load_file(path)["rows"]
        except (OSError, SafetensorError, KeyError) as error:
            raise GalleryError(f"no index in {path} ({error!r}); save one first") from error
        index = cls(*embeddings.shape[1:])
        index.add(embeddings)
        return index
