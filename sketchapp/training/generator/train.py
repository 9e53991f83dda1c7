"""`train generator`: from the photos of datasets to weights with their recipe and figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sketchapp.data.dataset import Dataset
from sketchapp.training.early_checks import check_file, check_output, looks_like_path
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.generator.card import generator_card
from sketchapp.training.generator.fit import Budget, fit_generator
from sketchapp.training.generator.grid import grid_of, write_picture
from sketchapp.training.generator.kid import KidMeter
from sketchapp.training.generator.photos import PhotoSet
from sketchapp.training.generator.progress import Progress
from sketchapp.training.generator.recipe import GeneratorRecipe
from sketchapp.training.generator.run import GeneratorRun
from sketchapp.training.workers import Workers, find_workers


@dataclass(frozen=True)
class GeneratorJob:
    """What to train on and where the result goes; no categories means all there are.

    Without feature_weights, of a SqueezeNet, no distance is measured.
    """

    datasets: tuple[Dataset, ...]
    categories: tuple[str, ...]
    recipe: GeneratorRecipe
    out: Path
    feature_weights: Path | str | None = None
    max_minutes: float | None = None

    @property
    def state(self) -> Path:
        """What a later run goes on from."""
        return self.out.with_suffix(".state")

    def check(self) -> None:
        """Refuse what could not end well before any photo is read.

        Raises OutputError or CheckpointError.
        """
        check_output(self.out)
        if self.feature_weights is not None and looks_like_path(str(self.feature_weights)):
            check_file("--weights", Path(self.feature_weights))

    def photos(self) -> PhotoSet:
        """All photos of the datasets, in memory."""
        return PhotoSet.of(self.datasets, self.categories, self.recipe.model.size_px)


def describe(job: GeneratorJob) -> str:
    """What `--dry-run` prints: photos, steps and the resolved recipe."""
    job.check()
    photos = job.photos()
    counts = photos.categories.bincount(minlength=len(photos.names)).tolist()
    lines = [f"{name}: {count} photos" for name, count in zip(photos.names, counts, strict=True)]
    recipe = job.recipe
    lines.append(
        f"{recipe.steps} steps of {recipe.batch} photos of {recipe.model.size_px} px,"
        f" {recipe.model.rows} rows, R1 weight {recipe.r1:g}"
    )
    return "\n".join([*lines, json.dumps(asdict(recipe), indent=1)])


def train_generator(job: GeneratorJob) -> Path:
    """Train and write job.out with its card and last grid; goes on from job.state if it is there.

    The state stays after the last minute that was allowed, and goes after the last step.
    """
    job.check()
    workers, photos = find_workers(), job.photos()
    workers.share(job.recipe.batch)
    run = GeneratorRun(job.recipe, photos.names, photos.mark()).to(workers.device)
    if job.state.exists():
        run.resume(job.state)
    progress = Progress(job.out, _meter(job, photos, workers))
    budget = Budget(job.state, job.max_minutes)
    fit_generator(run, photos, workers, budget, progress)
    if workers.leads:
        _write(job, run, photos, progress)
    return job.out


def _meter(job: GeneratorJob, photos: PhotoSet, workers: Workers) -> KidMeter | None:
    if job.feature_weights is None or not workers.leads:
        return None
    return KidMeter.of(job.feature_weights, photos, workers.device)


def _write(job: GeneratorJob, run: GeneratorRun, photos: PhotoSet, progress: Progress) -> None:
    notes: dict[str, Any] = {
        "recipe": asdict(run.recipe) | {"r1": run.recipe.r1},
        "photos": {
            name: int((photos.categories == number).sum())
            for number, name in enumerate(photos.names)
        },
        "datasets": sorted(dataset.name for dataset in job.datasets),
        "trained_on": photo_marks(_seen(dataset, photos.names) for dataset in job.datasets),
        "figures": asdict(progress.measure(run)),
    }
    run.average.save(job.out, notes)
    write_picture(job.out.with_suffix(".png"), grid_of(run.average))
    job.out.with_suffix(".md").write_text(generator_card(job.out), encoding="utf-8")
    if run.step >= run.recipe.steps:
        job.state.unlink(missing_ok=True)


def _seen(dataset: Dataset, categories: tuple[str, ...]) -> Dataset:
    return dataset.only(photo.id for photo in dataset.photos if photo.category in categories)
