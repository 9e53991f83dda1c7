"""How much each group of the latent code answers to each stroke (stroke attribution, Sec. 5.3).

The paper's score is signed; ignoring a stroke is not, so squares are summed, over pixels or over
points, and never signed values, which cancel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.attribution.kernels import gather_visibility
from sketchapp.attribution.score import images_of_ink
from sketchapp.errors import SketchAppError
from sketchapp.generation.drawn import DrawnSketch, blank_picture, picture_batches
from sketchapp.models.sketch_to_photo.groups import GROUPS
from sketchapp.models.sketch_to_photo.photo_generator import CodedGenerator
from sketchapp.sketch.raster import pixels_of_strokes

PROJECTIONS = 4  # random directions of each group's code
DIRECTION_SEED = 0  # the same sketch has the same influence every time


@dataclass(frozen=True, eq=False)
class Influence:
    """values (3, S) of the strokes on GROUPS, 0 or more; lengths_px (S,) their ink.

    Values of different methods, and of different groups, do not compare.
    """

    method: str
    stroke_ids: tuple[int, ...]
    values: NDArray[np.float64]
    lengths_px: NDArray[np.float64]

    @property
    def per_ink(self) -> NDArray[np.float64]:
        """Values per raster pixel of line, (3, S)."""
        return self.values / self.lengths_px

    def of_group(self, group: str) -> NDArray[np.float64]:
        """Values (S,) on coarse, mid or fine; SketchAppError for another name."""
        if group not in GROUPS:
            raise SketchAppError(f"group {group!r} not found; there are: {', '.join(GROUPS)}")
        return self.values[GROUPS.index(group)]


Method = Callable[[DrawnSketch, CodedGenerator], NDArray[np.float64]]
"""A drawn sketch of at least one stroke to values (3, S)."""


def influence_of(drawn: DrawnSketch, generator: CodedGenerator, method: str) -> Influence:
    """The influence of every stroke by one of METHODS.

    Gradients cost one forward pass and one backward pass a group (`projection`: PROJECTIONS of
    them); `leave-one-out` S forward passes.
    """
    chosen = find_method(method)
    sketch = drawn.sketch
    values = chosen(drawn, generator) if sketch else np.zeros((len(GROUPS), 0))
    if not np.isfinite(values).all():
        raise SketchAppError("the influence of a stroke is not finite; check the weights")
    return Influence(method, sketch.ids, values, drawn.lengths_px)


def point_influence(drawn: DrawnSketch, generator: CodedGenerator, group: str) -> NDArray:
    """The P-SLA form by point, (T,), on one group: for colours along a stroke."""
    if group not in GROUPS:
        raise SketchAppError(f"group {group!r} not found; there are: {', '.join(GROUPS)}")
    gradient = distance_gradients(drawn, generator)[GROUPS.index(group)]
    return _shared_by_points(drawn, (drawn.ink * gradient) ** 2)


def by_sla(drawn: DrawnSketch, generator: CodedGenerator) -> NDArray[np.float64]:
    """Squares of the gradient of the distance to blank paper, over each stroke's Bresenham line."""
    gradients = distance_gradients(drawn, generator)
    pixels, starts = pixels_of_strokes(drawn.sketch, drawn.style, drawn.frame)
    squares = gradients.reshape(len(GROUPS), -1)[:, pixels] ** 2  # (3, P)
    summed = np.concatenate([np.zeros((len(GROUPS), 1)), np.cumsum(squares, axis=1)], axis=1)
    return np.maximum(summed[:, starts[1:]] - summed[:, starts[:-1]], 0)


def by_psla(drawn: DrawnSketch, generator: CodedGenerator) -> NDArray[np.float64]:
    """Squares of ink times the same gradient, over the pixels that are nearest to each stroke."""
    return _by_points(drawn, distance_gradients(drawn, generator) ** 2)


def by_projection(drawn: DrawnSketch, generator: CodedGenerator) -> NDArray[np.float64]:
    """The same with gradients of random directions of the code: none is preferred.

    The mean square over unit Gaussian directions is that of the whole Jacobian, pixel by pixel.
    """
    ink, groups = _encoded(drawn, generator)
    rng = torch.Generator().manual_seed(DIRECTION_SEED)
    squares = np.zeros((len(GROUPS), *drawn.ink.shape))
    for at, name in enumerate(GROUPS):
        for _ in range(PROJECTIONS):
            direction = torch.randn(groups[name].shape, generator=rng)
            gradient = _gradient((groups[name] * direction).sum(), ink)
            squares[at] += gradient**2 / PROJECTIONS
    return _by_points(drawn, squares)


def by_leaving_out(drawn: DrawnSketch, generator: CodedGenerator) -> NDArray[np.float64]:
    """How far each group moves when the stroke is left out: the squared distance."""
    without = [drawn.ink_without(stroke_id) for stroke_id in drawn.sketch.ids]
    with torch.no_grad():
        whole = generator.encode(drawn.pictures()).by_group()
        parts = [generator.encode(batch).by_group() for batch in picture_batches(without)]
    moved = [torch.cat([(part[g] - whole[g]).square().sum(1) for part in parts]) for g in GROUPS]
    return torch.stack(moved).double().numpy()


METHODS: dict[str, Method] = {
    "sla": by_sla,
    "psla": by_psla,
    "projection": by_projection,
    "leave-one-out": by_leaving_out,
}


def find_method(name: str) -> Method:
    """The method of this name; SketchAppError, listing the names, where there is none."""
    if name not in METHODS:
        raise SketchAppError(f"method {name!r} not found; there are: {', '.join(METHODS)}")
    return METHODS[name]


def distance_gradients(drawn: DrawnSketch, generator: CodedGenerator) -> NDArray[np.float64]:
    """dF/dX (3, H, W), F the squared distance of a group's code to that of blank paper."""
    ink, groups = _encoded(drawn, generator)
    with torch.no_grad():
        blank = generator.encode(blank_picture(drawn.style)).by_group()
    scores = [(groups[name] - blank[name]).square().sum() for name in GROUPS]
    return np.stack([_gradient(score, ink) for score in scores])


def _encoded(drawn: DrawnSketch, generator: CodedGenerator) -> tuple[Tensor, dict[str, Tensor]]:
    ink = torch.tensor(drawn.ink, dtype=torch.float32, requires_grad=True)  # (H, W)
    with torch.enable_grad():
        return ink, generator.encode(images_of_ink(ink)).by_group()


def _gradient(score: Tensor, ink: Tensor) -> NDArray[np.float64]:
    if not score.requires_grad:  # a group without rows
        return np.zeros(ink.shape)
    (gradient,) = torch.autograd.grad(score, ink, retain_graph=True)
    return gradient.double().numpy()


def _by_points(drawn: DrawnSketch, squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared gradients (3, H, W) times squared ink, summed over the points of strokes: (3, S)."""
    starts = drawn.sketch.stroke_starts[:-1]
    shared = [_shared_by_points(drawn, drawn.ink**2 * each) for each in squares]
    return np.stack([np.add.reduceat(each, starts) for each in shared])


def _shared_by_points(drawn: DrawnSketch, contribution: NDArray[np.float64]) -> NDArray[np.float64]:
    """(T,): every pixel's share goes to the end points of the segment that is nearest to it."""
    raster = drawn.raster
    return gather_visibility(
        np.ascontiguousarray(contribution),
        raster.nearest,
        raster.position,
        raster.segments.ends,
        len(raster.points_px),
    )
