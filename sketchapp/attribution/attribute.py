"""`attribute`: the value of every stroke or point of a sketch to any differentiable score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution.coarse import stroke_values
from sketchapp.attribution.fine import point_values, position_gradient
from sketchapp.attribution.pixel import PixelAttribution, plain_gradient
from sketchapp.attribution.score import Score, images_of_ink
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Raster, RasterStyle, Sketch, rasterise

Method = Literal["sla", "psla", "psla-position"]
"""Per stroke; per point by visibility, signed; per point by the norm of Eq. 6, unsigned."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """Values of the strokes (S,) or points (T,) of a sketch, signed: positive raises the score.

    stroke_starts (S + 1,) tells which points are a stroke's; gradient (H, W) is dF/dX, from which
    all methods follow; score is F of the sketch, NaN where no score was evaluated.
    """

    method: Method
    values: NDArray[np.float64]
    stroke_ids: tuple[int, ...]
    stroke_starts: NDArray[np.int64]
    gradient: NDArray[np.float64]
    score: float

    def per_stroke(self) -> NDArray[np.float64]:
        """(S,): SLA values as they are, point values by their mean over the stroke."""
        if self.method == "sla":
            return self.values
        sums = np.add.reduceat(self.values, self.stroke_starts[:-1]) if self.stroke_ids else 0.0
        return sums / np.diff(self.stroke_starts)


def attribute(
    sketch: Sketch,
    score: Score,
    method: Method = "sla",
    style: RasterStyle | None = None,
    pixel_attribution: PixelAttribution = plain_gradient,
) -> Attribution:
    """Explain score(picture of the sketch): one value per stroke (SLA) or per point (P-SLA).

    The picture is the soft raster in the sketch's own frame; one forward and one backward pass.
    pixel_attribution may stand in for the plain gradient dF/dX (section C of the paper).

    Raises SketchAppError for an unknown method, and where the score is not finite.
    """
    raster = rasterise(sketch, style or RasterStyle())
    score_value, gradient = pixel_attribution(score, raster.ink)
    if not (np.isfinite(score_value) and np.isfinite(gradient).all()):
        raise SketchAppError("the score or its gradient is not finite; check the model's input")
    return attribute_gradient(sketch, raster, gradient, method, score_value)


def attribute_gradient(
    sketch: Sketch,
    raster: Raster,
    gradient: NDArray[np.float64],
    method: Method,
    score: float = float("nan"),
) -> Attribution:
    """The same from a gradient image dF/dX (H, W) that is already there."""
    if method == "sla":
        values = stroke_values(sketch, gradient, raster.style, raster.frame)
    elif method == "psla":
        values = point_values(raster, gradient)
    elif method == "psla-position":
        values = np.linalg.norm(position_gradient(raster, gradient), axis=1)
    else:
        raise SketchAppError(
            f"method {method!r} not found; there are: {', '.join(get_args(Method))}"
        )
    return Attribution(method, values, sketch.ids, sketch.stroke_starts, gradient, score)


def leave_one_out(
    sketch: Sketch, score: Score, style: RasterStyle | None = None, batch: int = 64
) -> NDArray[np.float64]:
    """What every stroke adds, (S,): score of the sketch minus score without the stroke.

    The frame stays that of the whole sketch, so that no other ink moves.
    """
    style = style or RasterStyle()
    whole = rasterise(sketch, style)
    inks = [whole.ink] + [
        rasterise(sketch.without([i]), style, whole.frame).ink for i in sketch.ids
    ]
    with torch.no_grad():
        scores = np.concatenate(
            [
                score(images_of_ink(np.stack(inks[i : i + batch]))).double().numpy(force=True)
                for i in range(0, len(inks), batch)
            ]
        )
    return scores[0] - scores[1:]
