"""`train sketch-to-photo`: from pairs to weights with their recipe, figures, grid and card."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from sketchapp.data.dataset import Dataset
from sketchapp.models.checkpoint import read_config
from sketchapp.models.stylegan2.generator import load_generator
from sketchapp.training.early_checks import check_file, check_output, looks_like_path
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.generator.grid import write_picture
from sketchapp.training.sketch_to_photo.card import sketch_to_photo_card
from sketchapp.training.sketch_to_photo.fit import fit_sketch_to_photo
from sketchapp.training.sketch_to_photo.loop import FitBudget
from sketchapp.training.sketch_to_photo.pairs import PhotoPairs, unseen_pairs
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.progress import PhotoProgress
from sketchapp.training.sketch_to_photo.recipe import SketchToPhotoRecipe
from sketchapp.training.sketch_to_photo.run import SketchToPhotoRun


@dataclass(frozen=True)
class SketchToPhotoJob:
    """What to train on and begin with, and where the result goes; no categories means all.

    feature_weights are of a SqueezeNet, for the perceptual term; backbone those of the encoder,
    None for random ones. unseen pairs are shown in grids and measured, never trained on.
    """

    datasets: tuple[Dataset, ...]
    unseen: tuple[Dataset, ...]
    categories: tuple[str, ...]
    recipe: SketchToPhotoRecipe
    out: Path
    feature_weights: Path | str
    backbone: Path | str | None = None
    generator: Path | None = None
    max_minutes: float = math.inf
    loaders: int = 0

    @property
    def state(self) -> Path:
        """What a later run goes on from."""
        return self.out.with_suffix(".state")

    @property
    def size_px(self) -> int:
        """M."""
        if self.generator is None:
            return self.recipe.generator.size_px
        return int(read_config(self.generator).get("generator", {}).get("size_px", 0))

    def check(self) -> None:
        """Refuse what could not end well before any photo is read.

        Raises OutputError or CheckpointError.
        """
        check_output(self.out)
        for name, given in (("--weights", self.feature_weights), ("--backbone", self.backbone)):
            if given is not None and looks_like_path(str(given)):
                check_file(name, Path(given))
        if self.generator is not None:
            load_generator(self.generator)

    def pairs(self) -> PhotoPairs:
        """All pairs to train on, their photos in memory."""
        return PhotoPairs.of(self.datasets, self.categories, self.size_px)


def describe(job: SketchToPhotoJob) -> str:
    """What `--dry-run` prints: pairs, steps and the resolved recipe."""
    job.check()
    pairs = job.pairs()
    lines = [f"{name}: {count} pairs" for name, count in pairs.counts().items()]
    lines.append(
        f"{job.recipe.steps} steps of {job.recipe.batch} pairs, photos of {job.size_px} px"
    )
    return "\n".join([*lines, json.dumps(asdict(job.recipe), indent=1)])


def train_sketch_to_photo(job: SketchToPhotoJob) -> Path:
    """Train and write job.out with its card and last grid; goes on from job.state if it is there.

    The state stays after the last minute that was allowed, and goes after the last step.
    """
    job.check()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pairs = job.pairs()
    generator = None if job.generator is None else load_generator(job.generator)
    run = SketchToPhotoRun(job.recipe, pairs.names, generator, job.backbone, pairs.mark())
    run.to(device)
    if job.state.exists():
        run.resume(job.state)
    perceptual = Perceptual.of(job.feature_weights, device)
    unseen = unseen_pairs(job.unseen, pairs.names, job.size_px)
    progress = PhotoProgress(job.out, unseen, pairs, perceptual)
    budget = FitBudget(job.state, job.max_minutes, job.loaders)
    fit_sketch_to_photo(run, pairs, perceptual, budget, progress)
    _write(job, run, pairs, progress)
    return job.out


def _write(
    job: SketchToPhotoJob, run: SketchToPhotoRun, pairs: PhotoPairs, progress: PhotoProgress
) -> None:
    began = {} if job.generator is None else read_config(job.generator)
    notes: dict[str, Any] = {
        "recipe": asdict(run.recipe),
        "pairs": pairs.counts(),
        "datasets": sorted(dataset.name for dataset in job.datasets),
        "trained_on": photo_marks(seen_part(dataset, pairs.names) for dataset in job.datasets),
        "generator_began": "" if job.generator is None else job.generator.stem,
        "generator_saw": began.get("datasets", [] if job.generator is None else ["unknown photos"]),
        "figures": asdict(progress.measure(run, {})),
    }
    run.average.save(job.out, notes)
    write_picture(job.out.with_suffix(".png"), progress.grid(run))
    job.out.with_suffix(".md").write_text(sketch_to_photo_card(job.out), encoding="utf-8")
    if run.step >= run.recipe.steps:
        job.state.unlink(missing_ok=True)


def seen_part(dataset: Dataset, categories: tuple[str, ...]) -> Dataset:
    """What is trained on of a dataset."""
    return dataset.only(photo.id for photo in dataset.photos if photo.category in categories)
