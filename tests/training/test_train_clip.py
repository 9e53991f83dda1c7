"""CLIP with prompts through the whole of training: from datasets to figures."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors
from sketchapp.models.clip_prompts import ClipPromptsConfig, ClipPromptsRetriever, frozen_hash
from sketchapp.models.load import load_retriever
from sketchapp.training.batches import TrainingSet
from sketchapp.training.calibration import store_temperature
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.evaluation import rank_dataset
from sketchapp.training.familiarity import store_direction
from sketchapp.training.fit import Keeping, fit, losses_of_batch, pictures_from
from sketchapp.training.recipe import Recipe
from sketchapp.training.run import Run, Start
from sketchapp.training.train import TrainingJob, train_retriever
from tests.made_datasets import TRAIN_WORDS, make_qmul, make_quickdraw
from tests.models.tiny_clip import fresh_clip_prompts, made_clip, made_clip_weights

PLAIN = Start()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipPromptsConfig:
    return made_clip(tmp_path_factory.mktemp("clip"), "tiny-clip-train")


@pytest.fixture
def recipe(clip: ClipPromptsConfig) -> Recipe:
    """Four steps of four photos, at rates that show."""
    return replace(
        CLIP_PROMPTS,
        model=clip,
        batching=replace(CLIP_PROMPTS.batching, photos=4),
        optimisation=replace(CLIP_PROMPTS.optimisation, backbone_rate=1e-3, head_rate=1e-2),
        passes=1.0,
    )


@pytest.fixture
def job(tmp_path: Path, recipe: Recipe) -> TrainingJob:
    chairs, shoes = (make_qmul(tmp_path / name) for name in ("ChairV2", "ShoeV2"))
    (shoes / "ChairV2_Coordinate").rename(shoes / "ShoeV2_Coordinate")
    sides = [load_dataset(f"qmul:{folder}") for folder in (chairs, shoes)]
    return TrainingJob(tuple(sides), recipe, tmp_path / "runs" / "p.safetensors")


def data_of(job: TrainingJob) -> TrainingSet:
    return TrainingSet.of(list(job.datasets), job.recipe.model.photo_style)


def test_trained_prompts_load_and_rank(job: TrainingJob, clip: ClipPromptsConfig) -> None:
    train_retriever(job)
    header = read_config(job.out)
    assert header["recipe"]["model"]["model"] == clip.model
    assert header["categories"] == ["chair", "shoe"] and header["steps"] == 4
    loaded = load_retriever(job.out)
    assert isinstance(loaded, ClipPromptsRetriever) and loaded.categories == ("chair", "shoe")
    ranking = rank_dataset(loaded, job.datasets[0])
    assert len(ranking.ranks) == 16 and ranking.n_photos == 8
    assert 1 <= ranking.ranks.min() <= ranking.ranks.max() <= 8


def test_only_prompts_and_layer_norms_move(job: TrainingJob, clip: ClipPromptsConfig) -> None:
    run = fit(data_of(job), job.recipe, PLAIN)
    fresh = fresh_clip_prompts(clip)
    for trained in (run.model, run.trained()):
        pairs = zip(fresh.named_parameters(), trained.parameters(), strict=True)
        moved = {name for (name, old), new in pairs if not torch.equal(old, new)}
        assert moved == set(fresh.learned)
        assert isinstance(trained, ClipPromptsRetriever)
        assert frozen_hash(trained) == frozen_hash(fresh)


def test_prompts_and_layer_norms_have_rates_of_their_own(job: TrainingJob) -> None:
    run = Run(job.recipe, PLAIN, 4, categories=("chair", "shoe"))
    norms, prompts = run.optimiser.param_groups
    assert (norms["lr"], prompts["lr"]) == (1e-3, 1e-2)
    assert [tuple(p.shape) for p in prompts["params"]] == [(2, 32), (2, 32)]
    assert all(p.shape == (32,) for p in norms["params"]) and len(norms["params"]) == 16


def test_names_and_triplets_are_what_is_minimised(job: TrainingJob) -> None:
    data = data_of(job)
    run = Run(job.recipe, PLAIN, 4, data.mark(), categories=data.categories)
    pictures = next(pictures_from(data, job.recipe, run))
    terms = losses_of_batch(run, pictures)
    assert {name for name, term in terms.items() if term.item()} == {"matching", "names"}
    heavy = replace(job.recipe, objective=replace(job.recipe.objective, names_weight=1.0))
    run = Run(heavy, PLAIN, 4, data.mark(), categories=data.categories)
    double = losses_of_batch(run, pictures)["names"].item()
    assert double == pytest.approx(2 * terms["names"].item(), rel=1e-5)


def test_names_are_learned(job: TrainingJob) -> None:
    data = data_of(job)
    named = replace(job.recipe.objective, matching_weight=0.0)
    recipe = replace(job.recipe, objective=named, passes=6.0)
    first = Run(recipe, PLAIN, 4, data.mark(), categories=data.categories)
    last = fit(data, recipe, PLAIN)
    batches = list(pictures_from(data, job.recipe, first))
    before, after = (
        sum(losses_of_batch(run, pictures)["names"].item() for pictures in batches)
        for run in (first, last)
    )
    assert after < 0.9 * before


def test_a_resumed_run_ends_as_one_that_was_not_stopped(job: TrainingJob, tmp_path: Path) -> None:
    data, state = data_of(job), tmp_path / "run.state"
    whole = fit(data, job.recipe, PLAIN)
    first = Run(job.recipe, PLAIN, 4, data.mark(), categories=data.categories)
    for pictures in list(pictures_from(data, job.recipe, first))[:2]:
        first.take_step(sum(losses_of_batch(first, pictures).values(), torch.zeros(())))
    first.save(state)
    assert first.step == 2 and not any("conv1" in name for name in read_tensors(state))
    resumed = fit(data, job.recipe, PLAIN, Keeping(state))
    for mine, theirs in ((resumed.model, whole.model), (resumed.average, whole.average)):
        for name, tensor in mine.state_dict().items():
            assert torch.equal(tensor, theirs.state_dict()[name]), name


def test_a_state_is_not_resumed_on_another_clip(job: TrainingJob, clip: ClipPromptsConfig) -> None:
    weights, state = job.out.parent.parent / "moved.safetensors", job.out.with_suffix(".state")
    made_clip_weights(weights, clip.model)
    recipe = replace(job.recipe, model=replace(clip, weights=str(weights)))
    Run(recipe, PLAIN, 4, categories=("chair",)).save(state)
    Run(recipe, PLAIN, 4, categories=("chair",)).resume(state)
    made_clip_weights(weights, clip.model, seed=1)
    with pytest.raises(CheckpointError, match="left by another recipe or other data"):
        Run(recipe, PLAIN, 4, categories=("chair",)).resume(state)


def test_it_is_calibrated_as_any_retriever(job: TrainingJob, tmp_path: Path) -> None:
    train_retriever(job)
    words = {"chair": 30, **dict.fromkeys(TRAIN_WORDS, 3)}
    doodles = make_quickdraw(tmp_path / "quickdraw", words)
    store_direction(job.out, job.datasets, doodles, level=0.125)
    store_temperature(job.out, 0.25)
    loaded = load_retriever(job.out)
    assert (loaded.familiar_from, loaded.temperature) == (0.125, 0.25)
    assert loaded.known_direction is not None and loaded.known_direction.shape == (16,)
