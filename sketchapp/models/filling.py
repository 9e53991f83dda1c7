"""Pictures stretched until their object fills them, for networks that look at cells of a picture.

A shoe seen from the side takes up the middle third of a square, and so one row of the cells in
which an encoder keeps where a part lies; a boot one column. People also misjudge how wide a thing
is more than what belongs to it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

SHARE = 0.92  # of the picture that the longer side of the object takes then
MOST = 2.0  # times that one side grows more than the other
WHITE_FROM = 0.92  # a pixel with no channel below is ground


def filled(pictures: Tensor, amount: float) -> Tensor:
    """Pictures (B, 3, H, H) on white with the object in the middle, its shorter side stretched.

    amount is the power of longer over shorter side that is taken off: 1 makes objects square up to
    2 to 1, 0.5 halves the difference. Differentiable with respect to the pictures; where the object
    lies is taken as given. A white picture stays as it is.
    """
    shown, centre = _seen_part(pictures.detach(), amount)
    places = torch.cat([torch.diag_embed(shown), centre[:, :, None]], dim=2)  # (B, 2, 3)
    grid = nn.functional.affine_grid(places, list(pictures.shape), align_corners=False)
    return nn.functional.grid_sample(pictures - 1, grid, align_corners=False) + 1


def object_ends(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Where the object of each picture (B, 3, H, W) on white begins and ends: low and high (B, 2).

    As x, y in -1..1; of a white picture its own ends.
    """
    ink = pictures.amin(1) < WHITE_FROM  # (B, H, W)
    (low_x, high_x), (low_y, high_y) = _ends(ink.any(1)), _ends(ink.any(2))
    return torch.stack([low_x, low_y], 1), torch.stack([high_x, high_y], 1)


def _seen_part(pictures: Tensor, amount: float) -> tuple[Tensor, Tensor]:
    """Which part of each picture is to be seen: its size and centre (B, 2) as x, y in -1..1."""
    low, high = object_ends(pictures)
    extent = (high - low) / 2
    longer = extent.amax(1, keepdim=True)
    shape = (extent / longer).pow(amount).clamp(min=1 / MOST)
    return shape * longer / SHARE, (low + high) / 2


def _ends(marked: Tensor) -> tuple[Tensor, Tensor]:
    """Where marks (B, H) begin and end, in -1..1; of a row without marks its own ends."""
    side = marked.shape[1]
    first = marked.float().argmax(1)
    last = side - marked.flip(1).float().argmax(1)
    return first * (2 / side) - 1, last * (2 / side) - 1
