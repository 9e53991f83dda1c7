"""The training loop of sketch-to-photo: draw, make, compare, judge, step, average, save."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from sketchapp.training.generator.augment import augment
from sketchapp.training.generator.losses import discriminator_loss, generator_loss, r1_penalty
from sketchapp.training.sketch_to_photo.drawings import drawings_from
from sketchapp.training.sketch_to_photo.pairs import PairBatch, PhotoPairs
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.run import SketchToPhotoRun
from sketchapp.training.sketch_to_photo.style_encoder import divergence, drawn_style

SAVE_EVERY = 500  # steps between two states on disk

Measure = Callable[[SketchToPhotoRun, dict[str, float]], None]
"""Given the run and the terms of its last step."""


@dataclass(frozen=True, eq=False)
class Made:
    """What one step made: photos (B, 3, M, M), of which the first `own` have their own style."""

    photos: Tensor
    own: int
    terms: dict[str, Tensor]


@dataclass(frozen=True)
class FitBudget:
    """When to stop before the last step of the recipe, and where to leave the state.

    loaders: processes that draw batches ahead; 0 draws them in the training's own.
    """

    state: Path | None = None
    max_minutes: float = math.inf
    loaders: int = 0


def fit_sketch_to_photo(
    run: SketchToPhotoRun,
    pairs: PhotoPairs,
    perceptual: Perceptual,
    budget: FitBudget,
    measure: Measure,
) -> None:
    """Train until the last step or the end of the budget; the averaged weights are the result.

    What happens at a step depends on recipe, pairs and step alone, so on a processor a run that was
    stopped and resumed ends as one that was not.
    """
    photos, before = pairs.photos.to(run.device), time.monotonic()
    deadline = before + 60 * budget.max_minutes
    with tqdm(total=run.recipe.steps, initial=run.step, unit="step", mininterval=30) as progress:
        for drawn in drawings_from(pairs, run.recipe, run.step, budget.loaders):
            if before >= deadline:
                break
            terms = take_step(run, drawn.under(photos), perceptual)
            run.seconds += time.monotonic() - before
            progress.update()
            if run.step % run.recipe.measure_every == 0:
                measure(run, {name: value.item() for name, value in terms.items()})
            if budget.state is not None and run.step % SAVE_EVERY == 0:
                run.save(budget.state)
            before = time.monotonic()
    if budget.state is not None:
        run.save(budget.state)


def take_step(run: SketchToPhotoRun, batch: PairBatch, perceptual: Perceptual) -> dict[str, Tensor]:
    """The makers' turn, then the discriminator's, then the averages; the terms before it."""
    recipe = run.recipe
    noise = torch.Generator().manual_seed(recipe.seed * 1_000_003 + run.step)
    is_judged = run.step >= recipe.adversarial_from
    made = make(run, batch, perceptual, noise)
    terms = made.terms
    if is_judged:
        terms["adversarial"] = recipe.weights.adversarial * fooling(run, made, batch, noise)
    _descend(run, "makers", sum(terms.values(), torch.zeros((), device=run.device)))
    if is_judged:
        loss = judge(run, made.photos.detach(), batch, noise)
        _descend(run, "discriminator", loss)
        terms["discriminator"] = loss
    run.update_average()
    run.step += 1
    return {name: value.detach() for name, value in terms.items()}


def make(
    run: SketchToPhotoRun, batch: PairBatch, perceptual: Perceptual, rng: torch.Generator
) -> Made:
    """Photos of a batch, and the weighted terms that need no discriminator."""
    recipe, network = run.recipe, run.network
    drawn_share = recipe.drawn_styles if run.step >= recipe.adversarial_from else 0.0
    own = len(batch.photos) - round(drawn_share * len(batch.photos))
    code = network.encode(batch.sketches)
    mean, log_variance = run.style_encoder(batch.photos[:own])
    drawn = torch.randn(len(batch.photos) - own, mean.shape[1], generator=rng).to(run.device)
    z = torch.cat([drawn_style(mean, log_variance, rng), drawn])
    category = batch.categories if network.categories else None
    photos = network.decode(code, network.style(z, category))
    difference = (photos[:own] - batch.photos[:own]).abs().mean()
    terms = {
        "pixel": difference,
        "perceptual": perceptual.distance(photos[:own], batch.photos[:own]).mean(),
        "rows": (code.rows - network.generator.mean_latent).square().mean(),
        "spread": divergence(mean, log_variance),
    }
    if len(drawn):
        terms["style"] = (run.style_encoder(photos[own:])[0] - drawn).abs().mean()
    if category is not None:
        terms["category"] = torch.nn.functional.cross_entropy(code.category_logits, category)
    weighted = {name: getattr(recipe.weights, name) * value for name, value in terms.items()}
    return Made(photos, own, weighted)


def fooling(run: SketchToPhotoRun, made: Made, batch: PairBatch, rng: torch.Generator) -> Tensor:
    """How far the photos are from looking real."""
    run.discriminator.requires_grad_(False)
    seen = augment(made.photos, run.recipe.augmentation, rng)
    logits = run.discriminator(seen, _category(run, batch))
    run.discriminator.requires_grad_(True)
    return generator_loss(logits)


def judge(run: SketchToPhotoRun, made: Tensor, batch: PairBatch, rng: torch.Generator) -> Tensor:
    """The discriminator's loss on real and made photos, every r1_every steps with R1."""
    recipe, category = run.recipe, _category(run, batch)
    real, fake = (augment(part, recipe.augmentation, rng) for part in (batch.photos, made))
    both = None if category is None else torch.cat([category, category])
    on_real, on_made = run.discriminator(torch.cat([real, fake]), both).chunk(2)
    loss = discriminator_loss(on_real, on_made)
    if run.step % recipe.r1_every:
        return loss
    watched = real.detach().requires_grad_()
    penalty = r1_penalty(run.discriminator(watched, category), watched)
    return loss + recipe.r1 * recipe.r1_every * penalty


def _category(run: SketchToPhotoRun, batch: PairBatch) -> Tensor | None:
    return batch.categories if run.network.categories else None


def _descend(run: SketchToPhotoRun, name: str, loss: Tensor) -> None:
    if not torch.isfinite(loss):
        raise FloatingPointError(
            f"the loss of the {name} at step {run.step} is {loss.item()}; lower the rate"
        )
    optimiser = run.optimisers[name]
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
