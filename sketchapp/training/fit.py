"""The training loop of the retriever: sample, forward, losses, step, save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from sketchapp.errors import DatasetError
from sketchapp.models.abstraction import cumulative_mask, gumbel_levels, mask_of_levels
from sketchapp.models.retriever import SketchReading
from sketchapp.training.batches import (
    Batch,
    TrainingSet,
    batches_of_pass,
    pictures_of_batch,
    pictures_of_doodles,
)
from sketchapp.training.journal import Journal
from sketchapp.training.losses.abstraction import abstraction_loss
from sketchapp.training.losses.clip_terms import category_loss
from sketchapp.training.losses.familiarity import familiarity_loss
from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.matching import sketch_loss
from sketchapp.training.recipe import Recipe
from sketchapp.training.reconstruction import reconstruction_loss
from sketchapp.training.run import Run, Start
from sketchapp.training.workers import Workers

SAVE_EVERY = 50  # steps between two states on disk
# purposes of random numbers, told apart from the passes, which count from 0
PICTURES, NOISE, PADDING = 1_000_003, 1_000_033, 1_000_037


@dataclass(frozen=True)
class Keeping:
    """Where a run leaves its state, from which it goes on, and its curves; None: nowhere."""

    state: Path | None = None
    logs: Path | None = None


def fit(
    data: TrainingSet,
    recipe: Recipe,
    start: Start,
    keeping: Keeping = Keeping(),
    workers: Workers | None = None,
) -> Run:
    """Train a retriever and return the finished run; its averaged weights are the result.

    What happens at a step depends on the recipe and the step alone, so a run that was killed and
    resumed ends as one that was not.
    """
    steps = count_steps(data, recipe)
    run = Run(recipe, start, steps, data.mark(), workers, data.categories)
    if keeping.state is not None and keeping.state.exists():
        run.resume(keeping.state)
    journal = Journal(keeping.logs if run.workers.leads else None)
    with _progress(run) as progress:
        for batch in batches_from(data, recipe, run):
            terms = losses_of_batch(run, batch, data)
            run.take_step(sum(terms.values(), torch.zeros(())))
            journal.note(run.step, terms)
            progress.set_postfix(loss=f"{sum(v.item() for v in terms.values()):.3f}", refresh=False)
            progress.update()
            _keep(run, keeping.state)
    journal.close()
    return run


def count_steps(data: TrainingSet, recipe: Recipe) -> int:
    """Batches in all passes; DatasetError where the data do not fill one batch."""
    rng = np.random.default_rng(recipe.seed)
    per_pass = len(batches_of_pass(data, recipe.batching, rng))
    if not per_pass:
        raise DatasetError(
            f"{len(data.by_photo())} photos do not fill one batch of {recipe.batching.photos} of"
            " one category; use a recipe with a smaller batch"
        )
    return max(1, round(per_pass * recipe.passes))


def batches_from(data: TrainingSet, recipe: Recipe, run: Run) -> Iterator[Batch]:
    """The batches of the steps that are left, pass after pass, each pass with its own seed.

    Of several processes each takes other passes.
    """
    step, number, first = 0, run.workers.index, run.step
    while step < run.steps:
        rng = np.random.default_rng([recipe.seed, number])
        batches = batches_of_pass(data, recipe.batching, rng)
        for batch in batches[: run.steps - step]:
            if step >= first:
                yield batch
            step += 1
        number += run.workers.count


def losses_of_batch(run: Run, batch: Batch, data: TrainingSet) -> dict[str, Tensor]:
    """The weighted terms of the loss, from one pass of all pictures together."""
    objective = run.recipe.objective
    rng = np.random.default_rng([run.recipe.seed, PICTURES, run.step, run.workers.index])
    pictures = pictures_of_batch(batch, data.photos, run.recipe, rng)
    doodles = _doodle_pictures(run.recipe, batch, data, rng)
    reading, photos = _passed(run, torch.cat([pictures.sketches, *doodles]), pictures.photos)
    matches = _matches(run, batch, reading, photos)
    temperature = objective.settings.temperature
    terms = {
        "matching": objective.matching_weight * run.matching(matches, run.progress),
        "abstraction": objective.abstraction_weight * abstraction_loss(matches),
    }
    if run.names is not None:
        shown = run.names.of(batch.photo_categories)
        misnamed = category_loss(matches, shown, objective.names_temperature)
        terms["names"] = objective.names_weight * misnamed
    if run.decoder is not None:
        gap = _reconstruction(run, pictures.photos, matches, batch.categories)
        terms["reconstruction"] = objective.reconstruction_weight * gap
    if objective.sketch_weight:
        terms["sketch"] = objective.sketch_weight * sketch_loss(matches, temperature)
    if doodles:
        others = reading.rows[len(matches.sketches) :].split([len(part) for part in doodles])
        known, strange = torch.cat([matches.sketches, others[0]]), others[1]
        unsure = familiarity_loss(known, strange, photos, temperature)
        terms["familiarity"] = objective.familiarity_weight * unsure
    return terms


def _reconstruction(run: Run, photos: Tensor, matches: Matches, categories: set[str]) -> Tensor:
    """Eq. 3: how far the photos are from what their sketches' rows, and their own, decode to."""
    decoder, own = run.decoder, matches.own
    assert decoder is not None
    rng = torch.Generator().manual_seed(_seed(run, PADDING))
    known = decoder.generator.config.categories
    category = None
    if known:
        number = known.index(min(categories)) if min(categories) in known else 0
        category = torch.full((len(own),), number, device=own.device)
    sides = (
        decoder(rows, matches.mask, rng, category)
        for rows in (matches.sketches, matches.photos[own])
    )
    return reconstruction_loss(photos.to(own.device)[own], *sides)


def _seed(run: Run, purpose: int) -> int:
    return int(np.random.default_rng([run.recipe.seed, purpose, run.step]).integers(2**31))


def _doodle_pictures(
    recipe: Recipe, batch: Batch, data: TrainingSet, rng: np.random.Generator
) -> tuple[Tensor, ...]:
    """Known and strange doodles; nothing where there are none."""
    if data.doodles is None:
        return ()
    return pictures_of_doodles(data.doodles, batch.categories, recipe, rng)


def _passed(run: Run, sketches: Tensor, photos: Tensor) -> tuple[SketchReading, Tensor]:
    """What the network makes of pictures, in float32."""
    device = run.workers.device
    with run.workers.autocast():
        reading, rows = run.model(sketches.to(device), photos.to(device))
    return SketchReading(reading.rows.float(), reading.level_logits.float()), rows.float()


def _matches(run: Run, batch: Batch, reading: SketchReading, photos: Tensor) -> Matches:
    """The batch after the network, each sketch with the rows that the recipe lets it select."""
    level = batch.levels.to(photos.device)
    count = len(level)  # doodles come behind
    logits = reading.level_logits[:count]
    own = torch.tensor(batch.own, device=photos.device)
    return Matches(reading.rows[:count], photos, own, _mask(run, level, logits), level, logits)


def _mask(run: Run, level: Tensor, logits: Tensor) -> Tensor:
    """Which rows count, (A, K)."""
    groups = run.recipe.model.groups
    if run.recipe.row_choice == "truth":
        return mask_of_levels(level, groups)
    drawn = gumbel_levels(logits, torch.Generator().manual_seed(_seed(run, NOISE)))
    return cumulative_mask(drawn, groups)


def _progress(run: Run) -> tqdm:
    return tqdm(
        total=run.steps,
        initial=run.step,
        unit="step",
        desc="training",
        disable=not run.workers.leads,
    )


def _keep(run: Run, state: Path | None) -> None:
    if state is None or not run.workers.leads:
        return
    if run.step % SAVE_EVERY == 0 or run.step == run.steps:
        run.save(state)
