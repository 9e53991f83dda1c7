"""One model that cleans the sketches of a dataset, towards any of its photos, and ranks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution.score import Similarity
from sketchapp.cleaning import (
    LITERAL_RULES,
    CleaningRule,
    Part,
    ScoredSketch,
    clean_by_gradient,
    literal_clean,
)
from sketchapp.cleaning.clean import gains_together, verified
from sketchapp.cleaning.proposals import propose
from sketchapp.data.dataset import Dataset, Lines
from sketchapp.errors import DatasetError
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.drawings import read_drawings
from sketchapp.sketch import Sketch
from sketchapp.training.readings import Stage, read_part

VERIFIED = "verified"
RULES = (VERIFIED, *LITERAL_RULES)
ALL_LOW = -0.5  # a delta with which all but the highest value are proposed
MORE_TRIED = 2  # proposals tried for each removal that is wanted, where a number is


class Cleaner:
    """A retriever and what it reads of a dataset's sketches and photos.

    Similarities are at the rows that the level of the whole sketch selects; ranks of changed
    sketches are at their own, in their own frame.
    """

    def __init__(self, retriever: Retriever, part: Dataset, rule: str = VERIFIED) -> None:
        """Raises DatasetError for an unknown rule, and where there are no sketches."""
        if rule not in RULES:
            raise DatasetError(f"rule {rule!r} not found; there are: {', '.join(RULES)}")
        self.retriever, self.rule = retriever, rule
        self.reading = read_part(retriever, part)
        self.counts = self.reading.predicted_rows(self.reading.whole)
        self.similarities = self.reading.similarities(self.reading.whole)  # (Q, N)
        self._photos = torch.from_numpy(self.reading.photos)

    def score(self, query: int, photo: int) -> Similarity:
        """The similarity to a photo, at the rows that this sketch's level selects."""
        count = int(self.counts[query])
        return Similarity(
            lambda images: self.retriever.embed_sketch(images)[:, :count],
            self._photos[photo, :count],
        )

    def parts(self, sketch: Sketch, query: int, photo: int, rule: CleaningRule) -> tuple[Part, ...]:
        """What is removed from the sketch of a query (as drawn, or changed) towards a photo."""
        score = self.score(query, photo)
        scored = ScoredSketch.of(sketch, score, self.retriever.style)
        if self.rule == VERIFIED:
            return clean_by_gradient(scored, score, rule).parts
        generator = torch.Generator().manual_seed(query)
        return literal_clean(scored, rule, self.rule, generator)

    def some_parts(
        self, sketch: Sketch, query: int, photo: int, rule: CleaningRule, count: int
    ) -> tuple[Part, ...]:
        """At most `count` verified removals towards a photo, as many as help together."""
        score = self.score(query, photo)
        scored = ScoredSketch.of(sketch, score, self.retriever.style)
        wide = replace(rule, delta=ALL_LOW, most=max(1, MORE_TRIED * count))
        proposals = propose(sketch, scored.raster, scored.gradient, wide)
        flags = verified(scored, score, proposals)[:count]
        if not flags:
            return ()
        helpful = np.flatnonzero(gains_together(scored, score, flags) > 0)
        return tuple(flag.part for flag in flags[: helpful[-1] + 1])

    def ranks(self, sketches: Sequence[Sketch], queries: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rank of the true photo of these queries (n,), for these sketches in their place."""
        drawn = read_drawings(self.retriever, [Lines.of(sketch) for sketch in sketches])
        return self.reading.ranks(Stage(drawn, self.reading.whole.truth[queries]))
