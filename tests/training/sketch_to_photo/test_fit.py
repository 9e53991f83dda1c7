"""Steps of training, and runs that are stopped and go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import GeneratorConfig, new_generator
from sketchapp.training.sketch_to_photo import fit
from sketchapp.training.sketch_to_photo.drawings import StepDrawings, drawings_from
from sketchapp.training.sketch_to_photo.fit import fit_sketch_to_photo, take_step
from sketchapp.training.sketch_to_photo.loop import FitBudget
from sketchapp.training.sketch_to_photo.pairs import PhotoPairs
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.run import SketchToPhotoRun
from tests.models.tiny import random_images
from tests.training.sketch_to_photo.made_runs import RECIPE, made_pairs, made_perceptual


@pytest.fixture
def pairs(tmp_path: Path) -> PhotoPairs:
    return made_pairs(tmp_path / "r")


def tensors(run: SketchToPhotoRun) -> list[torch.Tensor]:
    return [*run.network.state_dict().values(), *run.average.state_dict().values()]


def run_on(pairs: PhotoPairs, **changes) -> SketchToPhotoRun:
    return SketchToPhotoRun(replace(RECIPE, **changes), pairs.names, data_mark=pairs.mark())


def a_step(run: SketchToPhotoRun, pairs: PhotoPairs, perceptual: Perceptual) -> dict[str, Tensor]:
    return take_step(run, StepDrawings(pairs, run.recipe)[run.step].under(pairs.photos), perceptual)


def test_drawings_of_several_processes_are_those_of_one(pairs: PhotoPairs) -> None:
    there, ahead = (list(drawings_from(pairs, RECIPE, 1, loaders)) for loaders in (0, 2))
    assert len(there) == len(ahead) == RECIPE.steps - 1
    for one, other in zip(there, ahead, strict=True):
        assert torch.equal(one.ink, other.ink) and torch.equal(one.grids, other.grids)
    assert not torch.equal(there[0].ink, there[1].ink)


def test_before_photos_are_judged_there_is_no_adversary(pairs: PhotoPairs) -> None:
    run, perceptual = run_on(pairs), made_perceptual()
    judge = [each.clone() for each in run.discriminator.parameters()]
    terms = a_step(run, pairs, perceptual)
    assert set(terms) == {"pixel", "perceptual", "rows", "spread", "category"}
    assert all(map(torch.equal, judge, run.discriminator.parameters()))
    terms = a_step(run, pairs, perceptual)
    assert {"adversarial", "style", "discriminator"} < set(terms)
    assert not all(map(torch.equal, judge, run.discriminator.parameters()))
    assert all(torch.isfinite(value) for value in terms.values())


def test_what_is_made_does_not_change_how_real_photos_look(
    pairs: PhotoPairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, on_real = run_on(pairs), []

    def loss(real: Tensor, made: Tensor) -> Tensor:
        on_real.append(real)
        return real.sum() + made.sum()

    monkeypatch.setattr(fit, "discriminator_loss", loss)
    batch = StepDrawings(pairs, run.recipe)[0].under(pairs.photos)
    for tint in (0.0, 1.0):
        made = torch.full_like(batch.photos, tint)
        fit.judge(run, made, batch, torch.Generator().manual_seed(0))
    assert torch.equal(*on_real)


def test_learning_brings_photos_nearer(pairs: PhotoPairs) -> None:
    run, perceptual = run_on(pairs, adversarial_from=1000), made_perceptual()
    terms = [a_step(run, pairs, perceptual) for _ in range(40)]
    first, last = (sum(t["pixel"].item() for t in part) for part in (terms[:8], terms[-8:]))
    assert last < 0.7 * first


def test_a_run_that_was_stopped_ends_as_one_that_was_not(pairs: PhotoPairs, tmp_path: Path) -> None:
    perceptual, seen = made_perceptual(), []
    whole = run_on(pairs)
    fit_sketch_to_photo(
        whole, pairs, perceptual, FitBudget(), lambda run, terms: seen.append((run.step, terms))
    )
    assert whole.step == 3 and [step for step, _ in seen] == [2]
    parts = run_on(pairs)
    a_step(parts, pairs, perceptual)
    parts.save(tmp_path / "s.state")
    again = run_on(pairs)
    again.resume(tmp_path / "s.state")
    fit_sketch_to_photo(again, pairs, perceptual, FitBudget(), lambda run, terms: None)
    assert all(map(torch.equal, tensors(whole), tensors(again)))


def test_a_state_of_another_run_is_refused_but_more_steps_are_not(
    pairs: PhotoPairs, tmp_path: Path
) -> None:
    run_on(pairs).save(tmp_path / "s.state")
    run_on(pairs, steps=9).resume(tmp_path / "s.state")
    with pytest.raises(CheckpointError, match="another recipe or other pairs"):
        run_on(pairs, batch=2).resume(tmp_path / "s.state")
    other = SketchToPhotoRun(RECIPE, pairs.names, data_mark="others")
    with pytest.raises(CheckpointError, match="another recipe or other pairs"):
        other.resume(tmp_path / "s.state")


def test_a_frozen_generator_stays_as_it_is(pairs: PhotoPairs) -> None:
    model = replace(RECIPE.generator, categories=pairs.names)
    generator = new_generator(model, torch.Generator().manual_seed(0))
    recipe = replace(RECIPE, train_synthesis=False)
    run = SketchToPhotoRun(recipe, pairs.names, generator)
    encoder = [each.clone() for each in run.network.encoder.rows.parameters()]
    for _ in range(2):
        a_step(run, pairs, made_perceptual())
    after = run.network.generator.state_dict()
    assert all(torch.equal(each, after[name]) for name, each in generator.state_dict().items())
    assert not all(map(torch.equal, encoder, run.network.encoder.rows.parameters()))


def test_maps_change_nothing_before_the_first_step(pairs: PhotoPairs) -> None:
    run = run_on(pairs)
    code = run.network.encode(random_images(1, 32))
    assert code.maps and not any(each.any() for each in code.maps.values())


def test_a_generator_that_does_not_fit_is_refused(pairs: PhotoPairs) -> None:
    with pytest.raises(CheckpointError, match="one must be given: --generator"):
        run_on(pairs, train_synthesis=False)
    config = GeneratorConfig(16, 16, 128, 16, ("lamp",), 2)
    generator = new_generator(config, torch.Generator())
    with pytest.raises(CheckpointError, match="choose them by --category"):
        SketchToPhotoRun(RECIPE, pairs.names, generator)
