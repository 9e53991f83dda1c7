"""Generators so small that a test can afford them."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from sketchapp.models.stylegan2.generator import Generator, GeneratorConfig, new_generator

TINY = GeneratorConfig(size_px=16, width=12, channel_base=128, channel_max=16, mapping_layers=2)
TWO_KINDS = replace(TINY, categories=("chair", "shoe"))


def tiny_generator(config: GeneratorConfig = TINY, seed: int = 0) -> Generator:
    """Random weights, with biases and noise that are not zero, so that they matter."""
    rng = torch.Generator().manual_seed(seed)
    generator = new_generator(config, rng)
    for name, weight in generator.named_parameters():
        if name.endswith(("bias", "strength")):
            nn.init.normal_(weight, 0.5, 0.3, generator=rng)
    return generator


def random_codes(count: int, config: GeneratorConfig = TINY, seed: int = 0) -> torch.Tensor:
    """Codes (count, L, D) with another one in every row."""
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(count, config.rows, config.width, generator=rng)
