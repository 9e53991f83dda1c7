"""Sketches made abstract in different ways and found again: abstraction-aware retrieval, Table 2.

The paper abstracts sketches by three published programs, which are not part of this project. What
stands here in their place is as follows, and its figures are not theirs.

- prefix: the first share of the ink, in the order of drawing. Nothing in Table 2.
- salience: the strokes that matter most, until a share of the ink is used; what matters is SLA of
  the model's own first answer. In place of DSA (Muhammad et al., 2018) and GDSA (2019), which
  learn by reinforcement which strokes a classifier can do without.
- simplification: all strokes with a share of the points (Douglas and Peucker). In place of PMN
  (Alaniz et al., 2022), which redraws a sketch by primitive shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Lines
from sketchapp.retrieval.drawings import read_drawings
from sketchapp.retrieval.salience import stroke_salience
from sketchapp.sketch import Sketch
from sketchapp.sketch.budget import most_salient, straightened
from sketchapp.sketch.geometry import prefix
from sketchapp.training.readings import Reading, Stage

BUDGETS = (10, 20, 30, 100)  # percent, as in Table 2
MethodRanks = dict[str, dict[int, NDArray[np.int64]]]  # method to budget to ranks (Q,)

Explained = tuple[Sketch, NDArray[np.float64]]  # and the SLA values of its strokes (S,)
Abstraction = Callable[[Sketch, NDArray[np.float64], float], Sketch]
"""A sketch, the SLA values of its strokes (S,) and a budget (0..1) to an abstract sketch."""

METHODS: dict[str, Abstraction] = {
    "prefix": lambda sketch, _, share: prefix(sketch, share),
    "salience": most_salient,
    "simplification": lambda sketch, _, share: straightened(sketch, share),
}


def ranks_by_method(reading: Reading) -> MethodRanks:
    """Rank of every vector sketch's own photo at every budget of every method.

    The reading must have its stage of 100 %; stages that are prefixes are not read again.
    """
    sketches = [sketch for pair in reading.dataset.pairs if (sketch := pair.sketch) is not None]
    values = first_answer_salience(reading, sketches)
    explained = list(zip(sketches, values, strict=True))
    return {
        name: {
            budget: reading.ranks(_stage(reading, name, budget, explained)) for budget in BUDGETS
        }
        for name in METHODS
    }


def first_answer_salience(
    reading: Reading, sketches: Sequence[Sketch]
) -> list[NDArray[np.float64]]:
    """SLA values (S,) of each vector sketch, of its similarity to the photo that it finds first."""
    whole = reading.stages[100]
    answers = reading.similarities(whole).argmax(axis=1)
    counts = reading.predicted_rows(whole)
    return stroke_salience(reading.retriever, sketches, reading.photos[answers], counts)


def _stage(reading: Reading, method: str, budget: int, explained: Sequence[Explained]) -> Stage:
    """The sketches at a budget, as the model reads them."""
    if budget == 100 or (method == "prefix" and budget in reading.stages):
        return reading.stages[budget]
    lines = [Lines.of(METHODS[method](*each, budget / 100)) for each in explained]
    return Stage(read_drawings(reading.retriever, lines), reading.stages[100].truth)
