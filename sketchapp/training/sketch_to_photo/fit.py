"""The training loop of sketch-to-photo: draw, make, compare, judge, step, average, save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from sketchapp.training.generator.augment import augment
from sketchapp.training.generator.losses import discriminator_loss, generator_loss, r1_penalty
from sketchapp.training.sketch_to_photo.loop import FitBudget, descend, fit_on_pairs
from sketchapp.training.sketch_to_photo.pairs import PairBatch, PhotoPairs
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.run import SketchToPhotoRun
from sketchapp.training.sketch_to_photo.style_encoder import divergence, drawn_style

Measure = Callable[[SketchToPhotoRun, dict[str, float]], None]
"""Given the run and the terms of its last step."""


@dataclass(frozen=True, eq=False)
class Made:
    """What one step made: photos (B, 3, M, M), of which the first `own` have their own style."""

    photos: Tensor
    own: int
    terms: dict[str, Tensor]


def fit_sketch_to_photo(
    run: SketchToPhotoRun,
    pairs: PhotoPairs,
    perceptual: Perceptual,
    budget: FitBudget,
    measure: Measure,
) -> None:
    """Train until the last step or the end of the budget; the averaged weights are the result."""

    def step(batch: PairBatch) -> dict[str, Tensor]:
        return take_step(run, batch, perceptual)

    def measure_run(terms: dict[str, float]) -> None:
        measure(run, terms)

    fit_on_pairs(run, pairs, budget, step, measure_run)


def take_step(run: SketchToPhotoRun, batch: PairBatch, perceptual: Perceptual) -> dict[str, Tensor]:
    """The makers' turn, then the discriminator's, then the averages; the terms before it."""
    recipe = run.recipe
    noise = torch.Generator().manual_seed(recipe.seed * 1_000_003 + run.step)
    is_judged = run.step >= recipe.adversarial_from
    made = make(run, batch, perceptual, noise)
    terms = made.terms
    if is_judged:
        terms["adversarial"] = recipe.weights.adversarial * fooling(run, made, batch, noise)
    total = sum(terms.values(), torch.zeros((), device=run.device))
    descend(run.optimisers["makers"], total, f"makers at step {run.step}")
    if is_judged:
        loss = judge(run, made.photos.detach(), batch, noise)
        descend(run.optimisers["discriminator"], loss, f"discriminator at step {run.step}")
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
    """The discriminator's loss on real and made photos, every r1_every steps with R1.

    The two are looked at apart, so that the spread of a group shows made photos that are all alike.
    """
    recipe, category = run.recipe, _category(run, batch)
    real, fake = (augment(part, recipe.augmentation, rng) for part in (batch.photos, made))
    on_real, on_made = (run.discriminator(part, category) for part in (real, fake))
    loss = discriminator_loss(on_real, on_made)
    if run.step % recipe.r1_every:
        return loss
    watched = real.detach().requires_grad_()
    penalty = r1_penalty(run.discriminator(watched, category), watched)
    return loss + recipe.r1 * recipe.r1_every * penalty


def _category(run: SketchToPhotoRun, batch: PairBatch) -> Tensor | None:
    return batch.categories if run.network.categories else None
