"""Generators that others published, in the layout of rosinality's stylegan2-pytorch.

The layers here are parametrised as there, so the photos are the same to rounding. Such a state
dict holds style.*, input.input, conv1.*, to_rgb1.*, convs.*, to_rgbs.* and noises.*.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_tensors
from sketchapp.models.stylegan2.generator import Generator, GeneratorConfig

AVERAGED = ("g_ema", "g")  # under which a whole training state keeps the generator, best first
MEAN_LATENT = "latent_avg"
SAMPLES = 4096  # codes whose mean stands in for a missing one
STYLED = {  # of a styled convolution: name there, name here
    "conv.weight": "conv.weight",
    "conv.modulation.weight": "conv.modulation.weight",
    "conv.modulation.bias": "conv.modulation.bias",
    "noise.weight": "noise.strength",
    "activate.bias": "bias",
}
COLOURS = {
    "conv.weight": "conv.weight",
    "conv.modulation.weight": "conv.modulation.weight",
    "conv.modulation.bias": "conv.modulation.bias",
    "bias": "bias",
}


def read_published(path: Path) -> dict[str, Tensor]:
    """The tensors of a published generator: .safetensors, or .pt without anything that can run.

    A training state keeps the options of its run as a Namespace, which holds values and does
    nothing. For a command alone, never for a server. Raises CheckpointError where it cannot be
    read.
    """
    if path.suffix == ".safetensors":
        return read_tensors(path)
    if not path.is_file():
        raise CheckpointError(f"no published generator at {path}; give a .pt or .safetensors file")
    try:
        with torch.serialization.safe_globals([argparse.Namespace]):
            content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # what is damaged fails in any way, also within the reader
        raise CheckpointError(
            f"{path} holds more than tensors and options, or is damaged, and is not opened; give a"
            " file with the generator's tensors alone"
        ) from error
    return _flattened(path, content)


def _flattened(path: Path, content: Any) -> dict[str, Tensor]:
    """The generator of a whole training state, with its mean latent beside it."""
    if not isinstance(content, dict):
        raise CheckpointError(f"{path} holds a {type(content).__name__}, and no state dict")
    name = next((name for name in AVERAGED if isinstance(content.get(name), dict)), None)
    state = dict(content if name is None else content[name])
    if isinstance(content.get(MEAN_LATENT), Tensor):
        state[MEAN_LATENT] = content[MEAN_LATENT]
    return {key: value for key, value in state.items() if isinstance(value, Tensor)}


def generator_of_published(state: dict[str, Tensor]) -> Generator:
    """A generator with published weights, frozen and in eval mode.

    Its mean latent is the one in the file, or where there is none that of SAMPLES codes of a
    fixed seed; so are planes of noise. Raises CheckpointError, naming the first tensor, where the
    layout is another.
    """
    config = config_of(state)
    generator = Generator(config).eval().requires_grad_(False)
    names, state = names_of(config), _drawn_noise(config) | state
    missing = [theirs for theirs in names.values() if theirs not in state]
    if missing:
        raise CheckpointError(
            f"{len(missing)} tensors of a published generator are missing, first {missing[0]};"
            " only the layout of rosinality's stylegan2-pytorch is read"
        )
    own = generator.state_dict()
    try:
        ours = {k: state[v].float().reshape(own[k].shape) for k, v in names.items()}
    except RuntimeError as error:
        raise CheckpointError(f"a published generator has an odd shape: {error}") from error
    generator.load_state_dict(own | ours)  # no category, so nothing else is in there
    generator.mean_latent.copy_(_mean_latent(generator, state))
    return generator


def _mean_latent(generator: Generator, state: dict[str, Tensor]) -> Tensor:
    if MEAN_LATENT in state:
        return state[MEAN_LATENT].float().reshape(-1)
    z = torch.randn(SAMPLES, generator.width, generator=torch.Generator().manual_seed(0))
    return generator.map(z).mean(0)


def _drawn_noise(config: GeneratorConfig) -> dict[str, Tensor]:
    """Planes of noise (1, 1, s, s) of a fixed seed, by their names there."""
    rng = torch.Generator().manual_seed(0)
    first, *others = config.sizes_px
    sizes = [first, *(size for size in others for _ in range(2))]  # two layers a block
    planes = [torch.randn(1, 1, size, size, generator=rng) for size in sizes]
    return {f"noises.noise_{number}": plane for number, plane in enumerate(planes)}


def config_of(state: dict[str, Tensor]) -> GeneratorConfig:
    """What the shapes of a published state dict tell of its generator."""
    blocks = _numbers(state, r"to_rgbs\.(\d+)\.bias")
    layers = _numbers(state, r"style\.(\d+)\.weight")
    start, last = state.get("input.input"), state.get(f"to_rgbs.{blocks - 1}.conv.weight")
    style = state.get("style.1.weight")
    if start is None or last is None or style is None:
        raise CheckpointError(
            "this is no published generator: input.input, style.1.weight or to_rgbs is missing;"
            " only the layout of rosinality's stylegan2-pytorch is read"
        )
    size_px = 4 * 2**blocks
    return GeneratorConfig(
        size_px=size_px,
        width=style.shape[0],
        channel_base=last.shape[-3] * size_px,  # (1, 3, channels, 1, 1)
        channel_max=start.shape[1],
        mapping_layers=layers,
    )


def names_of(config: GeneratorConfig) -> dict[str, str]:
    """The name there of every tensor here, but for the mean latent."""
    names = {"synthesis.start.weight": "input.input"}
    for layer in range(config.mapping_layers):
        for part in ("weight", "bias"):  # style.0 has no weights: it normalises
            names[f"mapping.layers.{layer}.{part}"] = f"style.{layer + 1}.{part}"
    names |= _styled("synthesis.first", "conv1", 0)
    names |= _renamed("synthesis.first_colours", "to_rgb1", COLOURS)
    for number in range(len(config.sizes_px) - 1):
        block, at = f"synthesis.blocks.{number}", 2 * number
        names |= _styled(f"{block}.first", f"convs.{at}", at + 1)
        names |= _styled(f"{block}.second", f"convs.{at + 1}", at + 2)
        names |= _renamed(f"{block}.colours", f"to_rgbs.{number}", COLOURS)
    return names


def _styled(ours: str, theirs: str, noise: int) -> dict[str, str]:
    names = _renamed(ours, theirs, STYLED)
    return names | {f"{ours}.noise.constant": f"noises.noise_{noise}"}


def _renamed(ours: str, theirs: str, parts: dict[str, str]) -> dict[str, str]:
    return {f"{ours}.{mine}": f"{theirs}.{part}" for part, mine in parts.items()}


def _numbers(state: dict[str, Tensor], pattern: str) -> int:
    return len({match[1] for name in state if (match := re.fullmatch(pattern, name))})
