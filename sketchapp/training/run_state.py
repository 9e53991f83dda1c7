"""A run of several networks: its state on disk, and the averaged twin of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.training.optimiser_state import optimiser_tensors, restore_optimiser, under

IDENTITY = "started_as"  # in the header: what a state must have been left by


def save_state(
    path: Path,
    networks: Mapping[str, nn.Module],
    optimisers: Mapping[str, Optimizer],
    config: dict[str, Any],
) -> None:
    """Write everything that resuming needs into one file, all or nothing."""
    tensors: dict[str, Tensor] = {}
    for prefix, network in networks.items():
        tensors |= {f"{prefix}.{k}": v.contiguous() for k, v in network.state_dict().items()}
    for prefix, optimiser in optimisers.items():
        tensors |= optimiser_tensors(optimiser, f"adam.{prefix}.")
    write_checkpoint(path, tensors, config)


def load_state(
    path: Path,
    networks: Mapping[str, nn.Module],
    optimisers: Mapping[str, Optimizer],
    identity: dict[str, Any],
) -> dict[str, Any]:
    """Give networks and optimisers what such a file holds; its config.

    Raises CheckpointError where the config has another IDENTITY.
    """
    config = read_config(path)
    if config.get(IDENTITY) != identity:
        data = ", ".join(name for name in identity if name != "recipe")
        raise CheckpointError(
            f"{path} was left by another recipe or other {data}; remove it or change --out"
        )
    tensors = read_tensors(path)
    for prefix, network in networks.items():
        network.load_state_dict(under(tensors, f"{prefix}."))
    for prefix, optimiser in optimisers.items():
        restore_optimiser(optimiser, tensors, f"adam.{prefix}.")
    return config


def follow(average: nn.Module, network: nn.Module, share: float) -> None:
    """Move averaged weights by this share towards the present ones; buffers are taken over."""
    with torch.no_grad():
        for mine, now in zip(average.parameters(), network.parameters(), strict=True):
            mine.lerp_(now, share)
        for mine, now in zip(average.buffers(), network.buffers(), strict=True):
            mine.copy_(now)
