"""The loop over drawn pairs that every network with photos to make is trained by."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor
from torch.optim import Optimizer
from tqdm import tqdm

from sketchapp.training.sketch_to_photo.drawings import DrawingRecipe, drawings_from
from sketchapp.training.sketch_to_photo.pairs import PairBatch, PhotoPairs

SAVE_EVERY = 500  # steps between two states on disk


class LoopRecipe(DrawingRecipe, Protocol):
    """A recipe with so many steps between two measurements."""

    @property
    def measure_every(self) -> int: ...


class PairRun(Protocol):
    """A run of which `step` steps are done, in `seconds`."""

    step: int
    seconds: float

    @property
    def recipe(self) -> LoopRecipe: ...

    @property
    def device(self) -> torch.device: ...

    def save(self, path: Path, /) -> None: ...


@dataclass(frozen=True)
class FitBudget:
    """When to stop before the last step of the recipe, and where to leave the state.

    loaders: processes that draw batches ahead; 0 draws them in the training's own.
    """

    state: Path | None = None
    max_minutes: float = math.inf
    loaders: int = 0


def fit_on_pairs(
    run: PairRun,
    pairs: PhotoPairs,
    budget: FitBudget,
    take_step: Callable[[PairBatch], dict[str, Tensor]],
    measure: Callable[[dict[str, float]], None],
) -> None:
    """Take steps, each with the next batch, until the last one or the end of the budget.

    take_step counts the step and tells its terms, which measure is given. What happens at a step
    depends on recipe, pairs and step alone, so on a processor a run that was stopped and resumed
    ends as one that was not.
    """
    photos, before = pairs.photos.to(run.device), time.monotonic()
    deadline = before + 60 * budget.max_minutes
    with tqdm(total=run.recipe.steps, initial=run.step, unit="step", mininterval=30) as progress:
        for drawn in drawings_from(pairs, run.recipe, run.step, budget.loaders):
            if before >= deadline:
                break
            terms = take_step(drawn.under(photos))
            run.seconds += time.monotonic() - before
            progress.update()
            if run.step % run.recipe.measure_every == 0:
                measure({name: value.item() for name, value in terms.items()})
            if budget.state is not None and run.step % SAVE_EVERY == 0:
                run.save(budget.state)
            before = time.monotonic()
    if budget.state is not None:
        run.save(budget.state)


def descend(optimiser: Optimizer, loss: Tensor, what: str) -> None:
    """One step down; FloatingPointError, naming whose and when, where the loss is not finite."""
    if not torch.isfinite(loss):
        raise FloatingPointError(f"the loss of the {what} is {loss.item()}; lower the rate")
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
