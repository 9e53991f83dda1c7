"""From a dataset to a translator with its card; then what is measured of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sketchapp.cli import app
from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.translators.photo_generator import load_translator
from sketchapp.training.generator.card import UNSEEN
from sketchapp.training.sketch_to_photo.card import MAY, MAY_NOT
from sketchapp.training.translators.card import NO_NOISE, NOISE, translator_card
from sketchapp.training.translators.recipe import TranslatorRecipe, translator_recipe
from sketchapp.training.translators.train import TranslatorJob, describe, train_translator
from tests.made_datasets import make_qmul
from tests.models.sketch_to_photo.made_networks import CHAIR
from tests.models.tiny import TINY_MATRIX, made_weights, tiny_retriever
from tests.training.sketch_to_photo.test_train import make_stroked
from tests.training.translators.made_runs import BOTH, PIX2PIX


@pytest.fixture
def job(tmp_path: Path) -> TranslatorJob:
    spec = f"rendered:{make_stroked(tmp_path / 'r')}"
    weights = made_weights(tmp_path / "w.safetensors")
    data = (load_dataset(spec),), (load_dataset(spec, "val"),)
    return TranslatorJob(*data, (), PIX2PIX, tmp_path / "t.safetensors", weights)


@BOTH
def test_a_job_leaves_weights_card_grids_and_figures(
    recipe: TranslatorRecipe, job: TranslatorJob, tmp_path: Path
) -> None:
    job = replace(job, recipe=recipe)
    assert train_translator(job) == job.out
    assert load_translator(job.out).generate(CHAIR, 0).photo.shape == (3, 16, 16)
    header = read_config(job.out)
    assert header["pairs"] == {"chair": 3} and len(header["trained_on"]) == 3
    lines = (tmp_path / "t.progress.jsonl").read_text().splitlines()
    figures = [json.loads(line) for line in lines]
    assert [one["step"] for one in figures] == [2, 4]
    assert all(one["n_unseen"] == 3 and one["unseen"] > 0 for one in figures)
    assert len(list((tmp_path / "t.grids").iterdir())) == 2
    assert (tmp_path / "t.png").exists() and not job.state.exists()
    card = (tmp_path / "t.md").read_text()
    assert f"by {recipe.method}" in card and "3 pairs of chairs" in card and "16 px" in card
    assert (NOISE in card, NO_NOISE in card) == (recipe is PIX2PIX, recipe is not PIX2PIX)
    assert MAY in card and UNSEEN in card
    assert "like toys" in translator_card(job.out, "like toys")


def test_a_job_that_ran_out_of_time_goes_on(job: TranslatorJob) -> None:
    train_translator(replace(job, max_minutes=0.0))
    assert job.state.exists() and read_config(job.out)["figures"]["step"] == 0
    train_translator(job)
    assert read_config(job.out)["figures"]["step"] == 4 and not job.state.exists()


def test_photos_of_research_data_may_not_be_shown(job: TranslatorJob, tmp_path: Path) -> None:
    qmul = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    train_translator(replace(job, datasets=(*job.datasets, qmul), unseen=()))
    card = job.out.with_suffix(".md").read_text()
    assert MAY_NOT in card and MAY not in card and "not measured" in card


def test_a_dry_run_says_what_would_happen(job: TranslatorJob) -> None:
    text = describe(job)
    assert "chair: 3 pairs" in text and "4 steps of 4 pairs, photos of 16 px" in text
    assert not job.out.exists()


def test_what_could_not_end_well_is_refused_first(job: TranslatorJob, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="--weights"):
        train_translator(replace(job, feature_weights=str(tmp_path / "no.safetensors")))
    with pytest.raises(CheckpointError, match="there are: pix2pix, cyclegan, tiny-pix2pix"):
        translator_recipe("magic")
    with pytest.raises(CheckpointError, match="no translator trained here"):
        translator_card(made_weights(tmp_path / "x.safetensors"))


def command(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def measured(*words: object) -> dict:
    output = command(*words)
    return json.loads(output[output.index("{") :])


def test_commands_train_and_measure_it_as_any_other(job: TranslatorJob, tmp_path: Path) -> None:
    retriever = tmp_path / "r.safetensors"
    tiny_retriever(config=TINY_MATRIX).save(retriever, {})
    data = ["--dataset", f"rendered:{tmp_path / 'r'}"]
    weights = ["--weights", tmp_path / "w.safetensors"]
    command(
        "train", "translator", *data, *weights, "--recipe", "tiny-pix2pix", "--out", job.out,
        "--category", "chair",
    )  # fmt: skip
    command("photo", "card", job.out, "--looks", "like old wood")
    assert "How it looks: like old wood" in job.out.with_suffix(".md").read_text()
    figures = measured(
        "evaluate", "generation", *data, *weights, "--checkpoint", job.out,
        "--retriever", retriever, "--category", "chair",
    )  # fmt: skip
    assert figures["n_sketches"] == 3 and figures["size_px"] == 16
    assert figures["coverage"] is None and figures["perceptual_squeezenet"] > 0
    assert figures["unseen_photos"] == 3 and "N = 3" in figures["kid_features"]
    row = measured(
        "evaluate", "retrieval", *data, "--split", "test", "--checkpoint", retriever,
        "--photo-generator", job.out,
    )  # fmt: skip
    found = figures["finds_its_photo"]["generated_photo"]
    assert row["by_generated_photo"]["acc_at_1"] == found["acc_at_1"] and found["n_photos"] == 3
