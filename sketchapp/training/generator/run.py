"""A generator in training: both networks, the averaged twin, and the state kept on disk."""

from __future__ import annotations

import copy
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from sketchapp.models.stylegan2.discriminator import new_discriminator
from sketchapp.models.stylegan2.generator import Generator, new_generator
from sketchapp.training.generator.recipe import GeneratorRecipe
from sketchapp.training.run_state import IDENTITY, follow, load_state, save_state

BETAS = (0.0, 0.99)  # of Adam
Network = TypeVar("Network", bound=nn.Module)


class GeneratorRun:
    """One training run; `step` steps are done, and photos are augmented with `probability`.

    sure is the mean sign of the logits of real photos since the last adjustment, with its count.
    """

    def __init__(
        self, recipe: GeneratorRecipe, categories: tuple[str, ...], data_mark: str = ""
    ) -> None:
        """data_mark tells one set of photos from another, so that a state is not mistaken."""
        self.recipe = replace(recipe, model=replace(recipe.model, categories=categories))
        self.data_mark, self.step, self.seconds = data_mark, 0, 0.0
        self.probability, self.sure = 0.0, (0.0, 0)
        rng = torch.Generator().manual_seed(recipe.seed)
        self.generator = _fast(new_generator(self.recipe.model, rng))
        self.discriminator = _fast(new_discriminator(self.recipe.model, rng))
        self.average: Generator = copy.deepcopy(self.generator).eval().requires_grad_(False)
        self.optimisers = {
            "generator": _adam(self.generator, recipe.rate),
            "discriminator": _adam(self.discriminator, recipe.rate),
        }

    def to(self, device: torch.device) -> GeneratorRun:
        """Everything on this device; before the first step, and before resuming."""
        for network in (self.generator, self.discriminator, self.average):
            network.to(device)
        return self

    def update_average(self) -> None:
        """Move the averaged weights towards the present ones; buffers are taken over."""
        images = (self.step + 1) * self.recipe.batch
        half_life = min(self.recipe.average_half_life, self.recipe.average_ramp * images)
        share = 1 - 0.5 ** (self.recipe.batch / max(half_life, 1e-8))
        follow(self.average, self.generator, share)

    def save(self, path: Path) -> None:
        """Write everything that resuming needs into one file, all or nothing."""
        config = {
            "step": self.step,
            "seconds": self.seconds,
            "probability": self.probability,
            "sure": self.sure,
            IDENTITY: self._identity(),
        }
        save_state(path, self._networks(), self.optimisers, config)

    def resume(self, path: Path) -> None:
        """Go on from a saved state; CheckpointError where it is of another recipe or photos."""
        config = load_state(path, self._networks(), self.optimisers, self._identity())
        self.step, self.seconds = int(config["step"]), float(config["seconds"])
        self.probability = float(config["probability"])
        mean, count = config["sure"]
        self.sure = (float(mean), int(count))

    def _networks(self) -> dict[str, nn.Module]:
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "average": self.average,
        }

    def _identity(self) -> dict[str, Any]:
        recipe = asdict(self.recipe)
        recipe["model"]["categories"] = list(self.recipe.model.categories)  # as JSON gives it
        return {"recipe": recipe, "photos": self.data_mark}


def _fast(network: Network) -> Network:
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def _adam(network: nn.Module, rate: float) -> torch.optim.Adam:
    return torch.optim.Adam(network.parameters(), lr=rate, betas=BETAS, eps=1e-8)
