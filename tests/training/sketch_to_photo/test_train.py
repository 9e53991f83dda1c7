"""From a dataset to weights, card, grids and figures; then what is measured of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sketchapp.cli import app
from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError, DatasetError
from sketchapp.generation.ignored import read_rule
from sketchapp.models.checkpoint import file_hash, read_config
from sketchapp.models.sketch_to_photo.photo_generator import load_photo_generator
from sketchapp.models.stylegan2.generator import new_generator
from sketchapp.training.generator.card import UNSEEN
from sketchapp.training.sketch_to_photo.card import MAY, MAY_NOT, sketch_to_photo_card
from sketchapp.training.sketch_to_photo.recipe import sketch_to_photo_recipe
from sketchapp.training.sketch_to_photo.train import (
    SketchToPhotoJob,
    describe,
    train_sketch_to_photo,
)
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, made_weights, tiny_retriever
from tests.training.sketch_to_photo.made_runs import RECIPE

N_STROKES = 4


def make_stroked(folder: Path) -> Path:
    """Rendered chairs of several strokes each, three on every side of the split."""
    from tests.made_datasets import draw_photo, outline  # noqa: PLC0415

    rng = np.random.default_rng(0)
    (folder / "photo").mkdir(parents=True)
    lines = []
    for number in range(9):
        points = outline(rng)
        draw_photo(folder / "photo" / f"r{number}.webp", points)
        pieces = [points[2 * i : 2 * i + 3] for i in range(N_STROKES)]
        strokes = [{"part": f"p{i}", "points": (p * 256).tolist()} for i, p in enumerate(pieces)]
        split = ("train", "val", "test")[number % 3]
        item = {"id": f"r{number}", "category": "chair", "split": split, "canvas": 256}
        lines.append(json.dumps(item | {"strokes": strokes}))
    (folder / "sketches.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def job(tmp_path: Path) -> SketchToPhotoJob:
    spec = f"rendered:{make_stroked(tmp_path / 'r')}"
    weights = made_weights(tmp_path / "w.safetensors")
    out = tmp_path / "s.safetensors"
    data = (load_dataset(spec),), (load_dataset(spec, "val"),)
    return SketchToPhotoJob(*data, (), RECIPE, out, weights)


def test_a_job_leaves_weights_card_grids_and_figures(job: SketchToPhotoJob, tmp_path: Path) -> None:
    assert train_sketch_to_photo(job) == job.out
    assert load_photo_generator(job.out).categories == ("chair",)
    header = read_config(job.out)
    assert header["pairs"] == {"chair": 3} and len(header["trained_on"]) == 3
    (line,) = (tmp_path / "s.progress.jsonl").read_text().splitlines()
    figures = json.loads(line)
    assert figures["step"] == 2 and figures["n_unseen"] == 3 and figures["unseen"] > 0
    assert {path.name for path in (tmp_path / "s.grids").iterdir()} == {"0000002.png"}
    assert (tmp_path / "s.png").exists() and not job.state.exists()
    card = (tmp_path / "s.md").read_text()
    assert MAY in card and UNSEEN in card and "3 pairs of chairs" in card and "16 px" in card
    assert "like toys" in sketch_to_photo_card(job.out, "like toys")


def test_a_job_that_ran_out_of_time_goes_on(job: SketchToPhotoJob) -> None:
    train_sketch_to_photo(replace(job, max_minutes=0.0))
    assert job.state.exists() and read_config(job.out)["figures"]["step"] == 0
    train_sketch_to_photo(job)
    assert read_config(job.out)["figures"]["step"] == 3 and not job.state.exists()


def test_photos_of_research_data_may_not_be_shown(job: SketchToPhotoJob, tmp_path: Path) -> None:
    qmul = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    train_sketch_to_photo(replace(job, datasets=(*job.datasets, qmul), unseen=()))
    card = job.out.with_suffix(".md").read_text()
    assert MAY_NOT in card and MAY not in card and "not measured" in card


def test_what_the_generator_saw_counts_too(job: SketchToPhotoJob, tmp_path: Path) -> None:
    model = replace(RECIPE.generator, categories=("chair",))
    import torch  # noqa: PLC0415

    for datasets, allowed in ((["rendered"], True), (["qmul"], False)):
        path = tmp_path / "g.safetensors"
        new_generator(model, torch.Generator()).save(path, {"datasets": datasets})
        train_sketch_to_photo(replace(job, generator=path, max_minutes=0.0))
        job.state.unlink()
        card = job.out.with_suffix(".md").read_text()
        assert (MAY in card) is allowed and "began with g" in card


def test_a_dry_run_says_what_would_happen(job: SketchToPhotoJob) -> None:
    text = describe(job)
    assert "chair: 3 pairs" in text and "3 steps of 4 pairs, photos of 16 px" in text
    assert not job.out.exists()


def test_what_could_not_end_well_is_refused_first(job: SketchToPhotoJob, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="--backbone"):
        train_sketch_to_photo(replace(job, backbone=str(tmp_path / "no.safetensors")))
    with pytest.raises(CheckpointError, match="there are: published, compact, compact128"):
        sketch_to_photo_recipe("magic")
    with pytest.raises(CheckpointError, match="holds no sketch-to-photo network"):
        sketch_to_photo_card(made_weights(tmp_path / "x.safetensors"))


def command(*words: object) -> dict:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.output[result.output.index("{") :])


def test_commands_measure_what_was_trained(job: SketchToPhotoJob, tmp_path: Path) -> None:
    train_sketch_to_photo(replace(job, unseen=()))
    retriever = tmp_path / "t.safetensors"
    tiny_retriever(config=TINY_MATRIX).save(retriever, {})
    common = ["--dataset", f"rendered:{tmp_path / 'r'}", "--checkpoint", job.out]
    weights = ["--weights", tmp_path / "w.safetensors"]
    table = command("evaluate", "influence", *common, *weights)
    assert table["n_sketches"] == 3 and table["default"] in ("sla", "psla", "projection")
    assert table["methods"]["leave-one-out"]["code"]["coarse"] == 1
    assert set(table["methods"]) >= {"length", "projection"}

    figures = command("evaluate", "generation", *common, *weights, "--retriever", retriever)
    assert figures["n_sketches"] == 3 and figures["coverage"] is None
    assert figures["perceptual_squeezenet"] > 0 and "N = 3" in figures["kid_features"]
    assert figures["unseen_photos"] == 3
    found = figures["finds_its_photo"]
    assert found["generated_photo"]["n_photos"] == 3 and "acc_at_1" in found["sketch"]

    rule = command("train", "ignored", *common, *weights, "--distance", 0.05)
    kept = read_rule(job.out, file_hash(job.out))
    assert kept is not None and kept.method == rule["method"] and kept.distance == 0.05
    assert rule["figures"]["all"]["n"] > rule["figures"]["drawn"]["n"] > 0
    again = command("evaluate", "generation", *common, *weights, "--retriever", retriever)
    coverage = again["coverage"]
    assert coverage["n_strokes"] == 3 * N_STROKES
    assert 0 <= coverage["before"] <= 1 and 0 <= coverage["after_emphasis"] <= 1

    row = command(
        "evaluate", "retrieval", *common[:2], "--split", "test", "--checkpoint", retriever,
        "--photo-generator", job.out,
    )  # fmt: skip
    same = figures["finds_its_photo"]["generated_photo"]
    assert row["by_generated_photo"]["acc_at_1"] == same["acc_at_1"]


def test_sketches_of_other_things_are_refused(job: SketchToPhotoJob, tmp_path: Path) -> None:
    from sketchapp.training.sketch_to_photo.strokes import made_kinds  # noqa: PLC0415
    from tests.models.sketch_to_photo.made_networks import tiny_photo_generator  # noqa: PLC0415

    generator = tiny_photo_generator()
    assert len(made_kinds(job.datasets[0], generator).pairs) == 3
    generator.categories = ("shoe",)
    with pytest.raises(DatasetError, match="the generator makes shoe"):
        made_kinds(job.datasets[0], generator)
