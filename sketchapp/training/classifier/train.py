"""`train classifier`: from labelled drawings to weights with their recipe, figures and card."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sketchapp.data.labelled import LabelledSketches
from sketchapp.models.classifier import load_sketch_classifier
from sketchapp.training.classifier.accuracy import accuracy_of
from sketchapp.training.classifier.card import classifier_card
from sketchapp.training.classifier.drawings import Drawings, drawing_mark, drawings_of
from sketchapp.training.classifier.fit import TaughtDrawings, count_steps, fit_classifier
from sketchapp.training.classifier.recipe import ClassifierRecipe
from sketchapp.training.classifier.run import ClassifierRun
from sketchapp.training.early_checks import check_file, check_output, looks_like_path


@dataclass(frozen=True)
class ClassifierJob:
    """What to train on, what to begin with, and where the result goes.

    weights are of the backbone: a .safetensors file, a tag to download, or None for random ones.
    After max_minutes what there is gets written, and a later run may go on.
    """

    datasets: tuple[LabelledSketches, ...]
    recipe: ClassifierRecipe
    out: Path
    weights: str | None = None
    max_minutes: float = math.inf

    @property
    def state(self) -> Path:
        """What a killed run goes on from."""
        return self.out.with_suffix(".state")

    def check(self) -> None:
        """Refuse what could not end well before any drawing is read.

        Raises OutputError or CheckpointError.
        """
        check_output(self.out)
        if self.weights is not None and looks_like_path(self.weights):
            check_file("--weights", Path(self.weights))


def describe(job: ClassifierJob) -> str:
    """What `--dry-run` prints: drawings, steps and the resolved recipe."""
    job.check()
    drawings = drawings_of(job.datasets, job.recipe)
    steps = count_steps(job.recipe, len(drawings.training))
    return "\n".join(
        [
            f"{len(drawings.categories)} categories: {', '.join(drawings.categories)}",
            f"{len(drawings.training)} drawings to train on, {len(drawings.unseen)} unseen,"
            f" {drawings.skipped} of other categories skipped",
            f"{steps} steps of {job.recipe.batch} drawings",
            json.dumps(asdict(job.recipe), indent=1),
        ]
    )


def train_classifier(job: ClassifierJob) -> Path:
    """Train and write job.out with its card beside it; goes on where an earlier run stopped.

    The state stays as long as there are steps left.
    """
    job.check()
    drawings = drawings_of(job.datasets, job.recipe)
    steps = count_steps(job.recipe, len(drawings.training))
    run = ClassifierRun(job.recipe, drawings.categories, steps, job.weights, drawings.mark())
    fit_classifier(run, TaughtDrawings.of(drawings), job.state, job.max_minutes)
    notes = _notes(job, drawings) | {"steps": run.step, "planned_steps": steps}
    run.trained().save(job.out, notes)
    # judged as it is shipped: read back from the file, in fp16
    figures = {"unseen": accuracy_of(load_sketch_classifier(job.out), drawings.unseen)}
    run.trained().save(job.out, notes | {"figures": figures})
    job.out.with_suffix(".md").write_text(classifier_card(job.out), encoding="utf-8")
    if run.step == run.steps:
        job.state.unlink(missing_ok=True)
    return job.out


def _notes(job: ClassifierJob, drawings: Drawings) -> dict[str, Any]:
    """What the weights' header tells of their making."""
    seen = (*drawings.training, *drawings.reserved)
    return {
        "recipe": asdict(job.recipe),
        "datasets": sorted({dataset.name for dataset in job.datasets}),
        "began_with": None if job.weights is None else Path(job.weights).stem,
        "counts": {
            "training": len(drawings.training),
            "unseen": len(drawings.unseen),
            "skipped": drawings.skipped,
        },
        "trained_on": sorted(drawing_mark(drawing) for drawing in seen),
    }
