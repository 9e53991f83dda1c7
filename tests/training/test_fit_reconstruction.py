"""The loop with a generator: rows that decode to their photo."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.fit import batches_from, fit, losses_of_batch
from sketchapp.training.run import Run, Start
from tests.models.stylegan2.tiny_generators import tiny_generator
from tests.models.tiny import TINY_MATRIX
from tests.training.made_pairs import PLAIN_RECIPE, eight_pairs

RECIPE = replace(
    PLAIN_RECIPE,
    model=TINY_MATRIX,
    batching=replace(PLAIN_RECIPE.batching, shares=(0.3, 0.6, 1.0), sketches=2, partial=1.0),
    objective=replace(PLAIN_RECIPE.objective, reconstruction_weight=0.5),
    row_choice="gumbel",
    passes=2.0,
)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    generator: Generator = tiny_generator()
    generator.save(tmp_path / "g.safetensors", {})
    return Start(generator=tmp_path / "g.safetensors")


def test_rows_learn_from_the_photo_they_decode_to(start: Start) -> None:
    run, data = Run(RECIPE, start, 4), eight_pairs()
    assert run.decoder is not None
    batch = next(batches_from(data, RECIPE, run))
    terms = losses_of_batch(run, batch, data)
    assert set(terms) == {"matching", "abstraction", "sketch", "reconstruction"}
    terms["reconstruction"].backward()
    for part in (run.model.encode_sketch, run.model.backbone, run.model.abstraction, run.decoder):
        gradients = [p.grad for p in part.parameters() if p.grad is not None]
        assert gradients and sum(g.abs().sum() for g in gradients) > 0, part
    assert all(p.grad is None for p in run.decoder.generator.parameters())


def test_the_decoder_goes_on_with_the_run(start: Start, tmp_path: Path) -> None:
    run = fit(eight_pairs(), RECIPE, start)
    run.save(tmp_path / "run.state")
    again = Run(RECIPE, start, run.steps, run.data_mark)
    assert run.decoder is not None and again.decoder is not None
    assert not torch.equal(again.decoder.weight, run.decoder.weight)
    again.resume(tmp_path / "run.state")
    assert torch.equal(again.decoder.weight, run.decoder.weight)


def test_a_recipe_that_reconstructs_needs_a_generator() -> None:
    with pytest.raises(CheckpointError, match="--generator FILE"):
        Run(RECIPE, Start(), 4)
