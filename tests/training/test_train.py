import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.load import load_retriever
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.folds import write_folds
from sketchapp.training.recipe_file import read_recipe, recipe_json
from sketchapp.training.start import Start
from sketchapp.training.train import TrainingJob, describe, train_retriever
from tests.made_datasets import make_qmul, make_rendered
from tests.models.tiny import made_weights
from tests.training.made_pairs import TINY_RECIPE

RECIPE = replace(TINY_RECIPE, passes=0.5)


@pytest.fixture
def chairs(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


@pytest.fixture
def job(tmp_path: Path, chairs: Dataset) -> TrainingJob:
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path / 'rendered')}", "all")
    weights = Start(made_weights(tmp_path / "w.safetensors"))
    return TrainingJob((chairs, rendered), RECIPE, tmp_path / "runs" / "r.safetensors", weights)


def test_training_leaves_weights_with_their_history(job: TrainingJob) -> None:
    assert train_retriever(job) == job.out
    assert sorted(path.name for path in job.out.parent.iterdir()) == [
        "r.recipe.json",
        "r.safetensors",
    ]
    config = read_config(job.out)
    assert config["recipe"] == json.loads(recipe_json(RECIPE))
    assert config["datasets"] == {"chairv2": [8, 16], "rendered": [6, 6]}
    assert config["trained_on"] == photo_marks(job.datasets)
    assert config["steps"] >= 1
    assert read_recipe(job.out.with_suffix(".recipe.json")) == RECIPE
    assert load_retriever(job.out).config == RECIPE.model


def test_what_went_before_is_not_forgotten(job: TrainingJob) -> None:
    chairs, rendered = job.datasets
    first = train_retriever(
        replace(job, datasets=(rendered,), out=job.out.with_name("a.safetensors"))
    )
    last = replace(job, datasets=(chairs,), start=Start(retriever=first))
    assert read_config(train_retriever(last))["trained_on"] == photo_marks(job.datasets)


def test_the_same_job_gives_the_same_weights(job: TrainingJob) -> None:
    weights = []
    for seed in (0, 0, 1):
        changed = replace(job, recipe=replace(RECIPE, seed=seed))
        weights.append(load_retriever(train_retriever(changed)).encode_sketch.state_dict())
    first, again, other = (state["project.weight"] for state in weights)
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_what_is_held_out_is_not_trained_on(job: TrainingJob, chairs: Dataset) -> None:
    folds = write_folds(job.out.parent, chairs, 2)
    left_out = replace(job, folds=(folds,), fold=1)
    assert [len(side.photos) for side in left_out.training_sides()] == [4, 6]
    train_retriever(left_out)
    seen = set(read_config(job.out)["trained_on"])
    assert not seen & set(photo_marks([folds.held_out(chairs, 1)]))
    assert set(photo_marks([folds.held_out(chairs, 0)])) <= seen


def test_a_fold_of_each_dataset_is_left_out(job: TrainingJob, chairs: Dataset) -> None:
    other = next(dataset for dataset in job.datasets if dataset.name != chairs.name)
    both = (
        write_folds(job.out.parent / "a", chairs, 2),
        write_folds(job.out.parent / "b", other, 2),
    )
    sides = replace(job, folds=both, fold=1).training_sides()
    for folds, side in zip(both, sides, strict=True):
        assert {photo.id for photo in side.photos} == set(folds.photo_ids[0])


def test_a_fold_and_its_folds_belong_together(job: TrainingJob, chairs: Dataset) -> None:
    folds = write_folds(job.out.parent, chairs, 2)
    for changed, sentence in [
        (replace(job, folds=(folds,)), "both --folds and --fold"),
        (replace(job, fold=0), "both --folds and --fold"),
        (replace(job, folds=(folds,), fold=2), "fold 2 not found; there are 0 to 1"),
        (replace(job, datasets=job.datasets[1:], folds=(folds,), fold=0), "divide none of"),
    ]:
        with pytest.raises(DatasetError, match=sentence):
            changed.training_sides()


def test_a_dry_run_says_what_would_be_done(job: TrainingJob) -> None:
    lines = describe(job).splitlines()
    assert lines[:2] == [
        "chairv2: 16 sketches of 8 photos",
        "rendered: 6 sketches of 6 photos",
    ]
    assert lines[2].endswith("steps of 4 photos")
    assert json.loads("\n".join(lines[3:])) == json.loads(recipe_json(RECIPE))
    assert not job.out.parent.exists()
