"""What a score does when strokes are taken away: the measure that attributions are held against."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution.score import Score, evaluate
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Frame, RasterStyle, Sketch, rasterise


def scores_of_parts(
    sketch: Sketch,
    score: Score,
    kept: NDArray[np.bool_],
    style: RasterStyle | None = None,
    batch: int = 64,
) -> NDArray[np.float64]:
    """The score of every part of the sketch, (n,): row i of kept (n, S) says which strokes stay.

    The frame stays that of the whole sketch, so that no other ink moves; a part without strokes is
    blank paper. Equal parts are drawn and scored once, `batch` pictures at a time.

    Raises SketchAppError where kept has not one column per stroke, and where a score is not finite.
    """
    if kept.ndim != 2 or kept.shape[1] != len(sketch):
        raise SketchAppError(
            f"kept has shape {kept.shape}; (n, {len(sketch)}), a column per stroke"
        )
    style = style or RasterStyle()
    frame = Frame.fit(sketch, style.size_px, style.ink_share)
    parts, which = np.unique(kept, axis=0, return_inverse=True)
    scores = np.zeros(len(parts))
    for first in range(0, len(parts), batch):
        rows = parts[first : first + batch]
        inks = np.stack([_ink_of_part(sketch, row, style, frame) for row in rows])
        with torch.no_grad():
            scores[first : first + batch] = evaluate(score, inks).double().numpy(force=True)
    return scores[which.reshape(-1)]


def leave_one_out(
    sketch: Sketch, score: Score, style: RasterStyle | None = None, batch: int = 64
) -> NDArray[np.float64]:
    """What every stroke adds, (S,): score of the sketch minus score without the stroke."""
    n = len(sketch)
    kept = np.concatenate([np.ones((1, n), bool), ~np.eye(n, dtype=bool)])
    scores = scores_of_parts(sketch, score, kept, style, batch)
    return scores[0] - scores[1:]


def _ink_of_part(
    sketch: Sketch, kept: NDArray[np.bool_], style: RasterStyle, frame: Frame
) -> NDArray[np.float32]:
    part = Sketch(tuple(s for s, stays in zip(sketch.strokes, kept, strict=True) if stays))
    return rasterise(part, style, frame).ink.astype(np.float32)
