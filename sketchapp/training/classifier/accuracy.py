"""How often a classifier names what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sketchapp.data.labelled import LabelledSketch
from sketchapp.models.classifier import Classifier, logits_of
from sketchapp.sketch.quickdraw_points import quickdraw_simplified


def accuracy_of(classifier: Classifier, drawings: Sequence[LabelledSketch]) -> dict[str, Any]:
    """Top-1 and top-5 in percent, of drawings whose categories the classifier knows."""
    if not drawings:
        return {"n": 0, "top_1": None, "top_5": None}
    sketches = [quickdraw_simplified(drawing.sketch) for drawing in drawings]
    order = np.argsort(-logits_of(classifier, sketches), axis=1, kind="stable")  # (n, C)
    truth = np.array([classifier.categories.index(drawing.category) for drawing in drawings])
    hits = order == truth[:, None]
    return {
        "n": len(drawings),
        "top_1": round(100 * float(hits[:, 0].mean()), 2),
        "top_5": round(100 * float(hits[:, :5].any(axis=1).mean()), 2),
    }
