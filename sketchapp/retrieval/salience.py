"""Attributions of many sketches at once, each of its similarity to a photo of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution import Attribution, Method, attribute_gradient, images_of_ink
from sketchapp.models.retriever import Retriever
from sketchapp.sketch import Raster, Sketch, rasterise

BATCH = 32


@dataclass(frozen=True, eq=False)
class Explained:
    """A sketch, its raster, and dF/dX (H, W): every method follows from these."""

    sketch: Sketch
    raster: Raster
    gradient: NDArray[np.float64]

    def by(self, method: Method) -> Attribution:
        """The values of its strokes or points."""
        return attribute_gradient(self.sketch, self.raster, self.gradient, method)


def explain_all(
    retriever: Retriever,
    sketches: Sequence[Sketch],
    targets: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> Iterator[Explained]:
    """Gradients of the mean cosine of the first counts[q] rows to targets (Q, K, D).

    Targets and counts are held fixed. One forward and one backward pass a batch, in which no sketch
    touches another.
    """
    for start in range(0, len(sketches), BATCH):
        some = slice(start, start + BATCH)
        yield from _explain_batch(retriever, sketches[some], targets[some], counts[some])


def stroke_salience(
    retriever: Retriever,
    sketches: Sequence[Sketch],
    targets: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> list[NDArray[np.float64]]:
    """The values (S,) of every sketch's strokes: SLA (Eq. 4 of the stroke attribution paper)."""
    explained = explain_all(retriever, sketches, targets, counts)
    return [one.by("sla").values for one in explained]


def _explain_batch(
    retriever: Retriever,
    sketches: Sequence[Sketch],
    targets: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> list[Explained]:
    rasters = [rasterise(sketch, retriever.style) for sketch in sketches]
    inks = np.stack([raster.ink for raster in rasters])
    ink = torch.as_tensor(inks, dtype=torch.float32).requires_grad_()  # (B, H, W)
    selected = np.arange(targets.shape[1]) < counts[:, None]  # (B, K)
    shares = torch.from_numpy((selected / counts[:, None]).astype(np.float32))
    with torch.enable_grad():
        rows = retriever.embed_sketch(images_of_ink(ink))  # (B, K, D)
        cosines = (rows * torch.from_numpy(targets)).sum(dim=2)  # (B, K)
        (gradient,) = torch.autograd.grad((cosines * shares).sum(), ink)
    images = gradient.double().numpy(force=True)
    return [Explained(*each) for each in zip(sketches, rasters, images, strict=True)]
