"""The training loop of the generator: judge, make, step, average, measure, save."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from sketchapp.training.generator.augment import adjusted, augment
from sketchapp.training.generator.losses import discriminator_loss, generator_loss, r1_penalty
from sketchapp.training.generator.photos import PhotoSet
from sketchapp.training.generator.run import GeneratorRun
from sketchapp.training.workers import Workers

SAVE_EVERY = 250  # steps between two states on disk


@dataclass(frozen=True)
class Budget:
    """When to stop before the last step of the recipe, and where to leave the state."""

    state: Path | None = None
    max_minutes: float | None = None


@dataclass
class Step:
    """What one step works with: a generator of randomness that depends on run and step alone."""

    run: GeneratorRun
    photos: PhotoSet
    workers: Workers
    rng: torch.Generator

    @classmethod
    def of(cls, run: GeneratorRun, photos: PhotoSet, workers: Workers) -> Step:
        """The next step of a run."""
        seed = (run.recipe.seed * 1_000_003 + run.step) * 1009 + workers.index
        return cls(run, photos, workers, torch.Generator().manual_seed(seed))

    @property
    def count(self) -> int:
        """Photos that this process takes."""
        return self.workers.share(self.run.recipe.batch)


Measure = Callable[[GeneratorRun], None]


def fit_generator(
    run: GeneratorRun, photos: PhotoSet, workers: Workers, budget: Budget, measure: Measure
) -> GeneratorRun:
    """Train until the last step or the end of the budget; the averaged weights are the result.

    What happens at a step depends on the recipe, the photos and the step alone, so on a processor
    a run that was stopped and resumed ends as one that was not.
    """
    steps, started = run.recipe.steps, time.monotonic()
    progress = tqdm(
        total=steps, initial=run.step, unit="step", disable=not workers.leads, mininterval=5
    )
    while run.step < steps and not _is_over(started, budget, workers):
        before = time.monotonic()
        take_step(Step.of(run, photos, workers))
        run.seconds += time.monotonic() - before
        progress.update()
        if workers.leads and run.step % run.recipe.measure_every == 0:
            measure(run)
        if run.step % SAVE_EVERY == 0:
            _save(run, workers, budget)
    progress.close()
    _save(run, workers, budget)
    return run


def take_step(step: Step) -> None:
    """The discriminator's turn, then the generator's, then the averages."""
    run, recipe = step.run, step.run.recipe
    _descend(step, "discriminator", judge(step))
    _descend(step, "generator", make(step))
    run.update_average()
    run.step += 1
    if run.step % recipe.ada_every == 0:
        mean, count = run.sure
        amount = recipe.batch * recipe.ada_every / recipe.ada_images
        if count:
            run.probability = adjusted(run.probability, mean, recipe.ada_target, amount)
        run.sure = (0.0, 0)


def judge(step: Step) -> Tensor:
    """The discriminator's loss on real and made photos, every r1_every steps with R1.

    The two are looked at apart, so that the spread of a group shows made photos that are all alike.
    R1 looks at the photos as they are after augmentation, and in float32.
    """
    run, rng, count = step.run, step.rng, step.count
    real, category = (part.to(step.workers.device) for part in step.photos.pick(count, rng))
    with torch.no_grad():
        made, made_category = made_photos(step)
    real, made = (augment(part, run.probability, rng) for part in (real, made))
    with step.workers.autocast():
        on_real = run.discriminator(real, category)
        on_made = run.discriminator(made, made_category)
    _note_signs(step, on_real)
    loss = discriminator_loss(on_real, on_made)
    if run.step % run.recipe.r1_every:
        return loss
    watched = real.detach().requires_grad_()
    penalty = r1_penalty(run.discriminator(watched, category), watched)
    return loss + run.recipe.r1 * run.recipe.r1_every * penalty


def make(step: Step) -> Tensor:
    """The generator's loss: its photos should look real."""
    run = step.run
    run.discriminator.requires_grad_(False)
    made, category = made_photos(step)
    with step.workers.autocast():
        logits = run.discriminator(augment(made, run.probability, step.rng), category)
    run.discriminator.requires_grad_(True)
    return generator_loss(logits)


def made_photos(step: Step) -> tuple[Tensor, Tensor]:
    """Photos (B, 3, M, M) of random codes, some of two codes (style mixing), and categories (B,).

    The mean latent follows the codes as they come.
    """
    run, rng, count, device = step.run, step.rng, step.count, step.workers.device
    category = step.photos.pick_categories(count, rng).to(device)
    z = torch.randn(2, count, run.generator.width, generator=rng).to(device)
    first, second = (run.generator.map(part, category) for part in z)  # (B, D) each
    mean = step.workers.mean(first.detach().mean(0))
    run.generator.mean_latent.lerp_(mean, 1 - run.recipe.mean_decay)
    crossover = torch.randint(1, run.generator.rows, (count, 1), generator=rng)
    alone = torch.rand(count, 1, generator=rng) >= run.recipe.mixing
    keep = alone | (torch.arange(run.generator.rows) < crossover)  # (B, L)
    keep = keep.to(device)[:, :, None]
    codes = torch.where(keep, run.generator.codes(first), run.generator.codes(second))
    with step.workers.autocast():
        return run.generator.synthesise(codes, rng).float(), category


def _descend(step: Step, name: str, loss: Tensor) -> None:
    if not torch.isfinite(step.workers.mean(loss.detach())):
        raise FloatingPointError(
            f"the {name}'s loss of step {step.run.step} is {loss.item()}; lower the rate"
        )
    network = getattr(step.run, name)
    optimiser = step.run.optimisers[name]
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    step.workers.average_gradients(network)
    optimiser.step()


def _note_signs(step: Step, logits: Tensor) -> None:
    mean, count = step.run.sure
    sign = float(step.workers.mean(logits.detach().sign().mean()))
    step.run.sure = ((mean * count + sign) / (count + 1), count + 1)


def _is_over(started: float, budget: Budget, workers: Workers) -> bool:
    if budget.max_minutes is None:
        return False
    over = torch.tensor(float(time.monotonic() - started > 60 * budget.max_minutes))
    return bool(workers.mean(over.to(workers.device)) > 0)


def _save(run: GeneratorRun, workers: Workers, budget: Budget) -> None:
    if budget.state is not None and workers.leads:
        run.save(budget.state)
    workers.wait()
