"""The generator: rows, categories, noise, truncation, and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, write_checkpoint
from sketchapp.models.stylegan2.generator import (
    Generator,
    GeneratorConfig,
    load_generator,
    new_generator,
)
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS, random_codes, tiny_generator


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("size_px", "rows"), [(8, 4), (16, 6), (64, 10), (128, 12), (256, 14), (1024, 18)]
)
def test_rows_follow_the_size(size_px: int, rows: int) -> None:
    assert GeneratorConfig(size_px).rows == rows


@pytest.mark.parametrize("size_px", [8, 16, 32])
def test_photos_have_the_size_and_every_row_matters(size_px: int) -> None:
    config = replace(TINY, size_px=size_px)
    generator = tiny_generator(config)
    codes = random_codes(2, config)
    photos = generator.synthesise(codes)
    assert photos.shape == (2, 3, size_px, size_px)
    for row in range(generator.rows):
        changed = codes.clone()
        changed[:, row] += 1
        assert not torch.allclose(generator.synthesise(changed), photos, atol=1e-4), row


def test_the_first_rows_move_whole_photos_and_the_last_only_colours() -> None:
    generator = tiny_generator(replace(TINY, size_px=32))
    codes = random_codes(1, generator.config)
    last = codes.clone()
    last[:, -1] += 1
    before, after = (generator.synthesise(part) for part in (codes, last))
    # the last row only weighs the last features into colours: what was added is linear in them
    assert torch.linalg.matrix_rank((after - before)[0].flatten(1)) <= 3
    assert not torch.equal(before, after)


def test_one_photo_does_not_depend_on_the_others() -> None:
    generator, codes = tiny_generator(), random_codes(3)
    alone = torch.cat([generator.synthesise(code[None]) for code in codes])
    assert torch.allclose(generator.synthesise(codes), alone, atol=1e-5)


def test_noise_is_saved_or_drawn() -> None:
    generator, codes = tiny_generator(), random_codes(1)
    saved = generator.synthesise(codes)
    assert torch.equal(saved, generator.synthesise(codes))
    drawn = generator.synthesise(codes, rng(3))
    assert torch.equal(drawn, generator.synthesise(codes, rng(3)))
    assert not torch.equal(drawn, saved) and not torch.equal(
        drawn, generator.synthesise(codes, rng(4))
    )


def test_categories_make_other_codes_and_are_asked_for() -> None:
    z = torch.randn(2, TINY.width, generator=rng())
    generator = tiny_generator(TWO_KINDS)
    chairs, shoes = (generator.map(z, torch.full((2,), kind)) for kind in (0, 1))
    assert chairs.shape == (2, TINY.width) and not torch.allclose(chairs, shoes)
    with pytest.raises(CheckpointError, match="chair"):
        generator.map(z)
    with pytest.raises(CheckpointError, match="none where it has none"):
        tiny_generator().map(z, torch.zeros(2, dtype=torch.long))


def test_codes_truncation_and_the_mean() -> None:
    generator = tiny_generator()
    w = generator.map(torch.randn(2, TINY.width, generator=rng()))
    generator.mean_latent.fill_(0.25)
    codes = generator.codes(w)
    assert codes.shape == (2, TINY.rows, TINY.width)
    assert all(torch.equal(codes[:, row], w) for row in range(TINY.rows))
    assert torch.allclose(generator.truncate(w, 0.0), torch.full_like(w, 0.25))
    assert torch.allclose(generator.truncate(w, 1.0), w)
    assert torch.allclose(generator.truncate(w, 0.5), (w + 0.25) / 2)


@pytest.mark.parametrize("shape", [(1, 5, 12), (1, 6, 11), (1, 12)])
def test_codes_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(CheckpointError, match=r"takes \(B, 6, 12\)"):
        tiny_generator().synthesise(torch.zeros(shape))


@pytest.mark.parametrize(
    "wrong",
    [{"size_px": 100}, {"size_px": 4}, {"width": 0}, {"channel_base": 8}, {"mapping_layers": 0}],
)
def test_impossible_generators_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(CheckpointError):
        replace(TINY, **wrong)


def test_weights_depend_on_the_generator_given() -> None:
    first, again, other = (new_generator(TWO_KINDS, rng(seed)) for seed in (0, 0, 1))
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name]), name
    assert not torch.equal(first.synthesis.start.weight, other.synthesis.start.weight)
    assert not torch.equal(
        first.synthesis.first.noise.constant, other.synthesis.first.noise.constant
    )


def test_a_saved_generator_comes_back_frozen_with_the_same_photos(tmp_path: Path) -> None:
    generator = tiny_generator(TWO_KINDS)
    generator.mean_latent.normal_(generator=rng(5))
    generator.save(tmp_path / "g.safetensors", {"steps": 7})
    loaded = load_generator(tmp_path / "g.safetensors")
    assert loaded.config == TWO_KINDS and not loaded.training
    assert not any(weight.requires_grad for weight in loaded.parameters())
    assert read_config(tmp_path / "g.safetensors")["steps"] == 7
    codes = random_codes(2)
    assert torch.allclose(loaded.synthesise(codes), generator.synthesise(codes), atol=0.02)
    assert torch.allclose(loaded.mean_latent, generator.mean_latent, atol=1e-3)


def test_files_that_are_no_generator_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.safetensors"
    with pytest.raises(CheckpointError, match="no weights at"):
        load_generator(path)
    write_checkpoint(path, {"a": torch.zeros(1)}, {"retriever": {}})
    with pytest.raises(CheckpointError, match="holds no generator"):
        load_generator(path)
    write_checkpoint(path, {"a": torch.zeros(1)}, {"generator": {"size_px": 16}})
    with pytest.raises(CheckpointError, match="does not fit this version"):
        load_generator(path)
    write_checkpoint(path, Generator(TINY).state_dict(), {"generator": {"depth": 3}})
    with pytest.raises(CheckpointError, match="does not fit this version"):
        load_generator(path)
