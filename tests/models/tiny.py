"""Networks so small that a test can afford them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from sketchapp.models.backbones import build_backbone
from sketchapp.models.retriever import MatrixRetriever, RetrieverConfig

TINY = RetrieverConfig("squeezenet1_0", width=8, groups=(1,), grid=1, size_px=32)
"""An ordinary embedding: one row."""

TINY_MATRIX = replace(TINY, groups=(1, 1, 1))
"""Three rows, one for each abstraction level."""


def tiny_retriever(seed: int = 0, config: RetrieverConfig = TINY) -> MatrixRetriever:
    """Random weights that depend on the seed only, in eval mode."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return MatrixRetriever(config).eval()


def made_weights(path: Path, seed: int = 0, backbone: str = "squeezenet1_0") -> Path:
    """Random weights of a backbone as a safetensors file, named as in torchvision."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        state = build_backbone(backbone).body.state_dict()
    save_file({f"features.{name}": tensor for name, tensor in state.items()}, path)
    return path


def random_images(count: int, size_px: int = 32, seed: int = 0) -> Tensor:
    """Pictures (count, 3, size_px, size_px) in 0..1."""
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, 3, size_px, size_px, generator=generator)
