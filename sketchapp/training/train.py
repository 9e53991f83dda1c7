"""`train retriever`: from datasets to weights with their recipe and figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from sketchapp.data.dataset import Dataset
from sketchapp.data.quickdraw import Doodles
from sketchapp.models.checkpoint import read_config
from sketchapp.training.batches import TrainingSet
from sketchapp.training.early_checks import check_folds
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.fit import Keeping, count_steps, fit
from sketchapp.training.folds import Folds, kept_parts
from sketchapp.training.recipe import Recipe
from sketchapp.training.recipe_file import recipe_json
from sketchapp.training.start import Start
from sketchapp.training.workers import find_workers


@dataclass(frozen=True)
class TrainingJob:
    """What to train on, what to begin with, and where the result goes.

    fold leaves out the photos of this fold from every dataset that some `folds` divide; doodles
    teach what is not in the photos. logs is a folder for TensorBoard. drawers: processes that draw
    the pictures; None for as many as help.
    """

    datasets: tuple[Dataset, ...]
    recipe: Recipe
    out: Path
    start: Start = field(default_factory=Start)
    folds: tuple[Folds, ...] = ()
    fold: int | None = None
    doodles: Doodles | None = None
    logs: Path | None = None
    drawers: int | None = None

    def training_sides(self) -> list[Dataset]:
        """The datasets without what is held out.

        DatasetError where a fold is named without folds, or folds that divide none of the datasets:
        the model would see what it is judged by.
        """
        check_folds(len(self.folds), self.fold)
        return kept_parts(self.datasets, self.folds, self.fold)


def describe(job: TrainingJob) -> str:
    """What `--dry-run` prints: data, steps and the resolved recipe."""
    sides = job.training_sides()
    data = TrainingSet.of(sides, job.recipe.model.photo_style, job.doodles)
    counts = [f"{d.name}: {len(d.pairs)} sketches of {len(d.photos)} photos" for d in sides]
    steps = f"{count_steps(data, job.recipe)} steps of {job.recipe.batching.photos} photos"
    return "\n".join([*counts, steps, recipe_json(job.recipe)])


def train_retriever(job: TrainingJob) -> Path:
    """Train and write job.out, with the recipe beside it; goes on where a killed run stopped."""
    sides = job.training_sides()
    data = TrainingSet.of(sides, job.recipe.model.photo_style, job.doodles)
    state, workers = job.out.with_suffix(".state"), find_workers(drawers=job.drawers)
    run = fit(data, job.recipe, job.start, Keeping(state, job.logs), workers)
    if workers.leads:
        run.trained().save(job.out, _notes(job, sides, data, run.steps))
        recipe = job.out.with_suffix(".recipe.json")
        recipe.write_text(recipe_json(job.recipe) + "\n", encoding="utf-8")
        state.unlink(missing_ok=True)
    return job.out


def _history(start: Start) -> dict[str, object] | None:
    """What the retriever that training began with was trained on."""
    if start.retriever is None:
        return None
    config = read_config(start.retriever)
    return {name: config.get(name) for name in ("datasets", "steps", "recipe", "started_from")}


def _seen_before(start: Start) -> set[str]:
    """Marks of the photos that the retriever which training began with was trained on."""
    if start.retriever is None:
        return set()
    return set(read_config(start.retriever).get("trained_on", ()))


def _notes(
    job: TrainingJob, sides: list[Dataset], data: TrainingSet, steps: int
) -> dict[str, object]:
    """What the weights' header tells of their making."""
    return {
        "recipe": asdict(job.recipe),
        "steps": steps,
        "started_from": _history(job.start),
        "datasets": {d.name: [len(d.photos), len(d.pairs)] for d in sides},
        "categories": sorted({photo.category for d in sides for photo in d.photos}),
        "drawn_by_people": sorted({item.category for item in data.pairs if item.clean is None}),
        "doodles": 0 if job.doodles is None else len(job.doodles.strange),
        "trained_on": sorted(_seen_before(job.start).union(photo_marks(sides))),
    }
