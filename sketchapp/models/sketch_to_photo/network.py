"""Encoder and generator as one network, and its file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.sketch_to_photo.code import SketchCode
from sketchapp.models.sketch_to_photo.config import SketchToPhotoConfig
from sketchapp.models.sketch_to_photo.encoder import SketchEncoder
from sketchapp.models.stylegan2.generator import Generator, GeneratorConfig

HEADER = "sketch_to_photo"  # the configuration's name in a checkpoint


class SketchToPhoto(nn.Module):
    """Sketches decide the first k rows of a StyleGAN2, a Gaussian z the others: the style."""

    def __init__(self, config: SketchToPhotoConfig, generator: Generator) -> None:
        super().__init__()
        config.check(generator.config)
        self.config, self.generator = config, generator
        self.encoder = SketchEncoder(config, generator.config)

    @property
    def categories(self) -> tuple[str, ...]:
        """What it makes photos of; empty where all are of one kind."""
        return self.generator.config.categories

    def encode(self, images: Tensor) -> SketchCode:
        """Pictures (B, 3, H, H) of sketches, black on white, in the config's style."""
        return self.encoder(images, self.generator.mean_latent)

    def style(self, z: Tensor, category: Tensor | None) -> Tensor:
        """Gaussian z (B, D) and categories (B,) to the style (B, D) of all other rows."""
        return self.generator.map(z, category)

    def all_rows(self, code: SketchCode, style: Tensor) -> Tensor:
        """(B, L, D): the rows of the sketch, then the style (B, D) in every row that is left."""
        left = self.generator.rows - code.rows.shape[1]
        return torch.cat([code.rows, style[:, None].expand(-1, left, -1)], 1)

    def decode(self, code: SketchCode, style: Tensor) -> Tensor:
        """Photos (B, 3, M, M) in 0..1, a little beyond where the generator oversteps."""
        return self.generator.synthesise(self.all_rows(code, style), None, code.maps)

    def save(self, path: Path, notes: dict) -> None:
        """Write the weights in fp16 with both configurations and `notes` (recipe, figures)."""
        tensors = {name: tensor.half() for name, tensor in self.state_dict().items()}
        own = {HEADER: asdict(self.config), "generator": asdict(self.generator.config)}
        write_checkpoint(path, tensors, {**own, **notes})


def load_sketch_to_photo(path: Path) -> SketchToPhoto:
    """A network ready for use: frozen, in eval mode, float32.

    Raises CheckpointError where the file is missing or holds something else.
    """
    header = read_config(path)
    if not isinstance(header.get(HEADER), dict) or not isinstance(header.get("generator"), dict):
        raise CheckpointError(
            f"{path} holds no sketch-to-photo network; train one:"
            " python -m sketchapp train sketch-to-photo"
        )
    config, generator = header[HEADER], header["generator"]
    try:
        config = {**config, "maps_px": tuple(config.get("maps_px", ()))}
        generator = {**generator, "categories": tuple(generator.get("categories", ()))}
        network = SketchToPhoto(
            SketchToPhotoConfig(**config), Generator(GeneratorConfig(**generator))
        )
        network.load_state_dict({k: v.float() for k, v in read_tensors(path).items()})
    except (TypeError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
