"""From a dataset to weights, card, grids and figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError, OutputError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.stylegan2.generator import load_generator
from sketchapp.training.generator.card import MAY, MAY_NOT, UNSEEN, generator_card
from sketchapp.training.generator.train import GeneratorJob, describe, train_generator
from tests.made_datasets import make_qmul, make_rendered
from tests.models.tiny import made_weights
from tests.training.generator.made_photos import TINY_RECIPE


@pytest.fixture
def job(tmp_path: Path) -> GeneratorJob:
    dataset = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    weights = made_weights(tmp_path / "w.safetensors")
    return GeneratorJob((dataset,), (), TINY_RECIPE, tmp_path / "g.safetensors", weights)


def test_a_job_leaves_weights_card_grids_and_figures(job: GeneratorJob, tmp_path: Path) -> None:
    assert train_generator(job) == job.out
    generator = load_generator(job.out)
    assert generator.config.categories == ("chair",) and generator.rows == 4
    header = read_config(job.out)
    assert header["photos"] == {"chair": 5} and len(header["trained_on"]) == 5
    lines = (tmp_path / "g.progress.jsonl").read_text().splitlines()
    figures = [json.loads(line) for line in lines]
    assert [one["step"] for one in figures] == [3, 6]
    assert [one["images"] for one in figures] == [12, 24]
    assert figures[-1]["kid_squeezenet"] == header["figures"]["kid_squeezenet"]
    assert {p.name for p in (tmp_path / "g.grids").iterdir()} == {"0000003.png", "0000006.png"}
    with (
        Image.open(tmp_path / "g.png") as last,
        Image.open(tmp_path / "g.grids/0000006.png") as six,
    ):
        assert last.tobytes() == six.tobytes()
    assert not job.state.exists()
    card = (tmp_path / "g.md").read_text()
    assert (
        MAY in card and UNSEEN in card and "5 photos of chairs" in card and "8 px, 4 rows" in card
    )
    assert "like toys" in generator_card(job.out, "like toys")


def test_a_job_that_ran_out_of_time_goes_on(job: GeneratorJob) -> None:
    train_generator(replace(job, max_minutes=0.0))
    assert job.state.exists() and read_config(job.out)["figures"]["step"] == 0
    train_generator(job)
    assert read_config(job.out)["figures"]["step"] == 6 and not job.state.exists()


def test_photos_of_research_data_may_not_be_shown(job: GeneratorJob, tmp_path: Path) -> None:
    qmul = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    train_generator(replace(job, datasets=(*job.datasets, qmul), feature_weights=None))
    card = job.out.with_suffix(".md").read_text()
    assert MAY_NOT in card and MAY not in card and "was not measured" in card


def test_a_dry_run_says_what_would_happen(job: GeneratorJob) -> None:
    text = describe(job)
    assert "chair: 5 photos" in text and "6 steps of 4 photos of 8 px, 4 rows" in text
    assert not job.out.exists()


def test_what_cannot_end_well_is_refused_before_it_begins(
    job: GeneratorJob, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.safetensors"
    for begin in (describe, train_generator):
        with pytest.raises(OutputError, match=r"is no \.safetensors file"):
            begin(replace(job, out=tmp_path / "g.pt"))
        with pytest.raises(CheckpointError, match=f"--weights {gone} is no file"):
            begin(replace(job, feature_weights=str(gone)))
    assert not job.state.exists()


def test_the_card_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no generator"):
        generator_card(made_weights(tmp_path / "w.safetensors"))
