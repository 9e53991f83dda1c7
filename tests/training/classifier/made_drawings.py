"""Labelled drawings that tests may train on, and a recipe they can afford."""

from __future__ import annotations

import numpy as np

from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.sketch import Sketch
from sketchapp.training.classifier.recipe import ClassifierRecipe
from tests.models.tiny_classifiers import TINY

TINY_RECIPE = ClassifierRecipe(
    TINY, categories=3, batch=8, passes=1.0, frozen_tensors=0, test_share=0.3
)
SHAPES = {
    "line": [[0.1, 0.1], [0.9, 0.9]],
    "square": [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9], [0.1, 0.1]],
    "zigzag": [[0.1, 0.5], [0.3, 0.2], [0.5, 0.8], [0.7, 0.2], [0.9, 0.6]],
}
COUNTS = {"line": 16, "square": 15, "zigzag": 15, "rare": 2}


def made_drawings(name: str = "made", counts: dict[str, int] = COUNTS) -> LabelledSketches:
    """So many drawings of each category, every one a little different."""

    def read(category: str):
        rng = np.random.default_rng(sorted(counts).index(category))
        for number in range(counts[category]):
            shape = np.array(SHAPES.get(category, [[0.5, 0.1], [0.5, 0.9]]))
            wobbly = np.clip(shape + 0.05 * rng.standard_normal(shape.shape), 0, 1)
            sketch = Sketch.from_polylines([wobbly, [[0.2, 0.05], [0.3, 0.05]]])
            yield LabelledSketch(f"{category}/{name}-{number}", category, sketch)

    return LabelledSketches(name, tuple(counts), read)
