"""Kernel inception distance between real and made photos (Binkowski et al. 2018, 1801.01401).

The features are those of an ImageNet SqueezeNet, averaged over the picture and scaled so that those
of the real photos have a mean square of one, and not of Inception: figures compare with one another
on the same photos, not with published ones. Hence the name kid_squeezenet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from sketchapp.errors import DatasetError
from sketchapp.models.backbones import Backbone, build_backbone, load_pretrained
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.generator.photos import PhotoSet

FEATURE_NETWORK = "squeezenet1_0"
SEEN_PX = 128  # what the feature network is shown
AT_ONCE = 32


def feature_network(weights: Path | str) -> Backbone:
    """The SqueezeNet with these weights, frozen."""
    network = build_backbone(FEATURE_NETWORK)
    return load_pretrained(network, FEATURE_NETWORK, weights).eval().requires_grad_(False)


def features_of(network: Backbone, photos: Tensor) -> Tensor:
    """Averaged features (B, C) of photos (B, 3, h, w) in 0..1, clamped and resized."""
    shown = functional.interpolate(
        photos.clamp(0, 1), size=(SEEN_PX, SEEN_PX), mode="bilinear", antialias=True
    )
    return network(shown).mean((2, 3))


def kernel_distance(real: Tensor, made: Tensor) -> float:
    """Unbiased squared MMD of scaled features (N, C) and (M, C), kernel (x y / C + 1)^3.

    Near zero, and as often under it as over it, where both are of one distribution. Raises
    DatasetError with fewer than two of either.
    """
    if min(len(real), len(made)) < 2:
        raise DatasetError(
            f"a distance of {len(real)} real and {len(made)} made photos is not defined; give at"
            " least two of each"
        )
    scale = real.detach().double().square().mean().sqrt()
    x, y = real.detach().double() / scale, made.detach().double() / scale
    within = _mean_off_diagonal(_kernel(x, x)) + _mean_off_diagonal(_kernel(y, y))
    return float(within - 2 * _kernel(x, y).mean())


@dataclass(frozen=True, eq=False)
class KidMeter:
    """Measures generators against the photos of a set, whose features (N, C) are kept."""

    network: Backbone
    real: Tensor
    photos: PhotoSet

    @classmethod
    def of(cls, weights: Path | str, photos: PhotoSet, device: torch.device) -> KidMeter:
        """With the feature network's weights; looks at every photo once."""
        network = feature_network(weights).to(device)
        parts = (part.to(device).float() / 255 for part in photos.photos.split(AT_ONCE))
        with torch.no_grad():
            return cls(network, torch.cat([features_of(network, p) for p in parts]), photos)

    @torch.no_grad()
    def measure(self, generator: Generator, samples: int, seed: int = 0) -> float:
        """kid_squeezenet of `samples` made photos, in categories as frequent as in the set."""
        made = samples_of(generator, self.photos, samples, seed)
        return kernel_distance(
            self.real, torch.cat([features_of(self.network, part) for part in made])
        )


def samples_of(generator: Generator, photos: PhotoSet, samples: int, seed: int) -> Iterator[Tensor]:
    """Made photos (B, 3, M, M) in 0..1, AT_ONCE a time."""
    rng = torch.Generator().manual_seed(seed)
    device = generator.mean_latent.device
    for first in range(0, samples, AT_ONCE):
        count = min(AT_ONCE, samples - first)
        category = photos.pick_categories(count, rng).to(device)
        z = torch.randn(count, generator.width, generator=rng).to(device)
        codes = generator.codes(generator.map(z, category))
        yield generator.synthesise(codes, rng).clamp(0, 1)


def _kernel(x: Tensor, y: Tensor) -> Tensor:
    return (x @ y.T / x.shape[1] + 1) ** 3


def _mean_off_diagonal(square: Tensor) -> Tensor:
    count = len(square)
    return (square.sum() - square.diagonal().sum()) / (count * (count - 1))
