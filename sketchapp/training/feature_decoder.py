"""Photos decoded from the shared feature map: what any retriever can have beside its own loss.

Appendix D of the abstraction paper, equation 6 and Table 6: rows that retrieve and latent codes
have nothing to do with each other here, only the backbone is shared.
"""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.models.encoders import build_encoder
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.reconstruction import PhotoDecoder


class FeatureDecoder(PhotoDecoder):
    """Feature maps (B, C, h, w) of sketches or photos to photos (B, 3, M, M).

    Each of the L rows comes from a stride-two convolution block with LeakyReLU of its own, which
    sketches and photos share. What is averaged after a LeakyReLU is hardly ever negative, so the
    rows are counted from the mean latent.
    """

    def __init__(
        self, generator: Generator, channels: int, seed: int, *, tuned: bool = False
    ) -> None:
        """channels: C; seed draws the weights of the blocks."""
        super().__init__(generator, tuned)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            blocks = build_encoder("convolutions", channels, generator.rows, generator.width, 1)
        self.encode = blocks.to(generator.mean_latent.device)

    def forward(self, features: Tensor) -> Tensor:
        return self.generator.synthesise(self.codes(features))

    def codes(self, features: Tensor) -> Tensor:
        """Full codes (B, L, D) of feature maps (B, C, h, w)."""
        return self.encode(features) + self.generator.mean_latent
