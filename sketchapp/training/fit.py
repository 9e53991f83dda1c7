"""The training loop of the retriever: sample, forward, losses, step, save."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from sketchapp.errors import DatasetError
from sketchapp.models.abstraction import cumulative_mask, gumbel_levels, mask_of_levels
from sketchapp.models.retriever import BatchReading, SketchReading
from sketchapp.training.ahead import in_processes, one_ahead
from sketchapp.training.batches import Batch, TrainingSet, batches_of_pass
from sketchapp.training.journal import Journal
from sketchapp.training.losses.abstraction import abstraction_loss
from sketchapp.training.losses.clip_terms import category_loss
from sketchapp.training.losses.familiarity import familiarity_loss
from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.matching import sketch_loss
from sketchapp.training.prepared import Place, Prepared, prepare
from sketchapp.training.recipe import Recipe
from sketchapp.training.reconstruction_term import reconstruction_term
from sketchapp.training.run import Run
from sketchapp.training.start import Start
from sketchapp.training.workers import Workers

SAVE_EVERY = 50  # steps between two states on disk
# purposes of random numbers, as PICTURES is one
NOISE, PADDING = 1_000_033, 1_000_037


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
        for prepared in pictures_from(data, recipe, run):
            terms = losses_of_batch(run, prepared)
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


def pictures_from(data: TrainingSet, recipe: Recipe, run: Run) -> Generator[Prepared, None, None]:
    """The pictures of the steps that are left; the next ones are made while one step is taken."""

    def batches() -> Iterator[tuple[int, Batch]]:
        return enumerate(batches_from(data, recipe, run), run.step)

    def made(numbered: tuple[int, Batch]) -> Prepared:
        step, batch = numbered
        return prepare(batch, data, recipe, Place(step, run.workers.index))

    if not run.workers.drawers:
        yield from one_ahead(batches(), made)
        return
    pictures = in_processes(batches, lambda numbered: made(numbered).packed(), run.workers.drawers)
    for (_, batch), packed in zip(batches(), pictures, strict=True):
        yield Prepared.of(batch, packed)


def losses_of_batch(run: Run, prepared: Prepared) -> dict[str, Tensor]:
    """The weighted terms of the loss, from one pass of all pictures together."""
    objective = run.recipe.objective
    reading = _passed(run, prepared)
    matches = _matches(run, prepared.batch, reading)
    temperature = objective.settings.temperature
    terms = {
        "matching": objective.matching_weight * run.matching(matches, run.progress),
        "abstraction": objective.abstraction_weight * abstraction_loss(matches),
    }
    if run.names is not None:
        shown = run.names.of(prepared.batch.photo_categories)
        misnamed = category_loss(matches, shown, objective.names_temperature)
        terms["names"] = objective.names_weight * misnamed
    if run.decoder is not None:
        rng = torch.Generator().manual_seed(_seed(run, PADDING))
        gap = reconstruction_term(run.decoder, prepared, reading, matches, rng)
        terms["reconstruction"] = objective.reconstruction_weight * gap
    if objective.sketch_weight:
        terms["sketch"] = objective.sketch_weight * sketch_loss(matches, temperature)
    if prepared.doodles:
        others = reading.sketches.rows[len(matches.sketches) :].split(list(prepared.doodles))
        known, strange = torch.cat([matches.sketches, others[0]]), others[1]
        unsure = familiarity_loss(known, strange, matches.photos, temperature)
        terms["familiarity"] = objective.familiarity_weight * unsure
    return terms


def _seed(run: Run, purpose: int) -> int:
    return int(np.random.default_rng([run.recipe.seed, purpose, run.step]).integers(2**31))


def _passed(run: Run, prepared: Prepared) -> BatchReading:
    """What the network makes of pictures: rows and levels in float32."""
    device = run.workers.device
    with run.workers.autocast():
        both = run.model(prepared.sketches.to(device), prepared.photos.to(device))
    drawn = both.sketches
    sketches = SketchReading(drawn.rows.float(), drawn.level_logits.float())
    return replace(both, sketches=sketches, photos=both.photos.float())


def _matches(run: Run, batch: Batch, reading: BatchReading) -> Matches:
    """The batch after the network, each sketch with the rows that the recipe lets it select."""
    sketches, photos = reading.sketches, reading.photos
    level = batch.levels.to(photos.device)
    count = len(level)  # doodles come behind
    logits = sketches.level_logits[:count]
    own = torch.tensor(batch.own, device=photos.device)
    mask, printed = _mask(run, level, logits), run.recipe.model.printed
    return Matches(sketches.rows[:count], photos, own, mask, level, logits, printed)


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
