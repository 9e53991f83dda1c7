"""A retriever in training: model, averaged twin and optimiser, and the state kept on disk."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import load_pretrained
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.retriever import MatrixRetriever
from sketchapp.training.recipe import Recipe

WARM_UP = 0.2  # share of the steps in which the learning rate rises
LOWEST_RATE = 1e-3  # of the peak, at the first and the last step


class Run:
    """One training run of `steps` steps; `step` of them are done."""

    def __init__(
        self,
        recipe: Recipe,
        backbone_weights: Path | str | None,
        steps: int,
        data_mark: str = "",
    ) -> None:
        """data_mark tells one set of data from another, so that a state is not mistaken."""
        self.recipe, self.steps, self.step, self.data_mark = recipe, steps, 0, data_mark
        self.model = new_model(recipe, backbone_weights)
        average = get_ema_multi_avg_fn(recipe.average_decay)
        self.average = AveragedModel(self.model, multi_avg_fn=average)
        self.optimiser = torch.optim.AdamW(
            [
                {"params": list(self.model.backbone.parameters()), "lr": recipe.backbone_rate},
                {"params": list(self.model.head.parameters()), "lr": recipe.head_rate},
            ],
            weight_decay=recipe.weight_decay,
        )
        self.peaks = (recipe.backbone_rate, recipe.head_rate)

    def take_step(self, loss: Tensor) -> None:
        """One step of the optimiser on this loss, then of the averaged weights.

        FloatingPointError where the loss is not finite: weights would be lost for good.
        """
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss of step {self.step} is {loss.item()}; lower rates")
        share = one_cycle(self.step / max(1, self.steps - 1))
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = share * peak
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.average.update_parameters(self.model)
        self.step += 1

    def trained(self) -> MatrixRetriever:
        """The averaged weights, in eval mode."""
        model = self.average.module
        if not isinstance(model, MatrixRetriever):
            raise TypeError(f"the averaged model is a {type(model).__name__}")
        return model.eval()

    def save(self, path: Path) -> None:
        """Write everything that resuming needs into one file, all or nothing."""
        tensors = {f"model.{k}": v for k, v in self.model.state_dict().items()}
        tensors |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        for number, state in self.optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{number}.{key}": value for key, value in state.items()}
        write_checkpoint(path, tensors, {"step": self.step, "started_as": self._identity()})

    def resume(self, path: Path) -> None:
        """Go on from a saved state; CheckpointError where it is of another recipe or other data."""
        config = read_config(path)
        if config.get("started_as") != self._identity():
            raise CheckpointError(
                f"{path} was left by another recipe or other data; remove it or change --out"
            )
        tensors = read_tensors(path)
        self.model.load_state_dict(_under(tensors, "model."))
        self.average.load_state_dict(_under(tensors, "average."))
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _under(tensors, "optimiser.").items():
            number, _, key = name.partition(".")
            state.setdefault(int(number), {})[key] = value
        groups = self.optimiser.state_dict()["param_groups"]
        self.optimiser.load_state_dict({"state": state, "param_groups": groups})
        self.step = int(config["step"])

    def _identity(self) -> dict[str, Any]:
        return {"recipe": asdict(self.recipe), "steps": self.steps, "data": self.data_mark}


def new_model(recipe: Recipe, backbone_weights: Path | str | None) -> MatrixRetriever:
    """A network with a pretrained backbone and a head drawn from the recipe's seed."""
    model = MatrixRetriever(recipe.model)
    if backbone_weights is not None:
        load_pretrained(model.backbone, recipe.model.backbone, backbone_weights)
    generator = torch.Generator().manual_seed(recipe.seed)
    nn.init.xavier_uniform_(model.head.weight, generator=generator)
    nn.init.zeros_(model.head.bias)
    return model.to(memory_format=torch.channels_last).train()


def one_cycle(progress: float) -> float:
    """Share of the peak learning rate at `progress` 0..1: half a cosine up, half a cosine down."""
    rising = progress < WARM_UP
    phase = progress / WARM_UP if rising else (1 - progress) / (1 - WARM_UP)
    return LOWEST_RATE + (1 - LOWEST_RATE) * (1 - math.cos(math.pi * phase)) / 2


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
