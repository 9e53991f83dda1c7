"""A classifier in training: network, averaged twin and optimiser, and the state kept on disk."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import load_pretrained
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.classifier import SketchClassifier
from sketchapp.training.classifier.recipe import ClassifierRecipe
from sketchapp.training.optimiser_state import (
    optimiser_tensors,
    restore_optimiser,
    set_rates,
    under,
)
from sketchapp.training.run import one_cycle


class ClassifierRun:
    """One training run of `steps` steps; `step` of them are done."""

    def __init__(
        self,
        recipe: ClassifierRecipe,
        categories: tuple[str, ...],
        steps: int,
        weights: Path | str | None = None,
        data_mark: str = "",
    ) -> None:
        """weights are of the backbone; without them all is drawn from the recipe's seed.

        data_mark tells one set of drawings from another, so that a state is not mistaken.
        """
        self.recipe, self.steps, self.step = recipe, steps, 0
        self._identity = {
            "recipe": json.loads(json.dumps(asdict(recipe))),
            "steps": steps,
            "data": data_mark,
        }
        self.network = _new_network(recipe, categories, weights)
        average = get_ema_multi_avg_fn(recipe.optimisation.average_decay)
        self.average = AveragedModel(self.network, multi_avg_fn=average)
        numbers = recipe.optimisation
        known = list(self.network.backbone.parameters())
        for parameter in known[: recipe.frozen_tensors]:
            parameter.requires_grad_(False)
        groups = [
            {"params": known[recipe.frozen_tensors :], "lr": numbers.backbone_rate},
            {"params": list(self.network.head.parameters()), "lr": numbers.head_rate},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=numbers.weight_decay)
        self._peaks = [group["lr"] for group in self.optimiser.param_groups]

    @property
    def progress(self) -> float:
        """How much of the run is done, 0..1."""
        return self.step / max(1, self.steps - 1)

    def take_step(self, images: Tensor, labels: Tensor) -> float:
        """One step on pictures (B, 3, H, W) of these categories (B,); the loss before it.

        FloatingPointError where the loss is not finite: weights would be lost for good.
        """
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(hash_of(self.recipe.seed, self.step))  # dropout has no generator
            with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.bfloat16):
                logits = self.network(images)
        smoothing = self.recipe.label_smoothing
        loss = nn.functional.cross_entropy(logits.float(), labels, label_smoothing=smoothing)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss of step {self.step} is {loss.item()}; lower rates")
        numbers = self.recipe.optimisation
        share = 1.0 if numbers.constant else one_cycle(self.progress, numbers.warm_up)
        set_rates(self.optimiser, self._peaks, share)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return loss.item()

    def trained(self) -> SketchClassifier:
        """The averaged weights, in eval mode."""
        network = self.average.module
        if not isinstance(network, SketchClassifier):
            raise TypeError(f"the averaged network is a {type(network).__name__}")
        return network.eval()

    def save(self, path: Path) -> None:
        """Write everything that resuming needs into one file, all or nothing."""
        tensors = {f"network.{k}": v for k, v in self.network.state_dict().items()}
        tensors |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        tensors |= optimiser_tensors(self.optimiser)
        write_checkpoint(path, tensors, {"step": self.step, "started_as": self._identity})

    def resume(self, path: Path) -> None:
        """Go on from a saved state; CheckpointError where it is of another recipe or other data."""
        config = read_config(path)
        if config.get("started_as") != self._identity:
            raise CheckpointError(
                f"{path} was left by another recipe or other data; remove it or change --out"
            )
        tensors = read_tensors(path)
        self.network.load_state_dict(under(tensors, "network."))
        self.average.load_state_dict(under(tensors, "average."))
        restore_optimiser(self.optimiser, tensors)
        self.step = int(config["step"])


def hash_of(seed: int, step: int) -> int:
    """A seed of its own for every step."""
    return seed * 1_000_003 + step


def _new_network(
    recipe: ClassifierRecipe, categories: tuple[str, ...], weights: Path | str | None
) -> SketchClassifier:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        network = SketchClassifier(recipe.network, categories)
    if weights is not None:
        load_pretrained(network.backbone, recipe.network.backbone, weights)
    network.to(memory_format=torch.channels_last).train()
    network.backbone.body.train()  # statistics of batches too: here all of a batch are drawings
    return network
