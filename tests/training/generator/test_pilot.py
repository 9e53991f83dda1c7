"""Inversion with a group left random, and the command around it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.generator.kid import feature_network
from sketchapp.training.generator.latents import LatentsJob, latents_study
from sketchapp.training.generator.padding import random_codes
from sketchapp.training.generator.pilot import (
    PILOT_GROUPS,
    Inversion,
    Inverter,
    pilot_masks,
    pilot_sizes,
    pilot_study,
)
from tests.made_datasets import make_rendered
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS, tiny_generator
from tests.models.tiny import made_weights

LARGE = replace(TINY, size_px=32, channel_base=256)


@pytest.fixture
def inverter(tmp_path: Path) -> Inverter:
    network = feature_network(made_weights(tmp_path / "w.safetensors"))
    generator = tiny_generator(LARGE).requires_grad_(False)
    generator.mean_latent.copy_(random_codes(generator, 40, "mapped", None, rng()).mean((0, 1)))
    return Inverter(generator, network, Inversion(steps=25, rate=0.05, seeds=2))


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("rows", "sizes"), [(14, (5, 4, 5)), (12, (4, 4, 4)), (10, (4, 2, 4)), (6, (2, 2, 2))]
)
def test_groups_are_those_of_the_paper_scaled(rows: int, sizes: tuple[int, int, int]) -> None:
    assert pilot_sizes(rows) == sizes
    masks = dict(pilot_masks(rows))
    assert tuple(masks) == PILOT_GROUPS
    assert tuple(int(mask.sum()) for mask in masks.values()) == sizes
    assert torch.stack(list(masks.values())).sum(0).tolist() == [1] * rows
    assert masks["coarse"][0] and masks["fine"][-1]


def test_inversion_comes_closer_and_leaves_fixed_rows_alone(inverter: Inverter) -> None:
    generator = inverter.generator
    photos = generator.synthesise(random_codes(generator, 2, "mapped", None, rng(3)))
    start = random_codes(generator, 2, "mapped", None, rng(4))
    everything = torch.ones(generator.rows, dtype=torch.bool)
    mean = generator.synthesise(generator.codes(generator.mean_latent.expand(2, -1)))
    found = inverter.invert(photos, everything, start)
    assert (found - photos).square().mean() < 0.7 * (mean - photos).square().mean()
    assert torch.equal(inverter.invert(photos, ~everything, start), generator.synthesise(start))


def test_the_study_reports_a_variation_for_each_group(inverter: Inverter) -> None:
    photos = inverter.generator.synthesise(
        random_codes(inverter.generator, 2, "mapped", None, rng(3))
    )
    quick = replace(inverter, settings=replace(inverter.settings, steps=2))
    result = pilot_study(quick, photos.clamp(0, 1), None, seed=0)
    assert tuple(result.variations) == PILOT_GROUPS
    assert result.versions.shape == (3, 2, 2, 3, 32, 32) and result.error > 0
    again = pilot_study(quick, photos.clamp(0, 1), None, seed=0)
    assert torch.equal(result.versions, again.versions)
    assert not torch.equal(result.versions[:, 0], result.versions[:, 1])
    with pytest.raises(DatasetError, match="0 photos and 2 seeds"):
        pilot_study(quick, photos[:0], None, seed=0)


def test_the_table_and_its_picture(tmp_path: Path) -> None:
    tiny_generator(TWO_KINDS).save(tmp_path / "g.safetensors", {})
    dataset = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    weights = made_weights(tmp_path / "w.safetensors")
    job = LatentsJob(tmp_path / "g.safetensors", dataset, weights, photos=3)
    table, picture = latents_study(job, Inversion(steps=1, seeds=2))
    assert table["n_photos"] == 3 and table["rows"] == 6
    assert table["pilot_groups"] == {"coarse": 2, "mid": 2, "fine": 2}
    assert set(table["left_random"]) == set(PILOT_GROUPS)
    rows = table["structural_rows"]
    assert len(rows["is_structural"]) == 6 and sum(rows["row_groups"]) == rows["K"]
    json.dumps(table)
    assert picture.shape == (3, 16 * 3, 16 * (2 + 3 * 2))


def test_a_dataset_without_what_the_generator_makes_is_refused(tmp_path: Path) -> None:
    config = replace(TINY, categories=("boat",))
    tiny_generator(config).save(tmp_path / "g.safetensors", {})
    dataset = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    job = LatentsJob(tmp_path / "g.safetensors", dataset, "unused")
    with pytest.raises(DatasetError, match="makes boat; the dataset has chair"):
        latents_study(job, Inversion())
