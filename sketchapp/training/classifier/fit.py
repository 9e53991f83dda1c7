"""The training loop of the classifier: draw, forward, loss, step, save."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from sketchapp.training.ahead import one_ahead
from sketchapp.training.classifier.drawings import Drawings
from sketchapp.training.classifier.recipe import ClassifierRecipe
from sketchapp.training.classifier.run import ClassifierRun
from sketchapp.training.classifier.variation import VariedDrawing

SAVE_EVERY = 50  # steps between two states on disk
PICTURES = 1_000_003  # purpose of random numbers, told apart from the passes, which count from 0


@dataclass(frozen=True, eq=False)
class TaughtDrawings:
    """All drawings of a training as they are varied, and their labels (N,)."""

    drawings: tuple[VariedDrawing, ...]
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, drawings: Drawings) -> TaughtDrawings:
        """Prepares every drawing for the simulator: some milliseconds each."""
        varied = tuple(VariedDrawing(one.sketch) for one in drawings.training)
        labels = [drawings.label_of(one) for one in drawings.training]
        return cls(varied, np.array(labels, np.int64))


def fit_classifier(
    run: ClassifierRun,
    taught: TaughtDrawings,
    state: Path | None = None,
    max_minutes: float = math.inf,
) -> None:
    """Take the steps that are left; goes on from `state` if it is there, and leaves one there.

    It stops early once max_minutes are over. What happens at a step depends on the recipe and the
    step alone, so a run that was killed and resumed ends as one that was not.
    """
    deadline = monotonic() + 60 * max_minutes
    if state is not None and state.exists():
        run.resume(state)
    with tqdm(total=run.steps, initial=run.step, unit="step", desc="training") as progress:
        for images, labels in pictures_from(run, taught):
            loss = run.take_step(images, labels)
            progress.set_postfix(loss=f"{loss:.3f}", refresh=False)
            progress.update()
            is_last = run.step == run.steps or monotonic() >= deadline
            if state is not None and (run.step % SAVE_EVERY == 0 or is_last):
                run.save(state)
            if is_last:
                return


def count_steps(recipe: ClassifierRecipe, n_drawings: int) -> int:
    """Full batches in all passes."""
    return max(1, round(n_drawings // recipe.batch * recipe.passes))


def batches_from(recipe: ClassifierRecipe, n_drawings: int, first: int) -> Iterator[tuple]:
    """Step and numbers (B,) of the drawings of every step from `first` on, without end."""
    per_pass = n_drawings // recipe.batch
    step = first
    while True:
        rng = np.random.default_rng([recipe.seed, step // per_pass])
        order = rng.permutation(n_drawings)
        for place in range(step % per_pass, per_pass):
            yield step, order[place * recipe.batch : (place + 1) * recipe.batch]
            step += 1


def pictures_from(
    run: ClassifierRun, taught: TaughtDrawings
) -> Generator[tuple[Tensor, Tensor], None, None]:
    """Pictures (B, 3, H, W) and labels (B,) of the steps that are left, made one step ahead."""
    recipe = run.recipe

    def made(numbered: tuple[int, NDArray[np.int64]]) -> tuple[Tensor, Tensor]:
        step, chosen = numbered
        rng = np.random.default_rng([recipe.seed, PICTURES, step])
        style = recipe.network.style
        inks = [taught.drawings[at].ink(style, recipe.variation, rng) for at in chosen]
        images = (1 - torch.from_numpy(np.stack(inks)))[:, None].expand(-1, 3, -1, -1)
        return images, torch.from_numpy(taught.labels[chosen])

    left = range(run.steps - run.step)
    batches = zip(left, batches_from(recipe, len(taught.labels), run.step), strict=False)
    yield from one_ahead((batch for _, batch in batches), made)
