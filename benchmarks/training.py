"""How many pairs a second the retriever trains on, and what the time goes to.

Run `python -m sketchapp bench training --recipe compact --steps 12`. The steps are real ones on the
chairs of the shipped gallery, with random weights; nothing is kept.
"""

from __future__ import annotations

import os
from contextlib import closing
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from benchmarks.figures import Parts, shares_percent
from sketchapp.data.dataset import Dataset
from sketchapp.data.rendered import load_rendered
from sketchapp.errors import SketchAppError
from sketchapp.settings import ROOT
from sketchapp.training.ahead import can_fork
from sketchapp.training.augment import varied_photos
from sketchapp.training.batches import Batch, TrainingSet
from sketchapp.training.fit import batches_from, count_steps, losses_of_batch, pictures_from
from sketchapp.training.prepared import Place, Prepared, prepare
from sketchapp.training.recipe import Recipe
from sketchapp.training.recipes import find_recipe
from sketchapp.training.run import Run
from sketchapp.training.start import Start
from sketchapp.training.workers import Workers, find_workers

CATEGORY = "chair"
WARM_UP = 2  # steps before the clock starts
DRAWN = 64  # batches by which drawing alone is timed: of few, the start of a process is most


@dataclass(frozen=True)
class StepParts(Parts):
    """Seconds of one step, or percent of many.

    drawing and photos prepare the pictures, forward goes to the loss, backward to the gradients,
    optimiser moves the weights and their average.
    """

    drawing: float
    photos: float
    forward: float
    backward: float
    optimiser: float


@dataclass(frozen=True)
class TrainingBench:
    """Figures of `steps` steps as training takes them, then of half as many part by part.

    pairs_per_s: sketches with their photo a second, in training. input_share: percent of that time
    in which the network waits for pictures; the input pipeline must not be the limit.
    drawers_ratio: how many times as fast the pictures alone come where as many processes as there
    are processors draw them, against one thread; 1 where no process can be copied.
    shares_percent: what the work of a step consists of where nothing is done ahead; they sum to
    100, and drawing and photos together may be more than input_share, for training prepares the
    next pictures while the network is busy.
    """

    recipe: str
    pairs_per_s: float
    step_s: float
    input_share: float
    drawers_ratio: float
    shares_percent: StepParts
    pairs_per_step: float
    steps: int
    device: str
    torch_threads: int


@dataclass(frozen=True)
class Ahead:
    """One step as training takes it: seconds in all, those spent waiting, and its pairs."""

    step_s: float
    waiting_s: float
    pairs: int


def run(recipe: str = "compact", steps: int = 12, generator: Path | None = None) -> TrainingBench:
    """Train `steps` steps as `fit` does, then half as many part by part."""
    if steps < 1:
        raise SketchAppError(f"{steps} steps cannot be measured; give at least 1")
    chosen, workers = _of_all_photos(find_recipe(recipe)), find_workers()
    data = TrainingSet.of([training_photos()], chosen.model.photo_style)
    count_steps(data, chosen)  # refuses a batch that the photos do not fill
    in_turn = (steps + 1) // 2
    training = Run(chosen, Start(generator=generator), WARM_UP + steps + in_turn, workers=workers)
    ahead = steps_ahead(training, data, steps)
    total_s, pairs = sum(one.step_s for one in ahead), sum(one.pairs for one in ahead)
    return TrainingBench(
        recipe=recipe,
        pairs_per_s=pairs / total_s,
        step_s=total_s / steps,
        input_share=100 * sum(one.waiting_s for one in ahead) / total_s,
        drawers_ratio=drawers_ratio(training, data),
        shares_percent=shares_percent(steps_in_turn(training, data, in_turn)),
        pairs_per_step=pairs / steps,
        steps=steps,
        device=str(workers.device),
        torch_threads=torch.get_num_threads(),
    )


def _of_all_photos(recipe: Recipe) -> Recipe:
    """The recipe whose passes take every traced photo, for the bench has no others."""
    return replace(recipe, batching=replace(recipe.batching, traced=1.0))


def training_photos() -> Dataset:
    """The chairs of the shipped gallery's train side."""
    gallery = load_rendered(ROOT / "assets" / "gallery", "train")
    return gallery.only({photo.id for photo in gallery.photos if photo.category == CATEGORY})


def steps_ahead(training: Run, data: TrainingSet, steps: int) -> list[Ahead]:
    """Steps with the pictures made ahead, after WARM_UP that do not count."""
    measured = []
    with closing(pictures_from(data, training.recipe, training)) as coming:
        for number in range(WARM_UP + steps):
            start = perf_counter()
            prepared = next(coming)
            ready = perf_counter()
            training.take_step(_loss(training, prepared))
            end = _now(training.workers)
            if number >= WARM_UP:
                measured.append(Ahead(end - start, ready - start, len(prepared.batch.drawings)))
    return measured


def drawers_ratio(training: Run, data: TrainingSet) -> float:
    """Seconds that DRAWN batches of pictures take from a thread, over those from processes."""
    if not can_fork():
        return 1.0
    return _pictures_s(training, data, 0) / _pictures_s(training, data, os.cpu_count() or 1)


def _pictures_s(training: Run, data: TrainingSet, drawers: int) -> float:
    """Seconds of drawing alone, the start of processes with it."""
    still = copy(training)
    still.workers = replace(training.workers, drawers=drawers)
    still.step, still.steps = 0, DRAWN
    start = perf_counter()
    for _ in pictures_from(data, training.recipe, still):
        pass
    return perf_counter() - start


def steps_in_turn(training: Run, data: TrainingSet, steps: int) -> list[StepParts]:
    """The steps that follow, each part after the one before it."""
    batches = batches_from(data, training.recipe, training)
    return [_parts(training, data, batch) for batch in islice(batches, steps)]


def _parts(training: Run, data: TrainingSet, batch: Batch) -> StepParts:
    recipe, workers = training.recipe, training.workers
    photos_s = _photos_s(training, data, batch)
    started = perf_counter()
    prepared = prepare(batch, data, recipe, Place(training.step, workers.index))
    prepared_at = perf_counter()
    loss = _loss(training, prepared)
    forward_at = _now(workers)
    backward_at: list[float] = []
    hook = training.optimiser.register_step_pre_hook(
        lambda *_: backward_at.append(_now(workers))  # when all gradients are there
    )
    training.take_step(loss)
    ended = _now(workers)
    hook.remove()
    return StepParts(
        drawing=max(0.0, prepared_at - started - photos_s),
        photos=photos_s,
        forward=forward_at - prepared_at,
        backward=backward_at[0] - forward_at,
        optimiser=ended - backward_at[0],
    )


def _photos_s(training: Run, data: TrainingSet, batch: Batch) -> float:
    """Seconds of varying the photos of a batch alone, as they are varied within `prepare`."""
    flips, rng = np.zeros(len(batch.photos), np.bool_), np.random.default_rng(training.step)
    start = perf_counter()
    chosen = data.photos[list(batch.photos)].float() / 255
    varied_photos(chosen, training.recipe.model.size_px, training.recipe.photos, flips, rng)
    return perf_counter() - start


def _loss(training: Run, prepared: Prepared) -> Tensor:
    return sum(losses_of_batch(training, prepared).values(), torch.zeros(()))


def _now(workers: Workers) -> float:
    """Seconds, when the processor has done all that it was told."""
    if workers.device.type == "cuda":
        torch.cuda.synchronize(workers.device)
    return perf_counter()
