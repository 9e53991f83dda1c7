"""The loop: turns, budget, measurements, and that it learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.training.generator import fit
from sketchapp.training.generator.fit import Budget, Step, fit_generator, judge, made_photos, make
from sketchapp.training.generator.run import GeneratorRun
from sketchapp.training.workers import Workers
from tests.training.generator import made_photos as made

ALONE = Workers(torch.device("cpu"))


def new_run(**changes: object) -> GeneratorRun:
    return GeneratorRun(replace(made.TINY_RECIPE, **changes), ("chair", "shoe"))  # type: ignore[arg-type]


def step_of(run: GeneratorRun) -> Step:
    return Step.of(run, made.made_photos(), ALONE)


def nothing(_: GeneratorRun) -> None:
    """Measures nothing."""


def test_each_turn_moves_its_own_network_only() -> None:
    run = new_run()
    judge(step_of(run)).backward()
    assert all(w.grad is not None for w in run.discriminator.parameters())
    assert all(w.grad is None for w in run.generator.parameters())
    run.discriminator.zero_grad(set_to_none=True)
    make(step_of(run)).backward()
    assert all(w.grad is None for w in run.discriminator.parameters())
    assert all(w.grad is not None for w in run.generator.parameters())
    assert all(w.requires_grad for w in run.discriminator.parameters())


def test_what_is_made_does_not_change_how_real_photos_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the discriminator could not see by their spread that made photos are all alike."""
    on_real = []

    def loss(real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
        on_real.append(real)
        return real.sum() + made.sum()

    monkeypatch.setattr(fit, "discriminator_loss", loss)
    run = new_run()
    for tint in (0.0, 1.0):
        photos, category = torch.full((4, 3, 8, 8), tint), torch.zeros(4, dtype=torch.long)
        monkeypatch.setattr(fit, "made_photos", lambda *_, all=(photos, category): all)
        judge(step_of(run))
    assert torch.equal(*on_real)


def test_r1_comes_every_few_steps_and_as_much_heavier() -> None:
    run = new_run(r1_weight=5.0, r1_every=3)
    with_it = judge(step_of(run))
    run.recipe = replace(run.recipe, r1_weight=10.0)
    twice = judge(step_of(run))
    assert twice > with_it
    run.step = 1
    without = judge(step_of(run))
    run.recipe = replace(run.recipe, r1_weight=5.0)
    assert torch.equal(without, judge(step_of(run)))


def test_the_mean_latent_follows_the_codes() -> None:
    run = new_run(mean_decay=0.0, mixing=0.0)
    photos, category = made_photos(step_of(run))
    assert photos.shape == (4, 3, 8, 8) and category.shape == (4,)
    rng = step_of(run).rng
    drawn = made.made_photos().pick_categories(4, rng)
    z = torch.randn(2, 4, run.generator.width, generator=rng)[0]
    assert torch.allclose(run.generator.mean_latent, run.generator.map(z, drawn).mean(0), atol=1e-5)


def test_the_loop_stops_measures_and_saves(tmp_path: Path) -> None:
    seen: list[int] = []
    run = new_run()
    budget = Budget(tmp_path / "s")
    fit_generator(run, made.made_photos(), ALONE, budget, lambda r: seen.append(r.step))
    assert run.step == 6 and seen == [3, 6] and run.seconds > 0
    again = new_run()
    again.resume(tmp_path / "s")
    assert again.step == 6
    fit_generator(again, made.made_photos(), ALONE, budget, lambda r: seen.append(r.step))
    assert seen == [3, 6]


def test_no_minutes_no_steps_but_a_state(tmp_path: Path) -> None:
    run = new_run()
    fit_generator(run, made.made_photos(), ALONE, Budget(tmp_path / "s", 0.0), nothing)
    assert run.step == 0 and (tmp_path / "s").is_file()


def test_augmentation_rises_while_the_judge_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    run = new_run(ada_target=-2.0)  # always surer than that
    fit_generator(run, made.made_photos(), ALONE, Budget(), nothing)
    assert run.probability == pytest.approx(3 * 4 * 2 / 80)
    calm = new_run(ada_target=2.0)
    calm.probability = 0.15
    fit_generator(calm, made.made_photos(), ALONE, Budget(), nothing)
    assert calm.probability == 0.0


def test_a_loss_that_is_not_finite_stops_the_run() -> None:
    run = new_run()
    run.discriminator.judge.bias.data.fill_(torch.nan)
    with pytest.raises(FloatingPointError, match="discriminator's loss of step 0"):
        fit_generator(run, made.made_photos(), ALONE, Budget(), nothing)


def test_a_batch_that_processes_cannot_share_is_refused() -> None:
    with pytest.raises(CheckpointError, match="4 photos cannot be divided among 3"):
        Workers(torch.device("cpu"), 0, 3).share(4)
    assert Workers(torch.device("cpu"), 1, 2).share(4) == 2


def test_processes_see_other_photos_of_the_same_step() -> None:
    run, photos = new_run(), made.made_photos()
    first, second = (
        fit.Step.of(run, photos, Workers(torch.device("cpu"), index, 2)).rng for index in (0, 1)
    )
    assert not torch.equal(photos.pick(4, first)[0], photos.pick(4, second)[0])


def test_the_generator_learns_how_bright_each_kind_is() -> None:
    run = new_run(steps=150, batch=8, rate=5e-3, ada_images=1e9, average_ramp=0.5)
    photos = made.made_photos(20)
    fit_generator(run, photos, ALONE, Budget(), nothing)
    z = torch.randn(16, run.generator.width, generator=torch.Generator().manual_seed(1))
    dark, bright = (
        run.average.synthesise(run.average.codes(run.average.map(z, torch.full((16,), kind))))
        for kind in (0, 1)
    )
    assert dark.mean().item() == pytest.approx(0.2, abs=0.15)
    assert bright.mean().item() == pytest.approx(0.78, abs=0.15)
