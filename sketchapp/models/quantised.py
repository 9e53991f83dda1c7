"""Weights in seven bits: a byte each on disk, of which a pass hardly notices anything.

A large matrix or kernel is stored as whole numbers of -63..63, and one factor for each of its
output channels beside it. Small ones, a thirtieth of a network, stay as they are: of the rounding
errors they would make nine tenths. A network computes with floats again as soon as it is loaded.
"""

from __future__ import annotations

import torch
from torch import Tensor

STEPS = 63
LARGE = 16_384  # numbers from which on a tensor is stored so
FACTORS = ".factors"  # behind a tensor's name: what its whole numbers are multiplied by


def quantised(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Large weights as whole numbers, with their factors in fp16; the rest as it is."""
    stored: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if tensor.numel() < LARGE or tensor.ndim < 2 or not tensor.is_floating_point():
            stored[name] = tensor
            continue
        largest = tensor.float().abs().flatten(1).amax(1)  # (output channels,)
        factors = (largest / STEPS).clamp(min=torch.finfo(torch.float16).tiny).half()
        whole = (tensor.float() / _along(factors, tensor)).round().clamp(-STEPS, STEPS)
        stored[name], stored[name + FACTORS] = whole.to(torch.int8), factors
    return stored


def in_floats(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Tensors as `quantised` stored them, or as they always were, all in float32."""
    return {
        name: tensor.float() * _along(tensors[name + FACTORS], tensor)
        if name + FACTORS in tensors
        else tensor.float()
        for name, tensor in tensors.items()
        if not name.endswith(FACTORS)
    }


def _along(factors: Tensor, tensor: Tensor) -> Tensor:
    """Factors (C,) against a tensor (C, ...)."""
    return factors.float().view(-1, *(1,) * (tensor.ndim - 1))
