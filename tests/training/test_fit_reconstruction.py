"""The loop with a generator: rows, or feature maps, that decode to their photo."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import Generator, load_generator
from sketchapp.training.batches import TrainingSet
from sketchapp.training.feature_decoder import FeatureDecoder
from sketchapp.training.fit import fit, losses_of_batch, pictures_from
from sketchapp.training.recipe import Recipe
from sketchapp.training.reconstruction import RowDecoder
from sketchapp.training.run import Run
from sketchapp.training.start import Start
from tests.models.stylegan2.tiny_generators import TWO_KINDS, tiny_generator
from tests.models.tiny import TINY_MATRIX
from tests.training.made_pairs import PLAIN_RECIPE, eight_pairs, made_doodles

RECIPE = replace(
    PLAIN_RECIPE,
    model=TINY_MATRIX,
    batching=replace(PLAIN_RECIPE.batching, shares=(0.3, 0.6, 1.0), sketches=2, partial=1.0),
    objective=replace(PLAIN_RECIPE.objective, reconstruction_weight=0.5, sketch_weight=0.2),
    row_choice="gumbel",
    passes=2.0,
)
BESIDE = replace(
    PLAIN_RECIPE,
    model=replace(PLAIN_RECIPE.model, edges=True),
    objective=replace(PLAIN_RECIPE.objective, reconstruction_weight=0.5, decoded="features"),
    passes=2.0,
)
"""An ordinary embedding with equation 6 beside its loss, of photos that are read twice."""


def tuned(recipe: Recipe) -> Recipe:
    return replace(recipe, objective=replace(recipe.objective, tune_generator=True))


@pytest.fixture
def start(tmp_path: Path) -> Start:
    generator: Generator = tiny_generator()
    generator.save(tmp_path / "g.safetensors", {})
    return Start(generator=tmp_path / "g.safetensors")


def terms_of(run: Run, data: TrainingSet) -> dict[str, torch.Tensor]:
    return losses_of_batch(run, next(pictures_from(data, run.recipe, run)))


def has_gradient(part: torch.nn.Module) -> bool:
    return any(p.grad is not None and bool(p.grad.any()) for p in part.parameters())


def test_rows_learn_from_the_photo_they_decode_to(start: Start) -> None:
    run = Run(RECIPE, start, 4)
    assert isinstance(run.decoder, RowDecoder)
    terms = terms_of(run, eight_pairs())
    assert set(terms) == {"matching", "abstraction", "sketch", "reconstruction"}
    terms["reconstruction"].backward()
    for part in (run.model.encode_sketch, run.model.backbone, run.model.abstraction, run.decoder):
        assert has_gradient(part), part
    assert all(p.grad is None for p in run.decoder.generator.parameters())


def test_beside_another_loss_only_the_backbone_learns_from_photos(start: Start) -> None:
    run = Run(BESIDE, start, 4)
    assert isinstance(run.decoder, FeatureDecoder)
    terms_of(run, eight_pairs())["reconstruction"].backward()
    assert has_gradient(run.model.backbone) and has_gradient(run.decoder)
    assert not has_gradient(run.model.encode_sketch) and not has_gradient(run.model.abstraction)
    assert all(p.grad is None for p in run.decoder.generator.parameters())


def test_features_are_those_of_the_pictures_and_not_of_doodles(start: Start) -> None:
    """The term is equation 6 on what the backbone makes of each sketch and of its own photo."""
    data = replace(eight_pairs(), doodles=made_doodles())
    run = Run(BESIDE, start, 4)
    assert isinstance(run.decoder, FeatureDecoder)
    prepared = next(pictures_from(data, BESIDE, run))
    own = torch.tensor(prepared.batch.own)
    with run.workers.autocast():
        drawn = run.model.backbone(prepared.sketches[: len(own)])
        seen = run.model.backbone(prepared.photos)
    wanted = torch.nn.functional.interpolate(
        prepared.photos[own], size=(16, 16), mode="bilinear", antialias=True
    )
    expected = sum(
        torch.nn.functional.mse_loss(run.decoder(features.float()), wanted).item()
        for features in (drawn, seen[own])
    )
    term = losses_of_batch(run, prepared)["reconstruction"]
    assert term.item() == pytest.approx(0.5 * expected, rel=1e-2)


@pytest.mark.parametrize("recipe", [RECIPE, BESIDE, tuned(RECIPE), tuned(BESIDE)])
def test_the_decoder_goes_on_with_the_run(start: Start, tmp_path: Path, recipe: Recipe) -> None:
    run = fit(eight_pairs(), recipe, start)
    run.save(tmp_path / "run.state")
    again = Run(recipe, start, run.steps, run.data_mark)
    assert run.decoder is not None and again.decoder is not None
    ours, fresh = run.decoder.state_dict(), again.decoder.state_dict()
    changed = {name for name, tensor in ours.items() if not torch.equal(tensor, fresh[name])}
    assert changed and ("synthesis.start.weight" in changed) == recipe.objective.tune_generator
    again.resume(tmp_path / "run.state")
    assert all(torch.equal(t, ours[name]) for name, t in again.decoder.state_dict().items())


def test_a_frozen_generator_stays_and_a_tuned_one_is_trained(start: Start) -> None:
    assert start.generator is not None
    before = load_generator(start.generator).state_dict()
    for recipe, is_tuned in ((RECIPE, False), (tuned(RECIPE), True)):
        run = fit(eight_pairs(), recipe, start)
        assert run.decoder is not None
        after = run.decoder.generator.state_dict()
        moved = [n for n, t in after.items() if not torch.equal(t, before[n])]
        assert bool(moved) == is_tuned and all(n.startswith("synthesis.") for n in moved)


def test_both_decode_with_a_generator_of_several_kinds(tmp_path: Path) -> None:
    tiny_generator(TWO_KINDS).save(tmp_path / "g.safetensors", {})
    for recipe in (RECIPE, BESIDE):
        run = Run(recipe, Start(generator=tmp_path / "g.safetensors"), 4)
        assert torch.isfinite(terms_of(run, eight_pairs())["reconstruction"])


def test_rows_are_decoded_as_they_are_in_training_and_not_side_by_side(start: Start) -> None:
    mirrored = replace(RECIPE, model=replace(RECIPE.model, mirrored=True))
    run = Run(mirrored, start, 4)
    assert torch.isfinite(terms_of(run, eight_pairs())["reconstruction"])


@pytest.mark.parametrize("recipe", [RECIPE, BESIDE])
def test_a_recipe_that_reconstructs_needs_a_generator(recipe: Recipe) -> None:
    with pytest.raises(CheckpointError, match="--generator FILE"):
        Run(recipe, Start(), 4)


def test_what_nothing_decodes_is_refused_with_the_names(start: Start) -> None:
    objective = replace(RECIPE.objective, decoded="strokes")  # type: ignore[arg-type]
    with pytest.raises(CheckpointError, match="'strokes'; there are: rows, features"):
        Run(replace(RECIPE, objective=objective), start, 4)
