"""`train translator`: from pairs to weights with their recipe, figures, grid and card."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from sketchapp.data.dataset import Dataset
from sketchapp.training.early_checks import check_file, check_output, looks_like_path
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.generator.grid import write_picture
from sketchapp.training.sketch_to_photo.loop import FitBudget, fit_on_pairs
from sketchapp.training.sketch_to_photo.pairs import PhotoPairs, unseen_pairs
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.progress import PhotoProgress
from sketchapp.training.sketch_to_photo.train import seen_part
from sketchapp.training.translators.card import translator_card
from sketchapp.training.translators.fit import take_step
from sketchapp.training.translators.recipe import TranslatorRecipe
from sketchapp.training.translators.run import TranslatorRun


@dataclass(frozen=True)
class TranslatorJob:
    """What to train on, and where the result goes; no categories means all.

    feature_weights are of a SqueezeNet, for the figures alone. unseen pairs are shown in grids and
    measured, never trained on.
    """

    datasets: tuple[Dataset, ...]
    unseen: tuple[Dataset, ...]
    categories: tuple[str, ...]
    recipe: TranslatorRecipe
    out: Path
    feature_weights: Path | str
    max_minutes: float = math.inf
    loaders: int = 0

    @property
    def state(self) -> Path:
        """What a later run goes on from."""
        return self.out.with_suffix(".state")

    def check(self) -> None:
        """Refuse what could not end well before any photo is read.

        Raises OutputError or CheckpointError.
        """
        check_output(self.out)
        if looks_like_path(str(self.feature_weights)):
            check_file("--weights", Path(self.feature_weights))

    def pairs(self) -> PhotoPairs:
        """All pairs to train on, their photos in memory."""
        return PhotoPairs.of(self.datasets, self.categories, self.recipe.network.size_px)


def describe(job: TranslatorJob) -> str:
    """What `--dry-run` prints: pairs, steps and the resolved recipe."""
    job.check()
    recipe = job.recipe
    lines = [f"{name}: {count} pairs" for name, count in job.pairs().counts().items()]
    size_px = recipe.network.size_px
    lines.append(f"{recipe.steps} steps of {recipe.batch} pairs, photos of {size_px} px")
    return "\n".join([*lines, json.dumps(asdict(recipe), indent=1)])


def train_translator(job: TranslatorJob) -> Path:
    """Train and write job.out with its card and last grid; goes on from job.state if it is there.

    The state stays after the last minute that was allowed, and goes after the last step.
    """
    job.check()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pairs = job.pairs()
    run = TranslatorRun(job.recipe, pairs.mark()).to(device)
    if job.state.exists():
        run.resume(job.state)
    perceptual = Perceptual.of(job.feature_weights, device)
    unseen = unseen_pairs(job.unseen, pairs.names, job.recipe.network.size_px)
    progress = PhotoProgress(job.out, unseen, pairs, perceptual)
    budget = FitBudget(job.state, job.max_minutes, job.loaders)
    fit_on_pairs(run, pairs, budget, partial(take_step, run), partial(progress, run))
    _write(job, run, pairs, progress)
    return job.out


def _write(
    job: TranslatorJob, run: TranslatorRun, pairs: PhotoPairs, progress: PhotoProgress
) -> None:
    notes: dict[str, Any] = {
        "recipe": asdict(run.recipe),
        "pairs": pairs.counts(),
        "datasets": sorted(dataset.name for dataset in job.datasets),
        "trained_on": photo_marks(seen_part(dataset, pairs.names) for dataset in job.datasets),
        "figures": asdict(progress.measure(run, {})),
    }
    run.method.photo.save(job.out, notes)
    write_picture(job.out.with_suffix(".png"), progress.grid(run))
    job.out.with_suffix(".md").write_text(translator_card(job.out), encoding="utf-8")
    if run.step >= run.recipe.steps:
        job.state.unlink(missing_ok=True)
