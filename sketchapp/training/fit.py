"""The training loop of the retriever: sample, forward, loss, step, save."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from sketchapp.errors import DatasetError
from sketchapp.training.batches import (
    TrainingPair,
    TrainingSet,
    batches_of_pass,
    tensors_of_batch,
    tensors_of_doodles,
)
from sketchapp.training.losses import familiarity_loss, matching_loss
from sketchapp.training.recipe import Recipe
from sketchapp.training.run import Run

SAVE_EVERY = 100  # steps between two states on disk


def fit(
    data: TrainingSet, recipe: Recipe, backbone_weights: Path | str | None, state: Path | None
) -> Run:
    """Train a retriever and return the finished run; its averaged weights are the result.

    With `state`, the run is saved there as it goes, and goes on from there if the file exists.
    What happens at a step depends on the recipe and the step alone, so a run that was killed and
    resumed ends as one that was not.
    """
    run = Run(recipe, backbone_weights, count_steps(data, recipe), data.mark())
    if state is not None and state.exists():
        run.resume(state)
    progress = tqdm(total=run.steps, initial=run.step, unit="step", desc="training")
    for batch in batches_from(data, recipe, run.step, run.steps):
        loss = loss_of_batch(run, batch, data)
        run.take_step(loss)
        progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
        progress.update()
        if state is not None and (run.step % SAVE_EVERY == 0 or run.step == run.steps):
            run.save(state)
    progress.close()
    return run


def count_steps(data: TrainingSet, recipe: Recipe) -> int:
    """Batches in all passes; DatasetError where the data do not fill one batch."""
    rng = np.random.default_rng(recipe.seed)
    per_pass = len(batches_of_pass(data.pairs, recipe, rng))
    if not per_pass:
        raise DatasetError(
            f"{len(data.pairs)} pairs do not fill one batch of {recipe.batch} different photos of"
            " one category; use a recipe with a smaller batch"
        )
    return max(1, round(per_pass * recipe.passes))


def batches_from(
    data: TrainingSet, recipe: Recipe, first: int, steps: int
) -> Iterator[list[TrainingPair]]:
    """The batches of steps `first` to `steps`, pass after pass, each pass with its own seed."""
    step, number = 0, 0
    while step < steps:
        rng = np.random.default_rng([recipe.seed, number])
        batches = batches_of_pass(data.pairs, recipe, rng)
        for batch in batches[: steps - step]:
            if step >= first:
                yield batch
            step += 1
        number += 1


def loss_of_batch(run: Run, batch: list[TrainingPair], data: TrainingSet) -> torch.Tensor:
    """One forward pass of all pictures together, in bfloat16 where the processor has it."""
    recipe = run.recipe
    rng = np.random.default_rng([recipe.seed, 1_000_003, run.step])
    pictures = list(tensors_of_batch(batch, data.photos, recipe, rng))
    if data.doodles is not None:
        categories = {item.category for item in batch}
        pictures += tensors_of_doodles(data.doodles, categories, recipe, rng)
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        rows = run.model(torch.cat(pictures)).float()  # (pictures, K, D)
    sketches, photos, *doodles = rows.split([len(part) for part in pictures])
    loss = matching_loss(sketches, photos, recipe.temperature)
    if data.doodles is None:
        return loss
    known, strange = torch.cat([sketches, doodles[0]]), doodles[1]
    familiarity = familiarity_loss(known, strange, photos, recipe.temperature)
    return loss + recipe.familiarity_weight * familiarity


def has_bfloat16() -> bool:
    """Whether this processor computes in bfloat16 itself; where it does not, it is slower."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))
