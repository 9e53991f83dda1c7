"""A state dict in the layout of rosinality's stylegan2-pytorch, and its forward pass spelled out.

Written from the published equations and the layout, one picture and one operation at a time.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional

State = dict[str, Tensor]
WIDTH, LAYERS, MAPPING_RATE = 6, 3, 0.01


def made_state(channels: list[int], seed: int = 0) -> State:
    """Random tensors of a generator with these channels at 4, 8, 16, ... pixels."""
    rng = torch.Generator().manual_seed(seed)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=rng)

    state = {"input.input": draw(1, channels[0], 4, 4)}
    for layer in range(1, LAYERS + 1):
        state[f"style.{layer}.weight"] = draw(WIDTH, WIDTH) / MAPPING_RATE
        state[f"style.{layer}.bias"] = draw(WIDTH)

    def styled(name: str, n_in: int, n_out: int, noise: int) -> None:
        size = 4 * 2 ** ((noise + 1) // 2)
        state[f"{name}.conv.weight"] = draw(1, n_out, n_in, 3, 3)
        state[f"{name}.conv.modulation.weight"] = draw(n_in, WIDTH)
        state[f"{name}.conv.modulation.bias"] = 1 + 0.1 * draw(n_in)
        state[f"{name}.noise.weight"] = draw(1)
        state[f"{name}.activate.bias"] = draw(n_out)
        state[f"noises.noise_{noise}"] = draw(1, 1, size, size)

    def colours(name: str, n_in: int) -> None:
        state[f"{name}.conv.weight"] = draw(1, 3, n_in, 1, 1)
        state[f"{name}.conv.modulation.weight"] = draw(n_in, WIDTH)
        state[f"{name}.conv.modulation.bias"] = 1 + 0.1 * draw(n_in)
        state[f"{name}.bias"] = draw(1, 3, 1, 1)

    styled("conv1", channels[0], channels[0], 0)
    colours("to_rgb1", channels[0])
    for block, (n_in, n_out) in enumerate(pairwise(channels)):
        styled(f"convs.{2 * block}", n_in, n_out, 2 * block + 1)
        state[f"convs.{2 * block}.conv.blur.kernel"] = 4 * blur_kernel()
        styled(f"convs.{2 * block + 1}", n_out, n_out, 2 * block + 2)
        colours(f"to_rgbs.{block}", n_out)
        state[f"to_rgbs.{block}.upsample.kernel"] = 4 * blur_kernel()
    return state


def blur_kernel() -> Tensor:
    line = torch.tensor([1.0, 3.0, 3.0, 1.0])
    return torch.outer(line, line) / 64


def mapped(state: State, z: Tensor) -> Tensor:
    """z (B, D) to w (B, D)."""
    w = z / (z.square().mean(1, keepdim=True) + 1e-8).sqrt()
    for layer in range(1, LAYERS + 1):
        weight = state[f"style.{layer}.weight"] * MAPPING_RATE / math.sqrt(WIDTH)
        w = w @ weight.T + state[f"style.{layer}.bias"] * MAPPING_RATE
        w = torch.where(w > 0, w, 0.2 * w) * math.sqrt(2)
    return w


def photo(state: State, code: Tensor) -> Tensor:
    """One code (L, D) to one picture (1, 3, M, M) in -1..1, with the saved noise."""
    features = _styled(state, "conv1", 0, state["input.input"], code[0])
    picture = _colours(state, "to_rgb1", features, code[1])
    blocks = sum(name.endswith("upsample.kernel") for name in state)
    for block in range(blocks):
        row = 2 * block + 1
        features = _styled(state, f"convs.{2 * block}", row, features, code[row], up=True)
        features = _styled(state, f"convs.{2 * block + 1}", row + 1, features, code[row + 1])
        picture = _upfirdn(picture, state[f"to_rgbs.{block}.upsample.kernel"], 2, (2, 1))
        picture = picture + _colours(state, f"to_rgbs.{block}", features, code[row + 2])
    return picture


def _weight(state: State, name: str, code: Tensor, demodulate: bool) -> Tensor:
    weight = state[f"{name}.conv.weight"][0]  # (o, i, k, k)
    style = state[f"{name}.conv.modulation.weight"] / math.sqrt(WIDTH) @ code
    style = style + state[f"{name}.conv.modulation.bias"]
    weight = weight / math.sqrt(weight[0].numel()) * style[:, None, None]
    if demodulate:
        weight = weight * torch.rsqrt(weight.square().sum((1, 2, 3), keepdim=True) + 1e-8)
    return weight


def _styled(
    state: State, name: str, noise: int, features: Tensor, code: Tensor, up: bool = False
) -> Tensor:
    weight = _weight(state, name, code, demodulate=True)
    if up:
        grown = functional.conv_transpose2d(features, weight.transpose(0, 1), stride=2)
        out = _upfirdn(grown, state[f"{name}.conv.blur.kernel"], 1, (1, 1))
    else:
        out = functional.conv2d(features, weight, padding=1)
    out = out + state[f"{name}.noise.weight"] * state[f"noises.noise_{noise}"]
    out = out + state[f"{name}.activate.bias"].view(1, -1, 1, 1)
    return torch.where(out > 0, out, 0.2 * out) * math.sqrt(2)


def _colours(state: State, name: str, features: Tensor, code: Tensor) -> Tensor:
    out = functional.conv2d(features, _weight(state, name, code, demodulate=False))
    return out + state[f"{name}.bias"]


def _upfirdn(picture: Tensor, kernel: Tensor, up: int, pad: tuple[int, int]) -> Tensor:
    """Zeros in between, padding, and a true convolution of every channel."""
    channels, height, width = picture.shape[1:]
    spread = picture.new_zeros(1, channels, height * up, width * up)
    spread[:, :, ::up, ::up] = picture
    padded = functional.pad(spread, (*pad, *pad))
    planes = [
        functional.conv2d(padded[:, c, None], kernel.flip(0, 1)[None, None])
        for c in range(channels)
    ]
    return torch.cat(planes, 1)
