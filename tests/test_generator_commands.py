"""The commands about generators, on made datasets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from sketchapp import cli
from sketchapp.models.stylegan2.generator import load_generator
from tests.made_datasets import make_rendered
from tests.models.stylegan2 import rosinality
from tests.models.stylegan2.tiny_generators import tiny_generator
from tests.models.tiny import made_weights


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


def test_train_and_card(run: Command, tmp_path: Path) -> None:
    data, out = f"rendered:{make_rendered(tmp_path / 'r')}", tmp_path / "g.safetensors"
    arguments = ["train", "generator", "--dataset", data, "--out", out, "--recipe", "tiny"]
    arguments += ["--category", "chair"]
    dry = run(*arguments, "--dry-run")
    assert dry.status == 0 and "chair: 5 photos" in dry.out and not out.exists()
    assert "R1 weight 0.5" in run(*arguments, "--dry-run", "--r1-weight", 0.5).out
    weights = made_weights(tmp_path / "w.safetensors")
    ended = run(*arguments, "--weights", weights, "--max-minutes", 5)
    assert ended.status == 0 and f"wrote {out}" in ended.out
    assert load_generator(out).config.categories == ("chair",)
    assert run("generator", "card", out, "--looks", "as if of clay").status == 0
    assert "as if of clay" in out.with_suffix(".md").read_text()


def test_what_is_refused_is_said_in_a_sentence(run: Command, tmp_path: Path) -> None:
    data, out = f"rendered:{make_rendered(tmp_path / 'r')}", tmp_path / "g.safetensors"
    ended = run("train", "generator", "--dataset", data, "--out", out, "--recipe", "huge")
    assert ended.status == 2 and "there are: published, gpu, cpu64" in ended.err
    arguments = ["train", "generator", "--dataset", data, "--out", out, "--recipe", "tiny"]
    ended = run(*arguments, "--category", "boat")
    assert ended.status == 2 and "no photos of boat; there are: chair" in ended.err


def test_outputs_that_cannot_be_are_refused_before_anything_is_read(
    run: Command, tmp_path: Path
) -> None:
    file = made_weights(tmp_path / "w.safetensors")
    nowhere = ["--dataset", "rendered:nowhere"]
    latents = ["evaluate", "latents", *nowhere, "--checkpoint", "none"]
    for arguments, sentence in (
        (["train", "generator", *nowhere, "--out", tmp_path / "g.pt"], "no .safetensors file"),
        (["train", "generator", *nowhere, "--out", file / "g.safetensors"], "is no folder"),
        (["generator", "import", "none.pt", "--out", file / "x"], "no .safetensors file"),
        (["generator", "import", "none.pt", "--out", file / "x.safetensors"], "is no folder"),
        ([*latents, "--picture", tmp_path / "p.foo"], "p.foo is no .png file"),
        ([*latents, "--picture", file / "p.png"], "is no folder that you may write to"),
    ):
        ended = run(*arguments)
        assert (ended.status, ended.out) == (2, "") and sentence in ended.err
        assert len(ended.err.splitlines()) == 1


def test_latents(run: Command, tmp_path: Path) -> None:
    tiny_generator().save(tmp_path / "g.safetensors", {})
    arguments = ["evaluate", "latents", "--checkpoint", tmp_path / "g.safetensors"]
    arguments += ["--dataset", f"rendered:{make_rendered(tmp_path / 'r')}"]
    arguments += ["--picture", tmp_path / "p.png", "--json", tmp_path / "new" / "f.json"]
    arguments += ["--weights", made_weights(tmp_path / "w.safetensors"), "--steps", 1]
    assert run(*arguments, "--photos", 2).status == 0
    figures = json.loads((tmp_path / "new" / "f.json").read_text())
    assert figures["n_photos"] == 2 and (tmp_path / "p.png").is_file()
    ended = run(*arguments, "--padding", "zeros")
    assert ended.status == 2 and "there are: mapped, gaussian" in ended.err


def test_import_of_a_published_generator(run: Command, tmp_path: Path) -> None:
    torch.save({"g_ema": rosinality.made_state([4, 4, 4])}, tmp_path / "theirs.pt")
    out = tmp_path / "ours.safetensors"
    ended = run("generator", "import", tmp_path / "theirs.pt", "--out", out)
    assert ended.status == 0 and "16 px, 6 rows" in ended.out
    assert load_generator(out).rows == 6
