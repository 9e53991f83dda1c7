"""One step of a translator's training: make, judge, and what each of them learns."""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.training.sketch_to_photo.loop import descend
from sketchapp.training.sketch_to_photo.pairs import PairBatch
from sketchapp.training.translators.run import TranslatorRun


def take_step(run: TranslatorRun, batch: PairBatch) -> dict[str, Tensor]:
    """The makers' turn, then the judges'; the terms before it."""
    method = run.method
    noise = torch.Generator().manual_seed(run.recipe.seed * 1_000_003 + run.step)
    method.judges.requires_grad_(False)
    made = method.make(batch, noise)
    total = sum(made.terms.values(), torch.zeros((), device=run.device))
    descend(run.optimisers["makers"], total, f"makers at step {run.step}")
    method.judges.requires_grad_(True)
    pictures = {name: each.detach() for name, each in made.pictures.items()}
    loss = method.judge(batch, pictures, noise)
    descend(run.optimisers["judges"], loss, f"judges at step {run.step}")
    run.step += 1
    return {name: value.detach() for name, value in {**made.terms, "judges": loss}.items()}
