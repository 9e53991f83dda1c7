"""The training benchmark on networks that a test can afford."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch

from benchmarks import training
from benchmarks.figures import shares_percent
from benchmarks.training import StepParts, run, steps_ahead, steps_in_turn
from sketchapp.data.dataset import Dataset
from sketchapp.data.rendered import load_rendered
from sketchapp.errors import SketchAppError
from sketchapp.training import fit as fit_module
from sketchapp.training.prepared import prepare
from sketchapp.training.recipe_file import recipe_json
from sketchapp.training.run import Run
from sketchapp.training.start import Start
from tests.made_datasets import make_rendered
from tests.training.made_pairs import BY_FOUR, TINY_RECIPE, eight_pairs

STEPS = 4


@pytest.fixture
def chairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Eleven made chairs in place of the shipped ones."""
    made = load_rendered(make_rendered(tmp_path / "gallery", 12), "train")
    monkeypatch.setattr(training, "training_photos", lambda: made)
    return made


def recipe_file(folder: Path, photos: int, traced: float = 1.0) -> str:
    batching = replace(BY_FOUR, photos=photos, sketches=2, traced=traced)
    recipe = replace(TINY_RECIPE, batching=batching)
    path = folder / "recipe.json"
    path.write_text(recipe_json(recipe), encoding="utf-8")
    return str(path)


def test_figures_of_a_small_recipe(tmp_path: Path, chairs: Dataset) -> None:
    bench = run(recipe_file(tmp_path, 4), STEPS)
    assert json.loads(json.dumps(asdict(bench)))["steps"] == STEPS
    assert bench.pairs_per_step == 8 and len(chairs.photos) == 11
    assert bench.pairs_per_s == pytest.approx(8 / bench.step_s)
    assert 0 <= bench.input_share < 100
    assert bench.drawers_ratio > 0
    assert bench.shares_percent.total == pytest.approx(100)
    assert min(asdict(bench.shares_percent).values()) >= 0
    assert bench.shares_percent.backward > 0 and bench.shares_percent.optimiser > 0


def test_recipes_that_take_few_traced_photos_a_pass_are_measured_on_all(
    tmp_path: Path, chairs: Dataset
) -> None:
    del chairs
    assert run(recipe_file(tmp_path, 4, traced=0.05), 1).pairs_per_step == 8


def test_steps_are_real_ones(chairs: Dataset) -> None:
    del chairs
    made, data = Run(TINY_RECIPE, Start(), 20), eight_pairs()
    before = made.model.encode_sketch.project.weight.clone()  # type: ignore[union-attr]
    assert len(steps_ahead(made, data, STEPS)) == STEPS
    assert len(steps_in_turn(made, data, STEPS)) == STEPS
    assert made.step == training.WARM_UP + 2 * STEPS
    after = made.model.encode_sketch.project.weight  # type: ignore[union-attr]
    assert not torch.equal(before, after)
    assert not made.optimiser._optimizer_step_pre_hooks  # nothing stays behind


def test_slow_pictures_are_what_the_network_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*given):
        time.sleep(0.2)
        return prepare(*given)

    monkeypatch.setattr(fit_module, "prepare", slowly)
    monkeypatch.setattr(training, "_loss", lambda *_: torch.zeros(()))
    monkeypatch.setattr(Run, "take_step", lambda *_: None)  # a network that takes no time
    steps = steps_ahead(Run(TINY_RECIPE, Start(), 20), eight_pairs(), 3)
    assert sum(one.waiting_s for one in steps) > 0.9 * sum(one.step_s for one in steps) > 0.5


def test_a_slow_network_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_loss", lambda *_: torch.zeros(()))
    monkeypatch.setattr(Run, "take_step", lambda *_: time.sleep(0.5))
    steps = steps_ahead(Run(TINY_RECIPE, Start(), 20), eight_pairs(), 3)
    assert sum(one.waiting_s for one in steps) < 0.3 * sum(one.step_s for one in steps)


def test_shares_of_steps_together() -> None:
    first = StepParts(drawing=1, photos=1, forward=3, backward=4, optimiser=1)
    second = StepParts(drawing=9, photos=1, forward=37, backward=36, optimiser=7)
    assert shares_percent([first, second]) == StepParts(10, 2, 40, 40, 8)


def test_what_cannot_be_measured_is_refused(tmp_path: Path, chairs: Dataset) -> None:
    del chairs
    with pytest.raises(SketchAppError, match="'fast' not found"):
        run("fast")
    with pytest.raises(SketchAppError, match="give at least 1"):
        run("compact", 0)
    with pytest.raises(SketchAppError, match="do not fill one batch of 12"):
        run(recipe_file(tmp_path, 12), 1)
