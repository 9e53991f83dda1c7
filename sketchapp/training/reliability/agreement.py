"""Does a drawing find the same photo when it is drawn a little differently?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution import images_of_ink
from sketchapp.data.dataset import Lines
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.drawings import selected_cosines
from sketchapp.sketch import Sketch
from sketchapp.training.augment import varied_ink
from sketchapp.training.recipe import SketchAugmentation

VIEWS = 4  # each is one more reading of the drawing
SLIGHT = SketchAugmentation(drop_probability=0.0)  # as training varies drawings, all strokes kept


@torch.inference_mode()
def agreement_of_views(
    retriever: Retriever,
    sketches: Sequence[Sketch],
    photos: NDArray[np.float32],
    counts: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The share (Q,) of pairs among VIEWS varied drawings of a sketch that find the same first.

    photos (N, K, D); counts (Q,) says how many rows of each sketch are compared.
    """
    shares = np.zeros(len(sketches))
    for at, sketch in enumerate(sketches):
        lines = Lines.of(sketch)
        inks = [varied_ink(lines, retriever.style, SLIGHT, False, rng) for _ in range(VIEWS)]
        rows = retriever.embed_sketch(images_of_ink(np.stack(inks))).float().numpy()
        first = selected_cosines(rows, photos, np.repeat(counts[at], VIEWS)).argmax(axis=1)
        same = (first[:, None] == first).sum() - VIEWS
        shares[at] = same / (VIEWS * (VIEWS - 1))
    return shares
