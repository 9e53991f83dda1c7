"""A sketch-to-photo network in training: all networks, the averaged twin, the state on disk."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import load_pretrained
from sketchapp.models.sketch_to_photo.encoder import MapPyramid
from sketchapp.models.sketch_to_photo.network import SketchToPhoto
from sketchapp.models.stylegan2.discriminator import new_discriminator
from sketchapp.models.stylegan2.generator import Generator, new_generator
from sketchapp.models.stylegan2.layers import draw_weights
from sketchapp.training.generator.run import BETAS
from sketchapp.training.run_state import IDENTITY, follow, load_state, save_state
from sketchapp.training.sketch_to_photo.pairs import PairBatch
from sketchapp.training.sketch_to_photo.recipe import SketchToPhotoRecipe
from sketchapp.training.sketch_to_photo.style_encoder import new_style_encoder


class SketchToPhotoRun:
    """One training run; `step` steps are done in `seconds`."""

    def __init__(
        self,
        recipe: SketchToPhotoRecipe,
        categories: tuple[str, ...],
        generator: Generator | None = None,
        backbone: Path | str | None = None,
        data_mark: str = "",
    ) -> None:
        """generator is what to begin with, backbone the encoder's pretrained weights.

        data_mark tells one set of pairs from another, so that a state is not mistaken. Raises
        CheckpointError where the generator is of other categories, or missing and frozen.
        """
        rng = torch.Generator().manual_seed(recipe.seed)
        model = _begun_with(recipe, categories, generator, rng)
        self.recipe = replace(recipe, generator=model.config)
        self.data_mark, self.step, self.seconds = data_mark, 0, 0.0
        self.network = _new_network(self.recipe, model, backbone, rng)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.discriminator = new_discriminator(model.config, rng)
        self.style_encoder = new_style_encoder(model.config, rng)
        self.average: SketchToPhoto = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.network.generator.requires_grad_(recipe.train_synthesis)
        self.optimisers = {"makers": self._makers(), "discriminator": self._judge()}

    def to(self, device: torch.device) -> SketchToPhotoRun:
        """Everything on this device; before the first step, and before resuming."""
        for network in self._networks().values():
            network.to(device)
        return self

    @property
    def device(self) -> torch.device:
        """Where everything is."""
        return self.network.generator.mean_latent.device

    def update_average(self) -> None:
        """Move the averaged weights towards the present ones; buffers are taken over."""
        photos = (self.step + 1) * self.recipe.batch
        half_life = min(self.recipe.average_half_life, 0.1 * photos)
        share = 1 - 0.5 ** (self.recipe.batch / half_life)
        follow(self.average, self.network, share)

    @torch.no_grad()
    def photos_of(self, batch: PairBatch, seed: int) -> Tensor:
        """Photos (B, 3, M, M) in 0..1 of a batch's sketches, each in a style of its own."""
        network, rng = self.average, torch.Generator().manual_seed(seed)
        z = torch.randn(len(batch.sketches), network.generator.width, generator=rng)
        category = batch.categories.to(self.device) if network.categories else None
        code = network.encode(batch.sketches.to(self.device))
        return network.decode(code, network.style(z.to(self.device), category)).clamp(0, 1)

    def save(self, path: Path) -> None:
        """Write everything that resuming needs into one file, all or nothing."""
        config = {"step": self.step, "seconds": self.seconds, IDENTITY: self._identity()}
        save_state(path, self._networks(), self.optimisers, config)

    def resume(self, path: Path) -> None:
        """Go on from a saved state; CheckpointError where it is of another recipe or other pairs.

        A recipe with another number of steps goes on.
        """
        config = load_state(path, self._networks(), self.optimisers, self._identity())
        self.step, self.seconds = int(config["step"]), float(config["seconds"])

    def _networks(self) -> dict[str, nn.Module]:
        return {
            "network": self.network,
            "average": self.average,
            "discriminator": self.discriminator,
            "style_encoder": self.style_encoder,
        }

    def _makers(self) -> torch.optim.Adam:
        """Of backbone, rows and category slowly; of all layers with an equalised rate faster."""
        encoder = self.network.encoder
        plain = (encoder.backbone, encoder.rows, encoder.category)
        slow = [each for layer in plain for each in layer.parameters()]
        slow_ones = {id(each) for each in slow}
        others = [*self.network.parameters(), *self.style_encoder.parameters()]
        fast = [each for each in others if id(each) not in slow_ones and each.requires_grad]
        groups = [
            {"params": slow, "lr": self.recipe.backbone_rate},
            {"params": fast, "lr": self.recipe.rate},
        ]
        return torch.optim.Adam(groups, betas=BETAS, eps=1e-8)

    def _judge(self) -> torch.optim.Adam:
        parameters = self.discriminator.parameters()
        return torch.optim.Adam(parameters, lr=self.recipe.rate, betas=BETAS, eps=1e-8)

    def _identity(self) -> dict[str, Any]:
        recipe = json.loads(json.dumps(asdict(self.recipe)))
        del recipe["steps"]
        return {"recipe": recipe, "pairs": self.data_mark}


def _begun_with(
    recipe: SketchToPhotoRecipe,
    categories: tuple[str, ...],
    generator: Generator | None,
    rng: torch.Generator,
) -> Generator:
    if generator is None:
        if not recipe.train_synthesis:
            raise CheckpointError(
                "this recipe leaves the generator as it is, so one must be given: --generator FILE"
            )
        return new_generator(replace(recipe.generator, categories=categories), rng)
    if generator.config.categories and generator.config.categories != categories:
        raise CheckpointError(
            f"the generator makes {', '.join(generator.config.categories)}, the pairs show"
            f" {', '.join(categories)}; choose them by --category"
        )
    return copy.deepcopy(generator)


def _new_network(
    recipe: SketchToPhotoRecipe,
    generator: Generator,
    backbone: Path | str | None,
    rng: torch.Generator,
) -> SketchToPhoto:
    """The encoder's new layers drawn from the seed; maps begin at zero, and change nothing yet."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        network = SketchToPhoto(recipe.network, generator)
    if isinstance(network.encoder.pyramid, MapPyramid):
        draw_weights(network.encoder.pyramid, rng)
        for head in network.encoder.pyramid.heads.values():
            nn.init.zeros_(head.weight)  # type: ignore[arg-type]
    if backbone is not None:
        load_pretrained(network.encoder.backbone, recipe.network.backbone, backbone)
    return network.train()
