"""Exact search in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from sketchapp.retrieval.index.contract import (
    Hits,
    Positions,
    RowShape,
    checked_positions,
    nothing,
)
from sketchapp.retrieval.index.files import KIND, no_index, read_tensor, write_tensors


class FlatIndex:
    """Exact search in memory by FAISS: rows laid side by side, inner product."""

    KIND = "flat"

    def __init__(self, rows: int, width: int) -> None:
        self.rows, self.width = rows, width
        self._shape = RowShape(rows, width)
        self._flat = faiss.IndexFlatIP(rows * width)

    def __len__(self) -> int:
        return self._flat.ntotal

    def add(self, embeddings: NDArray[np.float32], /) -> None:
        """Append embeddings (n, K, D); GalleryError where the shape or a number is wrong."""
        flat = self._shape.checked(embeddings).reshape(len(embeddings), self.rows * self.width)
        self._flat.add(np.ascontiguousarray(flat, np.float32))

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        rows: Sequence[int] | None = None,
        allowed: Positions | None = None,
    ) -> Hits:
        """The k most similar photos to a query (K, D), see GalleryIndex."""
        flat_query = self._shape.selected(query, self._shape.chosen(rows)).reshape(1, -1)
        if allowed is not None:
            allowed_ids = checked_positions(allowed, len(self))
            k = min(k, len(allowed_ids))
            parameters = faiss.SearchParameters(
                sel=faiss.IDSelectorBatch(allowed_ids)  # pyright: ignore[reportCallIssue]
            )
        else:
            k, parameters = min(k, len(self)), None
        if k <= 0:
            return nothing()
        similarity, position = self._flat.search(flat_query, k, params=parameters)
        return similarity[0], position[0]

    def save(self, path: Path, /) -> None:
        """Write the embeddings as safetensors, whole or not at all."""
        count, shape = len(self), (len(self), self.rows, self.width)
        rows = self._flat.reconstruct_n(0, count) if count else np.zeros(shape, np.float32)
        write_tensors(path, {"rows": rows.reshape(shape)}, {KIND: self.KIND})

    @classmethod
    def load(cls, path: Path) -> FlatIndex:
        """An index written by `save`; GalleryError where the file is missing or is none."""
        embeddings = read_tensor(path, "rows")
        if embeddings.ndim != 3 or embeddings.dtype != np.float32:
            raise no_index(path, TypeError(f"{embeddings.dtype} {embeddings.shape}"))
        index = cls(*embeddings.shape[1:])
        index.add(embeddings.astype(np.float32, copy=False))
        return index
