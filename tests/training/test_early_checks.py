"""What is refused before any data is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError, DatasetError, OutputError
from sketchapp.training.early_checks import (
    check_folds,
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


def test_an_output_that_cannot_be_is_refused_first(tmp_path: Path) -> None:
    gone = Start("imagenet", retriever=tmp_path / "gone.safetensors")
    with pytest.raises(OutputError, match=r"--out .*r.pt is no .safetensors file"):
        check_training(tmp_path / "r.pt", gone, RECIPES["compact"])


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
