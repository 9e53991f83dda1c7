"""`attribute`: the value of every stroke or point of a sketch to any differentiable score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution.coarse import stroke_values
from sketchapp.attribution.fine import point_values, position_gradient
from sketchapp.attribution.pixel import PixelAttribution, plain_gradient
from sketchapp.attribution.score import Score
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
    pixel_attribution may stand in for the plain gradient dF/dX (section C of the paper). The model
    runs where the score's `device` says; the kernels run on the CPU in 1-2 ms. A program that keeps
    everything on a GPU calls `sketchapp.attribution.torch_form` instead.

    Raises SketchAppError for an unknown method, and where the score is not finite.
    """
    _check_method(method)
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
    _check_method(method)
    if gradient.shape != raster.ink.shape:
        raise SketchAppError(
            f"the gradient image has shape {gradient.shape}, the raster {raster.ink.shape};"
            " take the gradient with respect to this raster's ink"
        )
    if method == "sla":
        values = stroke_values(sketch, gradient, raster.style, raster.frame)
    elif method == "psla":
        values = point_values(raster, gradient)
    else:
        values = np.linalg.norm(position_gradient(raster, gradient), axis=1)
    return Attribution(method, values, sketch.ids, sketch.stroke_starts, gradient, score)


def _check_method(method: str) -> None:
    if method not in get_args(Method):
        raise SketchAppError(
            f"method {method!r} not found; there are: {', '.join(get_args(Method))}"
        )
