"""Steps of both methods, and runs that are stopped and go on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor

from sketchapp.errors import CheckpointError
from sketchapp.training.sketch_to_photo.drawings import StepDrawings
from sketchapp.training.sketch_to_photo.loop import FitBudget, fit_on_pairs
from sketchapp.training.sketch_to_photo.pairs import PairBatch, PhotoPairs
from sketchapp.training.translators.cyclegan import unpaired
from sketchapp.training.translators.fit import take_step
from sketchapp.training.translators.method import difference
from sketchapp.training.translators.recipe import TranslatorRecipe
from sketchapp.training.translators.run import TranslatorRun
from tests.models.tiny import random_images
from tests.training.sketch_to_photo.made_runs import made_pairs
from tests.training.translators.made_runs import BOTH, CYCLEGAN, PIX2PIX

TERMS = {
    "pix2pix": {"paired", "adversarial", "judges"},
    "cyclegan": {"cycle", "adversarial", "identity", "judges"},
}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> PhotoPairs:
    return made_pairs(tmp_path_factory.mktemp("pairs") / "r")


def run_on(pairs: PhotoPairs, recipe: TranslatorRecipe) -> TranslatorRun:
    return TranslatorRun(recipe, pairs.mark())


def a_step(run: TranslatorRun, pairs: PhotoPairs) -> dict[str, Tensor]:
    return take_step(run, StepDrawings(pairs, run.recipe)[run.step].under(pairs.photos))


def nothing(_: dict[str, float]) -> None:
    """Measure nothing."""


@BOTH
def test_a_step_moves_every_maker_and_judge(recipe: TranslatorRecipe, pairs: PhotoPairs) -> None:
    run = run_on(pairs, recipe)
    before = {name: each.clone() for name, each in run.method.named_parameters()}
    terms = a_step(run, pairs)
    assert set(terms) == TERMS[recipe.method] and run.step == 1
    assert all(torch.isfinite(value) and value > 0 for value in terms.values())
    for name, each in run.method.named_parameters():
        assert not torch.equal(each, before[name]), name


@BOTH
def test_learning_lowers_what_is_asked_for(recipe: TranslatorRecipe, pairs: PhotoPairs) -> None:
    run = run_on(pairs, replace(recipe, rate=2e-3, steps=60))
    name = "paired" if recipe.method == "pix2pix" else "cycle"
    terms = [a_step(run, pairs)[name].item() for _ in range(60)]
    assert sum(terms[-10:]) < 0.7 * sum(terms[:10])


@BOTH
def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    recipe: TranslatorRecipe, pairs: PhotoPairs, tmp_path: Path
) -> None:
    whole, seen = run_on(pairs, recipe), []
    fit_on_pairs(whole, pairs, FitBudget(), partial(take_step, whole), seen.append)
    assert whole.step == 4 and [set(terms) for terms in seen] == [TERMS[recipe.method]] * 2
    parts = run_on(pairs, recipe)
    for _ in range(3):
        a_step(parts, pairs)
    parts.save(tmp_path / "t.state")
    again = run_on(pairs, recipe)
    again.resume(tmp_path / "t.state")
    fit_on_pairs(again, pairs, FitBudget(), partial(take_step, again), nothing)
    states = whole.method.state_dict(), again.method.state_dict()
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_older_made_pictures_are_part_of_the_state(pairs: PhotoPairs, tmp_path: Path) -> None:
    run = run_on(pairs, CYCLEGAN)
    for _ in range(2):
        a_step(run, pairs)
    run.save(tmp_path / "t.state")
    again = run_on(pairs, CYCLEGAN)
    again.resume(tmp_path / "t.state")
    pools = {name: each for name, each in again.method.state_dict().items() if "pools" in name}
    assert int(pools["pools.photo.filled"]) == CYCLEGAN.pool
    assert pools["pools.sketch.pictures"].abs().amax((1, 2, 3)).min() > 0


def test_a_state_of_another_run_is_refused_but_more_steps_are_not(
    pairs: PhotoPairs, tmp_path: Path
) -> None:
    run_on(pairs, PIX2PIX).save(tmp_path / "t.state")
    run_on(pairs, replace(PIX2PIX, steps=9)).resume(tmp_path / "t.state")
    for other in (replace(PIX2PIX, batch=2), CYCLEGAN):
        with pytest.raises(CheckpointError, match="another recipe or other pairs"):
            run_on(pairs, other).resume(tmp_path / "t.state")


def test_cyclegan_never_sees_a_drawing_beside_its_photo() -> None:
    sketches = random_images(4, 16)
    sketches_of, photos_of = unpaired(PairBatch(sketches, 1 - sketches, torch.zeros(4)))
    assert len(sketches_of) == len(photos_of) == 2
    assert torch.equal(sketches_of, sketches[:2]) and torch.equal(photos_of, 1 - sketches[2:])


def test_without_identity_there_is_no_such_term(pairs: PhotoPairs) -> None:
    terms = a_step(run_on(pairs, replace(CYCLEGAN, identity=0.0)), pairs)
    assert set(terms) == TERMS["cyclegan"] - {"identity"}


def test_differences_are_those_of_pictures_from_minus_one_to_one() -> None:
    assert difference(torch.zeros(1, 3, 2, 2), torch.ones(1, 3, 2, 2)).item() == 2


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(CheckpointError, match="there are: pix2pix, cyclegan"):
        TranslatorRun(replace(PIX2PIX, method="magic"))
