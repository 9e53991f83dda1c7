"""What is refused before any data is read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError, DatasetError
from sketchapp.training.early_checks import (
    check_folds,
    check_output,
    check_training,
    looks_like_path,
)
from sketchapp.training.recipes import RECIPES
from sketchapp.training.start import Start


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A file that is there."""
    (tmp_path / "there.safetensors").write_bytes(b"")
    return tmp_path / "there.safetensors"


def test_an_output_in_a_folder_to_be_made_is_fine_and_makes_nothing(tmp_path: Path) -> None:
    check_output(tmp_path / "a" / "b" / "r.safetensors")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("r", "give --out .*r.safetensors"),
        ("r.pt", "give --out .*r.safetensors"),
        ("there.safetensors/r.safetensors", "no folder that you may write to"),
        ("there.safetensors/a/b/r.safetensors", "there.safetensors is no folder"),
        ("d.safetensors", "is a folder; give a file in it"),
    ],
)
def test_an_output_that_cannot_be_is_refused(there: Path, name: str, sentence: str) -> None:
    (there.parent / "d.safetensors").mkdir()
    with pytest.raises(CheckpointError, match=sentence):
        check_output(there.parent / name)


def test_a_folder_without_the_right_to_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(CheckpointError, match="may write to"):
        check_output(tmp_path / "new" / "r.safetensors")


def test_files_of_the_start_must_be_there(there: Path) -> None:
    out, gone = there.parent / "r.safetensors", there.parent / "gone.safetensors"
    recipe = RECIPES["compact"]
    for start in (Start(), Start("imagenet"), Start(there), Start(str(there), there, there)):
        check_training(out, start, recipe)
    for start, option in (
        (Start(gone), "--weights"),
        (Start(str(gone)), "--weights"),
        (Start("imagenet", retriever=gone), "--start"),
        (Start("imagenet", generator=gone), "--generator"),
    ):
        with pytest.raises(CheckpointError, match=f"{option} {gone} is no file"):
            check_training(out, start, recipe)


def test_a_recipe_that_decodes_photos_needs_a_generator(there: Path) -> None:
    out, recipe = there.parent / "r.safetensors", RECIPES["reconstruction"]
    check_training(out, Start(generator=there), recipe)
    with pytest.raises(CheckpointError, match="--generator FILE"):
        check_training(out, Start(), recipe)
    without = replace(recipe, objective=replace(recipe.objective, reconstruction_weight=0.0))
    check_training(out, Start(), without)


def test_a_fold_and_its_folds_belong_together() -> None:
    check_folds(0, None)
    check_folds(2, 0)
    for n_folds, fold in ((1, None), (0, 0)):
        with pytest.raises(DatasetError, match="both --folds and --fold"):
            check_folds(n_folds, fold)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("imagenet", False),
        ("laion2b_s34b_b79k", False),
        ("vgg.safetensors", True),
        ("vgg.pth", True),
        ("models/vgg", True),
        ("", False),
    ],
)
def test_tags_are_told_from_paths(weights: str, expected: bool) -> None:
    assert looks_like_path(weights) == expected
