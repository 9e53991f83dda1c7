"""A translator of pictures, and its file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.translators.config import TranslatorConfig
from sketchapp.models.translators.layers import draw_convolutions
from sketchapp.models.translators.resnet import ResNet
from sketchapp.models.translators.unet import UNet

HEADER = "translator"  # the configuration's name in a checkpoint
STRUCTURES: dict[str, type[UNet] | type[ResNet]] = {"unet": UNet, "resnet": ResNet}


class Translator(nn.Module):
    """Pictures (B, 3, M, M) in 0..1 to other pictures (B, 3, M, M) in 0..1."""

    def __init__(self, config: TranslatorConfig) -> None:
        """Raises CheckpointError where the configuration is not possible."""
        super().__init__()
        config.check()
        if config.structure not in STRUCTURES:
            raise CheckpointError(
                f"structure {config.structure!r} not found; there are: {', '.join(STRUCTURES)}"
            )
        self.config, self.body = config, STRUCTURES[config.structure](config)

    def forward(self, pictures: Tensor, rng: torch.Generator, alike: bool = False) -> Tensor:
        """Dropout is drawn from rng; with `alike` once for the whole batch."""
        return (torch.tanh(self.body(2 * pictures - 1, rng, alike)) + 1) / 2

    def save(self, path: Path, notes: dict) -> None:
        """Write the weights in fp16 with the configuration and `notes` (recipe, figures)."""
        tensors = {name: tensor.half() for name, tensor in self.state_dict().items()}
        write_checkpoint(path, tensors, {HEADER: asdict(self.config), **notes})


def new_translator(config: TranslatorConfig, rng: torch.Generator) -> Translator:
    """With weights drawn from rng."""
    translator = Translator(config)
    draw_convolutions(translator, rng)
    return translator


def read_translator(path: Path) -> Translator:
    """A network ready for use: frozen, in eval mode, float32.

    Raises CheckpointError where the file is missing or holds something else.
    """
    config = read_config(path).get(HEADER)
    if not isinstance(config, dict):
        raise CheckpointError(
            f"{path} holds no translator; train one: python -m sketchapp train translator"
        )
    try:
        network = Translator(TranslatorConfig(**config))
        network.load_state_dict({k: v.float() for k, v in read_tensors(path).items()})
    except (TypeError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    return network.eval().requires_grad_(False)
