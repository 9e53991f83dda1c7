"""Embeddings of drawings, each encoded once, and their similarity to photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    frame = Frame.around(lines.drawn_points(), style.size_px, style.ink_share)
    return rasterise_segments(frame.to_px(lines.points), lines.segments, style, frame).ink


@dataclass(frozen=True, eq=False)
class DrawingRows:
    """What a retriever makes of Q drawings: unit rows (Q, K, D), and levels (Q, L), probabilities.

    Levels are numbered from coarse; level has the likeliest of each drawing.
    """

    rows: NDArray[np.float32]
    levels: NDArray[np.float32]

    @property
    def level(self) -> NDArray[np.int64]:
        """(Q,)."""
        return self.levels.argmax(axis=1)


@torch.inference_mode()
def read_drawings(retriever: Retriever, drawings: Sequence[Lines]) -> DrawingRows:
    """Rows and levels of drawings, each encoded once."""
    n_levels = len(retriever.row_counts)
    rows = [np.zeros((0, retriever.rows, retriever.width), np.float32)]
    levels = [np.zeros((0, n_levels), np.float32)]
    for start in range(0, len(drawings), BATCH):
        inks = [ink_of_lines(lines, retriever.style) for lines in drawings[start : start + BATCH]]
        reading = retriever.read_sketch(images_of_ink(np.stack(inks)))
        rows.append(reading.rows.float().numpy())
        levels.append(reading.level_logits.float().softmax(dim=1).numpy())
    return DrawingRows(np.concatenate(rows), np.concatenate(levels))


def embed_drawings(retriever: Retriever, drawings: Sequence[Lines]) -> NDArray[np.float32]:
    """Unit rows (Q, K, D) of drawings."""
    return read_drawings(retriever, drawings).rows


def flat(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit rows (Q, K, D) side by side, as unit vectors (Q, K D)."""
    return rows.reshape(len(rows), -1) / np.float32(np.sqrt(rows.shape[1]))


def selected_cosines(
    sketches: NDArray[np.float32], photos: NDArray[np.float32], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Similarity (Q, N) when sketch q selects its first counts[q] rows; counts is (Q,), 1 to K."""
    selected = np.arange(sketches.shape[1]) < counts[:, None]  # (Q, K)
    shares = selected / counts[:, None]
    weighted = sketches * shares[:, :, None]
    return np.einsum("qkd,nkd->qn", weighted, photos, dtype=np.float64, optimize=True)
