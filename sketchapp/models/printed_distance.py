"""The distance of abstraction-aware retrieval as it is printed: Euclidean, of rows as they come.

In Sec. 5.1 rows are not made unit, and the distance of a sketch to a photo is that of the selected
rows. Elsewhere the mean product of rows is a similarity; two more numbers in each row make it minus
half the mean squared distance, which puts photos in the same order, so that searches, gradients and
kept embeddings need to know nothing of it.
"""

from __future__ import annotations

import torch
from torch import Tensor

COLUMNS = 2  # that a row gets


def sketch_columns(rows: Tensor) -> Tensor:
    """Rows (B, K, D) of sketches with their two numbers, (B, K, D + 2)."""
    half = _half_square(rows)
    return torch.cat([rows, torch.ones_like(half), -half], dim=2)


def photo_columns(rows: Tensor) -> Tensor:
    """Rows (B, K, D) of photos with theirs, (B, K, D + 2)."""
    half = _half_square(rows)
    return torch.cat([rows, -half, torch.ones_like(half)], dim=2)


def masked_distance(sketches: Tensor, photos: Tensor, mask: Tensor) -> Tensor:
    """Distance (A, B) of rows (A, K, D) and (B, K, D), of those that each mask (A, K) selects."""
    products = sketch_columns(sketches) * mask[:, :, None]
    squared = -2 * torch.einsum("akd,bkd->ab", products, photo_columns(photos))
    return squared.clamp(min=1e-12).sqrt()  # the root has no slope at 0


def _half_square(rows: Tensor) -> Tensor:
    return rows.square().sum(dim=2, keepdim=True) / 2
