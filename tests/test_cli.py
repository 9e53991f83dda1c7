"""The command line on made datasets: train, evaluate, and what is refused."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sketchapp import cli
from sketchapp.data.registry import load_dataset
from sketchapp.models.checkpoint import read_config
from sketchapp.models.load import load_retriever
from sketchapp.models.local_scaling import ScaledRetriever
from sketchapp.training.folds import read_folds, write_folds
from tests.made_datasets import (
    TEST_WORDS,
    TRAIN_WORDS,
    make_qmul,
    make_quickdraw,
)
from tests.models.stylegan2.tiny_generators import tiny_generator
from tests.models.tiny import made_weights
from tests.models.tiny_clip import made_clip

ROOT = Path(__file__).parents[1]
RECIPE = {
    "model": {"backbone": "squeezenet1_0", "width": 8, "size_px": 32},
    "batching": {"photos": 4},
    "passes": 1.0,
}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """`python -m sketchapp ...` in this process."""

    def command(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["sketchapp", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        code = end.value.code
        shown = capsys.readouterr()
        return Ended(code if isinstance(code, int) else 0, shown.out, shown.err)

    return command


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a dataset, backbone weights and a recipe."""
    make_qmul(tmp_path / "ChairV2")
    made_weights(tmp_path / "backbone.safetensors")
    (tmp_path / "recipe.json").write_text(json.dumps(RECIPE), encoding="utf-8")
    return tmp_path


def training_of(work: Path, *more: object) -> list[object]:
    return [
        *("train", "retriever", "--dataset", f"qmul:{work / 'ChairV2'}"),
        *("--weights", work / "backbone.safetensors", "--recipe", work / "recipe.json"),
        *("--out", work / "runs" / "r.safetensors", "--threads", 1, *more),
    ]


def test_a_dry_run_trains_nothing(run: Command, work: Path) -> None:
    ended = run(*training_of(work, "--dry-run"))
    assert ended.status == 0
    assert "chairv2: 16 sketches of 8 photos" in ended.out
    assert "2 steps of 4 photos" in ended.out
    assert '"width": 8' in ended.out
    assert not (work / "runs").exists()


def test_train_then_evaluate(run: Command, work: Path, caplog: pytest.LogCaptureFixture) -> None:
    ended = run(*training_of(work))
    weights = work / "runs" / "r.safetensors"
    assert (ended.status, ended.out.strip()) == (0, f"wrote {weights}")
    assert load_retriever(weights).config.width == 8

    evaluation = ["evaluate", "retrieval", "--dataset", f"qmul:{work / 'ChairV2'}"]
    file = work / "figures" / "test.json"
    with caplog.at_level(logging.WARNING):
        ended = run(*evaluation, "--split", "test", "--checkpoint", weights, "--json", file)
    table = json.loads(file.read_text(encoding="utf-8"))
    assert ended.status == 0 and json.loads(ended.out) == table
    assert (table["n_sketches"], table["n_photos"]) == (4, 2)
    assert 0 <= table["acc_at_1"] <= table["acc_at_5"] == 100  # of two photos
    assert "was trained on" not in caplog.text
    with caplog.at_level(logging.WARNING):
        assert run(*evaluation, "--split", "train", "--checkpoint", weights).status == 0
    assert "was trained on 8 of the 8 photos" in caplog.text


def test_prompts_for_clip_are_trained_by_a_recipe_of_their_kind(run: Command, work: Path) -> None:
    clip, out = made_clip(work, "tiny-clip-cli"), work / "runs" / "r.safetensors"
    model = {"kind": "clip_prompts", "model": clip.model, "prompts": 1}
    content = {"model": model, "batching": {"photos": 4}, "passes": 1.0}
    (work / "recipe.json").write_text(json.dumps(content), encoding="utf-8")
    ended = run(*training_of(work, "--dry-run"))
    assert ended.status == 0 and "2 steps of 4 photos" in ended.out
    assert run(*training_of(work, "--weights", clip.weights)).status == 0
    assert load_retriever(out).config == replace(clip, prompts=1)
    written = json.loads(out.with_suffix(".recipe.json").read_text(encoding="utf-8"))
    assert written["model"]["weights"] == clip.weights
    assert written["objective"]["names_weight"] == 0.5
    data = ["--dataset", f"qmul:{work / 'ChairV2'}", "--split", "test", "--checkpoint", out]
    assert json.loads(run("evaluate", "retrieval", *data).out)["n_sketches"] == 4
    ended = run("evaluate", "efficiency", "--checkpoint", out)
    assert ended.status == 2 and "counted of feature matrices" in ended.err


def test_the_simulator_needs_sketches_of_photos(run: Command, work: Path) -> None:
    words = {"chair": 3, "cat": 3}
    doodles = f"quickdraw:{make_quickdraw(work / 'quickdraw', words)}"
    ended = run("train", "simulator", "--dataset", doodles)
    assert ended.status == 2 and "no dataset with photos" in ended.err


def test_a_cross_validation(run: Command, work: Path) -> None:
    data, folds = f"qmul:{work / 'ChairV2'}", work / "folds"
    ended = run("train", "folds", "--dataset", data, "--out", folds, "--count", 2)
    assert ended.status == 0 and "chairv2: [4, 4] photos" in ended.out
    for fold in range(2):
        out = read_folds(folds).model_path(fold)
        training = training_of(work, "--folds", folds, "--fold", fold)
        assert (
            run(*[out if a == work / "runs" / "r.safetensors" else a for a in training]).status == 0
        )
        assert read_config(out)["datasets"] == {"chairv2": [4, 8]}

    ended = run("evaluate", "retrieval", "--dataset", data, "--folds", folds)
    assert json.loads(ended.out)["n_sketches"] == 16 and json.loads(ended.out)["n_photos"] == 4
    ended = run(
        "evaluate", "difference", *("--dataset", data), *("--folds", folds), "--against", folds
    )
    assert json.loads(ended.out)["difference_interval"] == [0, 0]
    ended = run("evaluate", "attribution", "--dataset", data, "--folds", folds, "--limit", 2)
    assert json.loads(ended.out)["n_sketches"] == 2

    words = {"chair": 60, **dict.fromkeys([*TEST_WORDS, *TRAIN_WORDS], 2)}
    options = ["--doodles", make_quickdraw(work / "quickdraw", words), "--folds", folds]
    options += ["--checkpoint", read_folds(folds).model_path(0)]
    ended = run("train", "familiarity", "--dataset", data, *options)
    assert json.loads(ended.out)["n_sketches"] == 16
    weights = read_folds(folds).model_path(0)
    assert load_retriever(weights).known_direction is not None
    options = ["--dataset", data, "--folds", folds, "--fold", 0, "--checkpoint", weights]
    ended = run("train", "scaling", *options)
    assert ended.status == 0 and isinstance(load_retriever(weights), ScaledRetriever)


def test_doodles_are_trained_with(run: Command, work: Path) -> None:
    doodles = make_quickdraw(work / "quickdraw", {"chair": 3, **dict.fromkeys(TRAIN_WORDS, 3)})
    assert run(*training_of(work, "--doodles", doodles)).status == 0
    assert read_config(work / "runs" / "r.safetensors")["doodles"] == 2 * len(TRAIN_WORDS)


def test_a_card_is_written_from_measured_figures(run: Command, work: Path) -> None:
    run(*training_of(work))
    weights, figures = work / "runs" / "r.safetensors", work / "f.json"
    figures.write_text('{"acc_at_1": 41.5}', encoding="utf-8")
    options = ["--figures", f"chairs={figures}", "--commit", "abc123"]
    ended = run("train", "card", "--checkpoint", weights, *options)
    assert ended.status == 0 and read_config(weights)["figures"] == {"chairs: acc_at_1": 41.5}
    assert "| chairs: acc_at_1 | 41.5 |" in (work / "runs" / "r.md").read_text(encoding="utf-8")


def before_data(work: Path, *more: object) -> list[object]:
    """A training whose dataset cannot be read, so that what is refused first comes before it."""
    return [*training_of(work, *more), "--dataset", "qmul:nowhere"]


def made_folds_file(work: Path) -> Path:
    return write_folds(work / "folds", load_dataset(f"qmul:{work / 'ChairV2'}"), 2).folder


def made_generator(work: Path) -> Path:
    tiny_generator().save(work / "g.safetensors", {})
    return work / "g.safetensors"


def test_a_network_may_start_from_random_weights(run: Command, work: Path) -> None:
    assert run(*training_of(work, "--weights", "random")).status == 0
    assert load_retriever(work / "runs" / "r.safetensors").config.width == 8


REFUSED: dict[str, tuple[Callable[[Path], list[object]], str]] = {
    "no such layout": (
        lambda work: ["evaluate", "retrieval", "--dataset", f"chairs:{work}"],
        "NAME:PATH with a NAME of: qmul",
    ),
    "no such split": (
        lambda work: ["evaluate", "retrieval", "--dataset", f"qmul:{work}", "--split", "tset"],
        "split 'tset' not found",
    ),
    "no dataset in the folder": (
        lambda work: ["evaluate", "retrieval", "--dataset", f"qmul:{work}"],
        "exactly one *_Coordinate file",
    ),
    "no weights": (
        lambda work: [
            *("evaluate", "retrieval", "--dataset", f"qmul:{work / 'ChairV2'}"),
            *("--checkpoint", work / "none.safetensors"),
        ],
        "no weights at",
    ),
    "no folds": (
        lambda work: [
            *("evaluate", "attribution", "--dataset", f"qmul:{work / 'ChairV2'}"),
            *("--folds", work),
        ],
        "no folds in",
    ),
    "a fold without folds": (lambda work: training_of(work, "--fold", 0), "both --folds and"),
    "folds without a fold": (
        lambda work: training_of(work, "--folds", made_folds_file(work)),
        "both --folds and",
    ),
    "no such backbone weights": (
        lambda work: training_of(work, "--weights", "squeeze.pth"),
        "--weights squeeze.pth is no file",
    ),
    "no such tag": (
        lambda work: training_of(work, "--weights", "imagenette"),
        "'imagenette' of squeezenet1_0 not found",
    ),
    "weights under another ending": (
        lambda work: before_data(work, "--out", work / "r.pt"),
        "r.pt is no .safetensors file",
    ),
    "weights in what is no folder": (
        lambda work: before_data(work, "--out", work / "recipe.json" / "r.safetensors"),
        "recipe.json is no folder that you may write to",
    ),
    "figures in a folder": (
        lambda work: ["evaluate", "efficiency", "--checkpoint", "none", "--json", work],
        "is a folder; give a file in it",
    ),
    "figures in what is no folder": (
        lambda work: [
            *("evaluate", "efficiency", "--checkpoint", "none"),
            *("--json", work / "recipe.json" / "f.json"),
        ],
        "--json",
    ),
    "curves in what is no folder": (
        lambda work: [
            *("evaluate", "early", "--dataset", "qmul:nowhere"),
            *("--plots", work / "recipe.json"),
        ],
        "--plots",
    ),
    "pictures of answers in what is no folder": (
        lambda work: [
            *("evaluate", "retrieval", "--dataset", "qmul:nowhere"),
            *("--grid", work / "recipe.json"),
        ],
        "--grid",
    ),
    "folds in what is no folder": (
        lambda work: [
            *("train", "folds", "--dataset", "qmul:nowhere"),
            *("--out", work / "recipe.json"),
        ],
        "recipe.json is no folder that you may write to",
    ),
    "no such file of backbone weights": (
        lambda work: before_data(work, "--weights", work / "none.safetensors"),
        "none.safetensors is no file",
    ),
    "no retriever to go on from": (
        lambda work: before_data(work, "--start", work / "none.safetensors"),
        "--start",
    ),
    "a generator to go on from": (
        lambda work: before_data(work, "--dry-run", "--start", made_generator(work)),
        "g.safetensors holds no retriever of feature matrices",
    ),
    "a backbone for a generator": (
        lambda work: before_data(work, "--generator", work / "backbone.safetensors"),
        "backbone.safetensors holds no generator",
    ),
    "curves of losses in what is no folder": (
        lambda work: before_data(work, "--logs", work / "recipe.json"),
        "--logs",
    ),
    "no such generator": (
        lambda work: before_data(work, "--generator", work / "none.safetensors"),
        "--generator",
    ),
    "a recipe that needs a generator": (
        lambda work: before_data(work, "--recipe", "triplet+recons", "--dry-run"),
        "--generator FILE",
    ),
    "a fold without folds, before data is read": (
        lambda work: before_data(work, "--fold", 0, "--dry-run"),
        "both --folds and",
    ),
    "no doodles": (
        lambda work: training_of(work, "--doodles", work / "none"),
        "no ndjson files in",
    ),
    "no such recipe": (
        lambda work: training_of(work, "--recipe", work / "none.json"),
        "none.json cannot be read",
    ),
    "a recipe that nothing can be made of": (
        lambda work: training_of(work, "--recipe", work / "large.json"),
        "do not fill one batch of 400",
    ),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_wrong_input_ends_in_one_sentence(run: Command, work: Path, name: str) -> None:
    (work / "large.json").write_text('{"batching": {"photos": 400}}', encoding="utf-8")
    arguments, sentence = REFUSED[name]
    ended = run(*arguments(work))
    assert (ended.status, ended.out) == (2, "")
    (line,) = ended.err.strip().splitlines()
    assert line.startswith("error: ") and sentence in line


def test_a_process_shows_no_trace() -> None:
    command = [sys.executable, "-m", "sketchapp", "evaluate", "retrieval", "--dataset", "x:y"]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stderr.startswith("error: dataset 'x:y' is not NAME:PATH")


@pytest.mark.parametrize("arguments", [["evaluate", "nothing"], ["train", "retriever"], ["--no"]])
def test_wrong_usage_ends_in_status_2(run: Command, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.status == 2 and "Traceback" not in ended.err


@pytest.mark.parametrize("arguments", [[], ["evaluate"], ["train"], ["bench"], ["train", "folds"]])
def test_every_level_has_help(run: Command, arguments: list[str]) -> None:
    ended = run(*arguments, "--help")
    assert ended.status == 0 and "Usage:" in ended.out
