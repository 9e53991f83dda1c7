"""A grid of made photos, always of the same codes, so that grids of a run can be compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from sketchapp.models.stylegan2.generator import Generator

COLUMNS, ROWS = 8, 4


@torch.no_grad()
def grid_of(generator: Generator, seed: int = 0, share: float = 1.0) -> Tensor:
    """ROWS x COLUMNS photos as one picture (3, h, w) in 0..1, the categories row by row.

    share is that of the truncation; 1 leaves the codes as they are.
    """
    rng = torch.Generator().manual_seed(seed)
    device, kinds = generator.mean_latent.device, len(generator.config.categories)
    z = torch.randn(ROWS * COLUMNS, generator.width, generator=rng).to(device)
    category = (torch.arange(len(z)) // COLUMNS % max(kinds, 1)).to(device)
    w = generator.truncate(generator.map(z, category if kinds else None), share)
    return tile(generator.synthesise(generator.codes(w), rng), COLUMNS)


def tile(photos: Tensor, columns: int) -> Tensor:
    """Photos (B, 3, M, M) as one picture (3, rows M, columns M), row by row, white at the end."""
    rows = -(-len(photos) // columns)
    size = photos.shape[-1]
    paper = photos.new_ones(rows * columns - len(photos), 3, size, size)
    cells = torch.cat([photos.clamp(0, 1), paper]).view(rows, columns, 3, size, size)
    return cells.permute(2, 0, 3, 1, 4).reshape(3, rows * size, columns * size)


def write_picture(path: Path, picture: Tensor) -> None:
    """A picture (3, h, w) in 0..1 as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = (picture.cpu().clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(np.ascontiguousarray(pixels)).save(path)
