"""The U-Net of pix2pix (Isola et al. 2017, arXiv 1611.07004, section 3.2 and appendix 6.1)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchapp.models.translators.config import TranslatorConfig
from sketchapp.models.translators.layers import SLOPE, drop, norm

DROPPED = 3  # layers of the decoder that dropout follows


class UNet(nn.Module):
    """Pictures (B, 3, M, M) halved down to 2 px, doubled again, joined at every size between."""

    def __init__(self, config: TranslatorConfig) -> None:
        super().__init__()
        depth = config.size_px.bit_length() - 2  # halvings from M to 2
        widths = [min(2**n, 8) * config.channels for n in range(depth)]
        self.dropout = config.dropout
        self.down = nn.ModuleList(
            _halving(n_in, n_out, has_norm=0 < n < depth - 1)
            for n, (n_in, n_out) in enumerate(zip([3, *widths], widths, strict=False))
        )
        self.up = nn.ModuleList(
            _doubling(widths[n] * (1 if n == depth - 1 else 2), widths[n - 1])
            for n in range(depth - 1, 0, -1)
        )
        self.out = nn.ConvTranspose2d(2 * widths[0], 3, 4, 2, 1)

    def forward(self, pictures: Tensor, rng: torch.Generator, alike: bool) -> Tensor:
        levels = [self.down[0](pictures)]
        for layer in self.down[1:]:
            levels.append(layer(functional.leaky_relu(levels[-1], SLOPE)))
        features = levels.pop()
        for number, layer in enumerate(self.up):
            features = layer(features.relu())
            if number < DROPPED:
                features = drop(features, self.dropout, rng, alike)
            features = torch.cat([features, levels.pop()], 1)
        return self.out(features.relu())


def _halving(n_in: int, n_out: int, has_norm: bool) -> nn.Sequential:
    """The first and the smallest features are not normalised: of 2 x 2 little would be left."""
    convolution = nn.Conv2d(n_in, n_out, 4, 2, 1, bias=not has_norm)
    return nn.Sequential(convolution, norm(n_out) if has_norm else nn.Identity())


def _doubling(n_in: int, n_out: int) -> nn.Sequential:
    return nn.Sequential(nn.ConvTranspose2d(n_in, n_out, 4, 2, 1, bias=False), norm(n_out))
