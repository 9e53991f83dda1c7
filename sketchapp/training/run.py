"""A retriever in training: model, averaged twin and optimiser, and the state kept on disk."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import load_pretrained
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.clip_prompts import ClipPromptsConfig, ClipPromptsRetriever, frozen_hash
from sketchapp.models.retriever import MatrixRetriever, load_matrix_retriever
from sketchapp.training.clip_start import new_clip_prompts
from sketchapp.training.decoders import check_generator, new_decoder
from sketchapp.training.losses.registry import build_loss
from sketchapp.training.names import new_names
from sketchapp.training.optimiser_state import (
    optimiser_tensors,
    restore_optimiser,
    set_rates,
    under,
)
from sketchapp.training.recipe import Optimisation, Recipe
from sketchapp.training.start import Start
from sketchapp.training.workers import Workers

Trainable = MatrixRetriever | ClipPromptsRetriever
LOWEST_RATE = 1e-3  # of the peak, at the first and the last step


class Run:
    """One training run of `steps` steps; `step` of them are done."""

    def __init__(
        self,
        recipe: Recipe,
        start: Start,
        steps: int,
        data_mark: str = "",
        workers: Workers | None = None,
        categories: tuple[str, ...] = (),
    ) -> None:
        """data_mark tells one set of data from another, so that a state is not mistaken.

        categories are what the photos show, for recipes that weigh their names.
        """
        self.recipe, self.steps, self.step, self.data_mark = recipe, steps, 0, data_mark
        self.workers = workers or Workers(torch.device("cpu"))
        self.model = new_model(recipe, start).to(self.workers.device)
        self.frozen = frozen_mark(self.model)
        average = get_ema_multi_avg_fn(recipe.optimisation.average_decay)
        self.average = AveragedModel(self.model, multi_avg_fn=average)
        settings = replace(recipe.objective.settings, width=recipe.model.width)
        self.matching = build_loss(recipe.objective.matching, settings)
        self.names = new_names(recipe, categories, self.workers.device)
        check_generator(recipe, start)
        matrix = self.model if isinstance(self.model, MatrixRetriever) else None
        self.decoder = None if matrix is None else new_decoder(recipe, start, matrix)
        helpers = [part for part in (self.matching, self.decoder) if isinstance(part, nn.Module)]
        self.helpers = nn.ModuleList(helpers).to(self.workers.device)
        self.optimiser = new_optimiser(self.model, recipe.optimisation, self.helpers)
        self.peaks = [group["lr"] for group in self.optimiser.param_groups]

    def take_step(self, loss: Tensor) -> None:
        """One step of the optimiser on this loss, then of the averaged weights.

        FloatingPointError where the loss is not finite: weights would be lost for good.
        """
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss of step {self.step} is {loss.item()}; lower rates")
        numbers = self.recipe.optimisation
        share = 1.0 if numbers.constant else one_cycle(self.progress, numbers.warm_up)
        set_rates(self.optimiser, self.peaks, share)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.workers.average_gradients(self.model)
        self.workers.average_gradients(self.helpers)
        self.optimiser.step()
        self.average.update_parameters(self.model)
        self.step += 1

    @property
    def progress(self) -> float:
        """How much of the run is done, 0..1."""
        return self.step / max(1, self.steps - 1)

    def trained(self) -> Trainable:
        """The averaged weights, in eval mode."""
        model = self.average.module
        if not isinstance(model, Trainable):
            raise TypeError(f"the averaged model is a {type(model).__name__}")
        return model.eval()

    def save(self, path: Path) -> None:
        """Write everything that resuming needs into one file, all or nothing."""
        tensors = {f"model.{k}": v for k, v in _own(self.model).items()}
        tensors |= {f"average.{k}": v for k, v in _own(self.average).items()}
        tensors |= {f"helper.{k}": v for k, v in self.helpers.state_dict().items()}
        tensors |= optimiser_tensors(self.optimiser)
        write_checkpoint(path, tensors, {"step": self.step, "started_as": self._identity()})

    def resume(self, path: Path) -> None:
        """Go on from a saved state; CheckpointError where it is of another recipe or other data."""
        config = read_config(path)
        if config.get("started_as") != self._identity():
            raise CheckpointError(
                f"{path} was left by another recipe or other data; remove it or change --out"
            )
        tensors = read_tensors(path)
        self.helpers.load_state_dict(under(tensors, "helper."))
        for module, prefix in ((self.model, "model."), (self.average, "average.")):
            module.load_state_dict(_with_shared(module, under(tensors, prefix)))
        restore_optimiser(self.optimiser, tensors)
        self.step = int(config["step"])

    def _identity(self) -> dict[str, Any]:
        recipe = _as_json(asdict(self.recipe))
        return {"recipe": recipe, "steps": self.steps, "data": self.data_mark} | self.frozen


def new_model(recipe: Recipe, start: Start) -> Trainable:
    """A network to be trained; what `start` does not give is drawn from the recipe's seed.

    Raises CheckpointError where the retriever to go on from has another shape.
    """
    if isinstance(recipe.model, ClipPromptsConfig):
        return new_clip_prompts(recipe.model, recipe.seed, start.retriever)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        model = MatrixRetriever(recipe.model)
    if start.retriever is not None:
        _go_on_from(model, start.retriever)
    elif start.backbone is not None:
        load_pretrained(model.backbone, recipe.model.backbone, start.backbone)
    return model.to(memory_format=torch.channels_last).train()


def frozen_mark(model: Trainable) -> dict[str, str]:
    """What tells the frozen part from another, for a state that leaves it out; {} without one."""
    return {"frozen": frozen_hash(model)} if isinstance(model, ClipPromptsRetriever) else {}


def _go_on_from(model: MatrixRetriever, path: Path) -> None:
    trained = load_matrix_retriever(path)
    try:
        model.load_state_dict(trained.state_dict())
    except RuntimeError as error:
        raise CheckpointError(
            f"{path} has another shape than the recipe's model: {trained.config}"
        ) from error


def new_optimiser(
    model: Trainable, numbers: Optimisation, helpers: nn.Module
) -> torch.optim.Optimizer:
    """AdamW of what learns, with a rate of its own for what knows something already."""
    backbone = model.pretrained_parameters()
    known = {id(parameter) for parameter in backbone}
    others = [p for p in (*model.parameters(), *helpers.parameters()) if p.requires_grad]
    fresh = [parameter for parameter in others if id(parameter) not in known]
    groups = [
        {"params": backbone, "lr": numbers.backbone_rate},
        {"params": fresh, "lr": numbers.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=numbers.weight_decay)


def one_cycle(progress: float, warm_up: float) -> float:
    """Share of the peak learning rate at `progress` 0..1: half a cosine up, half a cosine down."""
    rising = progress < warm_up
    phase = progress / warm_up if rising else (1 - progress) / (1 - warm_up)
    return LOWEST_RATE + (1 - LOWEST_RATE) * (1 - math.cos(math.pi * phase)) / 2


def _own(module: nn.Module) -> dict[str, Tensor]:
    """The state without what is frozen, and without second names of the same numbers.

    A file may hold each only once.
    """
    seen: dict[int, str] = {}
    frozen = _frozen(module)
    return {
        name: tensor
        for name, tensor in module.state_dict().items()
        if name not in frozen
        and (seen.setdefault(tensor.data_ptr(), name) == name or not tensor.numel())
    }


def _frozen(module: nn.Module) -> set[str]:
    """Names, second ones too, of parameters that do not learn."""
    named = module.named_parameters(remove_duplicate=False)
    return {name for name, parameter in named if not parameter.requires_grad}


def _with_shared(module: nn.Module, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The opposite of _own: every name again, and what is frozen as it is."""
    own: dict[int, str] = {}
    frozen = _frozen(module)
    return {
        name: tensor if name in frozen else tensors[own.setdefault(tensor.data_ptr(), name)]
        for name, tensor in module.state_dict().items()
    }


def _as_json(value: Any) -> Any:
    """Tuples as lists, as a file gives them back."""
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    return [_as_json(inner) for inner in value] if isinstance(value, (tuple, list)) else value
