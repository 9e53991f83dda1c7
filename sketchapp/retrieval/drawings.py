"""Embeddings of drawings, each encoded once, and their similarity to photos."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution.score import images_of_ink
from sketchapp.data.dataset import Lines
from sketchapp.models.retriever import Retriever
from sketchapp.sketch.frame import Frame
from sketchapp.sketch.raster import RasterStyle, rasterise_segments

BATCH = 64


def ink_of_lines(lines: Lines, style: RasterStyle) -> NDArray[np.float64]:
    """Ink (H, W) of a drawing in its own frame."""
    frame = Frame.around(lines.drawn_points(), style.size_px)
    return rasterise_segments(frame.to_px(lines.points), lines.segments, style, frame).ink


@torch.inference_mode()
def embed_drawings(retriever: Retriever, drawings: Sequence[Lines]) -> NDArray[np.float32]:
    """Unit rows (Q, K, D) of drawings."""
    rows = [np.zeros((0, retriever.rows, retriever.width), np.float32)]
    for start in range(0, len(drawings), BATCH):
        inks = [ink_of_lines(lines, retriever.style) for lines in drawings[start : start + BATCH]]
        rows.append(retriever.embed_sketch(images_of_ink(np.stack(inks))).float().numpy())
    return np.concatenate(rows)


def mean_cosines(sketches: NDArray[np.float32], photos: NDArray[np.float32]) -> NDArray[np.float64]:
    """Similarity (Q, N) of sketches (Q, K, D) and photos (N, K, D): mean cosine of the K rows."""
    products = np.einsum("qkd,nkd->qn", sketches, photos, dtype=np.float64, optimize=True)
    return products / sketches.shape[1]
