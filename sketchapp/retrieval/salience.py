"""SLA values of the strokes of many sketches at once, of their similarity to a photo each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution import attribute_gradient, images_of_ink
from sketchapp.models.retriever import Retriever
from sketchapp.sketch import Sketch, rasterise

BATCH = 32


def stroke_salience(
    retriever: Retriever,
    sketches: Sequence[Sketch],
    targets: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> list[NDArray[np.float64]]:
    """The values (S,) of every sketch's strokes: SLA (Eq. 4 of the stroke attribution paper).

    Explained is the mean cosine of the first counts[q] rows to targets (Q, K, D); both are held
    fixed. One forward and one backward pass a batch, in which no sketch touches another.
    """
    values: list[NDArray[np.float64]] = []
    for start in range(0, len(sketches), BATCH):
        some = slice(start, start + BATCH)
        values += _values_of_batch(retriever, sketches[some], targets[some], counts[some])
    return values


def _values_of_batch(
    retriever: Retriever,
    sketches: Sequence[Sketch],
    targets: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> list[NDArray[np.float64]]:
    rasters = [rasterise(sketch, retriever.style) for sketch in sketches]
    inks = np.stack([raster.ink for raster in rasters])
    ink = torch.as_tensor(inks, dtype=torch.float32).requires_grad_()  # (B, H, W)
    selected = np.arange(targets.shape[1]) < counts[:, None]  # (B, K)
    shares = torch.from_numpy((selected / counts[:, None]).astype(np.float32))
    with torch.enable_grad():
        rows = retriever.embed_sketch(images_of_ink(ink))  # (B, K, D)
        cosines = (rows * torch.from_numpy(targets)).sum(dim=2)  # (B, K)
        (gradient,) = torch.autograd.grad((cosines * shares).sum(), ink)
    return [
        attribute_gradient(sketch, raster, image, "sla").values
        for sketch, raster, image in zip(
            sketches, rasters, gradient.double().numpy(force=True), strict=True
        )
    ]
