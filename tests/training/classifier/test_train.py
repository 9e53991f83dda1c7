"""From drawings to weights, and on after a kill."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.errors import CheckpointError, OutputError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.classifier import load_classifier
from sketchapp.training.classifier.accuracy import accuracy_of
from sketchapp.training.classifier.drawings import drawing_mark, drawings_of
from sketchapp.training.classifier.fit import (
    TaughtDrawings,
    count_steps,
    fit_classifier,
    pictures_from,
)
from sketchapp.training.classifier.recipe import Variation
from sketchapp.training.classifier.recipes import RECIPES, find_classifier_recipe
from sketchapp.training.classifier.run import ClassifierRun
from sketchapp.training.classifier.train import ClassifierJob, describe, train_classifier
from sketchapp.training.classifier.variation import VariedDrawing
from tests.degenerate import DEGENERATE
from tests.models.tiny_classifiers import STYLE, left_or_right
from tests.training.classifier.made_drawings import TINY_RECIPE, made_drawings


def job_in(folder: Path, **changes: object) -> ClassifierJob:
    recipe = replace(TINY_RECIPE, **changes)
    return ClassifierJob((made_drawings(),), recipe, folder / "runs" / "c.safetensors")


def test_training_leaves_weights_with_their_history_and_a_card(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    assert train_classifier(job) == job.out
    names = sorted(path.name for path in job.out.parent.iterdir())
    assert names == ["c.md", "c.safetensors"]
    header, drawings = read_config(job.out), drawings_of(job.datasets, job.recipe)
    assert load_classifier(job.out).categories == ("line", "square", "zigzag")
    assert header["counts"]["skipped"] == 2 and header["steps"] > 0
    marks = {drawing_mark(drawing) for drawing in drawings.unseen}
    assert len(header["trained_on"]) == len(drawings.training) and not marks & set(
        header["trained_on"]
    )
    assert header["figures"]["unseen"]["n"] == len(drawings.unseen)
    card = job.out.with_suffix(".md").read_text(encoding="utf-8")
    for piece in ("line, square, zigzag", "seed 0", "| top_1 |", "CC BY 4.0", "30%"):
        assert piece in card


@pytest.mark.parametrize("bfloat16", [False, True])
def test_a_killed_run_ends_with_the_same_weights(tmp_path: Path, bfloat16: bool) -> None:
    recipe = replace(TINY_RECIPE, passes=2.0, bfloat16=bfloat16)
    drawings = drawings_of([made_drawings()], recipe)
    taught, steps = TaughtDrawings.of(drawings), count_steps(recipe, len(drawings.training))

    def run() -> ClassifierRun:
        return ClassifierRun(recipe, drawings.categories, steps, data_mark=drawings.mark())

    whole = run()
    fit_classifier(whole, taught)
    state = tmp_path / "c.state"
    for _ in range(2):  # one step each
        fit_classifier(run(), taught, state, max_minutes=0)
    assert read_config(state)["step"] == 2 < steps
    resumed = run()
    fit_classifier(resumed, taught, state)
    for name, tensor in whole.trained().state_dict().items():
        assert torch.equal(tensor, resumed.trained().state_dict()[name]), name


def test_after_the_time_that_is_allowed_there_are_weights_and_a_state(tmp_path: Path) -> None:
    job = replace(job_in(tmp_path), max_minutes=0.0)
    train_classifier(job)
    assert read_config(job.out)["steps"] == 1 and job.state.exists()
    planned = read_config(job.out)["planned_steps"]
    assert f"1 of {planned} steps" in job.out.with_suffix(".md").read_text(encoding="utf-8")
    train_classifier(replace(job, max_minutes=5.0))
    assert read_config(job.out)["steps"] == read_config(job.out)["planned_steps"]
    assert not job.state.exists()


def test_a_state_of_another_recipe_or_other_data_is_refused(tmp_path: Path) -> None:
    names = ("a", "b", "c")
    ClassifierRun(TINY_RECIPE, names, 4, data_mark="x").save(tmp_path / "c.state")
    for other in (
        ClassifierRun(replace(TINY_RECIPE, batch=4), names, 4, data_mark="x"),
        ClassifierRun(TINY_RECIPE, names, 4, data_mark="y"),
    ):
        with pytest.raises(CheckpointError, match="another recipe or other data"):
            other.resume(tmp_path / "c.state")


def test_it_learns() -> None:
    recipe = replace(TINY_RECIPE, passes=6.0, variation=Variation(simulated=0.0))
    drawings = drawings_of([made_drawings()], recipe)
    taught, steps = TaughtDrawings.of(drawings), count_steps(recipe, len(drawings.training))
    run = ClassifierRun(recipe, drawings.categories, steps)
    losses = [run.take_step(*batch) for batch in pictures_from(run, taught)]
    assert np.mean(losses[-6:]) < np.mean(losses[:6]) - 0.05


def test_the_first_tensors_of_the_backbone_stay(tmp_path: Path) -> None:
    run = ClassifierRun(replace(TINY_RECIPE, frozen_tensors=2), ("a", "b"), 2)
    now = list(run.network.backbone.parameters())
    before = [parameter.detach().clone() for parameter in now]
    run.take_step(torch.rand(4, 3, 48, 48), torch.tensor([0, 1, 0, 1]))
    same = [torch.equal(b, p) for b, p in zip(before, now, strict=True)]
    assert same[:2] == [True, True] and not any(same[2:6])


def test_a_dry_run_says_what_would_be_done(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    told = describe(job)
    for piece in ("3 categories: line, square, zigzag", "2 of other categories", "steps of 8"):
        assert piece in told
    assert not job.out.parent.exists()


def test_what_cannot_end_well_is_refused_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="safetensors file"):
        describe(replace(job_in(tmp_path), out=tmp_path / "c.pt"))
    with pytest.raises(CheckpointError, match="--weights"):
        describe(replace(job_in(tmp_path), weights=str(tmp_path / "none.safetensors")))


def test_recipes_are_found_by_name_or_file(tmp_path: Path) -> None:
    assert find_classifier_recipe("strong") is RECIPES["strong"]
    assert RECIPES["weak"].network == RECIPES["strong"].network
    file = tmp_path / "mine.json"
    file.write_text('{"passes": 2, "network": {"size_px": 64}}')
    assert find_classifier_recipe(str(file)).network.size_px == 64
    with pytest.raises(CheckpointError, match="strong, weak, squeezenet, resnet18, sketch-a-net"):
        find_classifier_recipe("stronger")
    file.write_text('{"pases": 2}')
    with pytest.raises(CheckpointError, match="no pases"):
        find_classifier_recipe(str(file))
    file.write_text('{"batch": 0}')
    with pytest.raises(CheckpointError, match="batch is 0; it must be 1 or more"):
        find_classifier_recipe(str(file))


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_value_of_ours_may_be(tmp_path: Path, name: str) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(asdict(RECIPES[name])))
    assert find_classifier_recipe(str(file)) == RECIPES[name]


@pytest.mark.parametrize("name", sorted(set(DEGENERATE) - {"no stroke"}))
def test_any_drawing_can_be_varied(name: str) -> None:
    drawing, rng = VariedDrawing(DEGENERATE[name]), np.random.default_rng(0)
    for amount in (Variation(simulated=1.0), Variation(simulated=0.0, partial=1.0)):
        ink = drawing.ink(STYLE, amount, rng)
        assert ink.shape == (48, 48) and np.isfinite(ink).all()


def test_varied_drawings_depend_on_the_generator_alone() -> None:
    drawing = VariedDrawing(DEGENERATE["drawn backwards"])
    inks = [drawing.ink(STYLE, Variation(), np.random.default_rng(s)) for s in (1, 1, 2)]
    assert (inks[0] == inks[1]).all() and (inks[0] != inks[2]).any()


def test_accuracy_is_counted() -> None:
    drawings = list(made_drawings(counts={"left": 3}))
    table = accuracy_of(left_or_right(), drawings)
    assert table["n"] == 3 and table["top_5"] == 100.0 and table["top_1"] in (0, 33.33, 66.67, 100)
    assert accuracy_of(left_or_right(), [])["top_1"] is None
