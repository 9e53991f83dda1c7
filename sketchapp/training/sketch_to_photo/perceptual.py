"""A perceptual distance by features of an ImageNet SqueezeNet.

The features of several depths have vectors of length one at every place, as in LPIPS (Zhang et al.
2018, arXiv 1801.03924), but nothing is weighted by what people said. Hence its own name,
perceptual_squeezenet, and figures that do not compare with LPIPS.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchapp.models.backbones import Backbone
from sketchapp.training.generator.kid import feature_network

TAPS = (1, 5, 10, 12)  # layers of the SqueezeNet whose features count
SEEN_PX = 64  # smaller photos are enlarged, larger ones are not made smaller


class Perceptual:
    """The distance, with a frozen network."""

    def __init__(self, network: Backbone) -> None:
        if not isinstance(network.body, nn.Sequential):
            raise TypeError(f"a {type(network.body).__name__} has no layers in turn")
        self.network, self.layers = network, network.body

    @classmethod
    def of(cls, weights: Path | str, device: torch.device | None = None) -> Perceptual:
        """With SqueezeNet weights: a .safetensors file or `imagenet`; CheckpointError."""
        return cls(feature_network(weights).to(device or torch.device("cpu")))

    def distance(self, photos: Tensor, others: Tensor) -> Tensor:
        """(B,), 0 to 8: the sum over TAPS of the mean squared distance of unit features.

        Photos (B, 3, M, M) in 0..1; differentiable.
        """
        pairs = zip(self.features(photos), self.features(others), strict=True)
        return sum(
            ((one - other).square().sum(1).mean((1, 2)) for one, other in pairs),
            photos.new_zeros(len(photos)),
        )

    def features(self, photos: Tensor) -> list[Tensor]:
        """Unit features at each of TAPS."""
        size_px = max(photos.shape[-1], SEEN_PX)
        if size_px != photos.shape[-1]:
            photos = functional.interpolate(photos, size=(size_px, size_px), mode="bilinear")
        features = (photos - self.network.mean) / self.network.std
        found = []
        for number, layer in enumerate(self.layers):
            features = layer(features)
            if number in TAPS:
                found.append(functional.normalize(features, dim=1))
        return found
