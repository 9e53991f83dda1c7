from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from sketchapp.errors import DatasetError
from sketchapp.training import fit as fit_module
from sketchapp.training.ahead import can_fork
from sketchapp.training.batches import TrainingSet
from sketchapp.training.fit import (
    Keeping,
    batches_from,
    count_steps,
    fit,
    losses_of_batch,
    pictures_from,
)
from sketchapp.training.losses.registry import LOSSES, LossSettings
from sketchapp.training.losses.sorter import SorterSettings
from sketchapp.training.prepared import Place, Prepared, prepare
from sketchapp.training.run import Run
from sketchapp.training.start import Start
from sketchapp.training.workers import Workers
from tests.models.tiny import made_weights
from tests.training.made_pairs import (
    PLAIN_RECIPE,
    TINY_RECIPE,
    eight_pairs,
    made_doodles,
    made_pairs,
    made_set,
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return Start(made_weights(tmp_path_factory.mktemp("weights") / "w.safetensors"))


@pytest.fixture
def losses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The matching loss of every batch that `fit` takes."""
    losses: list[float] = []

    def noted(*given: Any) -> dict[str, torch.Tensor]:
        terms = losses_of_batch(*given)
        losses.append(terms["matching"].item())
        return terms

    monkeypatch.setattr(fit_module, "losses_of_batch", noted)
    return losses


def test_a_few_steps_on_eight_sketches_lower_the_loss(weights: Start, losses: list[float]) -> None:
    rates = replace(PLAIN_RECIPE.optimisation, backbone_rate=2e-4, head_rate=2e-3)
    recipe = replace(PLAIN_RECIPE, passes=12.0, optimisation=rates)
    run = fit(eight_pairs(), recipe, weights)
    assert len(losses) == run.steps == run.step == 24
    assert np.mean(losses[-4:]) < 0.7 * np.mean(losses[:4])
    assert np.mean(losses[:4]) == pytest.approx(np.log(4), rel=0.5)


def test_the_printed_distance_is_learnt_too(weights: Start, losses: list[float]) -> None:
    recipe = replace(
        PLAIN_RECIPE,
        model=replace(PLAIN_RECIPE.model, printed=True),
        objective=replace(PLAIN_RECIPE.objective, matching="triplet"),
        optimisation=replace(PLAIN_RECIPE.optimisation, backbone_rate=2e-4, head_rate=2e-3),
        passes=12.0,
    )
    fit(eight_pairs(), recipe, weights)
    assert np.mean(losses[-4:]) < 0.7 * np.mean(losses[:4])


def test_doodles_add_their_loss_by_its_weight(weights: Start) -> None:
    data = eight_pairs()
    taught = replace(data, doodles=made_doodles())
    batch = next(batches_from(data, PLAIN_RECIPE, Run(PLAIN_RECIPE, weights, 1)))

    def loss(given: TrainingSet, weight: float) -> float:
        objective = replace(PLAIN_RECIPE.objective, familiarity_weight=weight)
        run = Run(replace(PLAIN_RECIPE, objective=objective), weights, 1)
        return sum(
            term.item()
            for term in losses_of_batch(run, prepare(batch, given, run.recipe, Place(0))).values()
        )

    without, zero, one, two = loss(data, 1), loss(taught, 0), loss(taught, 1), loss(taught, 2)
    assert zero == pytest.approx(without, rel=1e-3)
    assert two - one == pytest.approx(one - zero, rel=1e-3) and one > zero + 0.1


HEAD = "encode_sketch.project.weight"


class KilledError(Exception):
    """Stands in for a process that is gone."""


@pytest.mark.parametrize("with_doodles", [False, True])
def test_a_killed_run_that_goes_on_ends_as_one_that_was_not(
    tmp_path: Path, weights: Start, monkeypatch: pytest.MonkeyPatch, with_doodles: bool
) -> None:
    monkeypatch.setattr(fit_module, "SAVE_EVERY", 3)
    data, keeping = made_set(tmp_path), Keeping(tmp_path / "run.state")
    data = replace(data, doodles=made_doodles() if with_doodles else None)
    recipe = replace(TINY_RECIPE, passes=4.0)
    whole = fit(data, recipe, weights)
    take_step = Run.take_step

    def killed_at_the_sixth(run: Run, loss: torch.Tensor) -> None:
        if run.step == 5:
            raise KilledError
        take_step(run, loss)

    monkeypatch.setattr(Run, "take_step", killed_at_the_sixth)
    with pytest.raises(KilledError):
        fit(data, recipe, weights, keeping)
    steps_again: list[int] = []

    def counted(run: Run, loss: torch.Tensor) -> None:
        steps_again.append(run.step)
        take_step(run, loss)

    monkeypatch.setattr(Run, "take_step", counted)
    resumed = fit(data, recipe, weights, keeping)
    assert steps_again == list(range(3, whole.steps)) and whole.steps > 6
    for mine, theirs in ((resumed.trained(), whole.trained()), (resumed.model, whole.model)):
        for name, tensor in mine.state_dict().items():
            assert torch.equal(tensor, theirs.state_dict()[name]), name
    fresh = Run(TINY_RECIPE, weights, 1).model.state_dict()
    assert not torch.equal(whole.model.state_dict()[HEAD], fresh[HEAD])


@pytest.mark.parametrize("matching", sorted(LOSSES))
def test_a_state_of_any_loss_is_gone_on_from(
    tmp_path: Path, weights: Start, monkeypatch: pytest.MonkeyPatch, matching: str
) -> None:
    settings = LossSettings(q=(2.0,), sorter=SorterSettings(width=4, steps=2, batch=4))
    objective = replace(TINY_RECIPE.objective, matching=matching, settings=settings)
    recipe, keeping = replace(TINY_RECIPE, objective=objective), Keeping(tmp_path / "run.state")
    whole = fit(eight_pairs(), recipe, weights)
    take_step = Run.take_step

    def killed_at_the_third(run: Run, loss: torch.Tensor) -> None:
        if run.step == 2:
            raise KilledError
        take_step(run, loss)

    monkeypatch.setattr(fit_module, "SAVE_EVERY", 2)
    monkeypatch.setattr(Run, "take_step", killed_at_the_third)
    with pytest.raises(KilledError):
        fit(eight_pairs(), recipe, weights, keeping)
    monkeypatch.setattr(Run, "take_step", take_step)
    resumed = fit(eight_pairs(), recipe, weights, keeping)
    for name, tensor in resumed.model.state_dict().items():
        assert torch.equal(tensor, whole.model.state_dict()[name]), name


def test_a_finished_run_has_nothing_left_to_do(
    tmp_path: Path, weights: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe, keeping = replace(TINY_RECIPE, passes=0.5), Keeping(tmp_path / "run.state")
    first = fit(eight_pairs(), recipe, weights, keeping)
    monkeypatch.setattr(Run, "take_step", None)
    again = fit(eight_pairs(), recipe, weights, keeping)
    assert again.step == first.step
    assert torch.equal(again.trained().state_dict()[HEAD], first.trained().state_dict()[HEAD])


@pytest.mark.parametrize(("passes", "steps"), [(0.1, 1), (1.0, 2), (1.5, 3), (4.0, 8)])
def test_steps_are_batches_times_passes(passes: float, steps: int) -> None:
    assert count_steps(eight_pairs(), replace(TINY_RECIPE, passes=passes)) == steps


def test_data_that_fill_no_batch_are_refused() -> None:
    data = TrainingSet(tuple(made_pairs([0, 1, 2, 0, 1, 2])), torch.zeros(3, 3, 8, 8).byte())
    with pytest.raises(DatasetError, match="3 photos do not fill one batch of 4"):
        count_steps(data, TINY_RECIPE)


def batch_ids(data: TrainingSet, first: int, steps: int, seed: int = 0) -> list[list[str]]:
    recipe = replace(TINY_RECIPE, seed=seed)
    run = Run(recipe, Start(), steps)
    run.step = first
    return [[d.item.pair.id for d in b.drawings] for b in batches_from(data, recipe, run)]


@pytest.mark.skipif(not can_fork(), reason="no process can be copied here")
@pytest.mark.parametrize("first", [0, 3])
def test_processes_draw_what_a_thread_draws(weights: Start, first: int) -> None:
    data, recipe = replace(eight_pairs(), doodles=made_doodles()), replace(TINY_RECIPE, passes=4)

    def drawn(drawers: int) -> list[Prepared]:
        run = Run(recipe, weights, 7, workers=Workers(torch.device("cpu"), drawers=drawers))
        run.step = first
        return list(pictures_from(data, recipe, run))

    by_thread, by_processes = drawn(0), drawn(2)
    assert len(by_thread) == len(by_processes) == 7 - first
    for one, other in zip(by_thread, by_processes, strict=True):
        assert torch.equal(one.sketches, other.sketches) and torch.equal(one.photos, other.photos)
        assert one.doodles == other.doodles and one.batch.photos == other.batch.photos


def test_batches_from_a_step_on_are_those_of_the_whole_run() -> None:
    data = eight_pairs()
    whole = batch_ids(data, 0, 7)
    assert len(whole) == 7
    for first in range(8):
        assert batch_ids(data, first, 7) == whole[first:]
    passes = [sorted(i for batch in part for i in batch) for part in (whole[:2], whole[2:4])]
    assert passes[0] == passes[1] and len(set(passes[0])) == 8  # each pass is all pairs
    assert whole[:2] != whole[2:4]
    assert batch_ids(data, 0, 7, seed=1) != whole
