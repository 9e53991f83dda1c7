"""State of a run: averages, what is kept on disk, and going on bit by bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.training.generator.fit import Step, take_step
from sketchapp.training.generator.run import GeneratorRun
from sketchapp.training.generator.workers import Workers
from tests.training.generator.made_photos import TINY_RECIPE, made_photos

NAMES = ("chair", "shoe")
ALONE = Workers(torch.device("cpu"))


def advance(run: GeneratorRun, steps: int) -> None:
    photos = made_photos()
    for _ in range(steps):
        take_step(Step.of(run, photos, ALONE))


def same(one: GeneratorRun, other: GeneratorRun) -> bool:
    pairs = zip(one._networks().values(), other._networks().values(), strict=True)
    return all(
        torch.equal(tensor, b.state_dict()[name])
        for a, b in pairs
        for name, tensor in a.state_dict().items()
    )


def test_a_resumed_run_ends_bit_by_bit_as_one_that_was_not_stopped(tmp_path: Path) -> None:
    whole, first, second = (GeneratorRun(TINY_RECIPE, NAMES, "m") for _ in range(3))
    advance(whole, 6)
    advance(first, 3)
    first.save(tmp_path / "s")
    second.resume(tmp_path / "s")
    assert second.step == 3 and same(first, second)
    advance(second, 3)
    assert same(second, whole) and not same(first, whole)
    assert (second.probability, second.sure) == (whole.probability, whole.sure)
    assert whole.probability > 0 or whole.step == 6


def test_a_state_of_another_recipe_or_photos_is_refused(tmp_path: Path) -> None:
    GeneratorRun(TINY_RECIPE, NAMES, "m").save(tmp_path / "s")
    for other in (
        GeneratorRun(replace(TINY_RECIPE, rate=1.0), NAMES, "m"),
        GeneratorRun(TINY_RECIPE, ("chair",), "m"),
        GeneratorRun(TINY_RECIPE, NAMES, "n"),
    ):
        with pytest.raises(CheckpointError, match="another recipe or other photos"):
            other.resume(tmp_path / "s")


def test_the_average_starts_with_the_weights_and_lags_behind() -> None:
    recipe = replace(TINY_RECIPE, average_half_life=4.0, average_ramp=100.0)  # halfway each step
    run = GeneratorRun(recipe, NAMES)
    weight = run.generator.synthesis.start.weight
    before = run.average.synthesis.start.weight.clone()
    assert torch.equal(before, weight)
    weight.data += 1
    run.generator.mean_latent += 3
    run.update_average()
    assert torch.allclose(run.average.synthesis.start.weight, before + 0.5)
    assert torch.equal(run.average.mean_latent, run.generator.mean_latent)


def test_the_seed_decides_the_weights() -> None:
    one, again = (GeneratorRun(TINY_RECIPE, NAMES) for _ in range(2))
    assert same(one, again)
    assert not same(one, GeneratorRun(replace(TINY_RECIPE, seed=1), NAMES))
