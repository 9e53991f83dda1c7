"""What is refused as a place for results, before they are worked out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sketchapp.errors import OutputError
from sketchapp.outputs import WEIGHTS, check_output_file, check_output_folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a file and a folder in it."""
    (tmp_path / "there.safetensors").write_bytes(b"")
    (tmp_path / "d.safetensors").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["r.safetensors", "a/b/r.safetensors", "there.safetensors"])
def test_a_file_in_a_folder_to_be_made_is_fine_and_makes_nothing(place: Path, name: str) -> None:
    check_output_file("--out", place / name, WEIGHTS)
    assert len(list(place.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("r", "--out .*r is no .safetensors file; give --out .*r.safetensors"),
        ("r.pt", "give --out .*r.safetensors"),
        ("there.safetensors/r.safetensors", "no folder that you may write to"),
        ("there.safetensors/a/b/r.safetensors", "there.safetensors is no folder"),
        ("d.safetensors", "is a folder; give a file in it"),
        (".", "is a folder; give a file in it"),
    ],
)
def test_a_file_that_cannot_be_is_refused(place: Path, name: str, sentence: str) -> None:
    with pytest.raises(OutputError, match=sentence):
        check_output_file("--out", place / name, WEIGHTS)


def test_without_a_suffix_any_ending_will_do(place: Path) -> None:
    check_output_file("--json", place / "figures")


def test_a_folder_is_there_or_can_be_made(place: Path) -> None:
    for name in ("d.safetensors", "new", "a/b"):
        check_output_folder("--grid", place / name)
    assert len(list(place.iterdir())) == 2
    for name in ("there.safetensors", "there.safetensors/grid"):
        with pytest.raises(OutputError, match=r"--grid .* cannot be written: .*there.safetensors"):
            check_output_folder("--grid", place / name)


def test_a_folder_without_the_right_to_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(OutputError, match="may write to"):
        check_output_file("--json", tmp_path / "new" / "f.json")
    with pytest.raises(OutputError, match="may write to"):
        check_output_folder("--plots", tmp_path)
