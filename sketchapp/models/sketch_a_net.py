"""Sketch-a-Net (Yu et al., 2015; 2017, Table 1) up to its last pooling, and its way with sizes."""

from __future__ import annotations

from torch import Tensor, nn

SMALLEST_PX = 81  # nothing comes out of the last pooling under it


class AtLeast(nn.Module):
    """Pictures (B, C, H, W) smaller than size_px along a side, enlarged to size_px squared."""

    def __init__(self, size_px: int) -> None:
        super().__init__()
        self.size_px = size_px

    def forward(self, images: Tensor) -> Tensor:
        if min(images.shape[2:]) >= self.size_px:
            return images
        size = (self.size_px, self.size_px)
        return nn.functional.interpolate(images, size, mode="bilinear", align_corners=False)


def sketch_a_net() -> nn.Sequential:
    """Layers 1 to 5: 225 px give a map (B, 256, 7, 7).

    Its large first filters stand for the structure that sketches have in place of texture. What is
    fully connected in the paper (layers 6 to 8) is left to the encoder of rows.
    """
    return nn.Sequential(
        AtLeast(SMALLEST_PX),
        *(nn.Conv2d(3, 64, 15, stride=3), nn.ReLU(), nn.MaxPool2d(3, stride=2)),
        *(nn.Conv2d(64, 128, 5), nn.ReLU(), nn.MaxPool2d(3, stride=2)),
        *(nn.Conv2d(128, 256, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(256, 256, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, stride=2)),
    )
