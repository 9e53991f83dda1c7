"""Listen to every stroke, second way: the code is refined until edges follow the strokes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

import numpy as np
import torch
from torch import Tensor, nn

from sketchapp.generation.drawn import DrawnSketch
from sketchapp.models.sketch_to_photo.code import SketchCode
from sketchapp.models.sketch_to_photo.photo_generator import CodedGenerator, GeneratedPhoto
from sketchapp.sketch import RasterStyle, Sketch, rasterise

NEAR_PX = 3  # an edge may lie beside a line by a pixel
AROUND_PX = 7  # side of the square that a pixel is compared with
DARKER = 1e-3
MOST_MISSING = 0.5  # of the edge along a stroke that counts as heeded


@dataclass(frozen=True)
class Refinement:
    """Adam on the code of the sketch: rate is that of its numbers in units of their spread.

    edge: how much darker, 0..1, the photo should be along a stroke than what is around it, at
    least: the mean over the line and one pixel beside it, so that dots do not do for a line.
    kept weighs that the photo stays as it was away from the strokes; moved, that the code stays
    near.
    """

    steps: int = 20
    rate: float = 0.05
    edge: float = 0.05
    kept: float = 10.0
    moved: float = 0.1


@dataclass(frozen=True, eq=False)
class RefineStep:
    """The photo after some of `total` steps.

    unheeded, 0..1: how much of the edges is missing along the strokes that should be heeded; still
    has the strokes along which more than half of it is.
    """

    step: int
    total: int
    photo: GeneratedPhoto
    unheeded: float
    still: frozenset[int]


def refine_photo(
    sketch: Sketch,
    generator: CodedGenerator,
    before: GeneratedPhoto,
    ids: frozenset[int],
    settings: Refinement | None = None,
) -> Iterator[RefineStep]:
    """Move the code of a photo of this sketch so that it shows edges along the strokes `ids`.

    Step 0 is the photo as it is. One forward and backward pass of the generator a step; stop it by
    asking for no further step.
    """
    settings = settings or Refinement()
    drawn = DrawnSketch.of(sketch, generator)
    wanted = _lines(drawn, generator.size_px, ids)
    free = _near(wanted.amax(0))
    with torch.no_grad():
        start = generator.encode(drawn.pictures()).detached()
        was = generator.decode_code(start, before.seed, before.category)
    parts = [start.rows, *start.maps.values()]
    spread = [each.std().clamp(min=1e-3) for each in parts]
    offsets = [torch.zeros_like(each, requires_grad=True) for each in parts]
    optimiser = torch.optim.Adam(offsets, settings.rate)
    for step in range(settings.steps + 1):
        with torch.enable_grad():
            moved = [o + s * d for o, s, d in zip(parts, spread, offsets, strict=True)]
            code = SketchCode(
                moved[0], dict(zip(start.maps, moved[1:], strict=True)), start.category_logits
            )
            made = generator.decode_code(code, before.seed, before.category)
            each = missing_edges(made, settings.edge)  # (1, M, M)
            missing = _mean_over(each, wanted.amax(0))
            stays = ((made - was).square() * (1 - free)).mean()
            near = sum((d.square().mean() for d in offsets), torch.zeros(()))
            loss = missing + settings.kept * stays + settings.moved * near
        still = (_mean_over(each.detach(), wanted) > MOST_MISSING).tolist()
        photo = _shown(made, code, before)
        yield RefineStep(
            step,
            settings.steps,
            photo,
            float(missing.detach()),
            frozenset(compress(sorted(ids), still)),
        )
        if step == settings.steps:
            return
        gradients = torch.autograd.grad(loss, offsets)
        for offset, gradient in zip(offsets, gradients, strict=True):
            offset.grad = gradient
        optimiser.step()


def missing_edges(photos: Tensor, edge: float) -> Tensor:
    """Share of `edge` that is missing at each pixel or beside it, (B, M, M) in 0..1."""
    strength = nn.functional.avg_pool2d(
        edge_strength(photos), NEAR_PX, 1, NEAR_PX // 2, count_include_pad=False
    )
    return (1 - strength[:, 0] / edge).clamp(min=0)


def _mean_over(values: Tensor, ink: Tensor) -> Tensor:
    """The mean of values (1, M, M) over ink (..., M, M); 0 where there is none."""
    return (values * ink).sum((-2, -1)) / ink.sum((-2, -1)).clamp(min=1e-6)


def edge_strength(photos: Tensor) -> Tensor:
    """How much darker a pixel is than the mean around it, (B, 1, M, M); 0 where it is brighter.

    A plain region is a little darker than it is, so that its gradient has a way to go: darker, for
    the ground of photos is white.
    """
    side = AROUND_PX // 2
    grey = photos.mean(1, keepdim=True)
    padded = nn.functional.pad(grey, (side, side, side, side), mode="replicate")
    around = nn.functional.avg_pool2d(padded, AROUND_PX, 1)
    return (around - grey + DARKER).clamp(min=0)


def _lines(drawn: DrawnSketch, size_px: int, ids: frozenset[int]) -> Tensor:
    """Ink (n, M, M) of the strokes to heed, by their ids, thin as in the photo; blank for none."""
    ratio = size_px / drawn.style.size_px
    style = RasterStyle(size_px, max(drawn.style.thickness_px * ratio, 0.8), drawn.style.ink_share)
    frame = type(drawn.frame)(
        drawn.frame.scale_px * ratio,
        tuple((each + 0.5) * ratio - 0.5 for each in drawn.frame.offset_px),  # type: ignore[arg-type]
    )
    inks = [rasterise(drawn.sketch.keep([one]), style, frame).ink for one in sorted(ids)]
    return torch.from_numpy(np.stack(inks or [np.zeros((size_px, size_px))])).float()


def _near(ink: Tensor) -> Tensor:
    """1 where the photo may change, near ink (M, M)."""
    around = nn.functional.max_pool2d(ink[None, None], 2 * NEAR_PX + 1, 1, NEAR_PX)[0, 0]
    return (around > 0.1).float()


def _shown(made: Tensor, code: SketchCode, before: GeneratedPhoto) -> GeneratedPhoto:
    rows = None
    if before.rows is not None:
        rows = torch.cat([code.rows[0].detach(), before.rows[code.rows.shape[1] :]])
    return GeneratedPhoto(made[0].detach().clamp(0, 1), before.seed, before.category, rows)
