from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.retriever import MatrixRetriever
from sketchapp.training.recipe import Recipe
from sketchapp.training.run import LOWEST_RATE, Run, new_model, one_cycle
from sketchapp.training.start import Start
from tests.models.tiny import made_weights, random_images
from tests.training.made_pairs import TINY_RECIPE

WARM_UP = TINY_RECIPE.optimisation.warm_up
HEAD = "encode_sketch.project.weight"


def head_of(model: MatrixRetriever) -> torch.Tensor:
    return model.state_dict()[HEAD]


def with_numbers(**changes: float) -> Recipe:
    return replace(TINY_RECIPE, optimisation=replace(TINY_RECIPE.optimisation, **changes))


def test_one_cycle_rises_to_one_and_falls_again() -> None:
    rates = [one_cycle(progress, WARM_UP) for progress in np.linspace(0, 1, 101)]
    peak = round(100 * WARM_UP)
    assert rates[0] == pytest.approx(LOWEST_RATE) == rates[-1]
    assert rates[peak] == pytest.approx(1) == max(rates)
    assert (np.diff(rates[: peak + 1]) > 0).all() and (np.diff(rates[peak:]) < 0).all()
    assert one_cycle(WARM_UP / 2, WARM_UP) == pytest.approx(0.5, abs=1e-2)  # half a cosine each way
    assert one_cycle((1 + WARM_UP) / 2, WARM_UP) == pytest.approx(0.5, abs=1e-2)


def step_of(run: Run, seed: int) -> None:
    run.take_step(run.model.embed_sketch(random_images(2, seed=seed))[:, 0, 0].sum())


def test_rates_follow_the_cycle_to_their_own_peaks(tmp_path: Path) -> None:
    run = Run(TINY_RECIPE, Start(made_weights(tmp_path / "w.safetensors")), steps=5)
    numbers = TINY_RECIPE.optimisation
    for step in range(5):
        step_of(run, step)
        share = one_cycle(step / 4, WARM_UP)
        expected = [share * numbers.backbone_rate, share * numbers.head_rate]
        assert [group["lr"] for group in run.optimiser.param_groups] == pytest.approx(expected)
    assert run.step == 5
    Run(TINY_RECIPE, Start(), steps=1).take_step(
        torch.zeros((), requires_grad=True)
    )  # one step only


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_a_loss_that_is_not_finite_stops_the_run(tmp_path: Path, value: float) -> None:
    run = Run(TINY_RECIPE, Start(made_weights(tmp_path / "w.safetensors")), steps=5)
    before = head_of(run.model).clone()
    with pytest.raises(FloatingPointError, match="loss of step 0"):
        run.take_step(next(run.model.encode_sketch.parameters()).sum() * value)
    assert run.step == 0 and torch.equal(head_of(run.model), before)


def test_the_head_depends_on_the_seed_and_the_backbone_on_its_weights(tmp_path: Path) -> None:
    weights = Start(made_weights(tmp_path / "w.safetensors"))
    first, again = (new_model(TINY_RECIPE, weights) for _ in range(2))
    other = new_model(replace(TINY_RECIPE, seed=1), weights)
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name])
        assert torch.equal(tensor, other.state_dict()[name]) == name.startswith("backbone.")
    assert first.training


def test_the_average_lags_behind_by_its_decay(tmp_path: Path) -> None:
    recipe = with_numbers(average_decay=0.75, head_rate=0.1)
    run = Run(recipe, Start(made_weights(tmp_path / "w.safetensors")), steps=10)
    expected = None
    for step in range(4):
        step_of(run, step)
        now = head_of(run.model).clone()
        expected = now if expected is None else 0.75 * expected + 0.25 * now
    assert torch.allclose(head_of(run.trained()), expected, atol=1e-6)  # type: ignore[arg-type]
    assert not torch.allclose(head_of(run.trained()), head_of(run.model), atol=1e-4)
    assert not run.trained().training


def test_a_resumed_run_goes_on_bit_by_bit(tmp_path: Path) -> None:
    weights, state = Start(made_weights(tmp_path / "w.safetensors")), tmp_path / "run.state"
    whole, first, second = (Run(TINY_RECIPE, weights, steps=6) for _ in range(3))
    for step in range(6):
        step_of(whole, step)
    for step in range(3):
        step_of(first, step)
    first.save(state)
    second.resume(state)
    assert second.step == 3
    for step in range(3, 6):
        step_of(second, step)
    for mine, theirs in ((second.model, whole.model), (second.average, whole.average)):
        for name, tensor in mine.state_dict().items():
            assert torch.equal(tensor, theirs.state_dict()[name]), name


def test_the_state_of_another_recipe_or_other_data_is_refused(tmp_path: Path) -> None:
    weights, state = Start(made_weights(tmp_path / "w.safetensors")), tmp_path / "run.state"
    Run(TINY_RECIPE, weights, 6, "chairs").save(state)
    other = Run(replace(TINY_RECIPE, passes=9.0), weights, 6, "chairs")
    for run in (other, Run(TINY_RECIPE, weights, 6, "shoes")):
        with pytest.raises(CheckpointError, match="remove it or change --out"):
            run.resume(state)
    state.write_bytes(b"cut off")
    with pytest.raises(CheckpointError, match="no readable header"):
        other.resume(state)
