"""What one model makes of a dataset: every photo and every stage of a sketch encoded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset, Lines, Pair
from sketchapp.errors import DatasetError
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.drawings import DrawingRows, read_drawings, selected_cosines
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.sketch.geometry import prefix
from sketchapp.training.metrics import ranks_of_truth

QUERIES_AT_ONCE = 1024  # bounds the similarities in memory


@dataclass(frozen=True, eq=False)
class Stage:
    """Q drawings as a model reads them; truth (Q,) has the position of each one's own photo."""

    drawn: DrawingRows
    truth: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.truth)

    def only(self, chosen: NDArray[np.int64] | slice) -> Stage:
        """Some of the drawings."""
        drawn = DrawingRows(self.drawn.rows[chosen], self.drawn.levels[chosen])
        return Stage(drawn, self.truth[chosen])


@dataclass(frozen=True, eq=False)
class Reading:
    """Photos (N, K, D) and sketches of a dataset as one model reads them.

    whole has all sketches, as they were finished; stages, by percent of the ink drawn, those whose
    strokes are known.
    """

    retriever: Retriever
    dataset: Dataset
    photos: NDArray[np.float32]
    whole: Stage
    stages: dict[int, Stage]

    @property
    def row_counts(self) -> tuple[int, ...]:
        """How many rows each level selects, coarse first."""
        return self.retriever.row_counts

    def predicted_rows(self, stage: Stage) -> NDArray[np.int64]:
        """How many rows the level of each drawing selects, (Q,)."""
        return np.array(self.row_counts)[stage.drawn.level]

    def similarities(
        self, stage: Stage, counts: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """Mean cosine (Q, N) of the first counts (Q,) rows; None: as many as the level selects."""
        counts = self.predicted_rows(stage) if counts is None else counts
        return selected_cosines(stage.drawn.rows, self.photos, counts)

    def ranks(self, stage: Stage, counts: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Rank of every drawing's own photo, (Q,), from such similarities."""
        counts = self.predicted_rows(stage) if counts is None else counts
        parts = [
            ranks_of_truth(self.similarities(stage.only(some), counts[some]), stage.truth[some])
            for start in range(0, len(stage), QUERIES_AT_ONCE)
            for some in [slice(start, start + QUERIES_AT_ONCE)]
        ]
        return np.concatenate([np.zeros(0, np.int64), *parts])


def read_part(retriever: Retriever, dataset: Dataset, percents: Sequence[int] = ()) -> Reading:
    """Read all sketches, and those with strokes at these percentages of their ink as well.

    Raises DatasetError where the dataset has no sketches.
    """
    if not dataset.pairs:
        raise DatasetError(f"dataset {dataset.name} has no sketches in this split")
    index = dataset.photo_index()
    truth = np.array([index[pair.photo_id] for pair in dataset.pairs])
    whole = Stage(read_drawings(retriever, [pair.lines for pair in dataset.pairs]), truth)
    photos = embed_photo_files(retriever, [photo.path for photo in dataset.photos])
    vector = np.flatnonzero([pair.is_vector for pair in dataset.pairs])
    finished = whole.only(vector)
    stages = {
        percent: finished if percent == 100 else _unfinished(retriever, dataset, finished, percent)
        for percent in percents
    }
    return Reading(retriever, dataset, photos, whole, stages)


def lines_at(pair: Pair, percent: int) -> Lines:
    """The drawing of a pair at a percentage of its ink; one without strokes is always whole."""
    sketch = None if percent == 100 else pair.sketch
    return pair.lines if sketch is None else Lines.of(prefix(sketch, percent / 100))


def _unfinished(retriever: Retriever, dataset: Dataset, finished: Stage, percent: int) -> Stage:
    lines = [lines_at(pair, percent) for pair in dataset.pairs if pair.is_vector]
    return Stage(read_drawings(retriever, lines), finished.truth)
