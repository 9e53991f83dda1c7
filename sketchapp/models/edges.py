"""Pictures of the edges in photos: what a photo looks like to somebody about to draw it."""

from __future__ import annotations

from torch import Tensor, nn

BLACK_AT = 0.35  # of the largest possible slope: an edge this steep is fully black


def edge_pictures(photos: Tensor) -> Tensor:
    """Photos (B, 3, H, W) in 0..1 as pictures (B, 3, H, W), their edges black on white.

    The slope of a slightly smoothed photo by Sobel's filter, the steepest of the three channels.
    """
    smooth = _box(photos)
    across = _slope(smooth)
    down = _slope(smooth.transpose(2, 3)).transpose(2, 3)
    steepest = (across.square() + down.square()).sqrt().amax(dim=1, keepdim=True)
    return (1 - (steepest / BLACK_AT).clamp(0, 1)).expand(-1, 3, -1, -1)


def _box(pictures: Tensor) -> Tensor:
    """The mean of every pixel and its neighbours; the border counts on outwards."""
    return nn.functional.avg_pool2d(
        nn.functional.pad(pictures, (1, 1, 1, 1), mode="replicate"), 3, 1
    )


def _slope(pictures: Tensor) -> Tensor:
    """Sobel's horizontal slope (B, 3, H, W), 1 for a step from black to white."""
    wide = nn.functional.pad(pictures, (1, 1, 1, 1), mode="replicate")
    rows = wide[:, :, :-2] + 2 * wide[:, :, 1:-1] + wide[:, :, 2:]  # (B, 3, H, W + 2)
    return (rows[..., :-2] - rows[..., 2:]) / 4
