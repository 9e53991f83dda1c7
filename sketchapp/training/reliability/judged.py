"""Drawings with what the search found, and all that might tell whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution import Method, order_agreement
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.drawings import DrawingRows, selected_cosines
from sketchapp.retrieval.salience import explain_all
from sketchapp.retrieval.trust import SIGNALS, signals_of
from sketchapp.sketch import Sketch
from sketchapp.sketch.geometry import prefix
from sketchapp.training.metrics import ranks_of_truth
from sketchapp.training.readings import QUERIES_AT_ONCE, Reading
from sketchapp.training.reliability.agreement import agreement_of_views

METHODS: tuple[Method, ...] = ("sla", "psla")
CORRELATIONS = ("corr_sla", "corr_psla")
ALL_SIGNALS = (*SIGNALS, *CORRELATIONS, "agreement", "strokes")
"""Those of a live search, the paper's Corr, agreement of varied drawings, number of strokes."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Q drawings: rank of the own photo (Q,), 1 the best, its id, percent of the ink drawn (Q,).

    signals have (Q,) for every name of ALL_SIGNALS, NaN where one is undefined.
    """

    ranks: NDArray[np.int64]
    photo_ids: NDArray[np.str_]
    percents: NDArray[np.int64]
    signals: dict[str, NDArray[np.float64]]

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the first photo is the drawing's own, (Q,)."""
        return self.ranks == 1

    def only(self, chosen: NDArray[np.bool_]) -> Judged:
        """Some of the drawings."""
        signals = {name: values[chosen] for name, values in self.signals.items()}
        return Judged(self.ranks[chosen], self.photo_ids[chosen], self.percents[chosen], signals)


def judge(reading: Reading, temperature: float, rng: np.random.Generator) -> Judged:
    """All stages of a reading's vector sketches; rng varies the drawings."""
    return join([_judge_stage(reading, p, temperature, rng) for p in reading.stages])


def join(parts: Sequence[Judged]) -> Judged:
    """Those of several stages or folds as one."""
    return Judged(
        np.concatenate([part.ranks for part in parts]),
        np.concatenate([part.photo_ids for part in parts]),
        np.concatenate([part.percents for part in parts]),
        {name: np.concatenate([part.signals[name] for part in parts]) for name in ALL_SIGNALS},
    )


def _judge_stage(
    reading: Reading, percent: int, temperature: float, rng: np.random.Generator
) -> Judged:
    stage = reading.stages[percent]
    sketches = [
        prefix(pair.sketch, percent / 100) if percent < 100 else pair.sketch
        for pair in reading.dataset.pairs
        if pair.sketch is not None
    ]
    ids = np.array([reading.dataset.photos[at].id for at in stage.truth])
    parts = []
    for start in range(0, len(stage), QUERIES_AT_ONCE):
        some = slice(start, start + QUERIES_AT_ONCE)
        part = stage.only(some)
        found = search(reading.retriever, part.drawn, reading.photos)
        signals = {
            **signals_of(found.similarities, temperature),
            **correlations(reading.retriever, sketches[some], reading.photos, found),
            "agreement": agreement_of_views(
                reading.retriever, sketches[some], reading.photos, found.counts, rng
            ),
            "strokes": np.array([len(sketch) for sketch in sketches[some]], np.float64),
        }
        ranks = ranks_of_truth(found.similarities, part.truth)
        parts.append(Judged(ranks, ids[some], np.full(len(part), percent), signals))
    return join(parts)


@dataclass(frozen=True, eq=False)
class Search:
    """Similarities (Q, N), and the number of rows (Q,) that each drawing's level selects."""

    similarities: NDArray[np.float64]
    counts: NDArray[np.int64]

    @property
    def first(self) -> NDArray[np.int64]:
        """Position of the first photo, (Q,)."""
        return self.similarities.argmax(axis=1)


def search(retriever: Retriever, drawn: DrawingRows, photos: NDArray[np.float32]) -> Search:
    """Compare drawings with photos (N, K, D), each at the rows of its level."""
    counts = np.array(retriever.row_counts)[drawn.level]
    return Search(selected_cosines(drawn.rows, photos, counts), counts)


def correlations(
    retriever: Retriever, sketches: Sequence[Sketch], photos: NDArray[np.float32], found: Search
) -> dict[str, NDArray[np.float64]]:
    """Corr (Q,) of SLA and of P-SLA: Spearman's, of drawn order and attributed order.

    Explained is the model's own first photo: at run time nobody knows the right one. NaN below
    three strokes and where all values are equal.
    """
    explained = explain_all(retriever, sketches, photos[found.first], found.counts)
    rows = [[order_agreement(one.by(method)) for method in METHODS] for one in explained]
    columns = np.array(rows, np.float64).reshape(-1, len(METHODS)).T  # None becomes NaN
    return dict(zip(CORRELATIONS, columns, strict=True))
