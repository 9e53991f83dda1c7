"""Approximate search for galleries that are too large to look at whole.

Inverted lists over the coarse rows, 8 bits a number, name candidates; these are ranked exactly by
the rows that the sketch selects, from float16 rows that may stay on disk. How many lists and
candidates it takes is measured when the index is trained, and stored with it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil, sqrt
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index.contract import (
    Hits,
    Positions,
    RowShape,
    checked_positions,
    nothing,
)
from sketchapp.retrieval.index.effort import FOUND, Aim, Effort, exact_answers, least_effort
from sketchapp.retrieval.index.files import (
    KIND,
    no_index,
    read_metadata,
    read_tensor,
    write_tensors,
)
from sketchapp.retrieval.index.rowstore import RowStore

POINTS_PER_LIST = 64  # of the training sample; FAISS asks for 39 at least
TRAINING_ROUNDS = 10  # of k-means; more of them changed the recall by less than 0.002
LISTS_PER_ROOT = 4  # lists = 4 sqrt(N)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class IvfSettings:
    """How an index is trained.

    levels are the numbers of first rows that a sketch may select, the coarse rows first (empty:
    thirds of K where it divides by 3, else K). The tuning queries are photos of the gallery, moved
    until their cosine to themselves is query_cosine, about that of a sketch and its photo.
    """

    levels: tuple[int, ...] = ()
    recall: float = 0.97
    queries: int = 300
    query_cosine: float = 0.6
    seed: int = 0

    def __post_init__(self) -> None:
        if not (0 < self.recall <= 1 and 0 < self.query_cosine <= 1 and self.queries >= 1):
            raise GalleryError(
                f"{self}: recall and query_cosine lie in 0..1, queries are 1 at least"
            )

    def levels_of(self, rows: int) -> tuple[int, ...]:
        """The levels for K rows; GalleryError where they do not rise from 1 or more to K."""
        levels = self.levels or ((rows // 3, 2 * rows // 3, rows) if rows % 3 == 0 else (rows,))
        if sorted(set(levels)) != list(levels) or levels[0] < 1 or levels[-1] != rows:
            raise GalleryError(f"levels {levels}; they rise from 1 or more to the {rows} rows")
        return levels


class IvfIndex:
    """Candidates from inverted lists of the coarse rows, then exact ranking, see the module.

    Exact until `train` was called, and whenever a question leaves out a coarse row: the lists know
    nothing about it then. Photos added after the training are found too; train again when the
    gallery has doubled.
    """

    KIND = "ivf"

    def __init__(self, rows: int, width: int, settings: IvfSettings | None = None) -> None:
        self.rows, self.width = rows, width
        self.settings = settings or IvfSettings()
        self.effort: Effort | None = None
        self._shape = RowShape(rows, width)
        self._levels = self.settings.levels_of(rows)
        self._store = RowStore(rows, width)
        self._lists: faiss.IndexIVFScalarQuantizer | None = None

    def __len__(self) -> int:
        return len(self._store)

    def add(self, embeddings: NDArray[np.float32], /) -> None:
        """Append embeddings (n, K, D); GalleryError where the shape or a number is wrong."""
        self._store.add(self._shape.checked(embeddings))
        if self._lists is not None:
            self._lists.add(self._coarse(embeddings))

    def train(self, queries: NDArray[np.float32] | None = None) -> Effort:
        """Divide the photos into lists and measure the effort that reaches the recall wanted.

        queries (Q, K, D), embedded sketches at best, are what is measured with (None: see
        IvfSettings). Returns the effort; GalleryError where the index is empty.
        """
        if not len(self):
            raise GalleryError("an index without photos cannot be trained; add them first")
        rng = np.random.default_rng(self.settings.seed)
        self._lists = self._filled_lists(rng)
        asked = self._moved_photos(rng) if queries is None else self._shape.checked(queries)
        truth = exact_answers(self._store, asked, self._levels)
        aim = Aim(self.settings.recall, len(self), self._lists.nlist)
        self.effort = least_effort(self._candidates_of_all, asked, truth, aim)
        if min(self.effort.recall) < self.settings.recall:
            log.warning("recall %s stays under %s", self.effort.recall, self.settings.recall)
        return self.effort

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        rows: Sequence[int] | None = None,
        allowed: Positions | None = None,
    ) -> Hits:
        """The k most similar photos to a query (K, D), see GalleryIndex and the class."""
        chosen = self._shape.chosen(rows)
        selected = self._shape.selected(query, chosen)
        among = None if allowed is None else checked_positions(allowed, len(self))
        k = min(k, len(self) if among is None else len(among))
        if k <= 0:
            return nothing()
        if set(range(self._levels[0])) <= set(chosen):
            among = self._candidates(query, k, among)
        return self._store.nearest(selected, chosen, k, among)

    def save(self, path: Path, /) -> None:
        """Write rows, lists and effort into one safetensors file, whole or not at all."""
        tensors: dict[str, NDArray[np.generic]] = {"rows": self._store.values}
        if self._lists is not None:
            tensors["lists"] = faiss.serialize_index(self._lists)
        effort = None if self.effort is None else asdict(self.effort)
        notes = {"settings": asdict(self.settings), "effort": effort}
        write_tensors(path, tensors, {KIND: self.KIND, "ivf": json.dumps(notes)})

    @classmethod
    def load(cls, path: Path) -> IvfIndex:
        """An index written by `save`, its rows left on disk; GalleryError where it is none."""
        try:
            notes = json.loads(read_metadata(path)["ivf"])
            store = RowStore.mapped(path, "rows")
            settings = notes["settings"]
            settings["levels"] = tuple(settings["levels"])
            index = cls(store.rows, store.width, IvfSettings(**settings))
            index._store = store
            if notes["effort"] is not None:
                index._lists = index._checked_lists(read_tensor(path, "lists"))
                effort = Effort(**notes["effort"])
                index.effort = replace(effort, recall=tuple(effort.recall))  # JSON has lists
        except (KeyError, TypeError, json.JSONDecodeError, RuntimeError) as error:
            raise no_index(path, error) from error
        return index

    def _checked_lists(self, stored: NDArray[np.generic]) -> faiss.IndexIVFScalarQuantizer:
        """The lists of a file; TypeError where they are not those of the rows beside them."""
        lists = faiss.deserialize_index(stored.astype(np.uint8, copy=False))
        if not isinstance(lists, faiss.IndexIVFScalarQuantizer):
            raise TypeError(f"lists are {type(lists).__name__}")
        if (lists.ntotal, lists.d) != (len(self), self._levels[0] * self.width):
            raise TypeError(f"lists hold {lists.ntotal} photos of width {lists.d}")
        return lists

    def _coarse(self, embeddings: NDArray[np.floating]) -> NDArray[np.float32]:
        """The coarse rows side by side, (n, levels[0] D)."""
        width = self._levels[0] * self.width
        coarse = embeddings[:, : self._levels[0]].reshape(len(embeddings), width)
        return np.ascontiguousarray(coarse, np.float32)

    def _filled_lists(self, rng: np.random.Generator) -> faiss.IndexIVFScalarQuantizer:
        """Inverted lists of all photos, their centres from a sample of them."""
        count, width = len(self), self._levels[0] * self.width
        number = max(1, min(round(LISTS_PER_ROOT * sqrt(count)), count // POINTS_PER_LIST))
        lists = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(width),
            width,
            number,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        lists.cp.spherical, lists.cp.niter = True, TRAINING_ROUNDS
        lists.cp.seed = self.settings.seed
        lists.cp.min_points_per_centroid = 1  # a handful of photos is one list, without a warning
        sample = np.sort(rng.choice(count, min(count, POINTS_PER_LIST * number), replace=False))
        lists.train(self._coarse(self._store.values[sample]))
        for _, block in self._store.blocks():
            lists.add(self._coarse(block))
        return lists

    def _moved_photos(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """Queries (Q, K, D): photos moved as drawing them would, partly alike in all rows."""
        chosen = rng.choice(len(self), min(len(self), self.settings.queries), replace=False)
        photos = self._store.values[np.sort(chosen)].astype(np.float32)
        noise = rng.standard_normal((len(photos), 1, self.width))
        noise = noise + rng.standard_normal(photos.shape)
        noise /= np.linalg.norm(noise, axis=2, keepdims=True)
        moved = photos + sqrt(self.settings.query_cosine**-2 - 1) * noise
        return (moved / np.linalg.norm(moved, axis=2, keepdims=True)).astype(np.float32)

    def _candidates_of_all(
        self, queries: NDArray[np.float32], count: int, probes: int
    ) -> NDArray[np.int64]:
        """Positions (Q, count) as the lists know them, -1 where there are no more."""
        assert self._lists is not None
        parameters = faiss.SearchParametersIVF(nprobe=probes)  # pyright: ignore[reportCallIssue]
        return self._lists.search(self._coarse(queries), count, params=parameters)[1]

    def _candidates(
        self, query: NDArray[np.float32], k: int, among: NDArray[np.int64] | None
    ) -> NDArray[np.int64] | None:
        """Positions worth ranking, sorted; `among` itself where the lists would not save work.

        The effort was measured for FOUND photos of the whole gallery: it grows with k, and with
        the share of photos that are not allowed, which may all lie in far lists.
        """
        if self._lists is None or self.effort is None:
            return among
        eligible = len(self) if among is None else len(among)
        growth = max(1.0, k / FOUND)
        count = ceil(self.effort.candidates * growth)
        if count >= eligible:
            return among
        probes = ceil(self.effort.probes * growth * len(self) / eligible)
        found = self._probe(query, count, min(probes, self._lists.nlist), among)
        return found if len(found) >= k else among

    def _probe(
        self,
        query: NDArray[np.float32],
        count: int,
        probes: int,
        among: NDArray[np.int64] | None,
    ) -> NDArray[np.int64]:
        """At most `count` allowed positions from the nearest lists, sorted for the disk's sake."""
        assert self._lists is not None
        selector = None
        if among is not None:
            allowed = np.zeros(len(self), bool)
            allowed[among] = True
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # pyright: ignore[reportCallIssue]
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)  # pyright: ignore[reportCallIssue]
        _, position = self._lists.search(self._coarse(query[None]), count, params=parameters)
        return np.sort(position[position >= 0])
